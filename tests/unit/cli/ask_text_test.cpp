// SPDX-License-Identifier: MIT
#include "cli/ask.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

Json json(const char* text) {
    auto value = parse_json(text);
    REQUIRE(value.has_value());
    return *value;
}

} // namespace

TEST_CASE("the status is a table of the records") {
    const Json answer = json(R"({"config":"/c.yaml","events":true,"stopping":false,"records":[
        {"name":"a.example.com","type":"A","account":"cf","published":["192.0.2.1"],"state":"ok",
         "wanted":["198.51.100.7"],"waiting_for":"better","seconds":0.5},
        {"name":"b","type":"AAAA","account":"duck","published":[],"state":"failing","error":"refused",
         "retry_in":20.0},
        {"name":"c","type":"A","account":"cf","published":["192.0.2.1"],"state":"ok","lost":"no address"}]})");
    CHECK(status_table(answer) ==
          "/c.yaml\n"
          "RECORD         TYPE  ACCOUNT  STATE    PUBLISHED\n"
          "a.example.com  A     cf       ok       192.0.2.1  198.51.100.7 waits (better), 500 ms left\n"
          "b              AAAA  duck     failing             refused; tried again in 20 s\n"
          "c              A     cf       ok       192.0.2.1  kept: no address\n");
}

TEST_CASE("the ways out come first, with what they have and how the outside sees them") {
    const Json answer = json(R"({"uplinks":[
        {"name":"fiber","interface":"eth0","state":"up","v4":{"up":true,"addresses":["10.0.0.2"],"outside":"81.2.69.1",
          "confirmed":{"method":"https","agreed":["a"],"seconds_ago":35.0,"latency_ms":12.0},
          "hears":["announcements","UPnP events"]},
         "v6":{"up":false,"addresses":["2001:db8::1"]},"probe":{"state":"up","seconds_ago":5.0,"latency_ms":7.0}},
        {"name":"wwan0","interface":"wwan0","state":"down","why":"the interface has no carrier",
         "v4":{"up":false,"addresses":[]},"v6":{"up":false,"addresses":[]}}],
        "records":[{"name":"a","type":"A","account":"cf","published":["81.2.69.1"],"state":"ok",
         "confirmed_seconds_ago":120.0}]})");
    CHECK(status_table(answer) == "UPLINK        STATE  ADDRESSES\n"
                                  "fiber (eth0)  up     10.0.0.2 seen as 81.2.69.1 (https, 35 s ago, in 12 "
                                  "ms), 2001:db8::1  probe up 5 s "
                                  "ago, in 7.0 ms; hears announcements and UPnP events\n"
                                  "wwan0         down                                                        "
                                  "                the interface "
                                  "has no carrier\n"
                                  "\n"
                                  "RECORD  TYPE  ACCOUNT  STATE  PUBLISHED\n"
                                  "a       A     cf       ok     81.2.69.1  confirmed 2 min ago\n");
}

TEST_CASE("why tells the way of each value and what was refused") {
    const Json answer = json(R"x({"name":"a","records":[{"name":"a","type":"A","account":"cf","state":"ok",
        "published":["81.2.69.1","81.2.69.2","81.2.69.3"],
        "values":[{"value":"81.2.69.1","interface":"eth0","uplink":"fiber","method":"detect",
                   "confirmed":{"method":"dns","agreed":["OpenDNS","Google"],"seconds_ago":60,"latency_ms":9.0}},
                  {"value":"81.2.69.2","interface":"wwan0","method":"interface"},{"value":"81.2.69.3"}],
        "refused":[{"address":"10.0.0.2","interface":"eth0","rule":"class private is not allowed"},
            {"party":"ipify","method":"https","interface":"eth0","rule":"it answered with status 403"},
            {"party":"b","method":"stun","interface":"eth0","address":"62.4.5.6","rule":"too few others say the same"}],
        "sent":"through lte (wwan0), because nothing answers through fiber (eth0)"}]})x");
    CHECK(why_text(answer) ==
          "A a at cf: ok\n"
          "  published: 81.2.69.1 81.2.69.2 81.2.69.3\n"
          "    81.2.69.1: as the outside sees it through fiber (eth0); OpenDNS, Google agree (dns, 60 s ago, "
          "in 9.0 ms)\n"
          "    81.2.69.2: the address of wwan0\n"
          "    81.2.69.3: published before this start\n"
          "  sent through lte (wwan0), because nothing answers through fiber (eth0)\n"
          "  not 10.0.0.2 on eth0: class private is not allowed\n"
          "  not ipify (https) through eth0: it answered with status 403\n"
          "  not 62.4.5.6 from b (stun) through eth0: too few others say the same\n");
}

TEST_CASE("the status says when the kernel's events do not come") {
    CHECK(status_table(json(R"({"events":false})")).find("only the poll") != std::string::npos);
}

TEST_CASE("why shows the record and each address with what put it in its place") {
    const Json answer = json(R"({"name":"a","records":[
        {"name":"a","type":"A","account":"cf","published":["192.0.2.1"],"state":"ok"}],
        "addresses":{"v4":[
        {"address":"198.51.100.7","interface":"eth0","class":"public","reasons":["default route","public"]},
        {"address":"10.0.0.1","interface":"lan","class":"private","reasons":["private"]}],
        "v6":[{"address":"2001:db8::1","interface":"eth0","reasons":[]}],
        "excluded":[{"address":"fe80::1","reason":"tentative"}]}})");
    CHECK(why_text(answer) == "A a at cf: ok\n"
                              "  published: 192.0.2.1\n"
                              "\n"
                              "Addresses for A, best first\n"
                              "  198.51.100.7  eth0  default route, public\n"
                              "  10.0.0.1      lan   private\n"
                              "\n"
                              "Not ranked\n"
                              "  fe80::1  tentative\n");
}

TEST_CASE("an answer that lacks things or has other types is shown as far as it goes") {
    for (const char* text :
         {"{}", "[]", "null", R"({"records":7})",
          R"({"records":[null,1,{"wanted":"x","seconds":1e300,"type":"A"}],"addresses":null})"}) {
        CAPTURE(text);
        CHECK(status_table(json(text)).find("RECORD") != std::string::npos);
        CHECK(why_text(json(text)).find("best first") == std::string::npos);
    }
    CHECK(status_table(json(R"({"config":"\u001b[31m"})")).find('\x1b') == std::string::npos);
}
