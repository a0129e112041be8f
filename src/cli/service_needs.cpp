// SPDX-License-Identifier: MIT
#include "cli/service_needs.h"

#include "util/path.h"

#include <algorithm>
#include <filesystem>

namespace ddns {

namespace {

void add_once(std::vector<std::string>& list, const std::string& text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

std::string absolute(const std::string& path) {
    return from_path(std::filesystem::absolute(to_path(path)).lexically_normal());
}

} // namespace

ServiceWorld::ServiceWorld(ConfigWorld real, std::string state_folder)
    : real_(std::move(real)), state_folder_(std::move(state_folder)) {}

ConfigWorld ServiceWorld::world() {
    ConfigWorld world = real_;
    world.environment = [this](const std::string& name) -> std::optional<std::string> {
        if (name == "CREDENTIALS_DIRECTORY") return std::string(credential_store);
        add_once(variables_, name);
        return real_.environment(name);
    };
    world.read_file = [this](const std::string& path, std::size_t max_bytes) {
        add_once(files_, path);
        return real_.read_file(path, max_bytes);
    };
    world.state_folder = [this] { return state_folder_; };
    return world;
}

ServiceNeeds ServiceWorld::needs(const Config& config, const std::string& executable,
                                 const std::string& config_path) const {
    ServiceNeeds needs;
    needs.executable = executable;
    needs.config = config_path;
    needs.state = absolute(config.state);
    const std::string store = std::string(credential_store) + "/";
    for (const std::string& file : files_) {
        const std::string path = absolute(file);
        if (path.starts_with(store))
            needs.credentials.push_back({path.substr(store.size()), path});
        else if (path != config_path)
            add_once(needs.reads, path);
    }
    for (const Account& account : config.accounts) {
        if (!account.ca.empty()) add_once(needs.reads, absolute(account.ca));
        const auto path = account.settings.find("path");
        if (account.provider == "hosts" && path != account.settings.end())
            add_once(needs.writes, from_path(to_path(absolute(path->second.reveal())).parent_path()));
    }
    return needs;
}

} // namespace ddns
