// SPDX-License-Identifier: MIT
#include "detect/detector.h"
#include "detect/port_mapping.h"
#include "detect/stun.h"

#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"

#include <doctest/doctest.h>

using namespace ddns;
using std::chrono::milliseconds;

namespace {

const std::string nat_pmp_answer("\0\x80\0\0\0\0\0\x9\x8\x8\x8\x8", 12);
const std::string nat_pmp_unknown("\x2\x80\0\x1\0\0\0\x9", 8);

/// The reply to a PCP request: 8.8.8.8.
std::string pcp_answer(const std::string& request) {
    std::string reply = request;
    reply[1] = '\x81';
    for (std::size_t i = 8; i < 24; ++i) reply[i] = 0;
    for (std::size_t i = 56; i < 60; ++i) reply[i] = 8;
    return reply;
}

std::string stun_answer(const std::string& request) {
    std::string reply = request;
    reply[0] = 1;
    reply[3] = 12;
    return reply + std::string("\0\x1\0\x8\0\x1\0\0\x8\x8\x8\x8", 12);
}

struct Asking {
    explicit Asking(DetectMethod method) {
        settings.methods = {method};
        settings.quorum = 1;
    }
    void detect(Family family = Family::v4) {
        operation = detector.detect(family, way, settings, [this](Sighting result) {
            outcome = std::move(result);
            operation.reset();
        });
    }
    [[nodiscard]] FakeSockets::Datagrams& socket(std::size_t index) { return sockets.datagrams.at(index); }
    [[nodiscard]] std::string address() const {
        REQUIRE(outcome);
        REQUIRE(outcome->address);
        return outcome->address->to_string();
    }

    FakeTransport http;
    FakeSockets sockets;
    fakes::FakeTimers timers;
    Detector detector{http, sockets, timers, 0};
    WayOut way{"eth1", IpAddress::parse("192.168.1.2"), IpAddress::parse("192.168.1.1")};
    DetectSettings settings;
    std::optional<Sighting> outcome;
    std::unique_ptr<Operation> operation;
};

} // namespace

TEST_CASE("the gateway is asked by NAT-PMP, at its own address, through the uplink") {
    Asking asking(DetectMethod::gateway);
    asking.detect();
    REQUIRE(asking.sockets.datagrams.size() == 1);
    CHECK(asking.socket(0).peer == Endpoint{*asking.way.gateway, 5351});
    CHECK(asking.socket(0).local.interface == "eth1");
    CHECK(asking.socket(0).local.source == asking.way.source);
    CHECK(asking.socket(0).sent == std::vector<std::string>{write_nat_pmp_request()});
    asking.socket(0).receive(nat_pmp_answer);
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.outcome->agreed == std::vector<std::string>{"the gateway"});
    CHECK(asking.outcome->method == DetectMethod::gateway);
    CHECK(asking.sockets.open() == 0);
    CHECK(asking.timers.pending() == 0);
}

TEST_CASE("a gateway that does not know NAT-PMP is asked by PCP at once; the mapping is taken away again") {
    Asking asking(DetectMethod::gateway);
    asking.detect();
    asking.socket(0).receive(nat_pmp_unknown);
    REQUIRE(asking.sockets.datagrams.size() == 2);
    auto& pcp = asking.socket(1);
    REQUIRE(pcp.sent.size() == 1);
    CHECK(pcp.sent[0].substr(4, 4) == std::string("\0\0\0\x78", 4));
    pcp.receive(pcp_answer(pcp.sent[0]));
    CHECK(asking.address() == "8.8.8.8");
    REQUIRE(pcp.sent.size() == 2);
    CHECK(pcp.sent[1].substr(4, 4) == std::string(4, '\0'));
    CHECK(pcp.sent[1].substr(8, 34) == pcp.sent[0].substr(8, 34));
}

