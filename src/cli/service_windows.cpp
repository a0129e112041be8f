// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/output.h"
#include "cli/service_needs.h"
#include "config/own_folder_windows.h"
#include "config/places.h"
#include "service/file_rights.h"
#include "service/starter.h"
#include "service/state_place.h"
#include "service/task_xml.h"
#include "service/windows/seams.h"
#include "util/path.h"
#include "util/this_process.h"
#include "util/windows/private_folder.h"

#include <array>
#include <filesystem>
#include <fmt/format.h>

namespace ddns {

namespace {

using Action = ServiceCommand::Action;

std::string absolute(const std::string& path) {
    std::error_code error;
    const auto whole = std::filesystem::absolute(to_path(path), error);
    return error ? path : from_path(whole.lexically_normal());
}

/// Where a daemon of this mode keeps its state when its configuration does not say.
std::string usual_state_folder(StartMode mode) {
    return mode == StartMode::logon ? own_folder() : system_config_folder();
}

std::unique_ptr<WindowsMachine> machine_for(StartMode mode) {
    return make_windows_machine(
        [mode](const std::string& config) { return state_folder_of(config, usual_state_folder(mode)); });
}

/// Every way of being started, with what it is made of.
class AllStarters {
public:
    AllStarters()
        : machine_(machine_for(StartMode::task)), session_machine_(machine_for(StartMode::logon)),
          manager_(make_service_manager()), tasks_(make_task_scheduler()),
          run_key_(make_run_key()), starters_{make_service_starter(*manager_, *machine_),
                                              make_task_starter(*tasks_, *machine_),
                                              make_logon_starter(*run_key_, *session_machine_)} {}

