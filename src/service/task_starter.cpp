// SPDX-License-Identifier: MIT
#include "service/daemon_life.h"
#include "service/starter.h"
#include "service/task_xml.h"

namespace ddns {

namespace {

class TaskStarter final : public Starter {
public:
    TaskStarter(TaskScheduler& tasks, WindowsMachine& machine) : tasks_(tasks), machine_(machine) {}

    Result<std::optional<Registration>> find() override {
        const auto xml = tasks_.xml();
        if (!xml && xml.error() == windows_error::file_not_found) return std::nullopt;
        if (!xml) return windows_refused(machine_, "look for the scheduled task", xml.error());
        auto found = registration_of_task(*xml);
        if (found) return found;
        return fail(ErrorKind::system,
                    "there is a scheduled task called ddns-reactor that this program did not install; remove "
                    "it first with `schtasks /delete /tn ddns-reactor`");
    }

    Result<Installed> install(const Registration& registration) override {
        const auto found = find();
        if (!found) return tl::unexpected(found.error());
        // Also when it starts the same: its other settings may have been changed.
        if (const auto put = tasks_.put(task_xml(registration)); !put)
            return windows_refused(machine_, "install the scheduled task", put.error());
        if (!*found) return Installed{Installed::Change::created, {}};
        return Installed{**found == registration ? Installed::Change::unchanged : Installed::Change::changed,
                         {}};
    }

    Result<void> uninstall(const Registration& installed) override {
        if (auto stopped = stop(installed); !stopped) return stopped;
        const auto removed = tasks_.remove();
        if (!removed && removed.error() != windows_error::file_not_found)
            return windows_refused(machine_, "remove the scheduled task", removed.error());
        return {};
    }

    Result<void> start(const Registration& installed) override {
        if (machine_.daemon_of(installed.config) != 0) return {};
        if (const auto started = tasks_.start(); !started)
            return windows_refused(machine_, "start the scheduled task", started.error());
        return wait_until_it_answers(machine_, installed.config, [this]() -> std::optional<std::string> {
            const auto runs = tasks_.runs();
            if (!runs || *runs) return std::nullopt;
            return "log.txt in its state folder and the Event Log say why (Event Viewer, Windows Logs, "
                   "Application, source ddns-reactor)";
        });
    }

    Result<void> stop(const Registration& installed) override {
        if (auto stopped = stop_daemon(machine_, installed.config); !stopped) return stopped;
        const auto runs = tasks_.runs();
        if (!runs || !*runs) return {};
        // It does not answer, for example because its configuration is no longer there.
        if (const auto ended = tasks_.end(); !ended && ended.error() != windows_error::file_not_found)
            return windows_refused(machine_, "end the scheduled task", ended.error());
        return {};
    }

    Result<StarterStatus> status(const Registration& installed) override {
        StarterStatus status = status_of_daemon(machine_, installed.config);
        const auto runs = tasks_.runs();
        if (status.runs || !runs || !*runs) return status;
        status.runs = true;
        status.words = "running, but it does not answer here; an administrator's terminal may learn more";
        return status;
    }

private:
    TaskScheduler& tasks_;
    WindowsMachine& machine_;
};

} // namespace

std::unique_ptr<Starter> make_task_starter(TaskScheduler& tasks, WindowsMachine& machine) {
    return std::make_unique<TaskStarter>(tasks, machine);
}

} // namespace ddns
