// SPDX-License-Identifier: MIT
#pragma once

#include "util/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The text of the systemd unit. Pure.
namespace ddns {

/// Whom the service runs as.
enum class UnitIdentity : std::uint8_t {
    dynamic_user, ///< a user of its own that exists while it runs; it writes its state folder and nothing
                  ///< else
    root,         ///< root without capabilities, for files that only root may read or write
    session,      ///< the user whose service manager runs it (`systemctl --user`)
};

struct UnitCredential {
    std::string name; ///< as in `${cred:name}`
    std::string path;
    bool operator==(const UnitCredential&) const = default;
};

struct UnitSettings {
    std::string executable; ///< absolute, as `config` and every other path here
    std::string config;
    std::string state; ///< where the state really is, for people
    UnitIdentity identity = UnitIdentity::dynamic_user;
    std::vector<UnitCredential> credentials;
    /// Folders outside /var/lib/ddns-reactor that it writes.
    std::vector<std::string> writable_folders;
    bool reads_home = false; ///< something it needs is below /home, /root or /run/user
    /// root: some of the files belong to others, so it needs the one capability that reaches them.
    bool foreign_files = false;
    Duration watchdog = std::chrono::seconds(60);

    bool operator==(const UnitSettings&) const = default;
};

/// The configuration is never passed as a credential, although that would let the dynamic user read any
/// file: a credential is a copy from the start of the service, so a reload would read the old text, and
/// relative paths would lead elsewhere.
std::string unit_text(const UnitSettings& settings);

/// What a unit file says about itself in its section [X-ddns-reactor], which systemd ignores.
struct UnitOrigin {
    bool ours = false; ///< unit_text wrote it
    std::string config, state;
};
UnitOrigin unit_origin(std::string_view text);

} // namespace ddns
