// SPDX-License-Identifier: MIT
#include "loop/file_watch.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace ddns;

namespace {

struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ddns-watch-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

} // namespace

TEST_CASE("a watched file tells when another is renamed over it") {
    const Folder folder;
    const auto file = folder.path / "config.yaml";
    std::ofstream(file) << "old";
    Loop loop;
    int changes = 0;
    std::unique_ptr<Operation> limit;
    std::unique_ptr<FileWatch> watch;
    auto opened = FileWatch::open(loop, file.string(), [&] {
        ++changes;
        limit.reset();
        loop.stop();
    });
    REQUIRE(opened);
    watch = std::move(*opened);
    limit = loop.after(std::chrono::seconds(10),
                       [] {}); // keeps the loop running; a broken watch ends the test here

    std::ofstream(folder.path / "config.yaml.new") << "new";
    std::filesystem::rename(folder.path / "config.yaml.new", file);
    loop.run();
    CHECK(changes >= 1);
}

TEST_CASE("a watched file is silent about its neighbours") {
    const Folder folder;
    const auto file = folder.path / "config.yaml";
    std::ofstream(file) << "old";
    Loop loop;
    int changes = 0;
    auto watch = FileWatch::open(loop, file.string(), [&] { ++changes; });
    REQUIRE(watch);
    std::ofstream(folder.path / "neighbour") << "x";
    auto end = loop.after(std::chrono::milliseconds(1), [&] { std::ofstream(file) << "new"; });
    auto limit = loop.after(std::chrono::seconds(10), [] {});
    std::unique_ptr<Operation> told;
    told = loop.after(std::chrono::milliseconds(20), [&] { limit.reset(); });
    loop.run();
    CHECK(changes >= 1); // its own change was told, and by then the neighbour's would have been too
    const int own = changes;
    std::ofstream(folder.path / "neighbour") << "y";
    auto later = loop.after(std::chrono::milliseconds(20), [] {});
    loop.run();
    CHECK(changes == own);
}

TEST_CASE("a file that is not there is an error that names it") {
    Loop loop;
    const auto opened = FileWatch::open(loop, "/nowhere/at/all/config.yaml", [] {});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().what.find("/nowhere/at/all") != std::string::npos);
}
