// SPDX-License-Identifier: MIT
// Which IPv6 address of a network a record means: this machine's, stable or temporary, or that of other
// hosts.
#include "config/check.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t most_hosts = 16; // as many as a name may have values

using Parse = Result<HostPart> (*)(std::string_view);

void add_hosts(Checking& c, Fields& fields, std::string_view key, Parse parse, std::vector<HostPart>& hosts) {
    const auto items = fields.items(key);
    if (!items) return;
    for (const Node* item : *items) {
        const auto host = parse(item->text);
        if (!host)
            c.report.error(item->mark, fmt::format("\"{}\" {}", key, host.error().what));
        else if (std::any_of(hosts.begin(), hosts.end(),
                             [&](const HostPart& other) { return other.bits == host->bits; }))
            c.report.error(item->mark, fmt::format("host {} is given twice", quoted(item->text)));
        else if (hosts.size() == most_hosts)
            c.report.error(item->mark, fmt::format("these are more than {} hosts", most_hosts));
        else
            hosts.push_back(*host);
    }
}

void refuse_beside_hosts(Checking& c, Fields& fields, const Record& record, std::string_view host_key) {
    const auto refuse = [&](std::string_view key, std::string_view why) {
        if (const Field field = fields.peek(key))
            c.report.error(field.key->mark,
                           fmt::format("\"{}\" has no meaning beside \"{}\"; {}", key, host_key, why));
    };
    refuse("ipv6", "the host's part of the address is given");
    if (record.source == AddressSource::detect)
        refuse("source", "the outside sees this machine, not the hosts behind it");
    if (!record.policy.prefix_from.empty() && record.policy.choice == AddressPolicy::Choice::uplinks)
        if (const Field field = fields.peek("address"))
            c.report.error(field.key->mark, "\"address\" and \"prefix_from\" both say where the prefix comes "
                                            "from; keep one of them");
}

/// The words here speak of IPv6: an A record among the types is a mistake, unless it goes without saying.
void keep_ipv6(Checking& c, const Fields& fields, std::string_view key, std::vector<RecordType>& types) {
    const auto a = std::find(types.begin(), types.end(), RecordType::A);
    if (a == types.end()) return;
    types.erase(a);
    if (fields.has("types") || types.empty())
        c.report.error(fields.peek(key).key->mark,
                       fmt::format("\"{}\" is for AAAA records; write the A record as one of its own", key));
}

} // namespace

void check_host(Checking& c, Fields& fields, Record& record, std::vector<RecordType>& types) {
    static constexpr std::pair<std::string_view, bool> kinds[] = {{"stable", false}, {"temporary", true}};
    AddressPolicy& policy = record.policy;
    if (fields.text("ipv6")) {
        const Field field = fields.peek("ipv6");
        policy.temporary = choice(c.report, *field.value, "kind of IPv6 address", kinds).value_or(false);
        if (types == std::vector<RecordType>{RecordType::A})
            c.report.error(field.key->mark, "\"ipv6\" is for AAAA records");
    }
    add_hosts(c, fields, "suffix", HostPart::from_suffix, policy.hosts);
    add_hosts(c, fields, "mac", HostPart::from_mac_address, policy.hosts);
    if (const auto interface = fields.text("prefix_from")) policy.prefix_from = *interface;
    const bool suffix = fields.has("suffix");
    if (suffix || fields.has("mac")) {
        const std::string_view key = suffix ? "suffix" : "mac";
        keep_ipv6(c, fields, key, types);
        refuse_beside_hosts(c, fields, record, key);
    } else if (const Field field = fields.peek("prefix_from")) {
        c.report.error(field.key->mark,
                       "\"prefix_from\" needs the host beside it; for example: suffix: \"::1234\"");
    }
}

} // namespace ddns
