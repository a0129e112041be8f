// SPDX-License-Identifier: MIT
#include "lab.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::lab;

namespace {
constexpr const char* a = "eth0*100 62.4.5.1";
constexpr const char* b = "eth0*100 62.4.5.2";
constexpr const char* c = "eth0*100 62.4.5.3";
constexpr const char* d = "eth0*100 62.4.5.4";
} // namespace

TEST_CASE("values that are new never wait") {
    CHECK(play({}, {{0, a}, {400, b}, {800, c}, {1200, d}}, 9000) ==
          "0 send 62.4.5.1; 0 ok; 400 send 62.4.5.2; 400 ok; 800 send 62.4.5.3; 800 ok; "
          "1200 send 62.4.5.4; 1200 ok");
}

TEST_CASE("a value that comes back waits 5 s after the last update, the next return 10 s") {
    CHECK(
        play({}, {{0, a}, {1000, b}, {2000, a}, {8000, b}}, 60'000) ==
        "0 send 62.4.5.1; 0 ok; 1000 send 62.4.5.2; 1000 ok; 2000 hold flapping 62.4.5.1 till 6000; "
        "6000 send 62.4.5.1; 6000 ok; 8000 hold flapping 62.4.5.2 till 16000; 16000 send 62.4.5.2; 16000 ok");
}

TEST_CASE("also the value that a former run published counts") {
    CHECK(play({"62.4.5.1"}, {{0, a}, {1000, b}, {2000, a}}, 60'000) ==
          "0 ok; 1000 send 62.4.5.2; 1000 ok; 2000 hold flapping 62.4.5.1 till 6000; 6000 send 62.4.5.1; "
          "6000 ok");
}

TEST_CASE("what was wanted during the spacing is skipped, the last state is sent") {
    CHECK(
        play({}, {{0, a}, {1000, b}, {2000, a}, {3000, b}, {4000, a}, {5000, b}, {5500, a}}, 60'000) ==
        "0 send 62.4.5.1; 0 ok; 1000 send 62.4.5.2; 1000 ok; 2000 hold flapping 62.4.5.1 till 6000; 3000 ok; "
        "4000 hold flapping 62.4.5.1 till 6000; 5000 ok; 5500 hold flapping 62.4.5.1 till 6000; "
        "6000 send 62.4.5.1; 6000 ok");
}

TEST_CASE("a value that is new goes at once although the record flaps") {
    CHECK(play({}, {{0, a}, {1000, b}, {2000, a}, {2500, c}}, 60'000) ==
          "0 send 62.4.5.1; 0 ok; 1000 send 62.4.5.2; 1000 ok; 2000 hold flapping 62.4.5.1 till 6000; "
          "2500 send 62.4.5.3; 2500 ok");
}

TEST_CASE("the spacing doubles up to 5 min while it flaps for hours") {
    std::vector<Step> steps;
    for (int i = 0; i < 3600; ++i) steps.push_back({i * 1000, i % 2 == 0 ? a : b});
    const std::string log = play({}, steps, 3'600'000);
    std::vector<int> sent;
    for (std::size_t at = log.find(" send"); at != std::string::npos; at = log.find(" send", at + 1)) {
        const std::size_t start = log.rfind(' ', at - 1);
        sent.push_back(std::stoi(log.substr(start == std::string::npos ? 0 : start + 1)));
    }
    const std::vector<int> gaps_s = {1, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300};
    REQUIRE(sent.size() > gaps_s.size());
    for (std::size_t i = 0; i < gaps_s.size(); ++i) {
        CAPTURE(i);
        // The value that is due may not be there in that very second; then it goes in the next.
        CHECK(sent[i + 1] - sent[i] >= gaps_s[i] * 1000);
        CHECK(sent[i + 1] - sent[i] <= gaps_s[i] * 1000 + 1000);
    }
}

TEST_CASE("ten quiet minutes and flapping is forgotten") {
    CHECK(play({}, {{0, a}, {1000, b}, {6000, a}, {606'000, b}}, 700'000) ==
          "0 send 62.4.5.1; 0 ok; 1000 send 62.4.5.2; 1000 ok; 6000 send 62.4.5.1; 6000 ok; "
          "606000 send 62.4.5.2; 606000 ok");
    CHECK(play({}, {{0, a}, {1000, b}, {6000, a}, {605'999, b}, {606'500, a}}, 700'000) ==
          "0 send 62.4.5.1; 0 ok; 1000 send 62.4.5.2; 1000 ok; 6000 send 62.4.5.1; 6000 ok; "
          "605999 send 62.4.5.2; 605999 ok; 606500 hold flapping 62.4.5.1 till 625999; 625999 send 62.4.5.1; "
          "625999 ok");
}
