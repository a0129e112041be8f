// SPDX-License-Identifier: MIT
#pragma once

#include "service/windows_seams.h"

#include <functional>
#include <memory>
#include <string>

namespace ddns {

/// The service's name everywhere: in the service manager, the Task Scheduler, the Run key, the Event Log.
inline constexpr const wchar_t* service_name = L"ddns-reactor";

/// What Windows really has. advapi32's service functions and the registry.
std::unique_ptr<ServiceManager> make_service_manager();
/// COM's ITaskService; none of its calls leaves COM initialised.
std::unique_ptr<TaskScheduler> make_task_scheduler();
/// HKEY_CURRENT_USER.
std::unique_ptr<RunKey> make_run_key();
/// `state_folder_of` gives the state folder of a configuration.
std::unique_ptr<WindowsMachine>
make_windows_machine(std::function<Result<std::string>(const std::string& config)> state_folder_of);

} // namespace ddns