TEST_CASE("silence: sent again after 250 ms and 500 ms more, PCP beside it after 250 ms, the end after 3 s") {
    Asking asking(DetectMethod::gateway);
    asking.detect();
    asking.timers.advance(milliseconds(249));
    CHECK(asking.socket(0).sent.size() == 1);
    CHECK(asking.sockets.datagrams.size() == 1);
    asking.timers.advance(milliseconds(1));
    CHECK(asking.socket(0).sent.size() == 2);
    CHECK(asking.sockets.datagrams.size() == 2);
    asking.timers.advance(milliseconds(500));
    CHECK(asking.socket(0).sent.size() == 3);
    CHECK(asking.sockets.datagrams.size() == 3);
    CHECK(asking.socket(2).peer == Endpoint{*IpAddress::parse("239.255.255.250"), 1900});
    asking.timers.advance(milliseconds(2750));
    REQUIRE(asking.outcome);
    REQUIRE_FALSE(asking.outcome->address);
    CHECK(asking.outcome->address.error().kind == ErrorKind::network);
    CHECK(asking.outcome->said.at(0).refused.find("by NAT-PMP it did not answer") != std::string::npos);
    CHECK(asking.sockets.open() == 0);
}

TEST_CASE("a gateway behind another NAT is not believed") {
    Asking asking(DetectMethod::gateway);
    asking.detect();
    std::string answer = nat_pmp_answer;
    answer[8] = 10;
    asking.socket(0).receive(answer);
    CHECK_FALSE(asking.outcome);
    asking.socket(1).fail({ErrorKind::network, "refused"});
    asking.socket(2).fail({ErrorKind::network, "refused"});
    REQUIRE(asking.outcome);
    CHECK(asking.outcome->address.error().kind == ErrorKind::bad_reply);
    CHECK(asking.outcome->said.at(0).refused.find("10.8.8.8, which is not public") != std::string::npos);
}

namespace {

constexpr const char* description = R"(<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device><deviceList><device><serviceList>
<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>
<controlURL>/ctl/IPConn</controlURL></service></serviceList></device></deviceList></device></deviceList></device></root>)";

std::string ssdp(const std::string& location) {
    return "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLocation: " +
           location + "\r\n\r\n";
}

std::string soap(const std::string& address) {
    return "<s:Envelope xmlns:s='x'><s:Body><u:GetExternalIPAddressResponse "
           "xmlns:u='y'><NewExternalIPAddress>" +
           address + "</NewExternalIPAddress></u:GetExternalIPAddressResponse></s:Body></s:Envelope>";
}

} // namespace

TEST_CASE("UPnP: search, description, call, all at the gateway and through the uplink") {
    Asking asking(DetectMethod::gateway);
    asking.detect();
    asking.socket(0).fail({ErrorKind::network, "refused"});
    asking.socket(1).fail({ErrorKind::network, "refused"});
    auto& search = asking.socket(2);
    REQUIRE(search.sent.size() == 1);
    search.receive_from({*IpAddress::parse("192.168.1.66"), 1900}, ssdp("http://192.168.1.1:5000/root.xml"));
    search.receive_from({*asking.way.gateway, 1900}, ssdp("http://192.168.1.66:5000/root.xml"));
    search.receive_from({*asking.way.gateway, 1900}, ssdp("http://example.com/root.xml"));
    CHECK(asking.http.calls.empty());
    asking.timers.advance(milliseconds(500));
    CHECK(search.sent.size() == 2);
    search.receive_from({*asking.way.gateway, 1900}, ssdp("http://192.168.1.1:5000/root.xml"));
    REQUIRE(asking.http.calls.size() == 1);
    CHECK(asking.http.calls[0].request.url.reveal() == "http://192.168.1.1:5000/root.xml");
    CHECK(asking.http.calls[0].request.interface == "eth1");
    asking.http.reply(0, 200, description);
    REQUIRE(asking.http.calls.size() == 2);
    const HttpRequest& call = asking.http.calls[1].request;
    CHECK(call.method == "POST");
    CHECK(call.url.reveal() == "http://192.168.1.1:5000/ctl/IPConn");
    CHECK(call.headers.at(1).value.reveal() ==
          "\"urn:schemas-upnp-org:service:WANIPConnection:1#GetExternalIPAddress\"");
    asking.http.reply(1, 200, soap("8.8.8.8"));
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.sockets.open() == 0);
    CHECK(asking.http.open() == 0);
}

