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
    const Json answer = json(R"({"version":"0.1.0","pid":7,"since":1000,"config":"/c.yaml","records":[
        {"name":"a.example.com","type":"A","account":"cf","state":"published","values":["192.0.2.1"],
         "confirmed_at":1300},
        {"name":"b","type":"AAAA","account":"duck","state":"failed","values":[],"detail":"refused"}]})");
    CHECK(status_table(answer, 1600) ==
          "ddns-reactor 0.1.0, process 7, up 10 min, /c.yaml\n"
          "RECORD         TYPE  ACCOUNT  STATE      ADDRESS    CONFIRMED\n"
          "a.example.com  A     cf       published  192.0.2.1  5 min ago\n"
          "b              AAAA  duck     failed                           refused\n");
}

TEST_CASE("why shows each address with the rule that decided") {
    const Json answer = json(R"({"records":[{"name":"a","type":"A","account":"cf","state":"hold",
        "detail":"for 1 s","published":["192.0.2.1"],"wanted":[],"candidates":[
        {"address":"198.51.100.7","interface":"eth0","class":"public","accepted":true,
         "reasons":["owns a default route","public"]},
        {"address":"10.0.0.1","interface":"lan","class":"private","accepted":false,
         "reason":"class private is not allowed"}],
        "excluded":[{"address":"fe80::1","reason":"tentative"}]}]})");
    CHECK(why_text(answer) == "A a at cf: hold, for 1 s\n"
                              "  published 192.0.2.1, wanted nothing\n"
                              "  198.51.100.7  eth0  public   accepted  owns a default route, public\n"
                              "  10.0.0.1      lan   private  refused   class private is not allowed\n"
                              "  fe80::1                      excluded  tentative\n");
}

TEST_CASE("an answer that lacks things or has other types is shown as far as it goes") {
    for (const char* text :
         {"{}", "[]", "null", R"({"records":7})", R"({"records":[null,1,{"values":"x"}]})"}) {
        CAPTURE(text);
        CHECK(status_table(json(text), 0).starts_with("ddns-reactor"));
        CHECK(why_text(json(text)).find('\x1b') == std::string::npos);
    }
    CHECK(status_table(json(R"({"version":"\u001b[31m"})"), 0).find('\x1b') == std::string::npos);
}
