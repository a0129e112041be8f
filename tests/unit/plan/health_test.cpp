// SPDX-License-Identifier: MIT
#include "plan/health.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

/// "+" a success, "-" a failure; the answer says after each whether the uplink is up or down.
std::string play(unsigned down_after, unsigned up_after, std::string_view story) {
    const Probe probe{"https://one.example/", std::chrono::seconds(30), down_after, up_after};
    Health health;
    std::string out;
    Instant now{};
    for (const char event : story) {
        now += probe.every;
        const Result<Duration> took = event == '+' ? Result<Duration>(std::chrono::milliseconds(20))
                                                   : fail(ErrorKind::timeout, "silence");
        health = after_probe(health, probe, took, now);
        CHECK(health.asked == now);
        CHECK(health.problem == (event == '+' ? "" : "silence"));
        out += health.down ? 'd' : 'u';
    }
    return out;
}

} // namespace

TEST_CASE("an uplink goes down and up after so many probes in a row") {
    CHECK(Health{}.down == false); // unknown counts as healthy
    const struct {
        const char* rule;
        unsigned down_after, up_after;
        const char* story;
        const char* states;
    } rows[] = {
        {"three failures in a row", 3, 2, "---", "uud"},
        {"a success in between starts the count anew", 3, 2, "--+---", "uuuuud"},
        {"two successes in a row bring it back", 3, 2, "---++", "uuddu"},
        {"a failure in between starts that count anew", 3, 2, "---+-++", "uuddddu"},
        {"at once both ways", 1, 1, "-+-+", "dudu"},
        {"one lost packet of every two is not down", 2, 1, "-+-+-+", "uuuuuu"},
        {"one answer of every two is not up", 1, 2, "-+-+-+", "dddddd"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.rule);
        CHECK(play(row.down_after, row.up_after, row.story) == row.states);
    }
}