TEST_CASE("UPnP: what goes wrong is the reason") {
    struct Row {
        int status;
        std::string description, reply;
        const char* reason;
    };
    for (const Row& row :
         {Row{404, "", "", "status 404"}, Row{200, "<html>", "", "cannot be read"},
          Row{200, "<root/>", "", "names no service"}, Row{200, description, soap("10.0.0.1"), "not public"},
          Row{200, description, soap(""), "no address"},
          Row{200, description, "<a/>", "does not hold one address"}}) {
        CAPTURE(row.reason);
        Asking asking(DetectMethod::gateway);
        asking.detect();
        asking.socket(0).fail({ErrorKind::network, "refused"});
        asking.socket(1).fail({ErrorKind::network, "refused"});
        asking.socket(2).receive_from({*asking.way.gateway, 1900}, ssdp("http://192.168.1.1/r.xml"));
        asking.http.reply(0, row.status, row.description);
        if (!asking.outcome) asking.http.reply(1, 200, row.reply);
        REQUIRE(asking.outcome);
        CHECK(asking.outcome->said.at(0).refused.find(row.reason) != std::string::npos);
        CHECK(asking.sockets.open() == 0);
    }
}

TEST_CASE("without a gateway, or for IPv6, there is nobody to ask") {
    for (const Family family : {Family::v4, Family::v6}) {
        Asking asking(DetectMethod::gateway);
        if (family == Family::v4) asking.way.gateway.reset();
        asking.detect(family);
        asking.timers.run_ready();
        REQUIRE(asking.outcome);
        CHECK(asking.outcome->address.error().kind == ErrorKind::config);
        CHECK(asking.sockets.datagrams.empty());
    }
}

TEST_CASE("the gateway alone is one party: HTTPS must say the same") {
    Asking asking(DetectMethod::gateway);
    asking.settings = {{DetectMethod::gateway, DetectMethod::https},
                       2,
                       {{"a", "https://a/", "", EchoForm::plain}, {"b", "https://b/", "", EchoForm::plain}},
                       {},
                       {}};
    asking.detect();
    REQUIRE(asking.http.calls.size() == 1);
    asking.socket(0).receive(nat_pmp_answer);
    CHECK_FALSE(asking.outcome);
    asking.http.reply(0, 200, "8.8.8.8");
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.outcome->agreed == std::vector<std::string>{"the gateway", "a"});
}

TEST_CASE("STUN: the server is looked up, asked, and asked again with growing pauses") {
    Asking asking(DetectMethod::stun);
    asking.detect();
    REQUIRE(asking.sockets.look_ups.size() == 1);
    CHECK(asking.sockets.look_ups[0].host == public_stun_servers()[0].host);
    asking.sockets.look_ups[0].find({*IpAddress::parse("1.2.3.4")});
    REQUIRE(asking.sockets.datagrams.size() == 1);
    CHECK(asking.socket(0).peer == Endpoint{*IpAddress::parse("1.2.3.4"), public_stun_servers()[0].port});
    asking.timers.advance(milliseconds(500));
    CHECK(asking.socket(0).sent.size() == 2);
    CHECK(asking.socket(0).sent[0] == asking.socket(0).sent[1]);
    std::string forged = stun_answer(asking.socket(0).sent[0]);
    forged[10] = static_cast<char>(forged[10] + 1);
    asking.socket(0).receive(forged);
    CHECK_FALSE(asking.outcome);
    asking.socket(0).receive(stun_answer(asking.socket(0).sent[0]));
    CHECK(asking.address() == "8.8.8.8");
    CHECK(asking.sockets.open() == 0);
}

TEST_CASE("STUN: a server without an address is passed over") {
    Asking asking(DetectMethod::stun);
    asking.detect();
    asking.sockets.look_ups[0].find({});
    REQUIRE(asking.sockets.look_ups.size() == 2);
    asking.sockets.look_ups[1].find({});
    REQUIRE(asking.outcome);
    CHECK(asking.outcome->address.error().kind == ErrorKind::network);
}
