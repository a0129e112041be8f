// SPDX-License-Identifier: MIT
#include "lab.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::lab;

namespace {

constexpr const char* a = "eth0*100 62.4.5.1";
constexpr const char* b = "eth0*100 62.4.5.2";

Story answered(std::vector<Answer> answers, const char* published = "") {
    Story story;
    story.published = published;
    story.answers = std::move(answers);
    return story;
}

Outcome failure(ErrorKind kind, std::optional<Duration> retry_after = std::nullopt) {
    Outcome outcome;
    outcome.requests = 1;
    outcome.error = Error{kind, "it failed", retry_after};
    return outcome;
}

/// When the record may go again after this many failures in a row, from the last one.
Duration wait_after(ErrorKind kind, unsigned failures, double jitter,
                    std::optional<Duration> retry_after = std::nullopt) {
    const Config config = config_of(1);
    PlanMemory memory = fresh_memory(config);
    const Instant now(std::chrono::hours(5));
    for (unsigned i = 0; i < failures; ++i)
        apply_outcome(memory, config, failure(kind, retry_after), now, jitter);
    return memory.records[0].retry_at.value() - now;
}

} // namespace

TEST_CASE("each kind of failure has its own consequence") {
    struct Row {
        const char* kind;
        const char* expected; ///< one failure, then success if it is tried again
    };
    const Row rows[] = {
        {"network", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"timeout", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"server", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"bad_reply", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"system", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"internal", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"server:1800",
         "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 1800000; 1800000 send 62.4.5.1; 1800000 ok"},
        {"server:1", "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok"},
        {"rate", "0 send 62.4.5.1; 0 hold rate_limited 62.4.5.1 till 60000; 60000 send 62.4.5.1; 60000 ok"},
        {"rate:7", "0 send 62.4.5.1; 0 hold rate_limited 62.4.5.1 till 7000; 7000 send 62.4.5.1; 7000 ok"},
        {"auth", "0 send 62.4.5.1; 0 stopped"},
        {"abuse", "0 send 62.4.5.1; 0 stopped"},
        {"rejected", "0 send 62.4.5.1; 0 stopped"},
        {"config", "0 send 62.4.5.1; 0 stopped"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.kind);
        CHECK(play(answered({{row.kind}}), {{0, a}}, 7'200'000) == row.expected);
    }
}

TEST_CASE("back-off doubles up to 15 min, with jitter on top") {
    CHECK(wait_after(ErrorKind::server, 1, 0) == std::chrono::seconds(2));
    CHECK(wait_after(ErrorKind::server, 2, 0) == std::chrono::seconds(4));
    CHECK(wait_after(ErrorKind::server, 5, 0) == std::chrono::seconds(32));
    CHECK(wait_after(ErrorKind::server, 9, 0) == std::chrono::seconds(512));
    CHECK(wait_after(ErrorKind::server, 10, 0) == std::chrono::minutes(15));
    CHECK(wait_after(ErrorKind::server, 5000, 0) == std::chrono::minutes(15));
    CHECK(wait_after(ErrorKind::server, 1, 0.5) == std::chrono::milliseconds(2250));
    CHECK(wait_after(ErrorKind::timeout, 1, 0.9, std::chrono::seconds(9)) == std::chrono::seconds(9));
    CHECK(wait_after(ErrorKind::server, 1, 0, Duration::max()) == std::chrono::hours(24 * 365));
    CHECK(wait_after(ErrorKind::server, 1, 0, Duration(-1)) == std::chrono::seconds(2));
}

TEST_CASE("success ends the back-off") {
    CHECK(play(answered({{"server"}, {"ok"}, {"server"}}), {{0, a}, {5000, b}}, 9000) ==
          "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; 2000 ok; "
          "5000 send 62.4.5.2; 5000 hold back_off 62.4.5.2 till 7000; 7000 send 62.4.5.2; 7000 ok");
}

