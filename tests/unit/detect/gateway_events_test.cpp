// SPDX-License-Identifier: MIT
#include "detect/gateway_events.h"

#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"

#include <doctest/doctest.h>

using namespace ddns;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const IpAddress gateway = *IpAddress::parse("192.168.1.1");
constexpr const char* own = "192.168.1.2";

std::string description(const std::string& events) {
    return "<root><device><serviceList><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1"
           "</serviceType><controlURL>/ctl</controlURL>" +
           (events.empty() ? "" : "<eventSubURL>" + events + "</eventSubURL>") +
           "</service></serviceList></device></root>";
}

/// One subscription, whose gateway answers as the test says.
struct Listening {
    Listening() { begin(); }
    void begin() {
        events = subscribe_to_gateway({http, sockets, timers}, way, [this](std::optional<IpAddress> address) {
            news.push_back(address ? address->to_string() : "unknown");
        });
    }
    /// The search that is under way finds the gateway, and its address.
    void find(const std::string& event_url = "/evt") {
        sockets.datagrams.back().receive_from(
            {gateway, 1900}, "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
                             "LOCATION: http://192.168.1.1:5000/root.xml\r\n\r\n");
        http.reply(last(), 200, description(event_url));
        http.reply(last(), 200, "<a><NewExternalIPAddress>8.8.8.8</NewExternalIPAddress></a>");
    }
    void find_nothing() { sockets.datagrams.back().fail({ErrorKind::network, "refused"}); }
    void accept(const std::string& id = "uuid:1", const std::string& timeout = "Second-1800") {
        http.reply(last(), 200, "", {{"sid", id}, {"timeout", timeout}});
    }
    [[nodiscard]] std::size_t last() const { return http.calls.size() - 1; }
    [[nodiscard]] const HttpRequest& request() const { return http.calls.back().request; }
    [[nodiscard]] std::string header(const std::string& name) const {
        for (const HttpHeader& each : request().headers)
            if (each.name == name) return each.value.reveal();
        return "";
    }
    /// Where the events go: "/TOKEN".
    [[nodiscard]] std::string path() const {
        const std::string& callback = subscribed_with;
        return callback.substr(callback.find('/', 8), callback.size() - callback.find('/', 8) - 1);
    }
    void subscribe() {
        find();
        subscribed_with = header("CALLBACK");
        accept();
    }
    std::string notify(const std::string& variables, const std::string& id = "uuid:1") {
        const std::string body = "<p><q>" + variables + "</q></p>";
        return sockets.servers.back().receive(
            "NOTIFY " + path() + " HTTP/1.1\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: " + id +
            "\r\nSEQ: 0\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::string tell(const std::string& address, const std::string& status = "Connected") {
        return notify("<ConnectionStatus>" + status + "</ConnectionStatus><ExternalIPAddress>" + address +
                      "</ExternalIPAddress><PortMappingNumberOfEntries>" + std::to_string(++count) +
                      "</PortMappingNumberOfEntries>");
    }

    FakeTransport http;
    FakeSockets sockets;
    fakes::FakeTimers timers;
    WayOut way{"eth1", IpAddress::parse(own), gateway};
    std::vector<std::string> news;
    std::string subscribed_with;
    int count = 0;
    std::unique_ptr<GatewayEvents> events;
};

using News = std::vector<std::string>;

} // namespace

TEST_CASE("events: the subscription names our own address on the uplink, for the gateway alone") {
    Listening world;
    CHECK(world.sockets.servers.empty()); // nothing listens before there is something to hear
    world.find();
    CHECK_FALSE(world.events->hears());
    REQUIRE(world.sockets.servers.size() == 1);
    const auto& server = world.sockets.servers[0];
    CHECK(server.local.interface == "eth1");
    CHECK(server.local.source == IpAddress::parse(own));
    CHECK(server.client == gateway);
    CHECK(server.limits.connections <= 4);
    CHECK(world.request().method == "SUBSCRIBE");
    CHECK(world.request().url.reveal() == "http://192.168.1.1:5000/evt");
    CHECK(world.request().interface == "eth1");
    CHECK(world.request().source == IpAddress::parse(own));
    CHECK(world.header("CALLBACK").starts_with("<http://192.168.1.2:50001/"));
    CHECK(world.header("CALLBACK").size() == 26 + 32 + 1); // nobody can guess it
    world.subscribed_with = world.header("CALLBACK");
    world.accept();
    CHECK_FALSE(world.events->hears()); // something may be in the way of the events
    world.tell("8.8.8.8");
    CHECK(world.events->hears());
    CHECK(world.sockets.open() == 0);
    CHECK(world.timers.pending() == 1); // the renewal
}

