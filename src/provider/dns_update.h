// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/timers.h"
#include "provider/dns_update_zones.h"
#include "provider/session.h"

namespace ddns {

/// The resolvers of the system, as they are now.
std::vector<DnsResolver> system_resolvers();

/// The backend `rfc2136`: DNS UPDATE (RFC 2136) to the primary server of a zone, signed with TSIG (RFC 8945),
/// over TCP or TLS (RFC 7858). provider/dns_update_settings.h has the settings, provider/dns_update_flow.h
/// how a change goes.
///
/// What it asks for is compare-and-swap: an RRset that somebody else has changed meanwhile is read again and
/// not overwritten blindly; values of others stay where the change says so. A, AAAA and the ownership record
/// of a name change together or not at all when their changes are submitted together.
///
/// An account that the checks of the configuration would not let pass gets `config` for every change.
std::unique_ptr<AccountSession> make_dns_update_session(const Account& account, HttpTransport& transport,
                                                        Timers& timers,
                                                        DnsResolvers resolvers = system_resolvers);

} // namespace ddns
