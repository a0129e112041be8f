// SPDX-License-Identifier: MIT
#include "reactor/detection.h"

#include "fakes/capture_log.h"
#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "unit/plan/lab.h"
#include "util/text.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

constexpr const char* home = "eth0*100 192.168.1.2; wwan0*700 10.0.0.2";

struct World {
    Config config;
    fakes::FakeTimers timers;
    FakeTransport transport;
    FakeSockets sockets;
    Detector detector{transport,
                      sockets,
                      timers,
                      0,
                      {{"a", "https://a/", "https://a/", EchoForm::plain},
                       {"b", "https://b/", "https://b/", EchoForm::plain}}};
    CaptureLog log;
    Narrator narrator{config, log};
    int changes = 0;
    Detection detection{detector, timers, narrator, config, [this] { ++changes; }};

    void want(std::vector<std::string> interfaces, std::string_view network = home) {
        std::vector<DetectWish> wishes;
        for (std::string& interface : interfaces) wishes.push_back({Family::v4, std::move(interface)});
        detection.want(wishes, lab::network(network).snapshot);
    }
    /// Answers whatever is open; "" fails.
    void answer(const std::string& address) {
        transport.handler = [address](const HttpRequest&) -> Result<HttpReply> {
            if (address.empty()) return fail(ErrorKind::network, "no route");
            return FakeTransport::make_reply(200, address);
        };
        for (int i = 0; i < 10; ++i) {
            transport.settle();
            timers.run_ready();
        }
    }
    [[nodiscard]] std::size_t looks() const { return transport.calls.size() / 2; }
    [[nodiscard]] std::string seen() const {
        std::string all;
        for (const Detected& entry : detection.results())
            all += entry.interface + "=" + (entry.address ? entry.address->to_string() : "none") + " ";
        return all;
    }
};

} // namespace

TEST_CASE("an uplink is asked once when it is first wanted") {
    World world;
    world.want({"eth0"});
    CHECK(world.looks() == 1);
    CHECK(world.detection.busy());
    CHECK(world.seen().empty());
    world.answer("81.2.69.1");
    CHECK_FALSE(world.detection.busy());
    CHECK(world.changes == 1);
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    world.want({"eth0"});
    world.want({"eth0"}, "wwan0*700 10.0.0.2; eth0*100 192.168.1.2"); // another order is no other network
    CHECK(world.looks() == 1);
}

TEST_CASE("when, by whom and how fast an address was confirmed is known, and stays when a look fails") {
    World world;
    world.want({"eth0"});
    world.timers.advance(std::chrono::milliseconds(12));
    const Instant confirmed = world.timers.now();
    world.answer("81.2.69.1");
    world.timers.advance(std::chrono::seconds(60));
    world.detection.refresh();
    world.answer("");
    REQUIRE(world.detection.results().size() == 1);
    const Detected& seen = world.detection.results()[0];
    CHECK(seen.confirmed == confirmed);
    CHECK(seen.latency == std::chrono::milliseconds(12));
    CHECK(seen.agreed == std::vector<std::string>{"a", "b"});
}

TEST_CASE("each uplink is asked by its own rules") {
    World world;
    world.config.detect_through["wwan0"].quorum = 1;
    world.want({"eth0", "wwan0"});
    CHECK(world.transport.calls.size() == 3);
}

TEST_CASE("an uplink that has changed is asked again, and what was seen before is not believed any more") {
    World world;
    world.want({"eth0", "wwan0"});
    world.answer("81.2.69.1");
    world.want({"eth0", "wwan0"}, "eth0*100 192.168.7.7; wwan0*700 10.0.0.2");
    CHECK(world.looks() == 3);
    CHECK(world.seen() == "wwan0=81.2.69.1 ");
    world.answer("");
    CHECK(world.seen() == "eth0=none wwan0=81.2.69.1 ");
}

TEST_CASE("a look that fails keeps what was seen, is said once and tried again with growing pauses") {
    World world;
    world.want({"eth0"});
    world.answer("81.2.69.1");
    world.detection.refresh();
    world.answer("");
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    CHECK(world.looks() == 2);
    for (const int pause : {30, 60, 120}) {
        const std::size_t before = world.looks();
        world.timers.advance(std::chrono::seconds(pause) - std::chrono::milliseconds(1));
        CHECK(world.looks() == before);
        world.timers.advance(std::chrono::milliseconds(1));
        CHECK(world.looks() == before + 1);
        world.answer("");
    }
    CHECK(world.log.count("error") == 1);
    world.timers.advance(std::chrono::seconds(240));
    world.answer("81.2.69.5");
    CHECK(world.seen() == "eth0=81.2.69.5 ");
    CHECK(world.log.count("answers again") == 1);
    CHECK(world.timers.pending() == 0);
}

TEST_CASE("an uplink that is not wanted any more is forgotten with all that belongs to it") {
    World world;
    world.want({"eth0"});
    world.answer("");
    CHECK(world.log.count("error") == 1);
    world.want({});
    CHECK(world.seen().empty());
    CHECK(world.timers.pending() == 0);
    world.want({"eth0"});
    CHECK(world.looks() == 2);
    world.answer("");
    CHECK(world.log.count("error") == 2); // news again
}

