// SPDX-License-Identifier: MIT
#include "provider/auth/clock_skew.h"
#include "unit/provider/bench.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

constexpr std::string_view file = R"(format: 1
title: Service
docs: https://service.example/docs
confidence: high, 2026-01-02
url: https://p.example:8443
settings:
  key: { is: required, help: "The key" }
  secret: { is: secret required, help: "The secret" }
auth: sigv4 {key} {secret} us-east-1 dns
push:
  request: GET /set?name={name}&ip={ip}
  replies:
    - updated: { body: good }
)";

struct Lab : Bench {
    Lab() : Bench(file) {
        for (const Diagnostic& mistake : loaded.diagnostics) FAIL_CHECK(mistake.message);
        account.url = "";
        account.settings["key"] = Secret("key");
        account.settings["secret"] = Secret("secret");
    }
    void update(std::size_t count) {
        std::vector<Change> changes(count, change(0, "h.example.com", {"192.0.2.1"}));
        submit(std::move(changes));
    }
    void refuse(std::size_t call, const std::string& date) {
        std::vector<std::pair<std::string, std::string>> headers;
        if (!date.empty()) headers.emplace_back("date", date);
        transport.reply(call, 403, "SignatureDoesNotMatch", std::move(headers));
    }
    std::string date(std::size_t call) const {
        for (const HttpHeader& header : transport.calls.at(call).request.headers)
            if (header.name == "X-Amz-Date") return header.value.reveal();
        return "(none)";
    }
};

} // namespace

TEST_CASE("a signed request that is refused for its time is signed once more with the server's") {
    Lab lab;
    lab.update(1);
    CHECK(lab.date(0) == "20260102T030405Z");
    lab.refuse(0, "Fri, 02 Jan 2026 03:14:05 GMT");
    REQUIRE(lab.transport.calls.size() == 2);
    CHECK(lab.date(1) == "20260102T031405Z");
    CHECK(lab.url(1) == lab.url(0));
    lab.transport.reply(1, 200, "good");
    REQUIRE(lab.outcomes.size() == 1);
    CHECK(word(lab.outcomes[0]) == "updated");
    CHECK(lab.outcomes[0].note == "this machine's clock is 10 min behind p.example; set it");
    lab.turns.wall += std::chrono::hours(1);
    lab.update(1);
    CHECK(lab.date(2) == "20260102T041405Z");
    lab.transport.reply(2, 200, "good");
    CHECK(lab.outcomes[1].note.empty());
    // Somebody sets the clock.
    lab.turns.wall += std::chrono::minutes(10);
    lab.update(1);
    CHECK(lab.date(3) == "20260102T042405Z");
    lab.refuse(3, "Fri, 02 Jan 2026 04:14:05 GMT");
    CHECK(lab.date(4) == "20260102T041405Z");
    lab.transport.reply(4, 200, "good");
    CHECK(word(lab.outcomes[2]) == "updated");
    CHECK(lab.outcomes[2].note.empty());
}

TEST_CASE("the second refusal is the last, and says of the clock what is known") {
    Lab lab;
    lab.update(1);
    lab.refuse(0, "Fri, 02 Jan 2026 01:04:05 GMT");
    CHECK(lab.date(1) == "20260102T010405Z");
    lab.refuse(1, "Fri, 02 Jan 2026 23:04:05 GMT");
    CHECK(lab.transport.calls.size() == 2);
    REQUIRE(lab.outcomes.size() == 1);
    CHECK(word(lab.outcomes[0]) == "auth");
    CHECK(lab.outcomes[0].note == "this machine's clock is 20 h behind p.example; set it");
}

TEST_CASE("several requests on their way each go once more, with one and the same correction") {
    Lab lab;
    lab.update(3);
    for (std::size_t i = 0; i < 3; ++i) lab.refuse(i, "Fri, 02 Jan 2026 02:54:05 GMT");
    REQUIRE(lab.transport.calls.size() == 6);
    for (std::size_t i = 3; i < 6; ++i) {
        CHECK(lab.date(i) == "20260102T025405Z");
        lab.transport.reply(i, 200, "good");
    }
    CHECK(lab.outcomes.size() == 3);
    CHECK(lab.outcomes[0].note == "this machine's clock is 10 min ahead of p.example; set it");
    CHECK(lab.outcomes[1].note.empty());
}

TEST_CASE("a refusal with the right time, or with none, stands") {
    for (const char* date :
         {"Fri, 02 Jan 2026 03:05:05 GMT", "Fri, 02 Jan 2026 03:03:05 GMT", "", "yesterday"}) {
        Lab lab;
        lab.update(1);
        lab.refuse(0, date);
        CHECK(lab.transport.calls.size() == 1);
        REQUIRE(lab.outcomes.size() == 1);
        CHECK(word(lab.outcomes[0]) == "auth");
        CHECK(lab.outcomes[0].note.empty());
    }
    // Whatever else fails has nothing to do with the time.
    Lab lab;
    lab.update(1);
    lab.transport.reply(0, 500, "", {{"date", "Fri, 02 Jan 2026 23:05:05 GMT"}});
    CHECK(lab.transport.calls.size() == 1);
}

TEST_CASE("how a difference of the clocks is told") {
    CHECK(tell_skew(std::chrono::seconds(60), "p.example").empty());
    CHECK(tell_skew(std::chrono::seconds(-60), "p.example").empty());
    CHECK(tell_skew(std::chrono::seconds(-61), "p.example") ==
          "this machine's clock is 61 s ahead of p.example; set it");
    CHECK(tell_skew(std::chrono::minutes(-5), "p.example") ==
          "this machine's clock is 5 min ahead of p.example; set it");
    CHECK(tell_skew(std::chrono::hours(20455 * 24 + 1), "p.example") ==
          "this machine's clock is 20455 days behind p.example; set it");
}
