// SPDX-License-Identifier: MIT
#include "service/state_place.h"

#include "service/registration.h"
#include "service/task_xml.h"
#include "util/text.h"

namespace ddns {

namespace {

bool is_of(const std::optional<Registration>& registration, const std::string& config) {
    return registration && equals_ignoring_case(registration->config, config);
}

bool run_key_starts(const std::string& config, RunKey& run_key) {
    const auto line = run_key.read();
    return line && is_of(registration_of(StartMode::logon, *line), config);
}

bool service_starts(const std::string& config, ServiceManager& manager) {
    const auto record = manager.record();
    return record && is_of(registration_of(StartMode::service, record->command_line), config);
}

bool task_starts(const std::string& config, TaskScheduler& tasks) {
    const auto xml = tasks.xml();
    return xml && is_of(registration_of_task(*xml), config);
}

} // namespace

std::string usual_state_place(const std::string& config, const StatePlaces& places,
                              const Registrations& registrations) {
    // The cheap questions first.
    if (config.empty() || run_key_starts(config, registrations.run_key)) return places.own;
    const bool of_machine = is_in_folder(config, places.machine) ||
                            service_starts(config, registrations.manager) ||
                            task_starts(config, registrations.tasks);
    return of_machine ? places.machine : places.own;
}

bool is_in_folder(std::string_view path, std::string_view folder) {
    return path.size() >= folder.size() && equals_ignoring_case(path.substr(0, folder.size()), folder) &&
           (path.size() == folder.size() || path[folder.size()] == '\\' || path[folder.size()] == '/');
}

} // namespace ddns