TEST_CASE("a refresh does not begin anew what is on its way") {
    World world;
    world.want({"eth0"});
    world.detection.refresh();
    CHECK(world.looks() == 1);
    world.want({});
    CHECK_FALSE(world.detection.busy());
    CHECK(world.transport.open() == 0);
}

namespace {

/// NAT-PMP's announcement of 81.2.69.LAST.
std::string announcement(char last) { return std::string("\0\x80\0\0\0\0\0\x9\x51\x2\x45", 11) + last; }

/// One uplink whose gateway is 192.168.1.1, seen as 81.2.69.1.
struct Listening : World {
    Listening() {
        Snapshot snapshot = lab::network("eth0*100 192.168.1.2").snapshot;
        for (Route& route : snapshot.routes) route.gateway = gateway;
        detection.want({{Family::v4, "eth0"}}, snapshot);
        answer("81.2.69.1");
        REQUIRE(sockets.listeners.size() == 1);
    }
    void announce(const std::string& bytes) {
        sockets.listeners.back().receive_from({gateway, 5351}, bytes);
        timers.run_ready();
    }
    const IpAddress gateway = *IpAddress::parse("192.168.1.1");
};

} // namespace

TEST_CASE(
    "the gateway's announcement of another address leads to a look at once, and is not believed itself") {
    Listening world;
    CHECK(world.sockets.listeners.back().group == Endpoint{*IpAddress::parse("224.0.0.1"), 5350});
    CHECK(world.sockets.listeners.back().local.interface == "eth0");
    world.announce(announcement(5));
    CHECK(world.looks() == 2);
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    world.answer("81.2.69.7");
    CHECK(world.seen() == "eth0=81.2.69.7 ");
}

TEST_CASE("announcements lead to one look a second, and that comes in the end") {
    Listening world;
    for (char last = 5; last < 25; ++last) world.announce(announcement(last));
    CHECK(world.looks() == 2);
    world.timers.advance(std::chrono::milliseconds(999));
    CHECK(world.looks() == 2);
    world.timers.advance(std::chrono::milliseconds(1));
    CHECK(world.looks() == 3);
    world.answer("81.2.69.7");
    CHECK(world.timers.pending() == 0);
}

TEST_CASE("what is announced again, by somebody else, or is no announcement leads to nothing") {
    Listening world;
    world.announce(announcement(1));
    world.announce("garbage");
    world.announce("");
    world.sockets.listeners.back().receive_from({*IpAddress::parse("192.168.1.66"), 5351}, announcement(5));
    world.timers.advance(std::chrono::seconds(5));
    CHECK(world.looks() == 1);
    world.announce(std::string("\x2\x80", 2) + std::string(22, '\0')); // PCP, which names no address
    CHECK(world.looks() == 2);
}

TEST_CASE("another IPv6 prefix leads to a look for IPv4, and what was seen stays meanwhile") {
    World world;
    world.want({"eth0"}, "eth0*100 192.168.1.2");
    world.answer("81.2.69.1");
    world.want({"eth0"}, "eth0*100 192.168.1.2 2a02:db8:1::5");
    CHECK(world.looks() == 2);
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    world.answer("81.2.69.2");
    world.want({"eth0"}, "eth0*100 192.168.1.2 2a02:db8:1::5 2a02:db8:1::6"); // the same prefix
    CHECK(world.looks() == 2);
    world.want({"eth0"}, "eth0*100 192.168.1.2 2a02:db8:2::5");
    CHECK(world.looks() == 3);
}

TEST_CASE("another gateway is another uplink") {
    Listening world;
    Snapshot snapshot = lab::network("eth0*100 192.168.1.2").snapshot;
    for (Route& route : snapshot.routes) route.gateway = *IpAddress::parse("192.168.1.9");
    world.detection.want({{Family::v4, "eth0"}}, snapshot);
    CHECK(world.looks() == 2);
    CHECK(world.seen().empty());
    CHECK(world.sockets.listeners.size() == 2);
    CHECK_FALSE(world.sockets.listeners.front().open);
}

