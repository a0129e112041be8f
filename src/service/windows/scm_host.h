// SPDX-License-Identifier: MIT
#pragma once

#include "service/notify.h"
#include "service/requests.h"
#include "util/result.h"

#include <functional>

namespace ddns {

/// Runs `work` as the Windows service of this process and gives its exit code. The calling thread, which must
/// be the first, belongs to the service manager until the end; `work` runs on another one.
///
/// `work` gets a Notifier that tells the service manager how far it is, and requests that it fills: stop,
/// shutdown, preshutdown, and PARAMCHANGE as a reload. Its exit code becomes the service's (service_exit).
/// May be called once in a process.
///
/// Errors: `system`, when the service manager did not start this process. Only `run --service` may come here:
/// to try it takes as long as Windows waits for a service (Wine: 10 s).
Result<int> run_as_service(const std::function<int(Notifier&, ServiceRequests&)>& work);

} // namespace ddns
