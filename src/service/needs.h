// SPDX-License-Identifier: MIT
#pragma once

#include "service/unit.h"
#include "util/result.h"

#include <functional>
#include <string>
#include <vector>

namespace ddns {

enum class ServiceScope : std::uint8_t { system, session };

/// Who can read a file, or enter a folder, with all the folders on the way to it.
enum class FileAccess : std::uint8_t {
    everyone,
    root,   ///< root, also without capabilities: by owner or by mode
    others, ///< only its owner (not root), and root by CAP_DAC_OVERRIDE
    missing,
};

using AccessProbe = std::function<FileAccess(const std::string& path)>;

/// What a configuration asks of the machine. All paths are absolute.
struct ServiceNeeds {
    std::string executable, config;
    std::string state;              ///< the folder that the configuration gives
    std::vector<std::string> reads; ///< secrets and certificates, without the credentials
    std::vector<UnitCredential> credentials;
    std::vector<std::string> writes; ///< folders beside the state's: those of hosts files
};

struct ServiceDecision {
    UnitSettings unit;
    std::string why_root; ///< one sentence when the service cannot have a user of its own; else ""
};

/// The least that is enough: a user of its own when everybody may read what it reads and it writes nothing
/// outside `state_folder`; else root without capabilities. Errors: `system`, with what to do: a path is
/// missing, or lies in /tmp, which the service does not see, or contains control characters.
Result<ServiceDecision> decide_service(const ServiceNeeds& needs, ServiceScope scope,
                                       const std::string& state_folder, const AccessProbe& access);

/// The real probe.
FileAccess file_access(const std::string& path);

} // namespace ddns
