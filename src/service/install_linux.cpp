// SPDX-License-Identifier: MIT
#include "service/install.h"

#include "util/text.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sstream>
#include <unistd.h>

namespace ddns {

namespace {

constexpr const char* unit_name = "ddns-reactor.service";

std::string variable(const char* name, const std::string& fallback) {
    const char* value = std::getenv(name);
    return value && *value ? value : fallback;
}

std::string read_text(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

Result<void> write_atomically(const std::string& path, const std::string& text) {
    const std::string temporary = path + ".new";
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        out << text;
        out.close();
        if (!out)
            return fail(ErrorKind::system, fmt::format("cannot write {}: {}; check its folder and the disk",
                                                       temporary, std::strerror(errno)));
    }
    // systemd warns about unit files that others may write or that only root may read.
    std::filesystem::permissions(temporary, std::filesystem::perms(0644), error);
    std::filesystem::rename(temporary, path, error);
    if (error) return fail(ErrorKind::system, fmt::format("cannot replace {}: {}", path, error.message()));
    return {};
}

std::vector<std::string> systemctl(const ServiceSite& site, std::vector<std::string> words) {
    std::vector<std::string> command{"systemctl"};
    if (site.scope == ServiceScope::session) command.emplace_back("--user");
    command.insert(command.end(), words.begin(), words.end());
    return command;
}

Result<void> must(const ServiceSite& site, ProcessRunner& runner, const std::vector<std::string>& words) {
    const std::vector<std::string> command = systemctl(site, words);
    const auto result = runner.run(command);
    if (!result) return tl::unexpected(result.error());
    if (result->exit_code == 0) return {};
    return fail(ErrorKind::system,
                fmt::format("`{}` failed: {}", join(command, " "), printable(trim(result->output), 300)));
}

Result<void> must_be_installed(const ServiceSite& site) {
    if (exists(site.unit_file)) return {};
    return fail(ErrorKind::system, "the service is not installed; install it with `ddns-reactor service "
                                   "install -c FILE`");
}

} // namespace

ServiceSite service_site(ServiceScope scope) {
    ServiceSite site;
    site.scope = scope;
    site.systemd = exists("/run/systemd/system"); // sd_booted(3)
    if (scope == ServiceScope::system) {
        site.unit_file = fmt::format("/etc/systemd/system/{}", unit_name);
        site.state_folder = "/var/lib/ddns-reactor";
        site.allowed = geteuid() == 0;
        return site;
    }
    const std::string home = variable("HOME", "/");
    site.unit_file =
        fmt::format("{}/systemd/user/{}", variable("XDG_CONFIG_HOME", home + "/.config"), unit_name);
    // A user's manager keeps StateDirectory= there since systemd 254, and below XDG_CONFIG_HOME before.
    site.state_folder = variable("XDG_STATE_HOME", home + "/.local/state") + "/ddns-reactor";
    site.allowed = true;
    return site;
}

Result<void> check_site(const ServiceSite& site) {
    if (!site.systemd)
        return fail(ErrorKind::system,
                    "this system does not run systemd; start `ddns-reactor run -c FILE` from "
                    "what starts its services");
    if (!site.allowed)
        return fail(ErrorKind::system,
                    "only root may change the system's services; use sudo, or add --user for a service of "
                    "your own");
    return {};
}

Result<UnitChange> install_service(const ServiceSite& site, ProcessRunner& runner, const std::string& unit) {
    if (auto ready = check_site(site); !ready) return tl::unexpected(ready.error());
    const bool existed = exists(site.unit_file);
    const std::string old = existed ? read_text(site.unit_file) : std::string();
    if (existed && !unit_origin(old).ours)
        return fail(ErrorKind::system,
                    fmt::format("{} was not written by this program; move it away first", site.unit_file));
    if (old != unit) {
        if (auto written = write_atomically(site.unit_file, unit); !written)
            return tl::unexpected(written.error());
        if (auto done = must(site, runner, {"daemon-reload"}); !done) return tl::unexpected(done.error());
    }
    if (auto done = must(site, runner, {"enable", unit_name}); !done) return tl::unexpected(done.error());
    return !existed ? UnitChange::created : old == unit ? UnitChange::unchanged : UnitChange::changed;
}

Result<UnitOrigin> uninstall_service(const ServiceSite& site, ProcessRunner& runner) {
    if (auto ready = check_site(site); !ready) return tl::unexpected(ready.error());
    if (!exists(site.unit_file)) return UnitOrigin{};
    const UnitOrigin origin = unit_origin(read_text(site.unit_file));
    if (!origin.ours)
        return fail(ErrorKind::system,
                    fmt::format("{} was not written by this program; remove it by hand", site.unit_file));
    if (auto done = must(site, runner, {"disable", "--now", unit_name}); !done)
        return tl::unexpected(done.error());
    std::error_code error;
    std::filesystem::remove(site.unit_file, error);
    if (error)
        return fail(ErrorKind::system, fmt::format("cannot remove {}: {}", site.unit_file, error.message()));
    if (auto done = must(site, runner, {"daemon-reload"}); !done) return tl::unexpected(done.error());
    return origin;
}

Result<void> start_service(const ServiceSite& site, ProcessRunner& runner) {
    if (auto ready = check_site(site); !ready) return ready;
    if (auto installed = must_be_installed(site); !installed) return installed;
    const auto result = must(site, runner, {"start", unit_name});
    if (result) return {};
    const bool session = site.scope == ServiceScope::session;
    return fail(ErrorKind::system,
                fmt::format("the service did not start; `journalctl {}-u ddns-reactor -n 20` "
                            "says why ({})",
                            session ? "--user " : "", result.error().what));
}

Result<void> stop_service(const ServiceSite& site, ProcessRunner& runner) {
    if (auto ready = check_site(site); !ready) return ready;
    if (auto installed = must_be_installed(site); !installed) return installed;
    return must(site, runner, {"stop", unit_name});
}

Result<ServiceStatus> service_status(const ServiceSite& site, ProcessRunner& runner) {
    ServiceSite reader = site; // looking needs no rights
    reader.allowed = true;
    if (auto ready = check_site(reader); !ready) return tl::unexpected(ready.error());
    ServiceStatus status;
    status.installed = exists(site.unit_file);
    if (!status.installed) return status;
    status.origin = unit_origin(read_text(site.unit_file));
    const auto shown = runner.run(systemctl(
        site, {"show", unit_name, "-p", "ActiveState,SubState,Result,UnitFileState,MainPID,StatusText"}));
    if (!shown) return tl::unexpected(shown.error());
    std::map<std::string, std::string, std::less<>> values;
    for (const std::string_view line : split(shown->output, '\n'))
        if (const std::size_t equals = line.find('='); equals != std::string_view::npos)
            values[std::string(line.substr(0, equals))] = printable(line.substr(equals + 1));
    status.active = values["ActiveState"] == "active" || values["ActiveState"] == "reloading";
    const bool failed = values["ActiveState"] == "failed";
    status.state =
        fmt::format("{} ({})", values["ActiveState"], failed ? values["Result"] : values["SubState"]);
    status.enabled = values["UnitFileState"];
    if (values["MainPID"] != "0") status.pid = values["MainPID"];
    status.status = values["StatusText"];
    return status;
}

} // namespace ddns
