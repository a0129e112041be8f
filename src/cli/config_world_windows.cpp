// SPDX-License-Identifier: MIT
#include "cli/configuration.h"
#include "config/own_folder_windows.h"
#include "config/places.h"
#include "service/state_place.h"
#include "service/windows/seams.h"
#include "util/path.h"
#include "util/windows/access.h"

#include <filesystem>

namespace ddns {

namespace {

std::string state_place_of(const std::string& config) {
    std::error_code error;
    const auto whole = config.empty() ? std::filesystem::path()
                                      : std::filesystem::absolute(to_path(config), error).lexically_normal();
    const auto run_key = make_run_key();
    const auto manager = make_service_manager();
    const auto tasks = make_task_scheduler();
    return usual_state_place(from_path(whole), {system_config_folder(), own_folder()},
                             {*run_key, *manager, *tasks});
}

} // namespace

ConfigWorld world_of(const std::string& config) {
    ConfigWorld world = real_config_world();
    if (is_service_account()) return world;
    // Once for all reloads: a daemon does not move because a service was installed meanwhile.
    world.state_folder = [config, found = std::make_shared<std::string>()] {
        if (found->empty()) *found = state_place_of(config);
        return *found;
    };
    return world;
}

} // namespace ddns
