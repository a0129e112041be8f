// SPDX-License-Identifier: MIT
#pragma once

#include "service/windows_seams.h"

#include <string>
#include <string_view>

/// Where the state is on Windows when the configuration does not say.
namespace ddns {

struct StatePlaces {
    std::string machine; ///< %ProgramData%\ddns-reactor
    std::string own;     ///< of this account: %LOCALAPPDATA%\ddns-reactor
};

/// What Windows has been told to start.
struct Registrations {
    RunKey& run_key;
    ServiceManager& manager;
    TaskScheduler& tasks;
};

/// The place that belongs to the configuration, so that every command which reads that file finds what the
/// daemon remembers, elevated or not: the machine's for one that is in its folder, or that the service or the
/// task was installed with; the account's own for every other one, and for that of its Run key wherever it
/// is. `config` is absolute, "" when there is no file. What Windows does not tell counts as not installed.
std::string usual_state_place(const std::string& config, const StatePlaces& places,
                              const Registrations& registrations);

/// Whether an absolute path is the folder or below it; upper and lower case (of ASCII) are the same.
bool is_in_folder(std::string_view path, std::string_view folder);

} // namespace ddns