    [[nodiscard]] std::span<const std::unique_ptr<Starter>> all() const { return starters_; }
    [[nodiscard]] Starter& of(StartMode mode) const { return *starters_[static_cast<std::size_t>(mode)]; }

private:
    std::unique_ptr<WindowsMachine> machine_, session_machine_;
    std::unique_ptr<ServiceManager> manager_;
    std::unique_ptr<TaskScheduler> tasks_;
    std::unique_ptr<RunKey> run_key_;
    std::array<std::unique_ptr<Starter>, 3> starters_; ///< in the order of StartMode
};

/// The account that must be let in: a SID. Only for modes that have one of their own.
std::string account_of(StartMode mode) {
    return std::string(mode == StartMode::service ? service_account_sid : task_account);
}

std::string account_name(StartMode mode) {
    return mode == StartMode::service ? std::string(service_account) : "LOCAL SERVICE";
}

/// What it will stumble over, said before: files that its account may not use.
void warn_of_closed_files(StartMode mode, const ServiceNeeds& needs) {
    const std::vector<std::string> sids = sids_of_service(account_of(mode));
    const auto check = [&](const std::string& path, std::uint32_t rights, std::string_view what,
                           std::string_view grant) {
        const auto entries = access_entries(path);
        if (!entries)
            warn(entries.error().what);
        else if (!has_rights(*entries, sids, rights))
            warn(fmt::format("{} may not {} {}; allow it with `icacls \"{}\" /grant *{}:{}`",
                             account_name(mode), what, path, path, account_of(mode), grant));
    };
    check(needs.executable, file_right::read | file_right::run, "start", "RX");
    check(needs.config, file_right::read, "read", "R");
    for (const std::string& path : needs.reads) check(path, file_right::read, "read", "R");
    for (const std::string& path : needs.writes)
        if (path != needs.state && !is_in_folder(path, system_config_folder())) // those are open to it now
            check(path, file_right::add_file, "write in", "(OI)(CI)M");
}

/// The configuration as the daemon will see it, and what that needs. Error: how to end, reported already.
tl::expected<ServiceNeeds, ExitCode> needs_of(StartMode mode, const std::string& config_path) {
    const ProviderCatalogue catalogue(provider_folder(config_path));
    ServiceWorld observed(real_config_world(), usual_state_folder(mode));
    ConfigWorld world = observed.world();
    if (mode != StartMode::logon) // who follows the advice must not lock the service out
        world.close_command = [real = world.close_command,
                               account = account_of(mode)](const std::string& path) {
            return fmt::format("{} *{}:R", real(path), account);
        };
    const auto config = load_or_report(config_path, catalogue, world);
    if (!config) return tl::unexpected(config.error());
    if (mode != StartMode::logon)
        for (const std::string& name : observed.variables())
            warn(fmt::format("a service does not have your environment: write what `ddns-reactor secret "
                             "protect --machine` prints, or ${{file:PATH}}, in place of ${{env:{}}}",
                             name));
    return observed.needs(**config, own_executable(), config_path);
}

/// The folder in ProgramData that the help recommends, when `path` is in it: closed before the configuration
/// is read, which else would be found open to everybody.
Result<void> close_usual_folder(StartMode mode, const std::string& path) {
    const std::string usual = system_config_folder();
    if (mode == StartMode::logon || !is_in_folder(path, usual)) return {};
    return make_private_folder(usual, account_of(mode));
}

Result<void> prepare_state_folder(StartMode mode, const ServiceNeeds& needs) {
    if (mode == StartMode::logon) return {}; // it is the user's own
    if (auto closed = close_usual_folder(mode, needs.state); !closed) return closed;
    return needs.state == system_config_folder() ? Result<void>()
                                                 : make_private_folder(needs.state, account_of(mode));
}

ExitCode show_plan(const Registration& registration, const ServiceNeeds& needs) {
    if (registration.mode == StartMode::task) return print(task_xml(registration));
    const std::string account =
        registration.mode == StartMode::service ? fmt::format("account {}\n", service_account) : "";
    return print(fmt::format("{}{}\nconfiguration {}\nstate {}\n", account, registered_command(registration),
                             needs.config, needs.state));
}

/// What comes before a look at the configuration.
Result<void> prepare(const AllStarters& starters, const Registration& registration) {
    if (auto alone = check_no_other_mode(starters.all(), registration.mode); !alone) return alone;
    return close_usual_folder(registration.mode, registration.config);
}

ExitCode install(const ServiceCommand& command, const AllStarters& starters) {
    const Registration registration{command.mode, own_executable(), absolute(command.config)};
    if (!command.dry_run)
        if (auto ready = prepare(starters, registration); !ready) return complain(ready.error());
    const auto needs = needs_of(command.mode, registration.config);
    if (!needs) return needs.error();
    if (command.dry_run) return show_plan(registration, *needs);
    if (auto made = prepare_state_folder(command.mode, *needs); !made) return complain(made.error());
    const auto installed = starters.of(command.mode).install(registration);
    if (!installed) return complain(installed.error());
    for (const std::string& warning : installed->warnings) warn(warning);
    if (command.mode != StartMode::logon) warn_of_closed_files(command.mode, *needs);
    const std::string_view what = describe(command.mode);
    switch (installed->change) {
    case Installed::Change::unchanged:
        return print(fmt::format("{} is as it should be already\n", what));
    case Installed::Change::changed:
        return print(
            fmt::format("changed {}; `ddns-reactor service stop` and `start` make it count\n", what));
    case Installed::Change::created:
        break;
    }
    return print(fmt::format("installed {}; start it now with `ddns-reactor service start`\n", what));
}

Error not_installed() {
    return {ErrorKind::system,
            "the service is not installed; install it with `ddns-reactor service install -c FILE`"};
}

ExitCode uninstall(const Found& found) {
    const auto done = found.starter->uninstall(found.registration);
    if (!done) return complain(done.error());
    const auto state =
        state_folder_of(found.registration.config, usual_state_folder(found.registration.mode));
    return print(fmt::format("removed {}; the configuration stays in {} and the state in {}\n",
                             describe(found.registration.mode), found.registration.config,
                             state.value_or("its folder")));
}

ExitCode show_status(const Found& found) {
    const auto status = found.starter->status(found.registration);
    if (!status) return complain(status.error());
    const auto state =
        state_folder_of(found.registration.config, usual_state_folder(found.registration.mode));
    std::string out = fmt::format("{}, {}", status->words, describe(found.registration.mode));
    if (status->process != 0) out += fmt::format(", process {}", status->process);
    out += fmt::format("\nconfiguration {}\n", found.registration.config);
    if (state) out += fmt::format("state {}\n", *state);
    const ExitCode printed = print(out);
    return status->runs ? printed : ExitCode::system_refused;
}

ExitCode report(const Result<void>& result, std::string_view done) {
    return result ? print(done) : complain(result.error());
}

ExitCode run_on_installed(Action action, const Found& found) {
    switch (action) {
    case Action::uninstall:
        return uninstall(found);
    case Action::start:
        return report(found.starter->start(found.registration), "started\n");
    case Action::stop:
        return report(found.starter->stop(found.registration), "stopped\n");
    default:
        return show_status(found);
    }
}

} // namespace

ExitCode run_service(const ServiceCommand& command) {
    const AllStarters starters;
    if (command.action == Action::install) return install(command, starters);
    const auto found = find_installed(starters.all());
    if (!found) return complain(found.error());
    if (*found) return run_on_installed(command.action, **found);
    if (command.action == Action::uninstall) return print("the service is not installed\n");
    return complain(not_installed());
}

} // namespace ddns
