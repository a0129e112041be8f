// SPDX-License-Identifier: MIT
#include "unit/provider/dns_update_bench.h"

#include "dns/rdata.h"
#include "unit/dns/bytes.h"

#include <algorithm>

using namespace ddns;
using Bench = DnsUpdateBench;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

Change v4(std::string_view name, std::vector<std::string> values, std::optional<unsigned> ttl = {}) {
    return Bench::change(name, std::move(values), RecordType::A, ttl);
}
/// Beside those of others; `ours` is what the program put there.
Change shared(std::string_view name, std::vector<std::string> values, std::vector<std::string> ours,
              std::optional<unsigned> ttl = {}) {
    Change change = v4(name, std::move(values), ttl);
    change.keep_others = true;
    change.ours = v4(name, std::move(ours)).values;
    return change;
}
Change v6(std::string_view name, std::vector<std::string> values) {
    return Bench::change(name, std::move(values), RecordType::AAAA);
}

} // namespace

TEST_CASE("a whole RRset is replaced, read back, and not written when it is there already") {
    Bench b;
    b.server.put("home.example.com", "192.0.2.1", 60);
    b.server.put("home.example.com", "192.0.2.2", 60);
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.7/60");
    CHECK(b.server.count(Opcode::update) == 1);
    CHECK(b.server.count(Opcode::query) == 2);
    CHECK(b.outcomes[0]->requests == 3);
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(b.outcome() == "unchanged");
    CHECK(b.server.count(Opcode::update) == 1);
}

TEST_CASE("A and AAAA of a name, and other names, go in one message; each answer is its own") {
    Bench b;
    b.make({v4("a.example.com", {"192.0.2.7"}, 120), v6("a.example.com", {"2001:db8::7"}),
            v4("b.example.com", {"192.0.2.8"})});
    for (const std::size_t i : {0u, 1u, 2u}) CHECK(b.outcome(i) == "updated");
    CHECK(b.server.count(Opcode::update) == 1);
    CHECK(b.server.addresses("a.example.com", DnsType::A) == "192.0.2.7/120");
    CHECK(b.server.addresses("a.example.com", DnsType::AAAA) == "2001:db8::7/300");
    CHECK(b.transport.streams.size() == 1);
    CHECK(b.transport.streams[0].closed);
}

TEST_CASE("how the update was sent is told") {
    Bench b;
    b.transport.taken_way = "through lte";
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.outcomes[0]->way == "through lte");
}

TEST_CASE("`batch: 1` never lets names share a message") {
    Bench b;
    b.account.batch = 1;
    b.start();
    b.make({v4("a.example.com", {"192.0.2.7"}), v4("b.example.com", {"192.0.2.8"})});
    CHECK(b.outcome(0) == "updated");
    CHECK(b.outcome(1) == "updated");
    CHECK(b.server.count(Opcode::update) == 2);
}

TEST_CASE("the RRset goes when there is no value any more, and a new TTL is written") {
    Bench b;
    b.server.put("home.example.com", "192.0.2.1", 60);
    b.make({v4("home.example.com", {"192.0.2.1"}, 120)});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.1/120");
    b.make({v4("home.example.com", {})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A).empty());
}

