// SPDX-License-Identifier: MIT
#include "fakes/fake_windows.h"
#include "service/starter.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace ddns;

namespace {

using Phase = ServiceState::Phase;
using Change = Installed::Change;
using Calls = std::vector<std::string>;

const Registration wanted{StartMode::service, R"(C:\d\d.exe)", R"(C:\d\config.yaml)"};

struct Windows {
    FakeServiceManager manager;
    FakeWindowsMachine machine;
    std::unique_ptr<Starter> starter = make_service_starter(manager, machine);

    void has_service() { manager.service = {registered_command(wanted), std::string(service_account)}; }
    [[nodiscard]] bool called(const std::string& call) const {
        return std::find(manager.calls.begin(), manager.calls.end(), call) != manager.calls.end();
    }
};

ServiceState state(Phase phase, std::uint32_t error = 0, std::uint32_t own_error = 0) {
    return {phase, error, own_error, 0, phase == Phase::stopped ? 0u : 77u};
}

/// What must be installed.
Registration found(Starter& starter) {
    const auto installed = starter.find();
    REQUIRE(installed.has_value());
    REQUIRE(installed->has_value());
    return **installed;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("installing creates the service in its own account and sets everything about it") {
    Windows windows;
    const auto installed = windows.starter->install(wanted);
    REQUIRE(installed.has_value());
    CHECK(installed->change == Change::created);
    CHECK(installed->warnings.empty());
    REQUIRE(windows.manager.service.has_value());
    CHECK(windows.manager.service->command_line == R"("C:\d\d.exe" run --service -c C:\d\config.yaml)");
    CHECK(windows.manager.service->account == "NT SERVICE\\ddns-reactor");
    CHECK(windows.manager.event_source);
    CHECK(windows.manager.calls ==
          Calls{"create", "set its description", "set its delayed start", "set its restart after a failure",
                "set its restart after an end with an error", "set the SID of its account",
                "set its privileges", "set its time before a shutdown", "add source"});
    CHECK(found(*windows.starter) == wanted);
}

TEST_CASE("installing twice is installing once, and another configuration is a change") {
    Windows windows;
    CHECK(windows.starter->install(wanted).has_value());
    const auto again = windows.starter->install(wanted);
    REQUIRE(again.has_value());
    CHECK(again->change == Change::unchanged);
    Registration other = wanted;
    other.config = R"(D:\other.yaml)";
    const auto changed = windows.starter->install(other);
    REQUIRE(changed.has_value());
    CHECK(changed->change == Change::changed);
    CHECK(found(*windows.starter) == other);
    CHECK(std::count(windows.manager.calls.begin(), windows.manager.calls.end(), "create") == 1);
}

TEST_CASE("without rights nothing is left behind and the error says where to go") {
    Windows windows;
    windows.manager.errors["create"] = windows_error::access_denied;
    const auto refused = windows.starter->install(wanted);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().what ==
          "cannot install the service: access is denied; run this in an administrator's terminal");
    CHECK(windows.manager.calls == Calls{"create"});
    CHECK_FALSE(windows.manager.event_source);
}

TEST_CASE("a new service that cannot be restricted is taken away again, an old one stays") {
    for (const bool is_new : {true, false}) {
        CAPTURE(is_new);
        Windows windows;
        if (!is_new) windows.has_service();
        windows.manager.errors["set its privileges"] = windows_error::access_denied;
        REQUIRE_FALSE(windows.starter->install(wanted).has_value());
        CHECK(windows.manager.service.has_value() == !is_new);
        CHECK(windows.called("remove") == is_new);
        CHECK_FALSE(windows.manager.event_source);
    }
}

TEST_CASE("what this Windows does not know is a warning") {
    Windows windows;
    windows.manager.errors["set its delayed start"] = 124;
    windows.manager.errors["add source"] = 5;
    const auto installed = windows.starter->install(wanted);
    REQUIRE(installed.has_value());
    CHECK(installed->warnings ==
          std::vector<std::string>{
              "its delayed start could not be set (error 124); the service works without it",
              "its source in the Event Log could not be set (access is denied); the service works without "
              "it"});
}

TEST_CASE("a service that is still being removed is waited for, but not for ever") {
    Windows windows;
    windows.manager.errors["create"] = windows_error::marked_for_delete;
    windows.manager.times["create"] = 3;
    CHECK(windows.starter->install(wanted).has_value());
    CHECK(windows.machine.waits == 3);

    Windows stuck;
    stuck.manager.errors["create"] = windows_error::marked_for_delete;
    const auto refused = stuck.starter->install(wanted);
    REQUIRE_FALSE(refused.has_value());
    CHECK(contains(refused.error().what, "still being removed; close Services"));
    CHECK(stuck.machine.waits == 30);
}

TEST_CASE("a service of somebody else is neither replaced nor removed") {
    Windows windows;
    windows.manager.service = {"C:\\other.exe", "LocalSystem"};
    CHECK_FALSE(windows.starter->find().has_value());
    const auto refused = windows.starter->install(wanted);
    REQUIRE_FALSE(refused.has_value());
    CHECK(contains(refused.error().what, "sc.exe delete ddns-reactor"));
    CHECK(windows.manager.calls.empty());
}

TEST_CASE("uninstalling stops first, then removes, then forgets the source; again is fine") {
    Windows windows;
    windows.has_service();
    windows.manager.event_source = true;
    windows.manager.states = {state(Phase::stopping), state(Phase::stopping), state(Phase::stopped)};
    CHECK(windows.starter->uninstall(wanted).has_value());
    CHECK(windows.manager.calls == Calls{"stop", "remove", "remove source"});
    CHECK(windows.machine.waits == 2);
    CHECK_FALSE(windows.manager.service.has_value());

    windows.manager.errors["stop"] = windows_error::does_not_exist;
    windows.manager.errors["remove"] = windows_error::does_not_exist;
    windows.manager.errors["remove source"] = windows_error::file_not_found;
    CHECK(windows.starter->uninstall(wanted).has_value());

    windows.manager.errors["remove"] = windows_error::marked_for_delete; // somebody holds a handle
    CHECK(windows.starter->uninstall(wanted).has_value());
}

TEST_CASE("a service that does not stop is not removed") {
    Windows windows;
    windows.has_service();
    windows.manager.states = {state(Phase::stopping)};
    const auto refused = windows.starter->uninstall(wanted);
    REQUIRE_FALSE(refused.has_value());
    CHECK(contains(refused.error().what, "stopping for 30 s"));
    CHECK(contains(refused.error().what, "taskkill /f /pid 77"));
    CHECK_FALSE(windows.called("remove"));
    CHECK(windows.machine.waits == 300);
}

TEST_CASE("starting returns when it runs, also when it did already") {
    Windows windows;
    windows.has_service();
    windows.manager.states = {state(Phase::starting), state(Phase::starting), state(Phase::running)};
    CHECK(windows.starter->start(wanted).has_value());
    CHECK(windows.machine.waits == 2);
    windows.manager.errors["start"] = windows_error::already_running;
    CHECK(windows.starter->start(wanted).has_value());
}

TEST_CASE("as long as its checkpoint grows it may take its time") {
    Windows windows;
    windows.has_service();
    for (std::uint32_t i = 0; i < 1000; ++i)
        windows.manager.states.push_back({Phase::starting, 0, 0, i / 100 + 1, 77});
    windows.manager.states.push_back(state(Phase::running));
    CHECK(windows.starter->start(wanted).has_value());
    CHECK(windows.machine.waits == 1000);
}

TEST_CASE("a service that does not start says why") {
    struct Row {
        ServiceState end;
        const char* says;
    };
    for (const Row& row :
         {Row{state(Phase::stopped, 0, 2),
              "the service did not start: the configuration is wrong; `ddns-reactor check -c "
              "\"C:\\d\\config.yaml\"` says where"},
          Row{state(Phase::stopped, windows_error::service_specific, 3),
              "the service did not start: it ended with 3; log.txt in its state folder and the Event Log say "
              "why (Event Viewer, Windows Logs, Application, source ddns-reactor)"},
          Row{state(Phase::stopped, windows_error::service_aborted), "the service did not start: error 1067"},
          Row{state(Phase::stopped), "the service did not start: it ended at once; `ddns-reactor check -c "
                                     "\"C:\\d\\config.yaml\"` and "
                                     "log.txt in its state folder may say why"}}) {
        Windows windows;
        windows.has_service();
        windows.manager.states = {state(Phase::starting), row.end};
        const auto failed = windows.starter->start(wanted);
        REQUIRE_FALSE(failed.has_value());
        CHECK(failed.error().what == row.says);
    }
    Windows windows;
    windows.has_service();
    windows.manager.errors["start"] = windows_error::logon_failed;
    CHECK(contains(windows.starter->start(wanted).error().what, "`ddns-reactor service install` sets it"));
    windows.manager.errors["start"] =
        windows_error::access_denied; // also when its account may not read the program
    CHECK(contains(windows.starter->start(wanted).error().what, "icacls \"C:\\d\\d.exe\" /grant *S-1-5-80-"));
}

TEST_CASE("stopping waits, is done when it does not run, and asks again what was still starting") {
    Windows windows;
    windows.has_service();
    windows.manager.errors["stop"] = windows_error::not_active;
    CHECK(windows.starter->stop(wanted).has_value());
    CHECK(windows.machine.waits == 0);

    windows.manager.calls.clear();
    windows.manager.errors["stop"] = windows_error::cannot_accept_control;
    windows.manager.times["stop"] = 1;
    windows.manager.states = {state(Phase::starting), state(Phase::running), state(Phase::stopping),
                              state(Phase::stopped)};
    CHECK(windows.starter->stop(wanted).has_value());
    CHECK(windows.manager.calls == Calls{"stop", "stop"});
}

TEST_CASE("status has words for everything") {
    struct Row {
        ServiceState state;
        bool runs;
        const char* words;
    };
    for (const Row& row :
         {Row{state(Phase::running), true, "running"}, Row{state(Phase::starting), false, "starting"},
          Row{state(Phase::stopping), false, "stopping"}, Row{state(Phase::paused), false, "paused"},
          Row{state(Phase::stopped), false, "stopped"},
          Row{state(Phase::stopped, windows_error::never_started), false, "stopped"},
          Row{state(Phase::stopped, windows_error::service_aborted), false, "stopped: error 1067"},
          Row{state(Phase::stopped, 0, 2), false,
              "stopped: the configuration is wrong; `ddns-reactor check -c \"C:\\d\\config.yaml\"` says "
              "where"}}) {
        CAPTURE(row.words);
        Windows windows;
        windows.has_service();
        windows.manager.states = {row.state};
        const auto status = windows.starter->status(wanted);
        REQUIRE(status.has_value());
        CHECK(status->runs == row.runs);
        CHECK(status->words == row.words);
        CHECK(status->process == row.state.process);
    }
}

TEST_CASE("Windows starts a failed service again, but not one whose configuration is wrong") {
    CHECK(service_exit(0) == ServiceExit{0, 0});
    CHECK(service_exit(2) == ServiceExit{0, 2});
    CHECK(service_exit(3) == ServiceExit{windows_error::service_specific, 3});
    CHECK(service_exit(1) == ServiceExit{windows_error::service_specific, 1});
}
