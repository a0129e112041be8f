// SPDX-License-Identifier: MIT
#include "fakes/fake_windows.h"
#include "service/starter.h"
#include "service/task_xml.h"

#include <array>
#include <doctest/doctest.h>

using namespace ddns;

namespace {

using Change = Installed::Change;
using Calls = std::vector<std::string>;

Registration registration(StartMode mode) { return {mode, R"(C:\d\d.exe)", R"(C:\d\config.yaml)"}; }
const Registration task = registration(StartMode::task);
const Registration logon = registration(StartMode::logon);

struct Windows {
    FakeServiceManager manager;
    FakeTaskScheduler tasks;
    FakeRunKey run_key;
    FakeWindowsMachine machine;
    std::array<std::unique_ptr<Starter>, 3> starters{make_service_starter(manager, machine),
                                                     make_task_starter(tasks, machine),
                                                     make_logon_starter(run_key, machine)};
    Starter& by_task = *starters[1];
    Starter& by_logon = *starters[2];
};

/// What must be installed.
Registration found(Starter& starter) {
    const auto installed = starter.find();
    REQUIRE(installed.has_value());
    REQUIRE(installed->has_value());
    return **installed;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a task is put, put again, changed and removed") {
    Windows windows;
    CHECK_FALSE(windows.by_task.find()->has_value());
    CHECK(windows.by_task.install(task)->change == Change::created);
    CHECK(windows.tasks.task == task_xml(task));
    CHECK(windows.by_task.install(task)->change == Change::unchanged);
    Registration other = task;
    other.config = R"(C:\o.yaml)";
    CHECK(windows.by_task.install(other)->change == Change::changed);
    CHECK(found(windows.by_task) == other);
    CHECK(windows.by_task.uninstall(other).has_value());
    CHECK_FALSE(windows.tasks.task.has_value());
}

TEST_CASE("a task that is refused or foreign stays as it is") {
    Windows windows;
    windows.tasks.error = windows_error::access_denied;
    const auto refused = windows.by_task.install(task);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().what ==
          "cannot install the scheduled task: access is denied; run this in an administrator's terminal");
    windows.tasks.task = "<Task><Command>C:\\other.exe</Command></Task>";
    windows.tasks.calls.clear();
    CHECK(contains(windows.by_task.install(task).error().what, "schtasks /delete"));
    CHECK(windows.tasks.calls.empty());
}

TEST_CASE("a task is started until its daemon answers") {
    Windows windows;
    windows.tasks.running = true;
    windows.machine.answers_after = 3;
    CHECK(windows.by_task.start(task).has_value());
    CHECK(windows.machine.waits == 4);
    CHECK(windows.tasks.calls == Calls{"start"});
    CHECK(windows.by_task.start(task).has_value()); // it runs already
    CHECK(windows.tasks.calls == Calls{"start"});

    Windows dead;
    const auto failed = dead.by_task.start(task);
    REQUIRE_FALSE(failed.has_value());
    CHECK(contains(failed.error().what, "the daemon did not start: log.txt in its state folder"));
    Windows silent;
    silent.tasks.running = true;
    CHECK(contains(silent.by_task.start(task).error().what, "does not answer"));
    CHECK(silent.machine.waits == 200);
}

TEST_CASE("a task is asked to end, and ended by force only when nobody answers") {
    Windows windows;
    windows.machine.daemon = 42;
    CHECK(windows.by_task.stop(task).has_value());
    CHECK(windows.machine.stops == 1);
    CHECK(windows.tasks.calls.empty());
    windows.tasks.running = true;
    CHECK(windows.by_task.stop(task).has_value());
    CHECK(windows.tasks.calls == Calls{"end"});
    CHECK(windows.by_task.stop(task).has_value());
    CHECK(windows.tasks.calls == Calls{"end"});
}

TEST_CASE("the Run key starts the daemon at logon, and `start` without a window now") {
    Windows windows;
    CHECK(windows.by_logon.install(logon)->change == Change::created);
    CHECK(windows.run_key.line == R"("C:\d\d.exe" run --hidden -c C:\d\config.yaml)");
    CHECK(windows.by_logon.install(logon)->change == Change::unchanged);
    windows.machine.answers_after = 0;
    CHECK(windows.by_logon.start(logon).has_value());
    CHECK(windows.machine.launched == Calls{R"("C:\d\d.exe" run --hidden -c C:\d\config.yaml)"});
    CHECK(windows.by_logon.start(logon).has_value());
    CHECK(windows.machine.launched.size() == 1);
    const auto status = windows.by_logon.status(logon);
    REQUIRE(status.has_value());
    CHECK(status->runs);
    CHECK(status->process == 42);
    CHECK(windows.by_logon.uninstall(logon).has_value());
    CHECK(windows.machine.stops == 1);
    CHECK_FALSE(windows.run_key.line.has_value());
    CHECK(windows.by_logon.uninstall(logon).has_value());
}

TEST_CASE("a daemon that ends at once says why") {
    Windows windows;
    windows.machine.exit = 2;
    const auto failed = windows.by_logon.start(logon);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().what == "the daemon did not start: the configuration is wrong; `ddns-reactor check "
                                 "-c \"C:\\d\\config.yaml\"` says where");
}

TEST_CASE("a daemon that does not end stays installed") {
    Windows windows;
    CHECK(windows.by_logon.install(logon).has_value());
    windows.machine.daemon = 42;
    windows.machine.stop_takes = -1;
    const auto refused = windows.by_logon.uninstall(logon);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().what == "the daemon does not end; `taskkill /f /pid 42` ends it");
    CHECK(windows.run_key.line.has_value());
    CHECK(windows.machine.waits == 100);
}

TEST_CASE("a Run key of somebody else is not touched") {
    Windows windows;
    windows.run_key.line = "C:\\other.exe";
    CHECK(contains(windows.by_logon.install(logon).error().what, "reg delete"));
    CHECK(windows.run_key.line == "C:\\other.exe");
}

TEST_CASE("what is installed is found without being told, and only one mode at a time") {
    Windows windows;
    CHECK_FALSE(find_installed(windows.starters)->has_value());
    CHECK(check_no_other_mode(windows.starters, StartMode::task).has_value());
    CHECK(windows.by_logon.install(logon).has_value());
    const auto found = find_installed(windows.starters);
    REQUIRE(found.has_value());
    REQUIRE(found->has_value());
    CHECK((*found)->starter == &windows.by_logon);
    CHECK((*found)->registration == logon);
    CHECK(check_no_other_mode(windows.starters, StartMode::logon).has_value());
    const auto refused = check_no_other_mode(windows.starters, StartMode::service);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().what ==
          "the Run key is installed already, and two daemons would be in each other's way; remove it first "
          "with `ddns-reactor service uninstall`");
}
