// SPDX-License-Identifier: MIT
#include "fakes/fake_windows.h"
#include "service/registration.h"
#include "service/state_place.h"
#include "service/task_xml.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const StatePlaces places{R"(C:\ProgramData\ddns-reactor)", R"(C:\Users\me\AppData\Local\ddns-reactor)"};
const std::string in_machine = R"(C:\ProgramData\ddns-reactor\config.yaml)";
const std::string elsewhere = R"(C:\Users\me\ddns.yaml)";

struct Windows {
    FakeRunKey run_key;
    FakeServiceManager manager;
    FakeTaskScheduler tasks;

    std::string place(const std::string& config) {
        return usual_state_place(config, places, {run_key, manager, tasks});
    }
};

Registration registration(StartMode mode, const std::string& config) { return {mode, R"(C:\d.exe)", config}; }

} // namespace

TEST_CASE("a configuration in the machine's folder has its state there, every other one with the account") {
    Windows windows;
    CHECK(windows.place(in_machine) == places.machine);
    CHECK(windows.place(R"(c:\programdata\DDNS-reactor\sub\c.yaml)") == places.machine);
    CHECK(windows.place(elsewhere) == places.own);
    CHECK(windows.place(R"(C:\ProgramData\ddns-reactor-old\config.yaml)") == places.own);
    CHECK(windows.place("") == places.own);
}

TEST_CASE("the configuration of the service or the task has its state with the machine, wherever it is") {
    Windows service;
    service.manager.service = {registered_command(registration(StartMode::service, elsewhere)), "x"};
    CHECK(service.place(R"(C:\USERS\me\ddns.yaml)") == places.machine);
    CHECK(service.place(R"(C:\Users\me\other.yaml)") == places.own);
    Windows task;
    task.tasks.task = task_xml(registration(StartMode::task, elsewhere));
    CHECK(task.place(elsewhere) == places.machine);
    CHECK(task.place(R"(C:\Users\me\other.yaml)") == places.own);
}

TEST_CASE("the configuration of the Run key has its state with the account, wherever it is") {
    Windows windows;
    windows.run_key.line = registered_command(registration(StartMode::logon, in_machine));
    CHECK(windows.place(in_machine) == places.own);
    CHECK(windows.place(R"(C:\ProgramData\ddns-reactor\other.yaml)") == places.machine);
    windows.run_key.line = R"(C:\foreign.exe -c C:\ProgramData\ddns-reactor\config.yaml)";
    CHECK(windows.place(in_machine) == places.machine);
}

TEST_CASE("who may not look finds nothing installed") {
    Windows windows;
    windows.manager.service = {registered_command(registration(StartMode::service, elsewhere)), "x"};
    windows.manager.errors["record"] = windows_error::access_denied;
    CHECK(windows.place(elsewhere) == places.own);
}
