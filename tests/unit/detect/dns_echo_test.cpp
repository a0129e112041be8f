// SPDX-License-Identifier: MIT
#include "detect/detector.h"
#include "detect/dns_echo.h"

#include "dns/rdata.h"
#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"

#include <doctest/doctest.h>
#include <set>

using namespace ddns;

namespace {

const DnsEcho& echo_of(std::string_view run_by) {
    static const std::vector<DnsEcho> all = public_dns_echoes();
    return *std::ranges::find(all, run_by, &DnsEcho::run_by);
}

DnsMessage reply_to(const DnsEcho& echo, Family family, std::uint16_t id, const std::string& said) {
    DnsMessage reply;
    reply.id = id;
    reply.is_reply = true;
    reply.questions = {echo.question(family)};
    const DnsQuestion& question = reply.questions.front();
    const auto address = IpAddress::parse(said);
    const std::string data =
        question.type == DnsType::TXT || !address ? text_data(said) : address_data(*address);
    reply.answers.push_back({question.name, question.type, question.dns_class, 0, data});
    return reply;
}

std::string wire(const DnsMessage& message) { return *write_dns_message(message); }

std::string framed(const std::string& bytes) {
    return std::string{static_cast<char>(bytes.size() >> 8), static_cast<char>(bytes.size() & 0xff)} + bytes;
}

std::uint16_t id_of(std::string_view query) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(query[0]) << 8 |
                                      static_cast<unsigned char>(query[1]));
}

/// A detection by DNS alone that believes the first answer.
struct Asking {
    Asking() {
        settings.methods = {DetectMethod::dns};
        settings.quorum = 1;
    }
    void detect(Family family = Family::v4) {
        operation = detector.detect(family, {"eth1", IpAddress::parse("192.168.1.2"), std::nullopt}, settings,
                                    [this](Sighting result) {
                                        outcome = std::move(result);
                                        operation.reset();
                                    });
    }
    /// The truth as the server of that socket says it.
    [[nodiscard]] DnsMessage honest(std::size_t socket, const std::string& said = "8.8.8.8") const {
        const auto& asked = sockets.datagrams.at(socket);
        const auto question = parse_dns_message(asked.sent.at(0));
        REQUIRE(question);
        for (const DnsEcho& echo : public_dns_echoes())
            if (echo.server_v4 == asked.peer.address) return reply_to(echo, Family::v4, question->id, said);
        FAIL("nobody's server");
        return {};
    }
    [[nodiscard]] std::string address() const {
        REQUIRE(outcome);
        REQUIRE(outcome->address);
        return outcome->address->to_string();
    }

    FakeTransport http;
    FakeSockets sockets;
    fakes::FakeTimers timers;
    Detector detector{http, sockets, timers, 0};
    DetectSettings settings;
    std::optional<Sighting> outcome;
    std::unique_ptr<Operation> operation;
};

} // namespace

TEST_CASE("what each name server is asked") {
    struct Row {
        const char* run_by;
        Family family;
        const char* name;
        DnsType type;
        DnsClass dns_class;
    };
    for (const Row& row : {Row{"OpenDNS", Family::v4, "myip.opendns.com", DnsType::A, DnsClass::in},
                           Row{"OpenDNS", Family::v6, "myip.opendns.com", DnsType::AAAA, DnsClass::in},
                           Row{"Google", Family::v6, "o-o.myaddr.l.google.com", DnsType::TXT, DnsClass::in},
                           Row{"Cloudflare", Family::v4, "whoami.cloudflare", DnsType::TXT, DnsClass::ch}}) {
        CAPTURE(row.run_by);
        const auto query = parse_dns_message(write_dns_echo_query(echo_of(row.run_by), row.family, 0x1234));
        REQUIRE(query);
        CHECK(query->id == 0x1234);
        CHECK_FALSE(query->is_reply);
        CHECK(query->questions ==
              std::vector{DnsQuestion{*DnsName::parse(row.name), row.type, row.dns_class}});
        CHECK(echo_of(row.run_by).server(row.family)->family() == row.family);
    }
}

