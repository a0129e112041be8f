// SPDX-License-Identifier: MIT
#pragma once

#include "service/starter.h"

#include <functional>

namespace ddns {

/// For the modes whose daemon is an ordinary process: it is known by its configuration, and asked over the
/// control pipe of its state folder.

/// At most 20 s. `ended` says why the daemon ended before it answered; nullopt while it may still come.
Result<void> wait_until_it_answers(WindowsMachine& machine, const std::string& config,
                                   const std::function<std::optional<std::string>()>& ended);

/// Asks it to end and waits until it has: what is under way may take 4.5 s. None answers: nothing to do.
Result<void> stop_daemon(WindowsMachine& machine, const std::string& config);

StarterStatus status_of_daemon(WindowsMachine& machine, const std::string& config);

} // namespace ddns
