// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"
#include "service/needs.h"

#include <memory>
#include <string>
#include <vector>

namespace ddns {

/// Looks over the shoulder of load_config to learn what a service needs: in place of the service's world it
/// reads credentials from /etc/credstore and writes down every file and variable that was asked for.
class ServiceWorld {
public:
    /// `real` reads the files; `state_folder` is the service's.
    ServiceWorld(ConfigWorld real, std::string state_folder);

    /// For load_config; this object must outlive it.
    [[nodiscard]] ConfigWorld world();

    /// After loading. `executable` and `config_path` are absolute.
    [[nodiscard]] ServiceNeeds needs(const Config& config, const std::string& executable,
                                     const std::string& config_path) const;

    /// Variables of the caller's environment that the configuration uses. A service does not have them.
    [[nodiscard]] const std::vector<std::string>& variables() const { return variables_; }

private:
    ConfigWorld real_;
    std::string state_folder_;
    std::vector<std::string> files_, variables_;
};

/// Where systemd's administrators keep credentials (systemd.exec(5)).
inline constexpr std::string_view credential_store = "/etc/credstore";

} // namespace ddns