TEST_CASE("events: without a gateway or an address of its own there is nothing to subscribe to") {
    FakeTransport http;
    FakeSockets sockets;
    fakes::FakeTimers timers;
    for (const WayOut& way :
         {WayOut{"eth1", IpAddress::parse(own), std::nullopt}, WayOut{"eth1", std::nullopt, gateway},
          WayOut{"eth1", IpAddress::parse("fe80::1"), IpAddress::parse("fe80::2")}})
        CHECK(subscribe_to_gateway({http, sockets, timers}, way, nullptr) == nullptr);
    CHECK(sockets.datagrams.empty());
}

TEST_CASE("events: another address is news once; what repeats the state is not") {
    Listening world;
    world.subscribe();
    CHECK(world.tell("8.8.8.8").starts_with("HTTP/1.1 200 "));
    CHECK(world.news == News{"8.8.8.8"}); // the state at the beginning: whoever hears it knows it already
    for (int mappings = 0; mappings < 50; ++mappings) world.tell("8.8.8.8");
    world.notify("<PortMappingNumberOfEntries>7</PortMappingNumberOfEntries>");
    CHECK(world.news.size() == 1);
    world.tell("8.8.4.4");
    CHECK(world.news == News{"8.8.8.8", "8.8.4.4"});
    world.notify("<ExternalIPAddress>8.8.8.8</ExternalIPAddress>");
    CHECK(world.news.back() == "8.8.8.8");
}

TEST_CASE("events: a router that has lost its address has no news until it has another one") {
    Listening world;
    world.subscribe();
    world.tell("8.8.8.8");
    for (const char* none : {"", "0.0.0.0", "none", "::1%"}) world.tell(none, "Disconnected");
    CHECK(world.news.size() == 1);
    world.tell("8.8.4.4");
    CHECK(world.news == News{"8.8.8.8", "8.8.4.4"});
    world.notify("<ConnectionStatus>Disconnected</ConnectionStatus>");
    CHECK(world.news.size() == 2);
    world.notify("<ConnectionStatus>Connected</ConnectionStatus>");
    CHECK(world.news.back() == "unknown");
}

TEST_CASE("events: the state at the beginning is no news when it names no address") {
    Listening world;
    world.subscribe();
    world.notify("<ConnectionStatus>Connected</ConnectionStatus>");
    world.notify("<PossibleConnectionTypes>IP_Routed</PossibleConnectionTypes>");
    CHECK(world.news.empty());
}

