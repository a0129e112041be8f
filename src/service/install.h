// SPDX-License-Identifier: MIT
#pragma once

#include "service/needs.h"
#include "util/process.h"
#include "util/result.h"

#include <string>

namespace ddns {

/// Where a service lives on this machine.
struct ServiceSite {
    ServiceScope scope = ServiceScope::system;
    std::string unit_file;    ///< /etc/systemd/system/ddns-reactor.service
    std::string state_folder; ///< what StateDirectory= gives: /var/lib/ddns-reactor
    bool systemd = false;     ///< this system was started by systemd
    bool allowed = false;     ///< root, or the scope needs no root
};

/// The real site of this process.
ServiceSite service_site(ServiceScope scope);

enum class UnitChange : std::uint8_t { created, changed, unchanged };

/// All of them: errors are `system` and say what to do. They may be called again at any time; doing it twice
/// is doing it once. They wait for systemctl, so nothing on the loop may call them.

/// Whether this system has services at all and this user may change them.
Result<void> check_site(const ServiceSite& site);
/// Writes the unit (atomically) and enables it. Refuses to replace a unit that this program did not write.
Result<UnitChange> install_service(const ServiceSite& site, ProcessRunner& runner, const std::string& unit);
/// Stops it, disables it and removes the unit. Gives what the unit said about configuration and state, which
/// stay; `ours` is false when there was none.
Result<UnitOrigin> uninstall_service(const ServiceSite& site, ProcessRunner& runner);
Result<void> start_service(const ServiceSite& site, ProcessRunner& runner);
Result<void> stop_service(const ServiceSite& site, ProcessRunner& runner);

struct ServiceStatus {
    bool installed = false;
    bool active = false;
    std::string state;   ///< "active (running)", "failed (exit-code)"
    std::string enabled; ///< "enabled", "disabled"
    std::string pid;     ///< "" when it does not run
    std::string status;  ///< what the daemon says about itself
    UnitOrigin origin;
};
Result<ServiceStatus> service_status(const ServiceSite& site, ProcessRunner& runner);

} // namespace ddns