TEST_CASE("replies that say the address") {
    for (const char* run_by : {"OpenDNS", "Google", "Cloudflare"})
        for (const auto& [family, said] : {std::pair(Family::v4, "8.8.8.8"), {Family::v6, "2606:4700::7"}}) {
            const DnsEcho& echo = echo_of(run_by);
            const auto reply = read_dns_echo(echo, family, 7, wire(reply_to(echo, family, 7, said)));
            REQUIRE(reply);
            REQUIRE(reply->address);
            CHECK(reply->address->to_string() == said);
        }
}

TEST_CASE("what is no reply to the question is not looked at") {
    const DnsEcho& echo = echo_of("Google");
    const DnsMessage good = reply_to(echo, Family::v4, 7, "8.8.8.8");
    const auto ignored = [&](const DnsMessage& message) {
        return !read_dns_echo(echo, Family::v4, 7, wire(message));
    };
    CHECK_FALSE(ignored(good));
    DnsMessage other = good;
    other.id = 8;
    CHECK(ignored(other));
    other = good;
    other.is_reply = false;
    CHECK(ignored(other));
    other = good;
    other.questions.front().name = *DnsName::parse("o-o.myaddr.l.example.com");
    CHECK(ignored(other));
    other = good;
    other.questions.clear();
    CHECK(ignored(other));
    CHECK_FALSE(read_dns_echo(echo, Family::v4, 7, "not DNS"));
    CHECK_FALSE(read_dns_echo(echo, Family::v4, 7, wire(good).substr(0, 30)));
}

TEST_CASE("replies that are not believed, with the reason") {
    const DnsEcho& echo = echo_of("Google");
    const auto refused = [&](const DnsMessage& message) {
        const auto reply = read_dns_echo(echo, Family::v4, 7, wire(message));
        REQUIRE(reply);
        REQUIRE_FALSE(reply->address);
        return reply->address.error().what;
    };
    const DnsMessage good = reply_to(echo, Family::v4, 7, "8.8.8.8");
    CHECK(refused(reply_to(echo, Family::v4, 7, "10.1.2.3")).find("not public") != std::string::npos);
    CHECK(refused(reply_to(echo, Family::v4, 7, "2606:4700::7")).find("no IPv4") != std::string::npos);
    CHECK(refused(reply_to(echo, Family::v4, 7, "edns0-client-subnet 8.8.8.0/24")).find("no address") !=
          std::string::npos);
    DnsMessage other = good;
    other.rcode = Rcode::refused;
    CHECK(refused(other).find("REFUSED") != std::string::npos);
    other = good;
    other.answers.clear();
    CHECK(refused(other).find("0 records") != std::string::npos);
    other = good;
    other.answers.push_back(good.answers.front());
    CHECK(refused(other).find("2 records") != std::string::npos);
    other = good;
    other.answers.front().name = *DnsName::parse("elsewhere.example.com");
    CHECK(refused(other).find("another question") != std::string::npos);
}

TEST_CASE("the question goes to the server itself, through the uplink and from its address") {
    Asking asking;
    asking.detect();
    REQUIRE(asking.sockets.datagrams.size() == 1);
    const auto& socket = asking.sockets.datagrams[0];
    CHECK(socket.local.interface == "eth1");
    CHECK(socket.local.source == IpAddress::parse("192.168.1.2"));
    CHECK(socket.peer == Endpoint{*IpAddress::parse("208.67.222.222"), 53});
    asking.sockets.datagrams[0].receive(wire(asking.honest(0)));
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.outcome->method == DetectMethod::dns);
    CHECK(asking.outcome->agreed == std::vector<std::string>{"OpenDNS"});
    CHECK(asking.sockets.open() == 0);
    CHECK(asking.timers.pending() == 0);
}

TEST_CASE("ids cannot be guessed") {
    Asking asking;
    std::set<std::uint16_t> ids;
    for (std::size_t i = 0; i < 32; ++i) {
        asking.detect();
        ids.insert(id_of(asking.sockets.datagrams.at(i).sent.at(0)));
    }
    CHECK(ids.size() > 16);
}

TEST_CASE("a forged reply changes nothing, the true one still comes") {
    Asking asking;
    asking.detect();
    DnsMessage forged = asking.honest(0, "9.9.9.9");
    ++forged.id;
    asking.sockets.datagrams[0].receive(wire(forged));
    CHECK_FALSE(asking.outcome);
    asking.sockets.datagrams[0].receive(wire(asking.honest(0)));
    CHECK(asking.address() == "8.8.8.8");
}

