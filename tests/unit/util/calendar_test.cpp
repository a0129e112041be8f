// SPDX-License-Identifier: MIT
#include "util/calendar.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a moment in every form") {
    const WallTime moment{std::chrono::seconds(1767323045) + std::chrono::milliseconds(678)};
    CHECK(basic_date_time(moment) == "20260102T030405Z");
    CHECK(basic_date(moment) == "20260102");
    CHECK(date_time(moment) == "2026-01-02T03:04:05Z");
    CHECK(date(moment) == "2026-01-02");
    CHECK(half_basic_date_time(moment) == "20260102T03:04:05");
    CHECK(http_date(moment) == "Fri, 02 Jan 2026 03:04:05 GMT");
    CHECK(unix_seconds(moment) == "1767323045");
    CHECK(unix_milliseconds(moment) == "1767323045678");
}

TEST_CASE("an HTTP date is read as it is written, and nothing else is") {
    for (const long long seconds : {0ll, 784111777ll, 951782400ll, 1767323045ll, 4102444799ll}) {
        const WallTime moment{std::chrono::seconds(seconds)};
        CHECK(parse_http_date(http_date(moment)) == moment);
    }
    CHECK(http_date(WallTime{std::chrono::seconds(784111777)}) == "Sun, 06 Nov 1994 08:49:37 GMT");
    for (const char* wrong :
         {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37 GMT "})
        CHECK_FALSE(parse_http_date(wrong));
}
