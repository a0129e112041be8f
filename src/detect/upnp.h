// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a router says of its outside address by UPnP (UPnP Device Architecture 1.1; WANIPConnection:1 and :2,
/// WANPPPConnection:1). IPv4 only. Pure. Nothing that a datagram says leads anywhere but to the router
/// itself.
namespace ddns {

/// Where SSDP searches go (section 1.3.2).
inline const std::string_view ssdp_group = "239.255.255.250";
constexpr std::uint16_t ssdp_port = 1900;

/// Asks for gateways of version 1, which those of later versions answer too.
std::string write_ssdp_search();

/// The address of the description, when this is an answer to the search whose LOCATION is on the router:
/// http, its host `gateway` written as an address. nullopt: anything else.
std::optional<std::string> read_ssdp_answer(std::string_view datagram, const IpAddress& gateway);

/// A service of the router that knows the address.
struct WanService {
    std::string type;        ///< "urn:schemas-upnp-org:service:WANIPConnection:1"
    std::string control_url; ///< absolute, on the router
    std::string event_url{}; ///< as that; "" = it tells of no changes, or not there
    bool operator==(const WanService&) const = default;
};

/// Those of a description that was read from `location`, in its order, at most four. Errors: `bad_reply`.
Result<std::vector<WanService>> read_description(std::string_view xml, const std::string& location,
                                                 const IpAddress& gateway);

/// The SOAP body that asks for the address; the header SOAPAction is `"TYPE#GetExternalIPAddress"`.
std::string write_address_call(const WanService& service);

/// Errors: `bad_reply`.
Result<IpAddress> read_address_reply(std::string_view xml);

} // namespace ddns
