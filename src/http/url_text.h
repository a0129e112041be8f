// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ddns {

/// "host" or "host:port" of an absolute URL, as it is written there, without user and password; fit for a
/// message. "" when there is none.
std::string_view authority_of(std::string_view url);

/// The host alone; IPv6 without its brackets.
std::string_view host_of(std::string_view url);

/// "host:port", also when the URL leaves the port to its scheme.
std::string host_and_port_of(std::string_view url);

/// `localhost`, names below it (RFC 6761), 127.0.0.0/8 and ::1.
bool is_loopback_host(std::string_view host);

} // namespace ddns
