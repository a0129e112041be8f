// SPDX-License-Identifier: MIT
// What becomes of requests whose provider says that there were too many.
#include "unit/provider/bench.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

constexpr std::string_view pushing = R"(
format: 1
title: P
docs: https://p.example/
confidence: high, 2026-11-26
url: https://p.example
names: full
push:
  request: GET /u?n={name}&ip={ip}
  replies:
    - updated: { body: ok }
    - rate 2s: { body: soon }
    - rate 30s: { body: half a minute }
    - rate: { body: later }
    - auth: { body: badauth }
    - abuse: { body: blocked }
    - rejected: { status: "403", body: not this name }
)";

/// Answers `refusal` to what is more than `most` requests in a second.
struct Limited : Bench {
    Limited(std::size_t most, std::string refusal, unsigned parallel = 4) : Bench(pushing) {
        account.parallel = parallel;
        transport.handler = [this, most, refusal](const HttpRequest&) -> Result<HttpReply> {
            std::erase_if(taken, [&](Instant when) { return turns.time - when >= std::chrono::seconds(1); });
            const bool good = taken.size() < most;
            if (good) taken.push_back(turns.time);
            ++(good ? accepted : refused);
            return FakeTransport::make_reply(200, good ? "ok" : refusal);
        };
    }
    std::size_t count(std::string_view ending) const {
        return static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(),
                                                      [&](const Outcome& o) { return word(o) == ending; }));
    }
    /// With `waiting`, time passes when nothing else is left to do.
    void push(std::size_t names, Duration waiting = {}) {
        outcomes.clear();
        std::vector<Change> changes;
        for (std::size_t i = 0; i < names; ++i)
            changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.1"}));
        submit(std::move(changes));
        while (transport.step() || turns.turn()) {
            if (transport.calls.size() == answered()) turns.time += waiting;
        }
        CHECK(outcomes.size() == names);
    }

    [[nodiscard]] std::size_t answered() const { return accepted + refused; }

    std::vector<Instant> taken;
    std::size_t accepted = 0;
    std::size_t refused = 0;
};

} // namespace

TEST_CASE("after too many requests nothing leaves, and whatever waits is told") {
    for (const std::string_view refusal : {"later", "half a minute"}) {
        CAPTURE(refusal);
        const std::string_view ending = refusal == "later" ? "rate" : "rate 30s";
        Limited bench(5, std::string(refusal));
        bench.push(100);
        CHECK(bench.count("updated") == 5);
        CHECK(bench.count(ending) == 95);
        CHECK(bench.refused <= 4); // those that were on their way
        for (const Outcome& outcome : bench.outcomes)
            if (outcome.status == Outcome::Status::failed)
                CHECK(outcome.error.what.find("asks to slow down") != std::string::npos);
        const std::size_t asked = bench.transport.calls.size();
        bench.turns.time += std::chrono::seconds(5);
        bench.push(3);
        CHECK(bench.transport.calls.size() == asked);
        CHECK(bench.outcomes[0].error.kind == ErrorKind::rate);
        CHECK(bench.outcomes[0].requests == 0);
        bench.turns.time += std::chrono::seconds(26);
        bench.push(3);
        CHECK(bench.count("updated") == 3);
    }
}

TEST_CASE("a wait of a second or two is waited for at once") {
    Limited bench(5, "soon");
    bench.push(50, std::chrono::seconds(2));
    CHECK(bench.count("updated") == 50);
    CHECK(bench.refused > 0);
    CHECK(bench.transport.calls.size() == 50 + bench.refused);
    CHECK(bench.refused <= 4 * 10);
}

TEST_CASE("a request waits so twice, then its record waits for its turn") {
    Limited bench(0, "soon", 1);
    bench.push(2);
    CHECK(bench.count("rate 2s") == 2);
    CHECK(bench.transport.calls.size() == 6);
}

TEST_CASE("what waits for the end of a pause can be given up") {
    Limited bench(0, "soon");
    bench.submit({change(0, "a.example.com", {"192.0.2.1"}), change(1, "b.example.com", {"192.0.2.1"})});
    while (bench.refused < 2) bench.transport.step();
    bench.operations.clear();
    bench.settle();
    CHECK(bench.outcomes.empty());
    CHECK(bench.transport.calls.size() == 2);
}

TEST_CASE("after a refusal of the account nothing leaves, and whatever waits ends with the same words") {
    for (const std::string_view refusal : {"badauth", "blocked"}) {
        CAPTURE(refusal);
        Limited bench(0, std::string(refusal));
        bench.push(50);
        CHECK(bench.count(refusal == "badauth" ? "auth" : "abuse") == 50);
        CHECK(bench.transport.calls.size() == 4); // those that were on their way
        std::size_t not_sent = 0;
        for (const Outcome& outcome : bench.outcomes) {
            CHECK(outcome.error.what == bench.outcomes[0].error.what);
            if (outcome.requests == 0) ++not_sent;
        }
        CHECK(not_sent == 46);
        bench.push(3);
        CHECK(bench.transport.calls.size() == 4);
    }
}

TEST_CASE("a refusal of one name stops none of the others") {
    Bench bench(pushing);
    bench.account.parallel = 2;
    bench.transport.handler = [](const HttpRequest& request) -> Result<HttpReply> {
        const bool first = request.url.reveal().find("n=h0.") != std::string::npos;
        return first ? FakeTransport::make_reply(403, "not this name") : FakeTransport::make_reply(200, "ok");
    };
    std::vector<Change> changes;
    for (std::size_t i = 0; i < 10; ++i)
        changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.1"}));
    bench.submit(std::move(changes));
    bench.settle();
    CHECK(std::count_if(bench.outcomes.begin(), bench.outcomes.end(),
                        [](const Outcome& o) { return word(o) == "updated"; }) == 9);
}