TEST_CASE("events: what is not of this subscription is refused, and no news") {
    Listening world;
    world.subscribe();
    CHECK(world.notify("<ExternalIPAddress>9.9.9.9</ExternalIPAddress>", "uuid:2")
              .starts_with("HTTP/1.1 412 "));
    auto& server = world.sockets.servers.back();
    CHECK(server.receive("NOTIFY / HTTP/1.1\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: uuid:1\r\n\r\n")
              .starts_with("HTTP/1.1 412 "));
    CHECK(server.receive("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
    CHECK(server.receive("NOTIFY").empty());
    CHECK(world.news.empty());
}

TEST_CASE("events: the first one may come before the answer to the subscription") {
    Listening world;
    world.find();
    world.subscribed_with = world.header("CALLBACK");
    CHECK(world.tell("8.8.4.4").starts_with("HTTP/1.1 200 "));
    world.accept();
    CHECK(world.news == News{"8.8.4.4"});
}

TEST_CASE("events: the subscription is renewed before half of its time, and not more often") {
    Listening world;
    world.subscribe();
    const std::size_t before = world.http.calls.size();
    world.timers.advance(minutes(12) - seconds(1));
    CHECK(world.http.calls.size() == before);
    world.timers.advance(seconds(1));
    REQUIRE(world.http.calls.size() == before + 1);
    CHECK(world.header("SID") == "uuid:1");
    world.accept("uuid:1", "Second-600");
    world.timers.advance(minutes(4));
    CHECK(world.http.calls.size() == before + 2);
    world.accept();
    world.tell("8.8.8.8");
    CHECK(world.events->hears());
    CHECK(world.sockets.servers.size() == 1);
}

TEST_CASE(
    "events: a gateway that has forgotten the subscription, or moved, is searched and subscribed to anew") {
    for (const int status : {412, 404, 0}) {
        CAPTURE(status);
        Listening world;
        world.subscribe();
        world.tell("8.8.8.8");
        const std::string callback = world.subscribed_with;
        world.timers.advance(minutes(12));
        if (status)
            world.http.reply(world.last(), status, "");
        else
            world.http.fail_with(world.last(), {ErrorKind::network, "refused"});
        world.find("/other");
        CHECK(world.request().method == "SUBSCRIBE");
        CHECK(world.request().url.reveal() == "http://192.168.1.1:5000/other");
        CHECK(world.header("CALLBACK") == callback);
        world.accept("uuid:2");
        CHECK_FALSE(world.events->hears());
        CHECK(world.notify("", "uuid:1").starts_with("HTTP/1.1 412 "));
        world.notify("<ExternalIPAddress>8.8.8.8</ExternalIPAddress>",
                     "uuid:2"); // as before it was forgotten
        CHECK(world.events->hears());
        CHECK(world.news.size() == 1);
        world.notify("<ExternalIPAddress>8.8.4.4</ExternalIPAddress>", "uuid:2");
        CHECK(world.news.size() == 2);
    }
}

TEST_CASE("events: a gateway without them is left alone for ten minutes, then twice as long, at most a day") {
    enum class Lack { gateway, url, url_elsewhere, method };
    for (const Lack lack : {Lack::gateway, Lack::url, Lack::url_elsewhere, Lack::method}) {
        CAPTURE(static_cast<int>(lack));
        Listening world;
        for (const int rest : {10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440}) {
            if (lack == Lack::gateway) world.find_nothing();
            if (lack == Lack::url) world.find("");
            if (lack == Lack::url_elsewhere) world.find("http://192.168.1.66/evt");
            if (lack == Lack::method) {
                world.find();
                world.http.reply(world.last(), rest == 10 ? 405 : 501, "");
            }
            CHECK_FALSE(world.events->hears());
            for (const auto& server : world.sockets.servers) CHECK_FALSE(server.open);
            CHECK(world.timers.pending() == 1);
            const std::size_t searches = world.sockets.datagrams.size();
            world.timers.advance(minutes(rest) - seconds(1));
            CHECK(world.sockets.datagrams.size() == searches);
            world.timers.advance(seconds(1));
            CHECK(world.sockets.datagrams.size() == searches + 1);
        }
    }
}

TEST_CASE("events: a system that does not let us listen is asked again later") {
    Listening world;
    world.sockets.refuses_servers = true;
    world.find();
    CHECK(world.request().method == "POST"); // nobody was subscribed to
    world.sockets.refuses_servers = false;
    world.timers.advance(minutes(10));
    world.subscribe();
    world.tell("8.8.8.8");
    CHECK(world.events->hears());
}

TEST_CASE("events: leaving tells the gateway, which has two seconds for it") {
    Listening world;
    world.subscribe();
    int told = 0;
    const auto farewell = world.events->leave([&] { ++told; });
    world.events.reset();
    REQUIRE(farewell);
    CHECK(world.request().method == "UNSUBSCRIBE");
    CHECK(world.header("SID") == "uuid:1");
    CHECK(world.request().timeout == seconds(2));
    CHECK_FALSE(world.sockets.servers.back().open);
    CHECK(world.timers.pending() == 0);
    world.http.fail_with(world.last(), {ErrorKind::timeout, "no answer"});
    CHECK(told == 1);
}

TEST_CASE("events: before it is subscribed, or while it rests, there is nobody to tell") {
    for (const int progress : {0, 1, 2}) {
        CAPTURE(progress);
        Listening world;
        if (progress > 0) world.find();
        if (progress > 1) world.http.reply(world.last(), 501, "");
        CHECK(world.events->leave([] { FAIL_CHECK("told"); }) == nullptr);
        world.events.reset();
        CHECK(world.http.open() == 0);
        CHECK(world.sockets.open() == 0);
        CHECK(world.timers.pending() == 0);
    }
}
