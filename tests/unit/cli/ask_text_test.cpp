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
