// SPDX-License-Identifier: MIT
#pragma once

#include "provider/dns_update_link.h"
#include "provider/dns_update_settings.h"

#include <functional>
#include <tuple>

namespace ddns {

/// Where a name is kept: the zone it is in, and its primary server.
struct DnsPlace {
    DnsName zone;
    DnsLink* link = nullptr; ///< lives as long as the `DnsZones` that gave it
};

/// A name server that may be asked about anything.
struct DnsResolver {
    std::string host;
    std::uint16_t port = 53;
};
/// Asked each time somebody wants to know.
using DnsResolvers = std::function<std::vector<DnsResolver>()>;

/// Finds the zone and the primary of names as far as the account does not say them: from SOA records, of the
/// account's server if it has one, else of the system's resolvers in their order. What these say is not
/// signed; a lie leads to a server that cannot sign its answers.
class DnsZones {
public:
    using OnFound = std::function<void(Result<DnsPlace>)>;

    /// All references must outlive it.
    DnsZones(HttpTransport& transport, Timers& timers, const DnsUpdateSettings& settings,
             DnsResolvers resolvers);

    /// When nothing is to be asked, or the answer is known.
    [[nodiscard]] std::optional<DnsPlace> known(const DnsName& name);
    /// Errors: a sentence to be put after the record's name.
    [[nodiscard]] std::unique_ptr<Operation> find(const DnsName& name, OnFound on_found);
    /// What was found may be wrong: ask again next time.
    void forget(const DnsName& name) { places_.erase(name); }

private:
    class Search;

    enum class Role : std::uint8_t { primary, resolver };
    using Links = std::map<std::tuple<std::string, std::uint16_t, Role>, std::unique_ptr<DnsLink>>;

    DnsLink& link_to(const std::string& host, std::uint16_t port, Role role);
    DnsPlace keep(const DnsName& name, const DnsName& zone, const std::string& host);

    HttpTransport& transport_;
    Timers& timers_;
    const DnsUpdateSettings& settings_;
    const DnsResolvers resolvers_;
    Links links_;
    std::map<DnsName, DnsPlace> places_;
};

} // namespace ddns
