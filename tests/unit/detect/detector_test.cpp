// SPDX-License-Identifier: MIT
#include "detect/detector.h"

#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

std::vector<EchoService> services(std::size_t count) {
    std::vector<EchoService> made;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string name(1, static_cast<char>('a' + i));
        made.push_back({name, "https://" + name + ".v4/", "https://" + name + ".v6/", EchoForm::plain});
    }
    return made;
}

struct Asking {
    explicit Asking(std::vector<EchoService> list, std::uint64_t rotation = 0)
        : detector(http, sockets, timers, rotation, std::move(list)) {}
    void detect(Family family = Family::v4) {
        outcome.reset();
        operation = detector.detect(family, way, settings, [this](Sighting result) {
            CHECK_FALSE(outcome);
            outcome = std::move(result);
            operation.reset();
        });
    }
    [[nodiscard]] std::string url(std::size_t index) const {
        return http.calls.at(index).request.url.reveal();
    }
    [[nodiscard]] std::string address() const {
        REQUIRE(outcome);
        REQUIRE(outcome->address);
        return outcome->address->to_string();
    }
    [[nodiscard]] Error error() const {
        REQUIRE(outcome);
        REQUIRE_FALSE(outcome->address);
        return outcome->address.error();
    }

    FakeTransport http;
    FakeSockets sockets;
    fakes::FakeTimers timers;
    Detector detector;
    WayOut way{"eth1", IpAddress::parse("192.168.1.2"), std::nullopt};
    DetectSettings settings;
    std::optional<Sighting> outcome;
    std::unique_ptr<Operation> operation;
};

} // namespace

TEST_CASE("servers of one's own take the place of the built-in ones, each for its family") {
    Asking asking(services(2));
    asking.settings.methods = {DetectMethod::dns, DetectMethod::stun};
    asking.settings.dns = {
        {"one", IpAddress::parse("192.0.2.53"), std::nullopt, "me.example", std::nullopt, DnsClass::in, 5353},
        {"two", std::nullopt, IpAddress::parse("2001:db8::53"), "me.example", std::nullopt, DnsClass::in,
         53}};
    asking.settings.stun = {{"three", "stun.example.net", 3479}};
    asking.detect();
    REQUIRE(asking.sockets.datagrams.size() == 1);
    CHECK(asking.sockets.datagrams[0].peer == Endpoint{*IpAddress::parse("192.0.2.53"), 5353});
    REQUIRE(asking.sockets.look_ups.size() == 1);
    CHECK(asking.sockets.look_ups[0].host == "stun.example.net");
    CHECK(asking.http.calls.empty());
}

TEST_CASE("two are asked at once, directly, through the interface and over the family") {
    Asking asking(services(4));
    asking.detect(Family::v6);
    REQUIRE(asking.http.calls.size() == 2);
    CHECK(asking.url(0) == "https://a.v6/");
    CHECK(asking.url(1) == "https://b.v6/");
    const HttpRequest& request = asking.http.calls[0].request;
    CHECK(request.interface == "eth1");
    CHECK(request.source == asking.way.source);
    CHECK(request.family == Family::v6);
    CHECK(request.fresh_connection);
    CHECK(request.max_reply <= 4096);
    CHECK_FALSE(asking.outcome);
}

TEST_CASE("two equal answers are believed, one is not") {
    Asking asking(services(4));
    asking.detect();
    asking.http.reply(1, 200, "8.8.8.8\n");
    CHECK_FALSE(asking.outcome);
    asking.http.reply(0, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.outcome->agreed == std::vector<std::string>{"b", "a"});
    CHECK(asking.http.calls.size() == 2);
    CHECK(asking.timers.pending() == 0);
}

TEST_CASE("a next one is asked whenever 250 ms pass without a decision, and the first two answers decide") {
    Asking asking(services(4));
    asking.detect();
    asking.timers.advance(std::chrono::milliseconds(249));
    CHECK(asking.http.calls.size() == 2);
    asking.timers.advance(std::chrono::milliseconds(1));
    CHECK(asking.http.calls.size() == 3);
    asking.timers.advance(std::chrono::milliseconds(250));
    CHECK(asking.http.calls.size() == 4);
    asking.timers.advance(std::chrono::seconds(1));
    CHECK(asking.http.calls.size() == 4);
    asking.http.reply(3, 200, "8.8.8.8");
    asking.http.reply(2, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.http.open() == 0);
}

