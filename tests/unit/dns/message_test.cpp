// SPDX-License-Identifier: MIT
#include "dns/message.h"

#include "dns/rdata.h"
#include "unit/dns/bytes.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

/// What named of BIND 9.18 answers to `dig +tcp +noedns home.example.com SOA`, captured: there is no such
/// name.
const std::string negative =
    from_hex("c60a 8503 0001 0000 0001 0000 04686f6d65 076578616d706c65 03636f6d 00 0006 0001"
             "c011 0006 0001 00000000 0022 036e7331c011 0561646d696ec011"
             "00000001 00000e10 00000258 00093a80 0000003c");

DnsMessage parsed(const std::string& bytes) {
    const auto message = parse_dns_message(bytes);
    REQUIRE_MESSAGE(message, message.error().what);
    return *message;
}

std::string problem(const std::string& bytes, const DnsLimits& limits = {}) {
    const auto message = parse_dns_message(bytes, limits);
    if (message) return "none";
    CHECK(message.error().kind == ErrorKind::bad_reply);
    return message.error().what;
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("an answer is read, its compressed names too") {
    const DnsMessage message = parsed(negative);
    CHECK(message.id == 0xc60a);
    CHECK(message.is_reply);
    CHECK(message.authoritative);
    CHECK_FALSE(message.truncated);
    CHECK(message.recursion_desired);
    CHECK(message.rcode == Rcode::nxdomain);
    REQUIRE(message.questions.size() == 1);
    CHECK(message.questions[0] == DnsQuestion{name("home.example.com"), DnsType::SOA});
    REQUIRE(message.authority.size() == 1);
    const DnsRecord& soa = message.authority[0];
    CHECK(soa.name == name("example.com"));
    CHECK(soa.ttl == 0);
    CHECK(soa.data == name("ns1.example.com").wire() + name("admin.example.com").wire() +
                          from_hex("00000001 00000e10 00000258 00093a80 0000003c"));
    CHECK(primary_of(soa) == name("ns1.example.com"));
}

TEST_CASE("an update is written as nsupdate writes it") {
    DnsMessage update;
    update.id = 0x9e71;
    update.opcode = Opcode::update;
    const DnsName home = name("home.example.com");
    update.questions = {{name("example.com"), DnsType::SOA}};
    update.answers = {{home, DnsType::CNAME, DnsClass::none, 0, ""}};
    update.authority = {{home, DnsType::A, DnsClass::any, 0, ""},
                        {home, DnsType::A, DnsClass::in, 300, address_data(*IpAddress::parse("192.0.2.1"))}};
    const auto bytes = write_dns_message(update);
    REQUIRE(bytes);
    CHECK(*bytes == from_hex("9e71 2800 0001 0001 0002 0000 076578616d706c6503636f6d00 0006 0001"
                             "04686f6d65c00c 0005 00fe 00000000 0000"
                             "c01d 0001 00ff 00000000 0000"
                             "c01d 0001 0001 0000012c 0004 c0000201"));
    const DnsMessage back = parsed(*bytes);
    CHECK(back.opcode == Opcode::update);
    CHECK(back.questions == update.questions);
    CHECK(back.answers == update.answers);
    CHECK(back.authority == update.authority);
}

TEST_CASE("what is written is read back, beyond the reach of compression too") {
    DnsMessage message;
    message.questions = {{name("example.com"), DnsType::SOA}};
    for (int i = 0; i < 1000; ++i)
        message.authority.push_back({name("host" + std::to_string(i) + ".sub.example.com"), DnsType::TXT,
                                     DnsClass::in, 60, text_data("text " + std::to_string(i))});
    const auto bytes = write_dns_message(message);
    REQUIRE(bytes);
    REQUIRE(bytes->size() > 0x4000);
    CHECK(parsed(*bytes).authority == message.authority);

    message.authority.resize(1, {});
    message.authority[0].data = std::string(65'536, 'x');
    CHECK(write_dns_message(message).error().kind == ErrorKind::internal);
}

TEST_CASE("a message that is cut short anywhere is broken, and one with more behind it too") {
    for (std::size_t size = 0; size < negative.size(); ++size) {
        INFO(size);
        CHECK(problem(negative.substr(0, size)) != "none");
    }
    CHECK(mentions(problem(negative + "x"), "longer than it says"));
}

TEST_CASE("hostile messages are broken messages") {
    const std::string header = from_hex("1234 8000 0001 0000 0000 0000");
    const struct {
        const char* what;
        std::string bytes;
        const char* says;
    } cases[] = {
        {"a pointer to itself", header + from_hex("c00c 0001 0001"), "leads nowhere"},
        {"a pointer forward", header + from_hex("c0ff 0001 0001"), "leads nowhere"},
        {"half a pointer", header + from_hex("03616161 c0"), "too early"},
        {"a label of 64 bytes", header + "\x40" + std::string(64, 'a') + from_hex("00 0001 0001"),
         "unknown kind"},
        {"a name without its end", header + from_hex("3f") + std::string(10, 'a'), "too early"},
        {"a name of 320 bytes",
         header +
             [] {
                 std::string labels;
                 for (int i = 0; i < 5; ++i) labels += "\x3f" + std::string(63, 'a');
                 return labels;
             }() +
             from_hex("00 0001 0001"),
         "too long"},
        {"more records than bytes", from_hex("1234 8000 0000 ffff ffff ffff"), "does not hold"},
        {"data beyond the end", from_hex("1234 8000 0000 0001 0000 0000 00 0001 0001 00000000 0004 c000"),
         "too early"},
        {"a name longer than its record",
         from_hex("1234 8000 0000 0001 0000 0000 00 0005 0001 00000000 0001 0161 00"), "longer or shorter"},
        {"a TSIG record among the answers",
         from_hex("1234 8000 0000 0001 0000 0000 00 00fa 00ff 00000000 0000"), "not the last"},
        {"an empty TSIG record", from_hex("1234 8000 0000 0000 0000 0001 00 00fa 00ff 00000000 0000"),
         "not one"},
    };
    for (const auto& c : cases) {
        INFO(c.what);
        CHECK_MESSAGE(mentions(problem(c.bytes), c.says), problem(c.bytes));
    }
}

TEST_CASE("the limits of a message are the caller's") {
    CHECK(mentions(problem(negative, {negative.size() - 1, 100, 16}), "too long"));
    CHECK(mentions(problem(negative, {65'535, 1, 16}), "does not hold"));
    CHECK(mentions(problem(negative, {65'535, 100, 0}), "leads nowhere"));
    CHECK(problem(negative, {negative.size(), 2, 1}) == "none");
}

TEST_CASE("data of addresses and texts goes both ways") {
    const IpAddress v4 = *IpAddress::parse("192.0.2.7"), v6 = *IpAddress::parse("2001:db8::7");
    DnsRecord record{name("x"), DnsType::A, DnsClass::in, 0, address_data(v4)};
    CHECK(address_of(record) == v4);
    record.type = DnsType::AAAA;
    CHECK_FALSE(address_of(record));
    record.data = address_data(v6);
    CHECK(address_of(record) == v6);
    record.dns_class = DnsClass::any;
    CHECK_FALSE(address_of(record));

    DnsRecord text{name("x"), DnsType::TXT, DnsClass::in, 0, ""};
    for (const std::string& s : {std::string(), std::string("owner"), std::string(255, 'a'),
                                 std::string(256, 'b'), std::string(700, 'c')}) {
        text.data = text_data(s);
        CHECK(text_of(text) == s);
    }
    text.data = "\5abc";
    CHECK_FALSE(text_of(text));
    text.data = "";
    CHECK_FALSE(text_of(text));
    CHECK_FALSE(primary_of(text));
    text.type = DnsType::SOA;
    text.data = "\77abc";
    CHECK_FALSE(primary_of(text));
}

TEST_CASE("RCODEs have their names") {
    CHECK(to_string(Rcode::noerror) == "NOERROR");
    CHECK(to_string(Rcode::notzone) == "NOTZONE");
    CHECK(to_string(static_cast<Rcode>(12)) == "RCODE 12");
}
