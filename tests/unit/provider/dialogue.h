// SPDX-License-Identifier: MIT
#pragma once

#include "unit/provider/bench.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace ddns::provider_test {

/// One request as it must leave ("PUT /path body") and what is answered.
struct Line {
    std::string request;
    int status = 200;
    std::string reply;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Plays the provider: answers the requests in their order, each of which must be the next line's.
inline void converse(Bench& bench, std::vector<Change> changes, const std::vector<Line>& lines) {
    std::size_t next = bench.transport.calls.size();
    bench.submit(std::move(changes));
    for (const Line& line : lines) {
        CAPTURE(line.request);
        // The alarm of a wait goes off as soon as nothing else is left to do.
        while (bench.transport.calls.size() <= next && bench.turns.turn()) {
        }
        REQUIRE(next < bench.transport.calls.size());
        const HttpRequest& request = bench.transport.calls[next].request;
        std::string seen =
            request.method + " " + request.url.reveal().substr(std::string("https://p.example").size());
        if (!request.body.empty()) seen += " " + request.body.reveal();
        CHECK(seen == line.request);
        bench.transport.reply(next++, line.status, line.reply, line.headers);
    }
    while (bench.turns.turn()) {
    }
    CHECK(next == bench.transport.calls.size());
}

/// The outcomes so far in words, and then forgotten.
inline std::vector<std::string> ended(Bench& bench) {
    std::vector<std::string> words;
    for (const Outcome& outcome : bench.outcomes)
        words.push_back(std::to_string(outcome.record) + " " + word(outcome));
    bench.outcomes.clear();
    return words;
}

using Words = std::vector<std::string>;

} // namespace ddns::provider_test
