// SPDX-License-Identifier: MIT
#include "service/starter.h"

#include <chrono>
#include <fmt/format.h>
#include <functional>

namespace ddns {

namespace {

using Phase = ServiceState::Phase;

constexpr Duration look_again = std::chrono::milliseconds(100);
/// Without progress. The daemon asks for 10 s at most.
constexpr int most_looks = 300;
/// How long Windows may keep a removed service whose last handle is just being closed.
constexpr int most_removal_looks = 30;

std::string_view phase_words(Phase phase) {
    switch (phase) {
    case Phase::stopped:
        return "stopped";
    case Phase::starting:
        return "starting";
    case Phase::stopping:
        return "stopping";
    case Phase::running:
        return "running";
    case Phase::resuming:
    case Phase::pausing:
    case Phase::paused:
        return "paused";
    }
    return "in a state without a name";
}

class ServiceStarter final : public Starter {
public:
    ServiceStarter(ServiceManager& manager, WindowsMachine& machine) : manager_(manager), machine_(machine) {}

    Result<std::optional<Registration>> find() override;
    Result<Installed> install(const Registration& registration) override;
    Result<void> uninstall(const Registration& installed) override;
    Result<void> start(const Registration& installed) override;
    Result<void> stop(const Registration& installed) override;
    Result<StarterStatus> status(const Registration& installed) override;

private:
    Result<Installed::Change> put(const ServiceRecord& wanted);
    Result<void> create(const ServiceRecord& wanted);
    /// Looks until it is in `phase`, or stopped, or nothing has moved for 30 s.
    Result<ServiceState> wait_for(Phase phase, const std::function<void(const ServiceState&)>& each_look);
    std::string why_stopped(const ServiceState& state, const std::string& config);
    tl::unexpected<Error> refused(std::string_view doing, std::uint32_t error) {
        if (error == windows_error::marked_for_delete)
            return fail(ErrorKind::system,
                        "the service that was here is still being removed; close Services, Event Viewer and "
                        "Task Manager and wait until its process has ended, then try again");
        return windows_refused(machine_, doing, error);
    }

