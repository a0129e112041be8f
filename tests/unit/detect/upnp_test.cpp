// SPDX-License-Identifier: MIT
#include "detect/upnp.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const IpAddress gateway = *IpAddress::parse("192.168.1.1");

std::string answer(const std::string& headers, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\n" + headers + "\r\n\r\n";
}

const std::string st = "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n";

std::string service(const std::string& type, const std::string& control) {
    return "<service><serviceType>urn:schemas-upnp-org:service:" + type + "</serviceType><controlURL>" +
           control + "</controlURL></service>";
}

std::string device(const std::string& services) {
    return "<root><URLBase>http://evil.example/</URLBase><device><serviceList>" + services +
           "</serviceList></device></root>";
}

} // namespace

TEST_CASE("SSDP: an answer leads to the gateway or nowhere") {
    struct Row {
        std::string datagram;
        const char* location; ///< nullptr: none
    };
    for (const Row& row : {
             Row{answer(st + "LOCATION: http://192.168.1.1:5000/r.xml"), "http://192.168.1.1:5000/r.xml"},
             Row{answer("location:http://192.168.1.1/\r\n" + st), "http://192.168.1.1/"},
             Row{answer(st + "LOCATION: http://192.168.1.2/r.xml"), nullptr},
             Row{answer(st + "LOCATION: http://127.0.0.1/r.xml"), nullptr},
             Row{answer(st + "LOCATION: https://192.168.1.1/r.xml"), nullptr},
             Row{answer(st + "LOCATION: file://192.168.1.1/etc/passwd"), nullptr},
             Row{answer(st + "LOCATION: http://192.168.1.1@evil.example/"), nullptr},
             Row{answer(st + "LOCATION: http://192.168.1.1.evil.example/"), nullptr},
             Row{answer(st + "LOCATION: http://192.168.1.1/\x01"), nullptr},
             Row{answer(st + "LOCATION: http://192.168.1.1/" + std::string(600, 'a')), nullptr},
             Row{answer("LOCATION: http://192.168.1.1/r.xml"), nullptr},
             Row{answer("ST: urn:schemas-upnp-org:device:MediaServer:1\r\nLOCATION: http://192.168.1.1/"),
                 nullptr},
             Row{answer(st + "LOCATION: http://192.168.1.1/r.xml", "404 Not Found"), nullptr},
             Row{answer(st), nullptr},
             Row{"NOTIFY * HTTP/1.1\r\n" + st + "LOCATION: http://192.168.1.1/r.xml\r\n", nullptr},
             Row{"", nullptr},
         }) {
        CAPTURE(row.datagram);
        const auto location = read_ssdp_answer(row.datagram, gateway);
        REQUIRE(location.has_value() == (row.location != nullptr));
        if (location) CHECK(*location == row.location);
    }
}

TEST_CASE("SSDP: the search is as the architecture has it") {
    const std::string search = write_ssdp_search();
    CHECK(search.starts_with("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"));
    CHECK(search.find("MAN: \"ssdp:discover\"\r\n") != std::string::npos);
    CHECK(search.ends_with("\r\n\r\n"));
}

TEST_CASE("the description: control URLs are on the gateway, whatever they say") {
    const std::string at = "http://192.168.1.1:5000/dir/r.xml?x";
    const auto read = [&](const std::string& services) {
        std::string all;
        const auto found = read_description(device(services), at, gateway);
        if (!found) return std::string("none");
        for (const WanService& each : *found) all += each.control_url + " ";
        return all;
    };
    CHECK(read(service("WANIPConnection:1", "/c")) == "http://192.168.1.1:5000/c ");
    CHECK(read(service("WANIPConnection:2", "c")) == "http://192.168.1.1:5000/dir/c ");
    CHECK(read(service("WANPPPConnection:1", "http://192.168.1.1/c")) == "http://192.168.1.1/c ");
    CHECK(read(service("WANIPConnection:1", "http://evil.example/c")) == "none");
    CHECK(read(service("WANIPConnection:1", "http://192.168.1.2/c")) == "none");
    CHECK(read(service("Layer3Forwarding:1", "/c")) == "none");
    CHECK(read("") == "none");
    std::string many;
    for (int i = 0; i < 9; ++i) many += service("WANIPConnection:1", "/" + std::to_string(i));
    CHECK(read(many) == "http://192.168.1.1:5000/0 http://192.168.1.1:5000/1 http://192.168.1.1:5000/2 "
                        "http://192.168.1.1:5000/3 ");
    CHECK_FALSE(read_description("garbage", at, gateway));
    CHECK_FALSE(read_description(std::string(300'000, ' ') + device(service("WANIPConnection:1", "/c")), at,
                                 gateway));
}

TEST_CASE("the description: event URLs are on the gateway, or there are none") {
    const auto read = [&](const std::string& element) {
        const std::string with_control = "<controlURL>/c</controlURL>" + element;
        const auto found = read_description(
            device("<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>" +
                   with_control + "</service>"),
            "http://192.168.1.1:5000/dir/r.xml", gateway);
        REQUIRE(found);
        return found->at(0).event_url;
    };
    CHECK(read("<eventSubURL>/e</eventSubURL>") == "http://192.168.1.1:5000/e");
    CHECK(read("<eventSubURL>e</eventSubURL>") == "http://192.168.1.1:5000/dir/e");
    CHECK(read("<eventSubURL>http://192.168.1.1/e</eventSubURL>") == "http://192.168.1.1/e");
    for (const char* none : {"", "<eventSubURL/>", "<eventSubURL>http://192.168.1.66/e</eventSubURL>",
                             "<eventSubURL>http://192.168.1.1@evil.example/e</eventSubURL>",
                             "<eventSubURL>/e\x01</eventSubURL>", "<eventSubURL>/e e</eventSubURL>"})
        CHECK(read(none).empty());
}

TEST_CASE("the reply to the call") {
    const auto said = [](const std::string& xml) {
        const auto address = read_address_reply(xml);
        return address ? address->to_string() : address.error().what;
    };
    CHECK(said("<e><NewExternalIPAddress> 8.8.8.8 </NewExternalIPAddress></e>") == "8.8.8.8");
    CHECK(said("<e><u:NewExternalIPAddress xmlns:u='x'>8.8.8.8</u:NewExternalIPAddress></e>") == "8.8.8.8");
    for (const char* refused :
         {"0.0.0.0", "192.168.0.1", "100.64.0.1", "8.8.8", "", "2606:4700::1", "8.8.8.8 8.8.4.4"})
        CHECK_FALSE(read_address_reply(std::string("<e><NewExternalIPAddress>") + refused +
                                       "</NewExternalIPAddress></e>"));
    CHECK_FALSE(read_address_reply("<e><NewExternalIPAddress>8.8.8.8</NewExternalIPAddress><f>"
                                   "<NewExternalIPAddress>9.9.9.9</NewExternalIPAddress></f></e>"));
    CHECK_FALSE(read_address_reply("<e/>"));
    CHECK_FALSE(read_address_reply("8.8.8.8"));
}