TEST_CASE("a network change lets go what was not reached, and nothing else") {
    struct Row {
        const char* kind;
        const char* expected; ///< after failing at 0 with `a`, the network changes to `b` at 500
    };
    const Row rows[] = {
        {"network", "500 send 62.4.5.2; 500 ok"},
        {"timeout", "500 send 62.4.5.2; 500 ok"},
        {"server", "500 hold back_off 62.4.5.2 till 2000; 2000 send 62.4.5.2; 2000 ok"},
        {"bad_reply", "500 hold back_off 62.4.5.2 till 2000; 2000 send 62.4.5.2; 2000 ok"},
        {"timeout:9", "500 hold back_off 62.4.5.2 till 9000; 9000 send 62.4.5.2; 9000 ok"},
        {"rate:9", "500 hold rate_limited 62.4.5.2 till 9000; 9000 send 62.4.5.2; 9000 ok"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.kind);
        const std::string log = play(answered({{row.kind}}), {{0, a}, {500, b}}, 60'000);
        REQUIRE(log.find("500 ") != std::string::npos);
        CHECK(log.substr(log.find("500 ")) == row.expected);
    }
    for (const char* kind : {"auth", "abuse", "rejected", "config"})
        CHECK(play(answered({{kind}}), {{0, a}, {500, b}}, 7'200'000) == "0 send 62.4.5.1; 0 stopped");
}

TEST_CASE("a network change starts the back-off anew") {
    CHECK(play(answered({{"network"}, {"network"}, {"network"}}), {{0, a}, {3000, b}}, 9000) ==
          "0 send 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 send 62.4.5.1; "
          "2000 hold back_off 62.4.5.1 till 6000; 3000 send 62.4.5.2; 3000 hold back_off 62.4.5.2 till 5000; "
          "5000 send 62.4.5.2; 5000 ok");
}

TEST_CASE("a job in flight is not cancelled; the newest value goes next and those between are skipped") {
    CHECK(play(answered({{"ok", 1000}}), {{0, a}, {200, b}, {400, "eth0*100 62.4.5.3"}}, 9000) ==
          "0 send 62.4.5.1; 200 hold in_flight 62.4.5.2; 400 hold in_flight 62.4.5.3; "
          "1000 send 62.4.5.3; 1000 ok");
    CHECK(play(answered({{"ok", 1000}}), {{0, a}, {200, b}, {400, a}}, 9000) ==
          "0 send 62.4.5.1; 200 hold in_flight 62.4.5.2; 400 flying; 1000 ok");
}

TEST_CASE("an update that was not confirmed may have happened, so the old value is sent again") {
    CHECK(play(answered({{"timeout"}}, "62.4.5.1"), {{0, b}, {500, a}}, 9000) ==
          "0 send 62.4.5.2; 0 hold back_off 62.4.5.2 till 2000; 500 send 62.4.5.1; 500 ok");
    CHECK(play(answered({{"rate:9"}}, "62.4.5.1"), {{0, b}, {500, a}}, 60'000) ==
          "0 send 62.4.5.2; 0 hold rate_limited 62.4.5.2 till 9000; 500 ok");
    CHECK(play(answered({{"rejected"}}, "62.4.5.1"), {{0, b}, {500, a}}, 60'000) ==
          "0 send 62.4.5.2; 0 stopped; 500 ok");
}

TEST_CASE("a job that never left leaves no doubt") {
    const Config config = config_of(1);
    PlanMemory memory = fresh_memory(config);
    Outcome outcome = failure(ErrorKind::network);
    outcome.requests = 0;
    apply_outcome(memory, config, outcome, Instant{}, 0);
    CHECK_FALSE(memory.records[0].uncertain);
    CHECK(memory.records[0].failures == 1);
}

TEST_CASE("auth stops the whole account, rejected only the record") {
    const Config config = config_of(2);
    const Network net = network(a);
    const Candidates candidates = rank(net.snapshot, {});
    const std::vector<Published> published(2);
    const auto look = [&](PlanMemory memory) {
        return plan(PlanInput{config, net.snapshot, candidates, net.detected, published, Instant{}},
                    std::move(memory));
    };
    for (const ErrorKind kind : {ErrorKind::auth, ErrorKind::abuse, ErrorKind::rejected}) {
        PlanMemory memory = fresh_memory(config);
        apply_outcome(memory, config, failure(kind), Instant{}, 0);
        const Plan after = look(memory);
        const bool whole_account = kind != ErrorKind::rejected;
        CHECK(after.stopped.size() == (whole_account ? 2 : 1));
        CHECK(after.send.size() == (whole_account ? 0 : 1));
    }
}

TEST_CASE("a rate limit holds every record of the account until the latest moment told") {
    const Config config = config_of(2);
    PlanMemory memory = fresh_memory(config);
    apply_outcome(memory, config, failure(ErrorKind::rate, std::chrono::seconds(30)), Instant{}, 0);
    apply_outcome(memory, config, failure(ErrorKind::rate, std::chrono::seconds(10)), Instant{}, 0);
    CHECK(memory.accounts[0].not_before == Instant(std::chrono::seconds(30)));
    const Network net = network(a);
    const Candidates candidates = rank(net.snapshot, {});
    const Plan held = plan(PlanInput{config, net.snapshot, candidates, {}, {}, Instant{}}, memory);
    CHECK(held.holds.size() == 2);
    CHECK(held.wake_at == Instant(std::chrono::seconds(30)));
}
