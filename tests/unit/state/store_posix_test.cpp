// SPDX-License-Identifier: MIT
#include "state/store.h"

#include "fakes/temp_folder.h"
#include "unit/state/facts.h"

#include <csignal>
#include <doctest/doctest.h>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ddns;
using namespace ddns::state_test;
using fakes::TempFolder;

namespace {

unsigned mode_of(const std::string& path) {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 07777;
}

/// While it lives, no file grows beyond this.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : old_handler_(::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const struct rlimit limit { bytes, before_.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;
    ~SizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, old_handler_);
    }

private:
    struct rlimit before_ {};
    void (*old_handler_)(int);
};

/// Records n = 1, 2, 3 ... as the value of key n % 7 and tells each on the pipe once it is safe.
[[noreturn]] void write_until_killed(const std::string& folder, int told, std::uint32_t first) {
    auto store = StateStore::open(folder);
    if (!store) ::_exit(1);
    for (std::uint32_t n = first;; ++n) {
        if (!(*store)->record({{key(n % 7), stored(n)}})) ::_exit(2);
        if (::write(told, &n, sizeof n) != sizeof n) ::_exit(3);
    }
}

} // namespace

TEST_CASE("a new state folder is for its owner only, and what is in it too") {
    const TempFolder temp;
    const std::string folder = temp.path("a/b/state");
    REQUIRE(open_store(folder)->record({{key(1), stored(10)}}));
    CHECK(mode_of(folder) == 0700);
    CHECK(mode_of(temp.path("a")) == 0700);
    CHECK(mode_of(folder + "/published") == 0600);
    CHECK(mode_of(folder + "/lock") == 0600);
}

TEST_CASE("who is refused a folder is told the number of the process that has it") {
    const TempFolder temp;
    auto first = open_store(temp.path());
    CHECK(temp.read("lock") == std::to_string(::getpid()) + "\n");
}

TEST_CASE("without room on the disk: an error with the path, nothing torn, and written with the next call") {
    const TempFolder temp;
    auto store = open_store(temp.path());
    REQUIRE(store->record({{key(1), stored(10)}}));
    const std::string before = temp.read("published");
    {
        const SizeLimit limit(before.size() + 20);
        const auto refused = store->record({{key(2), stored(20)}});
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().kind == ErrorKind::system);
        CHECK(mentions(refused.error().what, temp.path("published")));
        CHECK(mentions(refused.error().what, "disk is full"));
        CHECK_FALSE(store->record({}).has_value());
        for (std::uint32_t n = 0; n < 5000; ++n) CHECK_FALSE(store->record({{key(3 + n % 2), stored(n)}}));
    }
    CHECK(temp.read("published") == before);
    CHECK(store->records().at(key(2)) == stored(20));
    REQUIRE(store->record({}));
    CHECK(temp.read("published").size() < 128u << 10);
    store.reset();
    auto again = open_store(temp.path());
    CHECK(again->records().size() == 4);
    CHECK(again->records().at(key(3)) == stored(4998));
    CHECK(again->records().at(key(4)) == stored(4999));
}

TEST_CASE("a journal removed under the running program is written anew") {
    const TempFolder temp;
    auto store = open_store(temp.path());
    REQUIRE(store->record({{key(1), stored(10)}}));
    REQUIRE(::unlink(temp.path("published").c_str()) == 0);
    REQUIRE(store->record({{key(2), stored(20)}}));
    store.reset();
    CHECK(open_store(temp.path())->records().size() == 2);
}

TEST_CASE("kill -9 at any moment loses no fact that was acknowledged") {
    const TempFolder temp;
    std::minstd_rand random(7);
    std::uint32_t last_told = 0;
    for (int round = 0; round < 60; ++round) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::close(ends[0]);
            write_until_killed(temp.path(), ends[1], last_told + 1);
        }
        ::close(ends[1]);
        // The moment is chosen by counting facts, so that it falls somewhere into the next one's way.
        const unsigned facts = 1 + static_cast<unsigned>(random() % 300);
        std::uint32_t n = 0;
        for (unsigned i = 0; i < facts && ::read(ends[0], &n, sizeof n) == sizeof n; ++i) last_told = n;
        ::kill(child, SIGKILL);
        while (::read(ends[0], &n, sizeof n) == sizeof n) last_told = n;
        ::close(ends[0]);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));

        auto store = open_store(temp.path());
        REQUIRE(store->damage().empty());
        check_survivors(*store, last_told);
        // Go on counting after what may be there untold.
        last_told += 1;
        REQUIRE(store->record({{key(last_told % 7), stored(last_told)}}));
    }
    CHECK(last_told > 60);
}
