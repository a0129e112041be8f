// SPDX-License-Identifier: MIT
#include "config/load.h"
#include "config/own_folder_windows.h"
#include "config/places.h"
#include "util/file.h"
#include "util/protected_text.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/wide.h"

#include <fmt/format.h>

namespace ddns {

namespace {

std::optional<std::string> environment(const std::string& name) {
    const std::wstring wide = widen(name);
    SetLastError(NO_ERROR);
    std::wstring value(GetEnvironmentVariableW(wide.c_str(), nullptr, 0), L'\0');
    if (value.empty() && GetLastError() == ERROR_ENVVAR_NOT_FOUND) return std::nullopt;
    if (value.empty()) return std::string();
    value.resize(GetEnvironmentVariableW(wide.c_str(), value.data(), static_cast<DWORD>(value.size())));
    return narrow(value);
}

Result<std::string> read_whole_file(const std::string& path, std::size_t max_bytes) {
    auto content = read_file(path, max_bytes);
    if (!content) return tl::unexpected<Error>(content.error());
    if (!*content) return fail(ErrorKind::config, fmt::format("cannot read {}: there is no such file", path));
    return std::move(**content);
}

bool readable_by_others(const std::string& path) { return open_to_many(api_path(path)); }

/// By SIDs, because the names of SYSTEM and Administrators are translated.
std::string close_command(const std::string& path) {
    const std::string account = current_account();
    return fmt::format("icacls \"{}\" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F{}", path,
                       account.empty() || account == "S-1-5-18" ? "" : fmt::format(" *{}:F", account));
}

Result<std::string> unprotect(const std::string& base64) {
    const Result<Secret> text = unprotect_text(base64);
    if (!text) return tl::unexpected<Error>(text.error());
    return text->reveal();
}

std::string state_folder() { return is_service_account() ? system_config_folder() : own_folder(); }

} // namespace

ConfigWorld real_config_world() {
    return {environment, read_whole_file, readable_by_others, close_command, unprotect, state_folder};
}

std::vector<std::string> usual_state_folders() {
    std::vector<std::string> folders{system_config_folder(), own_folder()};
    if (state_folder() != folders.front()) std::swap(folders.front(), folders.back());
    return folders;
}

} // namespace ddns