TEST_CASE("the quorum says how many must agree") {
    for (const unsigned quorum : {1u, 3u}) {
        Asking asking(services(5));
        asking.settings.quorum = quorum;
        asking.detect();
        REQUIRE(asking.http.calls.size() == quorum);
        for (std::size_t i = 0; i + 1 < quorum; ++i) asking.http.reply(i, 200, "8.8.8.8");
        CHECK_FALSE(asking.outcome);
        asking.http.reply(quorum - 1, 200, "8.8.8.8");
        CHECK(asking.address() == "8.8.8.8");
        CHECK(asking.outcome->agreed.size() == quorum);
    }
}

TEST_CASE("with a quorum of one the first answer that can be believed is enough") {
    Asking asking(services(3));
    asking.settings.quorum = 1;
    asking.detect();
    asking.http.reply(0, 200, "10.0.0.1");
    asking.http.reply(1, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
    REQUIRE(asking.outcome->said.size() == 2);
    CHECK(asking.outcome->said[0].refused.find("not public") != std::string::npos);
    CHECK(asking.outcome->said[1] == Statement{"b", DetectMethod::https, IpAddress::parse("8.8.8.8"), ""});
}

TEST_CASE("services of the settings are asked in place of the built-in ones") {
    Asking asking(services(3));
    asking.settings.https = {{"mine", "https://mine/", "https://mine/", EchoForm::plain}};
    asking.settings.quorum = 1;
    asking.detect();
    CHECK(asking.url(0) == "https://mine/");
}

TEST_CASE(
    "a service that answers 403 or 429 rests: ten minutes, doubled, as long as it says, never for ever") {
    Asking asking(services(1));
    asking.settings.quorum = 1;
    const auto refuse = [&](int status, std::vector<std::pair<std::string, std::string>> headers = {}) {
        const std::size_t before = asking.http.calls.size();
        asking.detect();
        REQUIRE(asking.http.calls.size() == before + 1);
        asking.http.reply(before, status, "8.8.8.8", std::move(headers));
        CHECK(asking.error().what.find("left alone for") != std::string::npos);
    };
    const auto rests = [&](Duration time) {
        asking.timers.advance(time - std::chrono::seconds(1));
        const std::size_t before = asking.http.calls.size();
        asking.detect();
        CHECK(asking.http.calls.size() == before);
        asking.timers.run_ready();
        CHECK(asking.error().kind == ErrorKind::rate);
        CHECK(asking.error().retry_after == Duration(std::chrono::seconds(1)));
        asking.timers.advance(std::chrono::seconds(1));
    };
    refuse(403);
    rests(std::chrono::minutes(10));
    refuse(429);
    rests(std::chrono::minutes(20));
    refuse(429, {{"retry-after", "7200"}});
    rests(std::chrono::hours(2));
    for (int i = 0; i < 8; ++i) {
        refuse(403, {{"retry-after", "999999999"}});
        rests(std::chrono::hours(24));
    }
    asking.detect();
    asking.http.reply(asking.http.calls.size() - 1, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
    refuse(403);
    rests(std::chrono::minutes(10));
}

TEST_CASE("who rests is passed over, for this uplink and family alone") {
    Asking asking(services(3));
    asking.detect();
    asking.http.reply(0, 429, "");
    asking.http.reply(1, 200, "8.8.8.8");
    asking.http.reply(2, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
    const auto asks_a = [&] {
        const std::size_t before = asking.http.calls.size();
        asking.operation.reset();
        asking.detect();
        asking.timers.advance(std::chrono::seconds(1)); // everybody's turn
        bool asked = false;
        for (std::size_t i = before; i < asking.http.calls.size(); ++i)
            asked = asked || asking.url(i) == "https://a.v4/";
        return asked;
    };
    CHECK_FALSE(asks_a());
    asking.way.interface = "eth2";
    CHECK(asks_a());
}

TEST_CASE("when two disagree a third decides") {
    Asking asking(services(4));
    asking.detect();
    asking.http.reply(0, 200, "8.8.8.8");
    asking.http.reply(1, 200, "9.9.9.9");
    REQUIRE(asking.http.calls.size() == 3);
    CHECK_FALSE(asking.outcome);
    asking.http.reply(2, 200, "9.9.9.9");
    CHECK(asking.address() == "9.9.9.9");
}

TEST_CASE("an answer that does not help is replaced by a next question at once") {
    for (const char* useless : {"<html>please log in</html>", "192.168.0.1", ""}) {
        Asking asking(services(4));
        asking.detect();
        asking.http.reply(0, 200, useless);
        CHECK(asking.http.calls.size() == 3);
        asking.http.fail_with(1, {ErrorKind::network, "b refused the connection"});
        CHECK(asking.http.calls.size() == 4);
        asking.http.reply(2, 200, "8.8.8.8");
        asking.http.reply(3, 200, "8.8.8.8");
        CHECK(asking.address() == "8.8.8.8");
    }
}

TEST_CASE("an address with a status other than 200 is not believed") {
    Asking asking(services(2));
    asking.detect();
    asking.http.reply(0, 403, "8.8.8.8");
    asking.http.reply(1, 200, "8.8.8.8");
    CHECK(asking.error().kind == ErrorKind::bad_reply);
    CHECK(asking.error().what.find("status 403") != std::string::npos);
}

TEST_CASE("a captive portal that answers everything the same is no agreement") {
    Asking asking(services(5));
    asking.detect();
    asking.http.handler = [](const HttpRequest&) {
        return FakeTransport::make_reply(200, "<html>Welcome to the hotel</html>");
    };
    asking.http.settle();
    CHECK(asking.http.calls.size() == 5);
    CHECK(asking.error().kind == ErrorKind::bad_reply);
}

TEST_CASE("two services of one operator do not confirm each other") {
    auto list = services(3);
    list[1].run_by = list[0].run_by;
    Asking asking(list);
    asking.detect();
    asking.http.reply(0, 200, "8.8.8.8");
    asking.http.reply(1, 200, "8.8.8.8");
    CHECK_FALSE(asking.outcome);
    asking.http.reply(2, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
}

TEST_CASE("all disagree: everybody was asked once, and the sentence says what they said") {
    Asking asking(services(3));
    asking.detect();
    asking.http.reply(0, 200, "8.8.8.1");
    asking.http.reply(1, 200, "8.8.8.2");
    asking.http.reply(2, 200, "8.8.8.3");
    const Error error = asking.error();
    CHECK(error.kind == ErrorKind::bad_reply);
    for (const char* part : {"eth1", "a: 8.8.8.1", "b: 8.8.8.2", "c: 8.8.8.3"})
        CHECK(error.what.find(part) != std::string::npos);
}

TEST_CASE("nobody reached is a failure of the network") {
    Asking asking(services(3));
    asking.detect();
    asking.http.handler = [](const HttpRequest&) -> Result<HttpReply> {
        return fail(ErrorKind::network, "the look-up gave no address");
    };
    asking.http.settle();
    CHECK(asking.error().kind == ErrorKind::network);
}

TEST_CASE("silence ends after twenty seconds and cancels the questions") {
    Asking asking(services(3));
    asking.detect();
    asking.timers.advance(std::chrono::seconds(19));
    CHECK_FALSE(asking.outcome);
    asking.timers.advance(std::chrono::seconds(1));
    CHECK(asking.error().kind == ErrorKind::timeout);
    CHECK(asking.http.open() == 0);
}

TEST_CASE("cancelling a detection cancels its questions") {
    Asking asking(services(3));
    asking.detect();
    asking.operation.reset();
    CHECK(asking.http.open() == 0);
    CHECK(asking.timers.pending() == 0);
    CHECK_FALSE(asking.outcome);
}

TEST_CASE("the rotation decides who is first, and moves on with each detection") {
    Asking asking(services(3), 2);
    asking.detect();
    CHECK(asking.url(0) == "https://c.v4/");
    CHECK(asking.url(1) == "https://a.v4/");
    asking.detect();
    CHECK(asking.url(2) == "https://a.v4/");
    CHECK(asking.url(3) == "https://b.v4/");
}

TEST_CASE("a family that no service knows fails, but not inside the call") {
    auto list = services(2);
    for (auto& service : list) service.url_v6.clear();
    Asking asking(list);
    asking.detect(Family::v6);
    CHECK_FALSE(asking.outcome);
    asking.timers.run_ready();
    CHECK(asking.error().kind == ErrorKind::config);
}