    ServiceManager& manager_;
    WindowsMachine& machine_;
};

Result<std::optional<Registration>> ServiceStarter::find() {
    const auto record = manager_.record();
    if (!record && record.error() == windows_error::does_not_exist) return std::nullopt;
    if (!record) return refused("look for the service", record.error());
    auto found = registration_of(StartMode::service, record->command_line);
    if (found) return found;
    return fail(ErrorKind::system,
                "there is a service called ddns-reactor that this program did not install; remove it first "
                "with `sc.exe delete ddns-reactor`");
}

Result<void> ServiceStarter::create(const ServiceRecord& wanted) {
    Asked<void> created = manager_.create(wanted);
    for (int looks = 0; !created && created.error() == windows_error::marked_for_delete; ++looks) {
        if (looks == most_removal_looks) break;
        machine_.wait(look_again);
        created = manager_.create(wanted);
    }
    if (!created) return refused("install the service", created.error());
    return {};
}

Result<Installed::Change> ServiceStarter::put(const ServiceRecord& wanted) {
    const auto present = manager_.record();
    if (!present) {
        if (auto created = create(wanted); !created) return tl::unexpected(created.error());
        return Installed::Change::created;
    }
    // Also when nothing differs: what an administrator has changed beside it (disabled) is put right.
    if (const auto changed = manager_.change(wanted); !changed)
        return refused("change the service", changed.error());
    return *present == wanted ? Installed::Change::unchanged : Installed::Change::changed;
}

Result<Installed> ServiceStarter::install(const Registration& registration) {
    if (const auto found = find(); !found) return tl::unexpected(found.error());
    const auto change = put({registered_command(registration), std::string(service_account)});
    if (!change) return tl::unexpected(change.error());
    Installed installed{*change, {}};
    const auto warn = [&](std::string_view what, std::uint32_t error) {
        installed.warnings.push_back(fmt::format("{} could not be set ({}); the service works without it",
                                                 what, machine_.words(error)));
    };
    for (const ServiceDetail detail : all_service_details) {
        const auto set = manager_.set(detail);
        if (set) continue;
        const bool fatal =
            set.error() == windows_error::access_denied || set.error() == windows_error::marked_for_delete;
        if (!fatal) {
            warn(to_string(detail), set.error());
            continue;
        }
        // Half a service, with more rights than it should have, is worse than none.
        if (*change == Installed::Change::created) static_cast<void>(manager_.remove());
        return refused(fmt::format("set {}", to_string(detail)), set.error());
    }
    if (const auto added = manager_.add_event_source(); !added)
        warn("its source in the Event Log", added.error());
    return installed;
}

Result<void> ServiceStarter::uninstall(const Registration& installed) {
    if (auto stopped = stop(installed); !stopped) return stopped;
    const auto removed = manager_.remove();
    const bool gone = removed || removed.error() == windows_error::does_not_exist ||
                      removed.error() == windows_error::marked_for_delete;
    if (!gone) return refused("remove the service", removed.error());
    const auto source = manager_.remove_event_source();
    if (!source && source.error() != windows_error::file_not_found)
        return refused("remove its source in the Event Log", source.error());
    return {};
}

Result<ServiceState> ServiceStarter::wait_for(Phase phase,
                                              const std::function<void(const ServiceState&)>& each_look) {
    std::uint32_t checkpoint = 0;
    Phase seen = phase;
    for (int looks = 0; looks < most_looks; ++looks) {
        const auto state = manager_.state();
        if (!state) return refused("ask how the service is", state.error());
        if (state->phase == phase || state->phase == Phase::stopped) return *state;
        if (state->phase != seen || state->checkpoint != checkpoint) looks = 0;
        seen = state->phase;
        checkpoint = state->checkpoint;
        each_look(*state);
        machine_.wait(look_again);
    }
    const auto state = manager_.state();
    return fail(
        ErrorKind::system,
        fmt::format("the service has been {} for 30 s; the Event Log may say why, and `taskkill /f /pid {}` "
                    "ends it",
                    phase_words(seen), state ? state->process : 0));
}

Result<void> ServiceStarter::start(const Registration& installed) {
    const auto started = manager_.start();
    if (!started && started.error() == windows_error::logon_failed)
        return fail(ErrorKind::system,
                    "Windows refuses the service's account; `ddns-reactor service install` sets it again");
    if (!started && started.error() == windows_error::access_denied)
        return fail(ErrorKind::system,
                    fmt::format("cannot start the service: access is denied; run this in an administrator's "
                                "terminal, or, if this is one, let the service read its program with `icacls "
                                "\"{}\" /grant *{}:RX`",
                                installed.executable, service_account_sid));
    if (!started && started.error() != windows_error::already_running)
        return refused("start the service", started.error());
    const auto state = wait_for(Phase::running, [](const ServiceState&) {});
    if (!state) return tl::unexpected(state.error());
    if (state->phase == Phase::running) return {};
    return fail(ErrorKind::system,
                fmt::format("the service did not start: {}", why_stopped(*state, installed.config)));
}

Result<void> ServiceStarter::stop(const Registration& /*installed*/) {
    const auto ask = [this] { return manager_.stop(); };
    const auto asked = ask();
    if (!asked && asked.error() == windows_error::not_active) return {};
    if (!asked && asked.error() == windows_error::does_not_exist) return {};
    if (!asked && asked.error() != windows_error::cannot_accept_control)
        return refused("stop the service", asked.error());
    const auto state = wait_for(Phase::stopped, [&](const ServiceState& now) {
        // It could not be stopped while it was starting.
        if (now.phase == Phase::running) static_cast<void>(ask());
    });
    if (!state) return tl::unexpected(state.error());
    return {};
}

std::string ServiceStarter::why_stopped(const ServiceState& state, const std::string& config) {
    if (state.own_error != 0 && (state.error == 0 || state.error == windows_error::service_specific))
        return describe_exit(state.own_error, config);
    if (state.error != 0) return machine_.words(state.error);
    return fmt::format("it ended at once; `ddns-reactor check -c \"{}\"` and log.txt in its state folder may "
                       "say why",
                       config);
}

Result<StarterStatus> ServiceStarter::status(const Registration& installed) {
    const auto state = manager_.state();
    if (!state) return refused("ask how the service is", state.error());
    StarterStatus status{state->phase == Phase::running, std::string(phase_words(state->phase)),
                         state->process};
    const bool failed = state->phase == Phase::stopped && (state->error != 0 || state->own_error != 0) &&
                        state->error != windows_error::never_started;
    if (failed) status.words += ": " + why_stopped(*state, installed.config);
    return status;
}

} // namespace

std::unique_ptr<Starter> make_service_starter(ServiceManager& manager, WindowsMachine& machine) {
    return std::make_unique<ServiceStarter>(manager, machine);
}

} // namespace ddns
