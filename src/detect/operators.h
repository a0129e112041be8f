// SPDX-License-Identifier: MIT
#pragma once

#include "detect/settings.h"

#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// A service of the configuration: run by whoever owns the host of `url`, which is absolute. An address as
/// the host is for its own family only; a path that ends in /cdn-cgi/trace is answered in that form.
EchoService own_echo_service(const std::string& url);

/// `dns://ADDRESS[:port]/NAME[?type=A|AAAA|TXT;class=IN|CH]` (RFC 4501): the server of that address is asked
/// for NAME; without a type for A or AAAA, as the family is. Errors are phrases that continue `"dns" ...`.
Result<DnsEcho> own_dns_echo(std::string_view uri);

/// `stun:HOST[:port]` (RFC 7064). Errors as above.
Result<StunServer> own_stun_server(std::string_view uri);

/// The settings with the public parties wherever they list none of their own.
DetectSettings with_public_parties(DetectSettings settings);

/// What the router is called among the parties.
constexpr std::string_view gateway_party = "the gateway";

/// Who can be asked under these settings, each operator once: so many can agree at the most.
std::vector<std::string> operators_of(const DetectSettings& settings);

} // namespace ddns
