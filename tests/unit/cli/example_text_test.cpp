// SPDX-License-Identifier: MIT
#include "cli/example_text.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("an example is shown with what leaves, what comes back and what it means") {
    Example example;
    example.place = {12, 5};
    Change change;
    change.name = "a.example.com";
    change.values = {*IpAddress::parse("192.0.2.1"), *IpAddress::parse("192.0.2.2")};
    example.changes = {change, change};
    example.changes[1].name = "b.example.com";
    example.changes[1].values.clear();
    ExampleRun run;
    run.requests = {
        {"list", "GET https://p.example/r", {"Accept: text/plain"}, "", "200 " + std::string(300, 'x')},
        {"", "POST https://p.example/r", {}, "{\n  \"a\": 1\n}\n", ""}};
    run.outcomes = {"updated", "rate 40s"};
    CHECK(example_text(example, run) == "line 12\n"
                                        "  A a.example.com 192.0.2.1 192.0.2.2\n"
                                        "  A b.example.com (removed)\n"
                                        "  list     GET https://p.example/r\n"
                                        "           Accept: text/plain\n"
                                        "        <- 200 " +
                                            std::string(96, 'x') +
                                            "...\n"
                                            "           POST https://p.example/r\n"
                                            "           {\n"
                                            "             \"a\": 1\n"
                                            "           }\n"
                                            "  means    updated, rate 40s\n");
}
