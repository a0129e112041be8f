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

TEST_CASE("a watched file tells when another is renamed over it, and is silent about its neighbours") {
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

    std::ofstream(folder.path / "neighbour") << "x";
    std::ofstream(folder.path / "config.yaml.new") << "new";
    std::filesystem::rename(folder.path / "config.yaml.new", file);
    loop.run();
    CHECK(changes >= 1);
}

TEST_CASE("a folder that is not there is an error that names it") {
    Loop loop;
    const auto opened = FileWatch::open(loop, "/nowhere/at/all/config.yaml", [] {});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().what.find("/nowhere/at/all") != std::string::npos);
}
