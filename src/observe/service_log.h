// SPDX-License-Identifier: MIT
#pragma once

#include "observe/log.h"

namespace ddns {

/// What make_log gives for LogTarget::service.
///
/// Windows: log.txt in `folder` gets every line, as text with full UTC time or as JSON; the Event Log, source
/// "ddns-reactor", those from information upwards, as events 1 (information), 2 (warning) and 3 (error), each
/// with one string, as the message table of EventCreate.exe expects it. "" = the Event Log alone.
/// Elsewhere stderr, which the service manager reads.
std::unique_ptr<Log> make_service_log(const LogSettings& settings, const std::string& folder);

} // namespace ddns