namespace {

/// One uplink whose gateway is among those that are asked, and has UPnP alone.
struct Subscribing : World {
    Subscribing() {
        config.detect.methods = {DetectMethod::gateway};
        config.detect.quorum = 1;
        want_at("192.168.1.2");
    }
    void want_at(const std::string& source) {
        Snapshot snapshot = lab::network("eth0*100 " + source).snapshot;
        for (Route& route : snapshot.routes) route.gateway = gateway;
        detection.want({{Family::v4, "eth0"}}, snapshot);
    }
    /// The look that is under way asks by NAT-PMP first.
    void see(char last) {
        const auto open = std::ranges::find(sockets.datagrams, true, &FakeSockets::Datagrams::open);
        REQUIRE(open != sockets.datagrams.end());
        open->receive(std::string("\0\x80\0\0\0\0\0\x9\x51\x2\x45", 11) + last);
        timers.run_ready();
    }
    void subscribe() {
        timers.advance(std::chrono::seconds(5));
        find();
    }
    void find() {
        sockets.datagrams.back().receive_from(
            {gateway, 1900}, "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
                             "LOCATION: http://192.168.1.1:5000/root.xml\r\n\r\n");
        transport.handler = [](const HttpRequest& request) {
            if (request.method == "GET")
                return FakeTransport::make_reply(
                    200, "<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
                         "<controlURL>/c</controlURL><eventSubURL>/e</eventSubURL></service>");
            if (request.method == "POST")
                return FakeTransport::make_reply(
                    200, "<a><NewExternalIPAddress>81.2.69.1</NewExternalIPAddress></a>");
            return FakeTransport::make_reply(200, "", {{"sid", "uuid:1"}});
        };
        transport.settle();
        const std::string callback = transport.calls.back().request.headers.at(0).value.reveal();
        path = callback.substr(callback.find('/', 8));
        path.pop_back();
    }
    void tell(const std::string& address, const std::string& id = "uuid:1") {
        const std::string body = "<p><ExternalIPAddress>" + address + "</ExternalIPAddress></p>";
        sockets.servers.back().receive(
            "NOTIFY " + path + " HTTP/1.1\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: " + id +
            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        timers.run_ready();
    }
    [[nodiscard]] std::string heard_by() const { return join(detection.hears("eth0"), ","); }
    [[nodiscard]] std::size_t asked() const { return sockets.datagrams.size(); }

    const IpAddress gateway = *IpAddress::parse("192.168.1.1");
    std::string path;
};

} // namespace

TEST_CASE("events are subscribed to once the gateway has said an address and the uplink has stayed") {
    Subscribing world;
    world.timers.advance(std::chrono::milliseconds(1));
    CHECK(world.heard_by() == "announcements");
    world.see(1);
    world.timers.advance(std::chrono::milliseconds(4999));
    CHECK(world.asked() == 1);
    world.timers.advance(std::chrono::milliseconds(1));
    CHECK(world.asked() == 2);
    CHECK(world.sockets.datagrams.back().peer.port == 1900);
    world.find();
    CHECK(world.heard_by() == "announcements");
    world.tell("81.2.69.1"); // the state at the beginning
    CHECK(world.heard_by() == "announcements,UPnP events");
    CHECK_FALSE(world.detection.busy());
}

TEST_CASE("events are not subscribed to where the gateway is not asked") {
    Listening world;
    world.timers.advance(std::chrono::minutes(1));
    CHECK(world.sockets.datagrams.empty());
    CHECK(world.detection.hears("eth0") == std::vector<std::string>{"announcements"});
    CHECK(world.detection.hears("eth7").empty());
}

TEST_CASE("an event leads to a look at once unless it names what is known, and is not believed itself") {
    Subscribing world;
    world.see(1);
    world.subscribe();
    const std::size_t before = world.asked();
    world.tell("81.2.69.1"); // the state at the beginning
    world.timers.advance(std::chrono::seconds(3));
    CHECK(world.asked() == before);
    world.tell("81.2.69.5");
    CHECK(world.asked() == before + 1);
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    world.see(7);
    CHECK(world.seen() == "eth0=81.2.69.7 ");
}

TEST_CASE("a storm of events leads to one look a second, and forged ones to none") {
    Subscribing world;
    world.see(1);
    world.subscribe();
    const std::size_t before = world.asked();
    for (int last = 5; last < 200; ++last) world.tell("81.2.69." + std::to_string(last), "uuid:2");
    world.timers.advance(std::chrono::seconds(3));
    CHECK(world.asked() == before);
    for (int last = 5; last < 200; ++last) world.tell("81.2.69." + std::to_string(last));
    CHECK(world.asked() == before + 1);
    world.see(1);
    world.timers.advance(std::chrono::milliseconds(999));
    CHECK(world.asked() == before + 1);
    world.timers.advance(std::chrono::milliseconds(1));
    CHECK(world.asked() == before + 2);
}

TEST_CASE("another address of the uplink, and the end, unsubscribe; the gateway is subscribed to anew") {
    Subscribing world;
    world.see(1);
    world.subscribe();
    CHECK(world.detection.left());
    world.want_at("192.168.1.3");
    CHECK(world.transport.calls.back().request.method == "UNSUBSCRIBE");
    CHECK_FALSE(world.detection.left());
    CHECK_FALSE(world.sockets.servers.back().open);
    world.transport.settle();
    CHECK(world.detection.left());
    world.see(1);
    world.subscribe();
    CHECK(world.sockets.servers.back().local.source == IpAddress::parse("192.168.1.3"));
    bool told = false;
    world.detection.leave([&] { told = true; });
    CHECK_FALSE(told);
    CHECK(world.heard_by().empty());
    world.transport.settle();
    CHECK(told);
    CHECK(world.detection.left());
    CHECK(world.timers.pending() == 0);
}

TEST_CASE("an uplink that leaves before it has stayed is not subscribed to") {
    Subscribing world;
    world.see(1);
    world.timers.advance(std::chrono::seconds(3));
    world.detection.want({}, {});
    world.timers.advance(std::chrono::minutes(1));
    CHECK(world.asked() == 1);
    CHECK(world.detection.left());
}
