// SPDX-License-Identifier: MIT
#pragma once

#include "dns/tsig.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace ddns::fakes {

/// The primary server of one zone: answers questions and does updates as RFC 2136 section 3 says, signed as
/// RFC 8945 says. A test may look at what it holds, change it, and bend what it says.
class FakeNameServer {
public:
    struct Set {
        std::uint32_t ttl = 0;
        std::set<std::string> data;
    };

    FakeNameServer(DnsName zone, TsigKey key);

    /// Bytes to bytes; nullopt when it says nothing. `now` by the server's clock, seconds since 1970.
    std::optional<std::string> answer(std::string_view bytes, std::uint64_t now);

    void put(std::string_view name, DnsType type, std::uint32_t ttl, std::set<std::string> data);
    void put(std::string_view name, std::string_view address, std::uint32_t ttl = 300);
    /// The addresses of a name, sorted as text: "192.0.2.1 192.0.2.2/300", "" when there are none.
    [[nodiscard]] std::string addresses(std::string_view name, DnsType type) const;
    [[nodiscard]] std::size_t count(Opcode opcode) const;

    std::map<std::pair<DnsName, DnsType>, Set> sets;
    std::vector<DnsMessage> asked; ///< all that came, signed rightly or not
    std::function<void(const DnsMessage&)> before = [](const DnsMessage&) {};
    /// Changes a reply before it is signed; false: nothing is said.
    std::function<bool(const DnsMessage&, DnsMessage&)> bend = [](const DnsMessage&, DnsMessage&) {
        return true;
    };
    std::set<DnsName> forbidden; ///< names that the key may not change
    bool signs = true;
    bool recursive = false; ///< a resolver: without authority and without signatures
    bool ignores = false;   ///< says NOERROR to updates and does nothing

private:
    void reply_to_question(const DnsMessage& question, DnsMessage& reply) const;
    [[nodiscard]] Rcode prerequisites(const DnsMessage& update) const;
    Rcode update(const DnsMessage& update);
    void apply(const DnsRecord& record);
    [[nodiscard]] bool has(const DnsName& name, DnsType type) const { return sets.contains({name, type}); }

    const DnsName zone_;
    const TsigKey key_;
};

} // namespace ddns::fakes
