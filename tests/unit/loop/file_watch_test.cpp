// SPDX-License-Identifier: MIT
#include "loop/file_watch.h"

#include "fakes/temp_folder.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a watched file tells when another is renamed over it") {
    const fakes::TempFolder folder;
    folder.write("config.yaml", "old");
    Loop loop;
    int changes = 0;
    std::unique_ptr<Operation> limit;
    std::unique_ptr<FileWatch> watch;
    auto opened = FileWatch::open(loop, folder.path("config.yaml"), [&] {
        ++changes;
        limit.reset();
        loop.stop();
    });
    REQUIRE(opened);
    watch = std::move(*opened);
    limit = loop.after(std::chrono::seconds(10),
                       [] {}); // keeps the loop running; a broken watch ends the test here

    folder.write("config.yaml.new", "new");
    std::filesystem::rename(folder.path("config.yaml.new"), folder.path("config.yaml"));
    loop.run();
    CHECK(changes >= 1);
}

TEST_CASE("a watched file is silent about its neighbours") {
    const fakes::TempFolder folder;
    folder.write("config.yaml", "old");
    Loop loop;
    int changes = 0;
    auto watch = FileWatch::open(loop, folder.path("config.yaml"), [&] { ++changes; });
    REQUIRE(watch);
    folder.write("neighbour", "x");
    auto end = loop.after(std::chrono::milliseconds(1), [&] { folder.write("config.yaml", "new"); });
    auto limit = loop.after(std::chrono::seconds(10), [] {});
    std::unique_ptr<Operation> told;
    told = loop.after(std::chrono::milliseconds(20), [&] { limit.reset(); });
    loop.run();
    CHECK(changes >= 1); // its own change was told, and by then the neighbour's would have been too
    const int own = changes;
    folder.write("neighbour", "y");
    auto later = loop.after(std::chrono::milliseconds(20), [] {});
    loop.run();
    CHECK(changes == own);
}

TEST_CASE("reading a watched file is no change") {
    const fakes::TempFolder folder;
    folder.write("config.yaml", "text");
    Loop loop;
    int changes = 0;
    auto watch = FileWatch::open(loop, folder.path("config.yaml"), [&] { ++changes; });
    REQUIRE(watch);
    CHECK(folder.read("config.yaml") == "text");
    folder.write("neighbour", "x");
    auto end = loop.after(std::chrono::milliseconds(20), [] {});
    loop.run();
    CHECK(changes == 0);
}

TEST_CASE("a file that is not there is an error that names it") {
    Loop loop;
    const auto opened = FileWatch::open(loop, "/nowhere/at/all/config.yaml", [] {});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().what.find("/nowhere/at/all") != std::string::npos);
}