TEST_CASE("a reply that was cut off is asked for again over TCP, at once") {
    Asking asking;
    asking.detect();
    DnsMessage cut = asking.honest(0, "9.9.9.9");
    cut.truncated = true;
    asking.sockets.datagrams[0].receive(wire(cut));
    REQUIRE(asking.sockets.connections.size() == 1);
    auto& connection = asking.sockets.connections[0];
    CHECK(connection.peer == asking.sockets.datagrams[0].peer);
    CHECK(connection.local.interface == "eth1");
    CHECK(connection.sent == framed(asking.sockets.datagrams[0].sent.at(0)));
    const std::string reply = framed(wire(asking.honest(0)));
    connection.receive(reply.substr(0, 1));
    connection.receive(reply.substr(1, 10));
    CHECK_FALSE(asking.outcome);
    connection.receive(reply.substr(11));
    CHECK(asking.address() == "8.8.8.8");
}

TEST_CASE("silence: once more after half a second, over TCP after another second") {
    Asking asking;
    asking.detect();
    asking.timers.advance(std::chrono::milliseconds(499));
    CHECK(asking.sockets.datagrams[0].sent.size() == 1);
    asking.timers.advance(std::chrono::milliseconds(1));
    CHECK(asking.sockets.datagrams[0].sent.size() == 2);
    CHECK(asking.sockets.connections.empty());
    asking.timers.advance(std::chrono::seconds(1));
    REQUIRE_FALSE(asking.sockets.connections.empty());
    CHECK(asking.sockets.connections[0].peer == asking.sockets.datagrams[0].peer);
    asking.sockets.datagrams[0].receive(wire(asking.honest(0))); // late, and still good
    CHECK(asking.address() == "8.8.8.8");
}

TEST_CASE("nobody there: the next one is asked, and in the end it is a failure of the network") {
    Asking asking;
    asking.detect();
    for (std::size_t i = 0; i < 3; ++i) {
        REQUIRE(asking.sockets.datagrams.size() == i + 1);
        asking.sockets.datagrams[i].fail({ErrorKind::network, "refused"});
        REQUIRE(asking.sockets.connections.size() == i + 1);
        asking.sockets.connections[i].fail({ErrorKind::network, "unreachable"});
    }
    REQUIRE(asking.outcome);
    CHECK(asking.outcome->address.error().kind == ErrorKind::network);
    CHECK(asking.outcome->said.size() == 3);
    CHECK(asking.sockets.open() == 0);
}

TEST_CASE("a server over TCP that says too much, or something else, is refused") {
    for (const std::string& bytes : {std::string("\x7f\xff garbage"), framed("garbage")}) {
        Asking asking;
        asking.detect();
        asking.sockets.datagrams[0].fail({ErrorKind::network, "refused"});
        asking.sockets.connections[0].receive(bytes);
        CHECK(asking.sockets.datagrams.size() == 2);
    }
}

TEST_CASE("services of one operator do not confirm each other, whatever the method") {
    Asking asking;
    asking.settings.methods = {DetectMethod::https, DetectMethod::dns};
    asking.settings.https = {{"Cloudflare", "https://a/", "", EchoForm::plain}};
    asking.settings.quorum = 2;
    asking.detect();
    REQUIRE(asking.http.calls.size() == 1);
    asking.timers.advance(std::chrono::seconds(1)); // everybody's turn
    REQUIRE(asking.sockets.datagrams.size() == 3);
    asking.http.reply(0, 200, "8.8.8.8");
    for (std::size_t i = 0; i < 3; ++i)
        if (asking.sockets.datagrams[i].peer.address == echo_of("Cloudflare").server_v4)
            asking.sockets.datagrams[i].receive(wire(asking.honest(i)));
    CHECK_FALSE(asking.outcome);
    for (std::size_t i = 0; i < 3 && !asking.outcome; ++i)
        if (asking.sockets.datagrams[i].peer.address == echo_of("Google").server_v4)
            asking.sockets.datagrams[i].receive(wire(asking.honest(i)));
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.outcome->agreed == std::vector<std::string>{"Cloudflare", "Google"});
}
