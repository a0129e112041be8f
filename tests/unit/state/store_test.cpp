// SPDX-License-Identifier: MIT
#include "state/store.h"

#include "fakes/temp_folder.h"
#include "unit/state/facts.h"
#include "util/text.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::state_test;
using fakes::TempFolder;

TEST_CASE("what is recorded is there after reopening, in a folder that was not there") {
    const TempFolder temp;
    const std::string folder = temp.path("a/b/state");
    {
        auto store = open_store(folder);
        CHECK(store->records().empty());
        CHECK(store->damage().empty());
        REQUIRE(store->record({{key(1), stored(10)}, {key(2), stored(20)}}));
        REQUIRE(store->record({{key(1), stored(11)}}));
        CHECK(store->records().at(key(1)) == stored(11));
        REQUIRE(store->sync());
    }
    auto again = open_store(folder);
    CHECK(again->records().size() == 2);
    CHECK(again->records().at(key(1)) == stored(11));
    CHECK(again->records().at(key(2)) == stored(20));
}

TEST_CASE("the second store on a folder is refused and told who has it") {
    const TempFolder temp;
    auto first = open_store(temp.path());
    const auto second = StateStore::open(temp.path());
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().kind == ErrorKind::system);
    CHECK(mentions(second.error().what, "(pid " + std::string(trim(temp.read("lock"))) + ")"));
    CHECK(mentions(second.error().what, temp.path()));
    first.reset();
    CHECK(StateStore::open(temp.path()).has_value());
}

TEST_CASE("a half line at the end is dropped and later facts are not glued to it") {
    const TempFolder temp;
    { REQUIRE(open_store(temp.path())->record({{key(1), stored(10)}, {key(2), stored(20)}})); }
    const std::string whole = temp.read("published");
    temp.write("published", whole.substr(0, whole.size() - 5));
    {
        auto store = open_store(temp.path());
        CHECK(store->damage().empty());
        CHECK(store->records().size() == 1);
        REQUIRE(store->record({{key(3), stored(30)}}));
    }
    auto again = open_store(temp.path());
    CHECK(again->damage().empty());
    CHECK(again->records().size() == 2);
    CHECK(again->records().at(key(3)) == stored(30));
}

TEST_CASE("a damaged journal is set aside, each under its own name, and the store starts empty") {
    const TempFolder temp;
    for (const char* name : {"published.damaged-1", "published.damaged-2"}) {
        temp.write("published", "garbage that is longer than the first line of a journal\n");
        auto store = open_store(temp.path());
        CHECK(store->records().empty());
        CHECK(mentions(store->damage(), temp.path(name)));
        CHECK(temp.read(name).substr(0, 7) == "garbage");
        REQUIRE(store->record({{key(1), stored(10)}}));
    }
    CHECK(open_store(temp.path())->damage().empty());
}

TEST_CASE("an empty file, and one that was cut in its first line, are an empty journal") {
    const TempFolder temp;
    for (const char* text : {"", "ddns-rea"}) {
        temp.write("published", text);
        auto store = open_store(temp.path());
        CHECK(store->damage().empty());
        REQUIRE(store->record({{key(1), stored(10)}}));
        store.reset();
        CHECK(open_store(temp.path())->records().size() == 1);
    }
}

TEST_CASE("the journal is rewritten when it has grown, and stays complete") {
    const TempFolder temp;
    std::size_t largest = 0;
    {
        auto store = open_store(temp.path());
        for (std::uint32_t n = 0; n < 10'000; ++n) {
            REQUIRE(store->record({{key(n % 10), stored(n)}}));
            if (n % 100 == 0) largest = std::max<std::size_t>(largest, temp.read("published").size());
        }
    }
    CHECK(largest > 32'000);
    CHECK(largest < 80'000);
    CHECK(temp.files() == 2);
    auto again = open_store(temp.path());
    CHECK(again->records().size() == 10);
    for (std::uint32_t n = 0; n < 10; ++n) CHECK(again->records().at(key(n)) == stored(9990 + n));
}

TEST_CASE("a quiet moment is used to rewrite the journal before it must be") {
    const TempFolder temp;
    auto store = open_store(temp.path());
    std::uint32_t n = 0;
    while (temp.read("published").size() < 40'000) {
        ++n;
        REQUIRE(store->record({{key(n % 10), stored(n)}}));
    }
    REQUIRE(store->sync());
    CHECK(temp.read("published").size() < 2'000);
    REQUIRE(store->record({{key(10), stored(1)}}));
    REQUIRE(store->sync());
    store.reset();
    auto again = open_store(temp.path());
    CHECK(again->records().size() == 11);
    CHECK(again->records().at(key(n % 10)) == stored(n));
}

TEST_CASE("a state folder that cannot be: the error names it") {
    const TempFolder temp;
    temp.write("file", "x");
    const auto refused = StateStore::open(temp.path("file/state"));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == ErrorKind::system);
    CHECK(mentions(refused.error().what, temp.path("file/state")));
}
