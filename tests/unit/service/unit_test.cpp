// SPDX-License-Identifier: MIT
#include "service/unit.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

UnitSettings settings(UnitIdentity identity) {
    UnitSettings unit;
    unit.executable = "/usr/bin/ddns-reactor";
    unit.config = "/etc/ddns-reactor/config.yaml";
    unit.state = "/var/lib/ddns-reactor";
    unit.identity = identity;
    return unit;
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("the unit waits for no network, tells when it is ready, and is watched") {
    const std::string text = unit_text(settings(UnitIdentity::dynamic_user));
    for (const char* line :
         {"Type=notify", "NotifyAccess=main", "WatchdogSec=60", "After=network.target",
          "ExecStart=/usr/bin/ddns-reactor run -c /etc/ddns-reactor/config.yaml",
          "ExecReload=/bin/kill -HUP $MAINPID", "TimeoutStopSec=10", "Restart=on-failure", "RestartSec=5",
          "RestartPreventExitStatus=2", "UMask=0077", "WantedBy=multi-user.target"}) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
    CHECK(text.find("network-online") == std::string::npos);
}

TEST_CASE("by default it has a user of its own, one writable folder and no capability") {
    const std::string text = unit_text(settings(UnitIdentity::dynamic_user));
    for (const char* line :
         {"DynamicUser=yes", "StateDirectory=ddns-reactor", "ProtectSystem=strict", "ProtectHome=yes",
          "CapabilityBoundingSet=", "NoNewPrivileges=yes", "PrivateTmp=yes", "PrivateDevices=yes",
          "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service",
          "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"}) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
    CHECK(text.find("ReadWritePaths") == std::string::npos);
    CHECK(text.find("LoadCredential") == std::string::npos);
}

TEST_CASE(
    "credentials and folders that it writes are listed, strange names in the form that each line wants") {
    UnitSettings unit = settings(UnitIdentity::root);
    unit.credentials = {{"cf", "/etc/credstore/cf"}, {"duck", "/etc/credstore/100% duck"}};
    unit.writable_folders = {"/etc", "/srv/100%/a \"b\""};
    const std::string text = unit_text(unit);
    CHECK(has_line(text, "LoadCredential=cf:/etc/credstore/cf"));
    CHECK(has_line(text, "LoadCredential=duck:/etc/credstore/100%% duck"));
    CHECK(has_line(text, "ReadWritePaths=/etc"));
    CHECK(has_line(text, "ReadWritePaths=\"/srv/100%%/a \\\"b\\\"\""));
}

TEST_CASE("paths with special characters reach the program as they are") {
    UnitSettings unit = settings(UnitIdentity::root);
    unit.executable = "/opt/a b/ddns-reactor";
    unit.config = "/etc/$HOME/50%.yaml";
    CHECK(has_line(unit_text(unit), "ExecStart=\"/opt/a b/ddns-reactor\" run -c /etc/$$HOME/50%%.yaml"));
}

TEST_CASE("as root it keeps no capability, or the one that reaches files of others") {
    UnitSettings unit = settings(UnitIdentity::root);
    CHECK(has_line(unit_text(unit), "CapabilityBoundingSet="));
    CHECK(unit_text(unit).find("DynamicUser") == std::string::npos);
    unit.foreign_files = true;
    unit.reads_home = true;
    CHECK(has_line(unit_text(unit), "CapabilityBoundingSet=CAP_DAC_OVERRIDE"));
    CHECK(has_line(unit_text(unit), "ProtectHome=read-only"));
}

TEST_CASE("a user's own service uses only what such a service manager can do") {
    const std::string text = unit_text(settings(UnitIdentity::session));
    CHECK(has_line(text, "WantedBy=default.target"));
    CHECK(has_line(text, "NoNewPrivileges=yes"));
    for (const char* word : {"DynamicUser", "ProtectSystem", "PrivateTmp", "CapabilityBoundingSet"}) {
        CAPTURE(word);
        CHECK(text.find(word) == std::string::npos);
    }
}

TEST_CASE("a unit says where its configuration and its state are") {
    const UnitOrigin origin = unit_origin(unit_text(settings(UnitIdentity::dynamic_user)));
    CHECK(origin.ours);
    CHECK(origin.config == "/etc/ddns-reactor/config.yaml");
    CHECK(origin.state == "/var/lib/ddns-reactor");
    CHECK_FALSE(unit_origin("[Unit]\nConfig=/x\n").ours);
}
