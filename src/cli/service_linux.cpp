// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/output.h"
#include "cli/service_needs.h"
#include "service/install.h"
#include "util/path.h"
#include "util/text.h"
#include "util/this_process.h"

#include <filesystem>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string absolute(const std::string& path) {
    std::error_code error;
    const auto whole = std::filesystem::absolute(to_path(path), error);
    return error ? path : from_path(whole.lexically_normal());
}

/// The service cannot make folders where it may not write, so the state folder is made here.
Result<void> make_state_folder(const ServiceSite& site, const std::string& folder) {
    if (folder.starts_with(site.state_folder)) return {};
    std::error_code error;
    if (std::filesystem::create_directories(to_path(folder), error))
        std::filesystem::permissions(to_path(folder), std::filesystem::perms(0700), error);
    if (!error) return {};
    return fail(ErrorKind::system, fmt::format("cannot create {}: {}", folder, error.message()));
}

/// The configuration as the service will see it, and what that needs. nullopt: reported already.
std::optional<std::string> unit_for(const ServiceCommand& command, const ServiceSite& site, ExitCode& code) {
    const std::string path = absolute(command.config);
    const ProviderCatalogue catalogue(provider_folder(path));
    ServiceWorld observed(real_config_world(), site.state_folder);
    const auto config = load_or_report(path, catalogue, observed.world());
    if (!config) {
        code = config.error();
        return std::nullopt;
    }
    for (const std::string& name : observed.variables())
        warn(fmt::format("a service does not have your environment: put the value of {0} into {1}/NAME and "
                         "write ${{cred:NAME}} in place of ${{env:{0}}}",
                         name, credential_store));
    const ServiceNeeds needs = observed.needs(**config, own_executable(), path);
    if (!command.dry_run)
        if (auto made = make_state_folder(site, needs.state); !made) {
            code = complain(made.error());
            return std::nullopt;
        }
    const auto access = [&](const std::string& asked) {
        const bool will_be_made = command.dry_run && asked == needs.state;
        const FileAccess found = file_access(asked);
        return will_be_made && found == FileAccess::missing ? FileAccess::root : found;
    };
    const auto decision = decide_service(needs, site.scope, site.state_folder, access);
    if (!decision) {
        code = complain(decision.error());
        return std::nullopt;
    }
    if (!decision->why_root.empty())
        warn(fmt::format("the service will be root, without capabilities, because {}", decision->why_root));
    return unit_text(decision->unit);
}

ExitCode install(const ServiceCommand& command, const ServiceSite& site, ProcessRunner& runner) {
    if (!command.dry_run)
        if (auto ready = check_site(site); !ready) return complain(ready.error());
    ExitCode code = ExitCode::ok;
    const auto unit = unit_for(command, site, code);
    if (!unit) return code;
    if (command.dry_run) return print(*unit);
    const auto change = install_service(site, runner, *unit);
    if (!change) return complain(change.error());
    const std::string user = site.scope == ServiceScope::session ? " --user" : "";
    if (*change == UnitChange::unchanged)
        return print(fmt::format("{} is as it should be already\n", site.unit_file));
    if (*change == UnitChange::changed)
        return print(fmt::format("changed {}; `systemctl{} restart ddns-reactor` makes it count\n",
                                 site.unit_file, user));
    return print(fmt::format("wrote {} and enabled it; start it with `ddns-reactor service start{}`\n",
                             site.unit_file, user));
}

ExitCode uninstall(const ServiceSite& site, ProcessRunner& runner) {
    const auto origin = uninstall_service(site, runner);
    if (!origin) return complain(origin.error());
    if (!origin->ours) return print("the service is not installed\n");
    return print(fmt::format("removed {}; the configuration stays in {} and the state in {}\n",
                             site.unit_file, origin->config, origin->state));
}

ExitCode show_status(const ServiceSite& site, ProcessRunner& runner) {
    const auto status = service_status(site, runner);
    if (!status) return complain(status.error());
    if (!status->installed)
        return complain({ErrorKind::system, "the service is not installed; install it with `ddns-reactor "
                                            "service install -c FILE`"});
    std::string out = fmt::format("{}, {}", status->state, status->enabled);
    if (!status->pid.empty()) out += ", process " + status->pid;
    out += '\n';
    if (!status->status.empty()) out += status->status + '\n';
    if (status->origin.ours)
        out += fmt::format("configuration {}\nstate {}\n", printable(status->origin.config, 4096),
                           printable(status->origin.state, 4096));
    const ExitCode printed = print(out);
    return status->active ? printed : ExitCode::system_refused;
}

ExitCode report(const Result<void>& result, std::string_view done) {
    return result ? print(done) : complain(result.error());
}

} // namespace

ExitCode run_service(const ServiceCommand& command) {
    const ServiceSite site = service_site(command.scope);
    const auto runner = make_process_runner();
    switch (command.action) {
    case ServiceCommand::Action::install:
        return install(command, site, *runner);
    case ServiceCommand::Action::uninstall:
        return uninstall(site, *runner);
    case ServiceCommand::Action::start:
        return report(start_service(site, *runner), "started\n");
    case ServiceCommand::Action::stop:
        return report(stop_service(site, *runner), "stopped\n");
    case ServiceCommand::Action::status:
        return show_status(site, *runner);
    }
    return ExitCode::system_refused;
}

} // namespace ddns
