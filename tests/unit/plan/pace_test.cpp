// SPDX-License-Identifier: MIT
#include "lab.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::lab;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* a = "eth0*100 62.4.5.1";
constexpr const char* b = "eth0*100 62.4.5.2";
constexpr const char* c = "eth0*100 62.4.5.3";
constexpr const char* down = "eth0";
constexpr int day = 24 * 3600 * 1000;

Story paced(Duration apart, const char* published, int confirmed_ms, std::vector<Answer> answers = {}) {
    Story story;
    story.published = published;
    story.confirmed_ms = confirmed_ms;
    story.apart = apart;
    story.answers = std::move(answers);
    return story;
}

Story refreshed(Duration again, const char* published, int confirmed_ms, std::vector<Answer> answers = {}) {
    Story story = paced({}, published, confirmed_ms, std::move(answers));
    story.again = again;
    return story;
}

} // namespace

TEST_CASE("two updates of a record keep the distance that the provider wants") {
    struct Row {
        const char* what;
        Story story;
        std::vector<Step> steps;
        const char* expected;
    };
    const Row rows[] = {
        {"the first goes at once, the next one waits, what was between is skipped",
         paced(minutes(5), "", 0),
         {{0, a}, {1000, b}, {2000, c}},
         "0 send 62.4.5.1; 0 ok; 1000 hold pace 62.4.5.2 till 300000; 2000 hold pace 62.4.5.3 till 300000; "
         "300000 send 62.4.5.3; 300000 ok"},
        {"long after the last one it goes at once",
         paced(minutes(5), "62.4.5.1", -1'000'000),
         {{0, a}, {1000, b}},
         "0 ok; 1000 send 62.4.5.2; 1000 ok"},
        {"a restart does not shorten the distance",
         paced(minutes(5), "62.4.5.1", -100'000),
         {{0, b}},
         "0 hold pace 62.4.5.2 till 200000; 200000 send 62.4.5.2; 200000 ok"},
        {"the address that is published comes back meanwhile: nothing is sent",
         paced(minutes(5), "62.4.5.1", -100'000),
         {{0, b}, {1000, a}},
         "0 hold pace 62.4.5.2 till 200000; 1000 ok"},
        {"a failure that may have been an update counts, also before its repetition",
         paced(minutes(5), "62.4.5.1", -1'000'000, {{"timeout"}}),
         {{0, b}},
         "0 send 62.4.5.2; 0 hold pace 62.4.5.2 till 300000; 300000 send 62.4.5.2; 300000 ok"},
        {"nobody was reached: only the back-off counts",
         paced(minutes(5), "62.4.5.1", -1'000'000, {{"network"}}),
         {{0, b}},
         "0 send 62.4.5.2; 0 hold back_off 62.4.5.2 till 2000; 2000 send 62.4.5.2; 2000 ok"},
        {"the longer of two reasons is told",
         paced(minutes(5), "62.4.5.1", -1'000'000, {{"server:1800"}}),
         {{0, b}},
         "0 send 62.4.5.2; 0 hold back_off 62.4.5.2 till 1800000; 1800000 send 62.4.5.2; 1800000 ok"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        CHECK(play(row.story, row.steps, 7'200'000) == row.expected);
    }
}

TEST_CASE("what did not change is sent again only where the provider wants to hear of it") {
    struct Row {
        const char* what;
        Story story;
        std::vector<Step> steps;
        int until_ms;
        const char* expected;
    };
    const Row rows[] = {
        {"never, where it does not", refreshed({}, "62.4.5.1", -1'000'000'000), {{0, a}}, 20 * day, "0 ok"},
        {"when it is due, counted from the last confirmation, and then again",
         refreshed(hours(48), "62.4.5.1", -day),
         {{0, a}},
         4 * day,
         "0 ok; 86400000 again 62.4.5.1; 86400000 ok; 259200000 again 62.4.5.1; 259200000 ok"},
        {"overdue, because the program did not run",
         refreshed(hours(48), "62.4.5.1", -20 * day),
         {{0, a}},
         day,
         "0 again 62.4.5.1; 0 ok"},
        {"a change counts as a confirmation",
         refreshed(hours(48), "62.4.5.1", -day),
         {{0, a}, {1000, b}},
         2 * day,
         "0 ok; 1000 send 62.4.5.2; 1000 ok"},
        {"a change that is due at the same time is no repetition",
         refreshed(hours(48), "62.4.5.1", -20 * day),
         {{0, b}},
         day,
         "0 send 62.4.5.2; 0 ok"},
        {"nothing to publish: nothing is repeated",
         refreshed(hours(48), "62.4.5.1", -20 * day),
         {{0, down}},
         day,
         "0 lost"},
        {"a repetition that fails is tried again like any other",
         refreshed(hours(48), "62.4.5.1", -20 * day, {{"server"}}),
         {{0, a}},
         day,
         "0 again 62.4.5.1; 0 hold back_off 62.4.5.1 till 2000; 2000 again 62.4.5.1; 2000 ok"},
        {"also when nobody heard it",
         refreshed(hours(48), "62.4.5.1", -20 * day, {{"rate:9"}}),
         {{0, a}},
         day,
         "0 again 62.4.5.1; 0 hold rate_limited 62.4.5.1 till 9000; 9000 again 62.4.5.1; 9000 ok"},
        {"refused: it stays as it is until the configuration changes",
         refreshed(hours(48), "62.4.5.1", -20 * day, {{"rejected"}}),
         {{0, a}},
         day,
         "0 again 62.4.5.1; 0 stopped"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        CHECK(play(row.story, row.steps, row.until_ms) == row.expected);
    }
}

TEST_CASE("the planner asks to be woken for a repetition and for the end of a pause") {
    Config config = config_of(1);
    config.accounts[0].again = hours(25 * 24);
    config.accounts[0].apart = minutes(5);
    const Network net = network(a);
    const Candidates candidates = rank(net.snapshot, {});
    const Instant now(hours(1000));
    std::vector<Published> published{{addresses("62.4.5.1"), now - hours(24)}};
    const auto look = [&](PlanMemory memory) {
        return plan(PlanInput{config, net.snapshot, candidates, {}, published, now}, std::move(memory));
    };
    CHECK(look(fresh_memory(config)).wake_at == now + hours(24 * 24));
    published[0].values = addresses("62.4.5.9");
    PlanMemory memory = fresh_memory(config);
    memory.records[0].updated_at = now - minutes(2);
    const Plan held = look(memory);
    REQUIRE(held.holds.size() == 1);
    CHECK(held.holds[0].reason == HoldReason::pace);
    CHECK(held.wake_at == now + minutes(3));
}

namespace {

/// A and AAAA of one name, and the A of another one.
struct Pair {
    Config config = config_of(3);
    Network net = network("eth0*100 62.4.5.1 2a02:c0de::1");
    std::vector<Published> published{3};
    PlanMemory memory;
    Instant now{hours(10)};

    explicit Pair(bool together = true) {
        config.accounts[0].together = together;
        config.records[1].name = config.records[0].name;
        config.records[1].type = RecordType::AAAA;
        memory = fresh_memory(config);
    }
    Plan look() {
        const Candidates candidates = rank(net.snapshot, {});
        return plan(PlanInput{config, net.snapshot, candidates, {}, published, now}, memory);
    }
};

std::string other_of(const Plan& plan, std::size_t record) {
    for (const Change& change : plan.send)
        if (change.record == record) return change.other.empty() ? "nothing" : text(change.other);
    return "not sent";
}

} // namespace

TEST_CASE("where both families are written together, a change carries the other one") {
    SUBCASE("both are new: what is wanted") {
        Pair pair;
        const Plan plan = pair.look();
        CHECK(other_of(plan, 0) == "2a02:c0de::1");
        CHECK(other_of(plan, 1) == "62.4.5.1");
        CHECK(other_of(plan, 2) == "nothing");
    }
    SUBCASE("one is as it should be: what is published") {
        Pair pair;
        pair.published[1].values = addresses("2a02:c0de::1");
        CHECK(other_of(pair.look(), 0) == "2a02:c0de::1");
    }
    SUBCASE("one is held back: what is published, not what is wanted") {
        Pair pair;
        pair.published[1].values = addresses("2a02:c0de::9");
        pair.memory.records[1].retry_at = pair.now + minutes(1);
        CHECK(other_of(pair.look(), 0) == "2a02:c0de::9");
    }
    SUBCASE("one is lost: what is published") {
        Pair pair;
        pair.net = network("eth0*100 62.4.5.1");
        pair.published[1].values = addresses("2a02:c0de::9");
        CHECK(other_of(pair.look(), 0) == "2a02:c0de::9");
    }
    SUBCASE("one was never there and cannot be: nothing") {
        Pair pair;
        pair.net = network("eth0*100 62.4.5.1");
        CHECK(other_of(pair.look(), 0) == "nothing");
    }
    SUBCASE("elsewhere: nothing") {
        Pair pair(false);
        CHECK(other_of(pair.look(), 0) == "nothing");
    }
    SUBCASE("another account's record is none of its business") {
        Pair pair;
        pair.config.accounts.push_back(pair.config.accounts[0]);
        pair.config.records[1].account = 1;
        pair.memory = fresh_memory(pair.config);
        CHECK(other_of(pair.look(), 0) == "nothing");
    }
}

TEST_CASE("an update does not overtake that of the other family") {
    Pair pair;
    pair.published[0].values = addresses("62.4.5.9");
    pair.published[1].values = addresses("2a02:c0de::1");
    pair.memory.records[1].in_flight = RecordMemory::Job{addresses("2a02:c0de::1"), {}, {}};
    const Plan plan = pair.look();
    CHECK(other_of(plan, 0) == "not sent");
    REQUIRE_FALSE(plan.holds.empty());
    CHECK(plan.holds[0].record == 0);
    CHECK(plan.holds[0].reason == HoldReason::in_flight);
    Pair apart(false);
    apart.memory = pair.memory;
    CHECK(other_of(apart.look(), 0) == "nothing");
}

TEST_CASE("what was written together keeps its distance together") {
    Pair pair;
    pair.config.accounts[0].apart = minutes(5);
    pair.published[1].values = addresses("2a02:c0de::1");
    pair.memory.records[1].updated_at = pair.now - minutes(1);
    const Plan plan = pair.look();
    CHECK(other_of(plan, 0) == "not sent");
    CHECK(other_of(plan, 2) == "nothing");
    REQUIRE(plan.holds.size() == 1);
    CHECK(plan.holds[0].until == pair.now + minutes(4));
}
