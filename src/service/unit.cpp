// SPDX-License-Identifier: MIT
#include "service/unit.h"

#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::string_view origin_section = "[X-ddns-reactor]";

/// `%` begins a specifier everywhere in a unit file.
std::string without_specifiers(std::string_view path) {
    std::string out;
    for (const char c : path) out.append(c == '%' ? 2 : 1, c);
    return out;
}

/// A path as one word of a list (systemd.syntax(7)).
std::string word(std::string_view path) {
    std::string out;
    bool quote = false;
    for (const char c : without_specifiers(path)) {
        if (c == '"' || c == '\\') out += '\\';
        quote = quote || c == ' ' || c == '\'' || c == '"' || c == '\\' || c == ';';
        out += c;
    }
    return quote ? '"' + out + '"' : out;
}

/// The same in a command line, where `$` begins a variable.
std::string argument(std::string_view path) {
    std::string out;
    for (const char c : word(path)) out.append(c == '$' ? 2 : 1, c);
    return out;
}

std::string head(const UnitSettings& unit) {
    return fmt::format("# Written by `ddns-reactor service install`; changes belong into\n"
                       "# `systemctl {}edit ddns-reactor`, which survives the next install.\n"
                       "[Unit]\n"
                       "Description=Dynamic DNS that reacts to the kernel\n"
                       "# It waits for the network itself, so nothing has to wait for it.\n"
                       "After=network.target\n\n",
                       unit.identity == UnitIdentity::session ? "--user " : "");
}

std::string life(const UnitSettings& unit) {
    const auto watchdog = std::chrono::duration_cast<std::chrono::seconds>(unit.watchdog).count();
    return fmt::format("[Service]\n"
                       "Type=notify\n"
                       "NotifyAccess=main\n"
                       "ExecStart={} run -c {}\n"
                       "ExecReload=/bin/kill -HUP $MAINPID\n"
                       "WatchdogSec={}\n"
                       "TimeoutStopSec=10\n"
                       "Restart=on-failure\n"
                       "RestartSec=5\n"
                       "# A wrong configuration does not get better by starting again.\n"
                       "RestartPreventExitStatus=2\n"
                       "UMask=0077\n",
                       argument(unit.executable), argument(unit.config), watchdog);
}

std::string files(const UnitSettings& unit) {
    std::string out;
    if (unit.identity == UnitIdentity::dynamic_user) out += "DynamicUser=yes\n";
    out += "StateDirectory=ddns-reactor\nStateDirectoryMode=0700\n";
    for (const UnitCredential& credential : unit.credentials)
        out += fmt::format("LoadCredential={}:{}\n", credential.name, without_specifiers(credential.path));
    if (unit.identity == UnitIdentity::session) return out + '\n';
    out += "ProtectSystem=strict\n";
    out += fmt::format("ProtectHome={}\n", unit.reads_home ? "read-only" : "yes");
    for (const std::string& folder : unit.writable_folders)
        out += fmt::format("ReadWritePaths={}\n", word(folder));
    return out + '\n';
}

/// What a user's own service manager can do without privileges, too.
constexpr std::string_view common_hardening = "NoNewPrivileges=yes\n"
                                              "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\n"
                                              "RestrictNamespaces=yes\n"
                                              "RestrictRealtime=yes\n"
                                              "RestrictSUIDSGID=yes\n"
                                              "LockPersonality=yes\n"
                                              "MemoryDenyWriteExecute=yes\n"
                                              "SystemCallArchitectures=native\n"
                                              "SystemCallFilter=@system-service\n"
                                              "SystemCallErrorNumber=EPERM\n";

constexpr std::string_view system_hardening = "PrivateTmp=yes\n"
                                              "PrivateDevices=yes\n"
                                              "PrivateMounts=yes\n"
                                              "ProtectClock=yes\n"
                                              "ProtectControlGroups=yes\n"
                                              "ProtectHostname=yes\n"
                                              "ProtectKernelLogs=yes\n"
                                              "ProtectKernelModules=yes\n"
                                              "ProtectKernelTunables=yes\n"
                                              "ProtectProc=invisible\n"
                                              "RemoveIPC=yes\n";

std::string hardening(const UnitSettings& unit) {
    std::string out(common_hardening);
    if (unit.identity == UnitIdentity::session) return out + '\n';
    if (unit.identity == UnitIdentity::dynamic_user) out += "SystemCallFilter=~@privileged @resources\n";
    out += system_hardening;
    const bool reach = unit.identity == UnitIdentity::root && unit.foreign_files;
    out += fmt::format("CapabilityBoundingSet={}\nAmbientCapabilities=\n", reach ? "CAP_DAC_OVERRIDE" : "");
    return out + '\n';
}

std::string tail(const UnitSettings& unit) {
    return fmt::format("[Install]\nWantedBy={}\n\n{}\nConfig={}\nState={}\n",
                       unit.identity == UnitIdentity::session ? "default.target" : "multi-user.target",
                       origin_section, unit.config, unit.state);
}

} // namespace

std::string unit_text(const UnitSettings& settings) {
    return head(settings) + life(settings) + files(settings) + hardening(settings) + tail(settings);
}

UnitOrigin unit_origin(std::string_view text) {
    UnitOrigin origin;
    for (const std::string_view line : split(text, '\n')) {
        if (line == origin_section)
            origin.ours = true;
        else if (origin.ours && line.starts_with("Config="))
            origin.config = line.substr(7);
        else if (origin.ours && line.starts_with("State="))
            origin.state = line.substr(6);
    }
    return origin;
}

} // namespace ddns
