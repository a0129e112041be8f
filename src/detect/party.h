// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who can be asked which address the outside sees, and what was said. Values.
namespace ddns {

enum class DetectMethod : std::uint8_t {
    https,   ///< a service that answers with the address
    dns,     ///< a name server that answers with the address of its client
    stun,    ///< a STUN server (RFC 8489)
    gateway, ///< the router itself: NAT-PMP, PCP, UPnP
};

/// "https", "dns", "stun", "gateway": as in `detect: { methods: ... }`.
std::string_view to_string(DetectMethod method);

/// How an answer over HTTPS says the address.
enum class EchoForm : std::uint8_t {
    plain, ///< the address alone, with white space around it
    trace, ///< lines `key=value`, one of them `ip=`
};

/// A public service that answers with the address a request came from.
struct EchoService {
    std::string run_by; ///< two services of one operator do not confirm each other
    std::string url_v4; ///< empty: not for IPv4
    std::string url_v6;
    EchoForm form = EchoForm::plain;

    [[nodiscard]] const std::string& url(Family family) const {
        return family == Family::v4 ? url_v4 : url_v6;
    }
    bool operator==(const EchoService&) const = default;
};

/// Whose answer says what: one party's word at one look.
struct Statement {
    std::string party; ///< who runs it
    DetectMethod method = DetectMethod::https;
    std::optional<IpAddress> address; ///< public, of the family asked for
    std::string refused;              ///< without one: the reason, one phrase
    bool operator==(const Statement&) const = default;
};

/// The end of one detection.
struct Sighting {
    /// Errors: `network` or `timeout` when nobody was reached, `rate` when all want to be left alone
    /// (`retry_after`), `config` when there is nobody to ask, else `bad_reply`.
    Result<IpAddress> address = IpAddress();
    DetectMethod method = DetectMethod::https; ///< of the first that said so
    std::vector<std::string> agreed;           ///< parties, in the order they answered
    std::vector<Statement> said;               ///< everything, in the order it came
};

} // namespace ddns