TEST_CASE(
    "a name that is known from its last update is written without reading, unless somebody changed it") {
    Bench b;
    b.make({v4("home.example.com", {"192.0.2.1"})});
    const std::size_t before = b.server.asked.size();
    b.make({v4("home.example.com", {"192.0.2.2"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.asked.size() == before + 2);
    b.server.put("home.example.com", DnsType::A, 300, {address_data(*IpAddress::parse("198.51.100.1"))});
    b.make({v4("home.example.com", {"192.0.2.3"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.3/300");
}

TEST_CASE("somebody who is always faster is not overwritten") {
    Bench b;
    int rounds = 0;
    b.server.before = [&](const DnsMessage& message) {
        if (message.opcode != Opcode::update) return;
        const std::string address = "198.51.100." + std::to_string(++rounds);
        b.server.put("home.example.com", DnsType::A, 300, {address_data(*IpAddress::parse(address))});
    };
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "server: somebody else changes it"));
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "198.51.100.2/300");
    CHECK(rounds == 2);
}

TEST_CASE("in a shared set only our values come and go, one by one") {
    Bench b;
    b.server.put("home.example.com", "198.51.100.1", 60);
    b.make({shared("home.example.com", {"192.0.2.7", "192.0.2.8"}, {"192.0.2.7", "192.0.2.8"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.7 192.0.2.8 198.51.100.1/60");
    b.make({shared("home.example.com", {"192.0.2.8"}, {"192.0.2.7", "192.0.2.8"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.8 198.51.100.1/60");
    for (const DnsMessage& asked : b.server.asked)
        for (const DnsRecord& change : asked.authority) CHECK(change.dns_class != DnsClass::any);
    b.make({shared("home.example.com", {"192.0.2.8"}, {"192.0.2.8"})});
    CHECK(b.outcome() == "unchanged");
    b.make({shared("home.example.com", {}, {"192.0.2.8"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "198.51.100.1/60");
}

TEST_CASE("a value that is a stranger's as well as wanted stays when it is not wanted any more") {
    Bench b;
    b.server.put("home.example.com", "192.0.2.7", 60);
    b.server.put("home.example.com", "192.0.2.8", 60);
    b.make({shared("home.example.com", {"192.0.2.9"}, {"192.0.2.8", "192.0.2.9"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.7 192.0.2.9/60");
}

TEST_CASE("a new TTL of a shared set keeps the values of others") {
    Bench b;
    b.server.put("home.example.com", "198.51.100.1", 60);
    b.server.put("home.example.com", "192.0.2.7", 60);
    b.make({shared("home.example.com", {"192.0.2.7"}, {"192.0.2.7"}, 120)});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.7 198.51.100.1/120");
}

TEST_CASE("who shares a set gives way to the others, several times") {
    for (const int others : {9, 10}) {
        CAPTURE(others);
        Bench b;
        int rounds = 0;
        b.server.before = [&](const DnsMessage& message) {
            if (message.opcode == Opcode::update && rounds < others)
                b.server.put("home.example.com", "198.51.100." + std::to_string(++rounds));
        };
        b.make({shared("home.example.com", {"192.0.2.7"}, {"192.0.2.7"})});
        const std::string held = b.server.addresses("home.example.com", DnsType::A);
        CHECK(has(b.outcome(), others == 9 ? "updated" : "server: somebody else changes it"));
        CHECK(has(held, "192.0.2.7 ") == (others == 9));
        CHECK(std::ranges::count(held, ' ') == 9);
    }
}

TEST_CASE("the mark of a shared set stays as long as anybody's value") {
    Bench b(Bench::Settings{{"server", "192.0.2.53"}, {"zone", "example.com"}, {"owner", "this host"}});
    b.make({shared("home.example.com", {"192.0.2.7"}, {"192.0.2.7"})});
    b.server.put("home.example.com", "198.51.100.1");
    b.make({shared("home.example.com", {}, {"192.0.2.7"})});
    CHECK(b.outcome() == "updated");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "198.51.100.1/300");
    CHECK(b.server.sets.contains({name("_ddns-owner.home.example.com"), DnsType::TXT}));
}

TEST_CASE("one name whose prerequisite does not hold does not stop the others of its message") {
    Bench b;
    bool once = true;
    b.server.before = [&](const DnsMessage& message) {
        if (message.opcode == Opcode::update && std::exchange(once, false))
            b.server.put("b.example.com", "198.51.100.9");
    };
    b.make({v4("a.example.com", {"192.0.2.7"}), v4("b.example.com", {"192.0.2.8"}),
            v4("c.example.com", {"192.0.2.9"})});
    for (const std::size_t i : {0u, 1u, 2u}) CHECK(b.outcome(i) == "updated");
    CHECK(b.server.addresses("b.example.com", DnsType::A) == "192.0.2.8/300");
}

TEST_CASE("a CNAME is not touched") {
    Bench b;
    b.server.put("home.example.com", DnsType::CNAME, 300, {name("other.example.com").wire()});
    b.make({v4("home.example.com", {"192.0.2.7"}), v4("free.example.com", {"192.0.2.8"})});
    CHECK(has(b.outcome(), "rejected: it is a CNAME there"));
    CHECK(b.outcome(1) == "updated");
    CHECK(b.server.sets.contains({name("home.example.com"), DnsType::CNAME}));
}

TEST_CASE("NOERROR is no proof: what is not there when it is read back has failed") {
    Bench b;
    b.server.ignores = true;
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "says that it has made the update, but has nothing"));
    CHECK(b.server.count(Opcode::update) == 2);
}

TEST_CASE("an answer without a signature changes nothing and is not believed") {
    Bench b;
    b.server.signs = false;
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "bad_reply: 192.0.2.53:53 answered without the signature"));
    CHECK(b.server.count(Opcode::update) == 0);
}

TEST_CASE("with an owner, names are marked, and only what is marked is changed") {
    Bench b(Bench::Settings{{"server", "192.0.2.53"}, {"zone", "example.com"}, {"owner", "this host"}});
    b.server.put("theirs.example.com", "198.51.100.1");
    b.server.put("marked.example.com", "198.51.100.2");
    b.server.put("_ddns-owner.marked.example.com", DnsType::TXT, 300, {text_data("another host")});
    b.make({v4("home.example.com", {"192.0.2.7"}), v4("theirs.example.com", {"192.0.2.7"}),
            v4("marked.example.com", {"192.0.2.7"})});
    CHECK(b.outcome(0) == "updated");
    CHECK(has(b.outcome(1), "rejected: it has addresses already"));
    CHECK(has(b.outcome(2), "is somebody else's"));
    CHECK(b.server.addresses("theirs.example.com", DnsType::A) == "198.51.100.1/300");
    CHECK(b.server.addresses("marked.example.com", DnsType::A) == "198.51.100.2/300");
    const std::pair mark{name("_ddns-owner.home.example.com"), DnsType::TXT};
    CHECK(b.server.sets.at(mark).data == std::set{text_data("this host")});
    b.make({v4("home.example.com", {})});
    CHECK(b.outcome() == "updated");
    CHECK_FALSE(b.server.sets.contains(mark));
}

TEST_CASE("a name that cannot be in the zone is refused without asking anybody") {
    Bench b;
    b.make({v4("home.example.org", {"192.0.2.7"}), v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(0), "rejected: its name is not in the zone example.com"));
    CHECK(b.outcome(1) == "updated");
}

TEST_CASE("one refusal of a shared message is found out name by name") {
    Bench b;
    b.server.forbidden = {name("no.example.com")};
    b.make({v4("a.example.com", {"192.0.2.7"}), v4("no.example.com", {"192.0.2.8"})});
    CHECK(b.outcome(0) == "updated");
    CHECK(has(b.outcome(1), "rejected: 192.0.2.53:53 does not allow the key"));
}

TEST_CASE("an update that gets no answer is not sent again") {
    Bench b;
    b.server.bend = [](const DnsMessage& message, DnsMessage&) { return message.opcode == Opcode::query; };
    b.submit({v4("home.example.com", {"192.0.2.7"})});
    b.run();
    CHECK(b.outcome() == "none");
    auto& stream = b.transport.streams.back();
    const auto on_end = stream.events.on_end;
    on_end({ErrorKind::network, "192.0.2.53:53 closed the connection", {}});
    b.run();
    CHECK(has(b.outcome(), "network: could not confirm the update"));
    CHECK(b.server.count(Opcode::update) == 1);
    b.server.bend = [](const DnsMessage&, DnsMessage&) { return true; };
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(b.outcome() == "unchanged");
}

TEST_CASE("a silent server is given up after the timeout") {
    Bench b;
    b.server.bend = [](const DnsMessage&, DnsMessage&) { return false; };
    b.submit({v4("home.example.com", {"192.0.2.7"})});
    b.run();
    b.timers.advance(b.account.timeout);
    b.run();
    CHECK(has(b.outcome(), "timeout: 192.0.2.53:53 did not answer within 30 s"));
    CHECK(b.timers.pending() == 0);
}

TEST_CASE("a destroyed submission says nothing more") {
    Bench b;
    b.submit({v4("home.example.com", {"192.0.2.7"})});
    b.operation.reset();
    b.run();
    CHECK(b.outcome() == "none");
    b.submit({v4("home.example.com", {"192.0.2.7"})});
    b.session.reset();
    b.run();
    CHECK(b.outcome() == "updated");
}

TEST_CASE("zone and primary come from the SOA record when they are not given") {
    Bench b(Bench::Settings{});
    fakes::FakeNameServer resolver(name("example.com"), dns_key());
    resolver.recursive = true;
    b.others["203.0.113.53"] = &resolver;
    b.resolvers = {{"203.0.113.53", 53}};
    b.make({v4("home.example.com", {"192.0.2.7"}), v4("deep.in.example.com", {"192.0.2.8"})});
    CHECK(b.outcome(0) == "updated");
    CHECK(b.outcome(1) == "updated");
    CHECK(b.transport.streams.back().request.host == "ns1.example.com");
    CHECK(b.server.addresses("home.example.com", DnsType::A) == "192.0.2.7/300");
    for (const DnsMessage& question : resolver.asked) CHECK_FALSE(question.tsig);
}

TEST_CASE("the zone alone is asked of the server that is given") {
    Bench b(Bench::Settings{{"server", "192.0.2.53"}});
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(b.outcome() == "updated");
    b.make({v4("home.example.net", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "192.0.2.53:53 answers no questions about"));
}

TEST_CASE("without name servers it says what to set") {
    Bench b(Bench::Settings{});
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "this system has no name servers; name the primary with `server:`"));
}

TEST_CASE("BADKEY and BADSIG say what differs") {
    Bench b(Bench::Settings{{"server", "192.0.2.53"}, {"zone", "example.com"}, {"key", "guest:c2VjcmV0"}});
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "192.0.2.53:53 does not know the key guest (hmac-sha256)"));
    Bench other(Bench::Settings{{"server", "192.0.2.53"}, {"zone", "example.com"}, {"key", "home:b3RoZXI="}});
    other.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(other.outcome(), "192.0.2.53:53 has another secret for the key home (hmac-sha256)"));
}

TEST_CASE("bytes that are no DNS end the connection") {
    Bench b;
    b.submit({v4("home.example.com", {"192.0.2.7"})});
    const auto on_bytes = b.transport.streams.back().events.on_bytes;
    on_bytes(std::string("\0\5HTTP/", 7));
    b.run();
    CHECK(has(b.outcome(), "bad_reply: what 192.0.2.53:53 sends is no DNS"));
}

TEST_CASE("an account without a usable key fails with `config`") {
    Bench b(Bench::Settings{{"key", "x"}});
    b.make({v4("home.example.com", {"192.0.2.7"})});
    CHECK(has(b.outcome(), "config: the account's \"key\" must be"));
}
