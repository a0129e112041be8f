// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "dns/tsig.h"
#include "provider/catalogue.h"

#include <optional>
#include <vector>

/// The account of the backend `rfc2136`, as it is written and as it is meant. Pure.
namespace ddns {

struct DnsUpdateSettings {
    std::string host;            ///< of the primary; "": the zone's SOA record names it
    std::uint16_t port = 53;     ///< of the primary
    std::optional<DnsName> zone; ///< of all names; nullopt: the SOA record says
    TsigKey key;
    std::string owner; ///< text of the ownership record; "": there is none
    bool tls = false;
    std::string ca, interface;
    Duration timeout{};
    unsigned unanswered = 256; ///< most messages that wait for an answer at a time
    unsigned names = 256;      ///< most names in one message
};

/// What a user may write, for `providers` and the checks of a configuration.
ProviderInfo dns_update_info();

struct DnsUpdateAccount {
    std::optional<DnsUpdateSettings>
        settings; ///< nullopt when there is no key, or a problem that is none to live with
    std::vector<SettingProblem> problems;
};

DnsUpdateAccount read_dns_update_account(const Account& account);

/// Why a name cannot be kept in the zone of an account, if that has one, as a phrase that follows the name;
/// "" when nothing is known against it.
std::string wrong_dns_update_name(const std::optional<DnsName>& zone, std::string_view name);

} // namespace ddns
