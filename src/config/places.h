// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ddns {

/// Where the configuration of the whole machine lives: /etc/ddns-reactor, on Windows
/// %ProgramData%\ddns-reactor.
std::string system_config_folder();

} // namespace ddns
