// SPDX-License-Identifier: MIT
#include "service/daemon_life.h"
#include "service/starter.h"

namespace ddns {

namespace {

class LogonStarter final : public Starter {
public:
    LogonStarter(RunKey& run_key, WindowsMachine& machine) : run_key_(run_key), machine_(machine) {}

    Result<std::optional<Registration>> find() override {
        const auto line = run_key_.read();
        if (!line && line.error() == windows_error::file_not_found) return std::nullopt;
        if (!line) return windows_refused(machine_, "read the Run key", line.error());
        auto found = registration_of(StartMode::logon, *line);
        if (found) return found;
        return fail(ErrorKind::system,
                    "the Run key has a value ddns-reactor that this program did not write; remove it first "
                    "with `reg delete HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v "
                    "ddns-reactor`");
    }

    Result<Installed> install(const Registration& registration) override {
        const auto found = find();
        if (!found) return tl::unexpected(found.error());
        if (*found && **found == registration) return Installed{Installed::Change::unchanged, {}};
        if (const auto written = run_key_.write(registered_command(registration)); !written)
            return windows_refused(machine_, "write the Run key", written.error());
        return Installed{*found ? Installed::Change::changed : Installed::Change::created, {}};
    }

    Result<void> uninstall(const Registration& installed) override {
        if (auto stopped = stop(installed); !stopped) return stopped;
        const auto removed = run_key_.remove();
        if (!removed && removed.error() != windows_error::file_not_found)
            return windows_refused(machine_, "change the Run key", removed.error());
        return {};
    }

    Result<void> start(const Registration& installed) override {
        if (machine_.daemon_of(installed.config) != 0) return {};
        if (const auto launched = machine_.launch(registered_command(installed)); !launched)
            return windows_refused(machine_, "start the daemon", launched.error());
        return wait_until_it_answers(machine_, installed.config, [&]() -> std::optional<std::string> {
            const auto exit = machine_.launched_exit();
            if (!exit) return std::nullopt;
            return describe_exit(*exit, installed.config);
        });
    }

    Result<void> stop(const Registration& installed) override {
        return stop_daemon(machine_, installed.config);
    }

    Result<StarterStatus> status(const Registration& installed) override {
        return status_of_daemon(machine_, installed.config);
    }

private:
    RunKey& run_key_;
    WindowsMachine& machine_;
};

} // namespace

std::unique_ptr<Starter> make_logon_starter(RunKey& run_key, WindowsMachine& machine) {
    return std::make_unique<LogonStarter>(run_key, machine);
}

} // namespace ddns
