// SPDX-License-Identifier: MIT
#include "fakes/fake_process.h"
#include "service/install.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace ddns;

namespace {

struct Machine {
    char folder[32] = "/tmp/ddns-service-XXXXXX";
    ServiceSite site;
    FakeProcessRunner runner;

    Machine() {
        REQUIRE(mkdtemp(folder));
        site.unit_file = std::string(folder) + "/system/ddns-reactor.service";
        site.state_folder = "/var/lib/ddns-reactor";
        site.systemd = site.allowed = true;
    }
    ~Machine() { std::filesystem::remove_all(folder); }
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    [[nodiscard]] std::string unit() const {
        std::ostringstream out;
        out << std::ifstream(site.unit_file).rdbuf();
        return out.str();
    }
    void put_unit(const std::string& text) const {
        std::filesystem::create_directories(std::filesystem::path(site.unit_file).parent_path());
        std::ofstream(site.unit_file) << text;
    }
};

std::string unit(const std::string& config) {
    UnitSettings settings;
    settings.executable = "/usr/bin/ddns-reactor";
    settings.config = config;
    settings.state = "/var/lib/ddns-reactor";
    return unit_text(settings);
}

using Commands = std::vector<std::string>;

} // namespace

TEST_CASE("installing writes the unit, makes systemd read it and enables it") {
    Machine machine;
    const auto change = install_service(machine.site, machine.runner, unit("/etc/a.yaml"));
    REQUIRE(change.has_value());
    CHECK(*change == UnitChange::created);
    CHECK(machine.unit() == unit("/etc/a.yaml"));
    CHECK(machine.runner.commands ==
          Commands{"systemctl daemon-reload", "systemctl enable ddns-reactor.service"});
    const auto mode = std::filesystem::status(machine.site.unit_file).permissions();
    CHECK((mode & std::filesystem::perms::mask) == std::filesystem::perms(0644));
}

TEST_CASE("installing twice is installing once, and a changed unit replaces the old one") {
    Machine machine;
    CHECK(install_service(machine.site, machine.runner, unit("/etc/a.yaml")).has_value());
    machine.runner.commands.clear();
    CHECK(install_service(machine.site, machine.runner, unit("/etc/a.yaml")) == UnitChange::unchanged);
    CHECK(machine.runner.commands == Commands{"systemctl enable ddns-reactor.service"});
    CHECK(install_service(machine.site, machine.runner, unit("/etc/b.yaml")) == UnitChange::changed);
    CHECK(machine.unit() == unit("/etc/b.yaml"));
}

TEST_CASE("a unit that somebody else wrote is neither replaced nor removed") {
    Machine machine;
    machine.put_unit("[Service]\nExecStart=/bin/other\n");
    CHECK_FALSE(install_service(machine.site, machine.runner, unit("/etc/a.yaml")).has_value());
    CHECK_FALSE(uninstall_service(machine.site, machine.runner).has_value());
    CHECK(machine.unit() == "[Service]\nExecStart=/bin/other\n");
    CHECK(machine.runner.commands.empty());
}

TEST_CASE("without systemd and without root nothing is touched and the error says what to do") {
    Machine machine;
    machine.site.allowed = false;
    const auto forbidden = install_service(machine.site, machine.runner, unit("/etc/a.yaml"));
    REQUIRE_FALSE(forbidden.has_value());
    CHECK(forbidden.error().what.find("sudo") != std::string::npos);
    machine.site.systemd = false;
    const auto foreign = uninstall_service(machine.site, machine.runner);
    REQUIRE_FALSE(foreign.has_value());
    CHECK(foreign.error().what.starts_with("this system does not run systemd; "));
    CHECK(foreign.error().kind == ErrorKind::system);
    CHECK(machine.runner.commands.empty());
    CHECK_FALSE(std::filesystem::exists(machine.site.unit_file));
}

TEST_CASE("uninstalling stops, disables and removes, and says what stays") {
    Machine machine;
    machine.put_unit(unit("/etc/a.yaml"));
    const auto origin = uninstall_service(machine.site, machine.runner);
    REQUIRE(origin.has_value());
    CHECK(origin->config == "/etc/a.yaml");
    CHECK(origin->state == "/var/lib/ddns-reactor");
    CHECK_FALSE(std::filesystem::exists(machine.site.unit_file));
    CHECK(machine.runner.commands ==
          Commands{"systemctl disable --now ddns-reactor.service", "systemctl daemon-reload"});
    const auto again = uninstall_service(machine.site, machine.runner);
    REQUIRE(again.has_value());
    CHECK_FALSE(again->ours);
}

TEST_CASE("a systemctl that fails or is missing is an error with its own words") {
    Machine machine;
    machine.runner.answers["systemctl daemon-reload"] = {1, "Access denied\n"};
    const auto denied = install_service(machine.site, machine.runner, unit("/etc/a.yaml"));
    REQUIRE_FALSE(denied.has_value());
    CHECK(denied.error().what == "`systemctl daemon-reload` failed: Access denied");
    machine.runner.missing = true;
    CHECK_FALSE(uninstall_service(machine.site, machine.runner).has_value());
}

TEST_CASE("starting and stopping need an installed service") {
    Machine machine;
    CHECK_FALSE(start_service(machine.site, machine.runner).has_value());
    CHECK_FALSE(stop_service(machine.site, machine.runner).has_value());
    machine.put_unit(unit("/etc/a.yaml"));
    CHECK(start_service(machine.site, machine.runner).has_value());
    CHECK(stop_service(machine.site, machine.runner).has_value());
    CHECK(machine.runner.commands ==
          Commands{"systemctl start ddns-reactor.service", "systemctl stop ddns-reactor.service"});
    machine.runner.answers["systemctl start ddns-reactor.service"] = {1, "Job failed"};
    const auto failed = start_service(machine.site, machine.runner);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().what.find("journalctl -u ddns-reactor") != std::string::npos);
}

TEST_CASE("the status comes from systemd and needs no rights") {
    Machine machine;
    machine.site.allowed = false;
    auto status = service_status(machine.site, machine.runner);
    REQUIRE(status.has_value());
    CHECK_FALSE(status->installed);
    machine.put_unit(unit("/etc/a.yaml"));
    machine.runner.answers["systemctl show ddns-reactor.service -p "
                           "ActiveState,SubState,Result,UnitFileState,MainPID,StatusText"] = {
        0, "MainPID=77\nActiveState=active\nSubState=running\nStatusText=3 records\nUnitFileState=enabled\n"};
    status = service_status(machine.site, machine.runner);
    REQUIRE(status.has_value());
    CHECK(status->active);
    CHECK(status->state == "active (running)");
    CHECK(status->pid == "77");
    CHECK(status->status == "3 records");
    CHECK(status->enabled == "enabled");
}

TEST_CASE("who may read a file depends on every folder on the way") {
    char folder[] = "/tmp/ddns-access-XXXXXX";
    REQUIRE(mkdtemp(folder));
    const std::filesystem::path base(folder);
    const std::string file = base / "file";
    std::ofstream(file) << "x";
    using std::filesystem::perms;
    const auto access_with = [&](perms of_folder, perms of_file) {
        std::filesystem::permissions(base, of_folder);
        std::filesystem::permissions(file, of_file);
        return file_access(file);
    };
    CHECK(access_with(perms(0755), perms(0644)) == FileAccess::everyone);
    CHECK(access_with(perms(0755), perms(0600)) != FileAccess::everyone);
    CHECK(access_with(perms(0700), perms(0644)) != FileAccess::everyone);
    CHECK(file_access(base / "none") == FileAccess::missing);
    std::filesystem::remove_all(base);
}
