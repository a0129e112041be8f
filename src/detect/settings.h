// SPDX-License-Identifier: MIT
#pragma once

#include "detect/dns_echo.h"
#include "detect/party.h"
#include "detect/stun.h"

#include <vector>

namespace ddns {

/// `detect:` of the configuration: who is asked, and how many must say the same.
struct DetectSettings {
    std::vector<DetectMethod> methods{DetectMethod::https}; ///< in the order they are asked; none twice
    unsigned quorum = 2; ///< independent parties; 1: the first that can be believed
    /// Parties in place of the built-in ones of a method; none: those.
    std::vector<EchoService> https;
    std::vector<DnsEcho> dns;
    std::vector<StunServer> stun;

    bool operator==(const DetectSettings&) const = default;
};

} // namespace ddns
