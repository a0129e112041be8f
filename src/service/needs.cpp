// SPDX-License-Identifier: MIT
#include "service/needs.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

bool is_below(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

bool is_below_any(std::string_view path, std::initializer_list<std::string_view> folders) {
    return std::any_of(folders.begin(), folders.end(), [&](auto folder) { return is_below(path, folder); });
}

std::vector<std::string> all_reads(const ServiceNeeds& needs) {
    std::vector<std::string> paths{needs.executable, needs.config};
    paths.insert(paths.end(), needs.reads.begin(), needs.reads.end());
    return paths;
}

std::vector<std::string> foreign_writes(const ServiceNeeds& needs, const std::string& state_folder) {
    std::vector<std::string> folders = needs.writes;
    folders.push_back(needs.state);
    std::erase_if(folders, [&](const std::string& folder) { return is_below(folder, state_folder); });
    std::sort(folders.begin(), folders.end());
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    return folders;
}

Result<void> check_path(const std::string& path, ServiceScope scope, const AccessProbe& access) {
    const bool control = std::any_of(
        path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (control)
        return fail(ErrorKind::system, fmt::format("{} has control characters in its name, which a unit file "
                                                   "cannot hold; rename it",
                                                   printable(path)));
    if (scope == ServiceScope::system && is_below_any(path, {"/tmp", "/var/tmp"}))
        return fail(ErrorKind::system,
                    fmt::format("{} is in a folder for temporary files, which a service has its own of; "
                                "move it, for example to /etc/ddns-reactor or /usr/local/bin",
                                path));
    if (access(path) == FileAccess::missing)
        return fail(ErrorKind::system, fmt::format("{} is not there; create it first", path));
    return {};
}

} // namespace

Result<ServiceDecision> decide_service(const ServiceNeeds& needs, ServiceScope scope,
                                       const std::string& state_folder, const AccessProbe& access) {
    const std::vector<std::string> reads = all_reads(needs);
    const std::vector<std::string> writes = foreign_writes(needs, state_folder);
    std::vector<std::string> all = reads;
    all.insert(all.end(), writes.begin(), writes.end());
    for (const UnitCredential& credential : needs.credentials) all.push_back(credential.path);
    for (const std::string& path : all)
        if (auto checked = check_path(path, scope, access); !checked) return tl::unexpected(checked.error());

    ServiceDecision decision;
    UnitSettings& unit = decision.unit;
    unit.executable = needs.executable;
    unit.config = needs.config;
    unit.state = needs.state;
    unit.credentials = needs.credentials;
    if (scope == ServiceScope::session) {
        unit.identity = UnitIdentity::session;
        return decision;
    }
    unit.writable_folders = writes;
    for (const std::string& path : reads)
        if (access(path) != FileAccess::everyone && decision.why_root.empty())
            decision.why_root = fmt::format("{} is not readable by everyone", path);
    if (!writes.empty()) decision.why_root = fmt::format("it writes to {}", writes.front());
    unit.identity = decision.why_root.empty() ? UnitIdentity::dynamic_user : UnitIdentity::root;
    for (const std::string& path : all) {
        unit.reads_home = unit.reads_home || is_below_any(path, {"/home", "/root", "/run/user"});
        unit.foreign_files = unit.foreign_files || access(path) == FileAccess::others;
    }
    return decision;
}

} // namespace ddns
