// SPDX-License-Identifier: MIT
#include "provider/hosts_file.h"

#include "fakes/fake_timers.h"
#include "fakes/temp_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace ddns;
using fakes::FakeTimers;
using fakes::TempFolder;

namespace {

Change change(std::size_t record, const char* name, const char* value) {
    Change result;
    result.record = record;
    result.name = name;
    result.values = {IpAddress::parse(value).value()};
    result.type = type_of(result.values[0].family());
    return result;
}

struct Case {
    TempFolder folder;
    FakeTimers timers;
    std::unique_ptr<AccountSession> session;

    explicit Case(const char* account = "lan", const char* file = "hosts") {
        Account made;
        made.name = account;
        made.settings.emplace("path", Secret(folder.path(file)));
        session = make_hosts_session(made, timers);
    }

    std::vector<Outcome> submit(std::vector<Change> changes) {
        std::vector<Outcome> outcomes;
        const std::size_t expected = changes.size();
        auto operation =
            session->submit(std::move(changes), [&](Outcome o) { outcomes.push_back(std::move(o)); });
        CHECK(outcomes.empty());
        timers.run_ready();
        REQUIRE(outcomes.size() == expected);
        return outcomes;
    }
};

bool mentions(const Error& error, std::string_view part) {
    return error.what.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the hosts file gets its block; the same again is unchanged and touches nothing") {
    Case c;
    c.folder.write("hosts", "127.0.0.1 localhost\n");
    const auto first = c.submit({change(7, "nas.lan", "10.0.0.5"), change(8, "NAS.lan", "fd00::5")});
    CHECK(first[0].status == Outcome::Status::updated);
    CHECK(first[0].record == 7);
    CHECK(first[0].values == change(7, "nas.lan", "10.0.0.5").values);
    CHECK(first[0].requests == 1);
    CHECK(first[1].status == Outcome::Status::updated);
    const char* expected =
        "127.0.0.1 localhost\n# BEGIN ddns-reactor lan\n10.0.0.5 nas.lan\nfd00::5 nas.lan\n"
        "# END ddns-reactor lan\n";
    CHECK(c.folder.read("hosts") == expected);
    const auto written = std::filesystem::last_write_time(c.folder.path("hosts"));
    struct stat before {};
    REQUIRE(::stat(c.folder.path("hosts").c_str(), &before) == 0);

    const auto again = c.submit({change(7, "nas.lan", "10.0.0.5")});
    CHECK(again[0].status == Outcome::Status::unchanged);
    CHECK(again[0].requests == 0);
    struct stat after {};
    REQUIRE(::stat(c.folder.path("hosts").c_str(), &after) == 0);
    CHECK(before.st_ino == after.st_ino);
    CHECK(std::filesystem::last_write_time(c.folder.path("hosts")) == written);

    const auto mixed = c.submit({change(7, "nas.lan", "10.0.0.5"), change(9, "tv.lan", "10.0.0.9")});
    CHECK(mixed[0].status == Outcome::Status::unchanged);
    CHECK(mixed[1].status == Outcome::Status::updated);
    CHECK(c.folder.files() == 1);
}

TEST_CASE("a missing hosts file is created") {
    Case c;
    CHECK(c.submit({change(0, "nas.lan", "10.0.0.5")})[0].status == Outcome::Status::updated);
    CHECK(c.folder.read("hosts") == "# BEGIN ddns-reactor lan\n10.0.0.5 nas.lan\n# END ddns-reactor lan\n");
}

TEST_CASE("one bad name does not keep the others out of the hosts file") {
    Case c;
    const auto outcomes =
        c.submit({change(0, "a\n6.6.6.6 evil", "10.0.0.5"), change(1, "nas.lan", "10.0.0.6")});
    CHECK(outcomes[0].status == Outcome::Status::failed);
    CHECK(outcomes[0].error.kind == ErrorKind::rejected);
    CHECK(outcomes[1].status == Outcome::Status::updated);
    CHECK(c.folder.read("hosts").find("evil") == std::string::npos);
}

TEST_CASE("a hosts file that cannot be used fails every change with the path, and stays as it was") {
    struct Row {
        const char* why;
        std::string content;
        const char* part;
    };
    const Row rows[] = {
        {"damaged markers", "# BEGIN ddns-reactor lan\n", "END is missing"},
        {"too large", std::string((4u << 20) + 1, 'x'), "larger than"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.why);
        Case c;
        c.folder.write("hosts", row.content);
        for (const Outcome& outcome :
             c.submit({change(0, "a.lan", "10.0.0.5"), change(1, "b.lan", "10.0.0.6")})) {
            CHECK(outcome.status == Outcome::Status::failed);
            CHECK(outcome.error.kind == ErrorKind::system);
            CHECK(mentions(outcome.error, c.folder.path("hosts")));
            CHECK_MESSAGE(mentions(outcome.error, row.part), outcome.error.what);
            CHECK(outcome.requests == 0);
        }
        CHECK(c.folder.read("hosts") == row.content);
    }
    Case is_folder("lan", "");
    CHECK(mentions(is_folder.submit({change(0, "a.lan", "10.0.0.5")})[0].error, "it is a folder"));
    Case no_folder("lan", "missing/hosts");
    CHECK(mentions(no_folder.submit({change(0, "a.lan", "10.0.0.5")})[0].error, "folder does not exist"));
    Case bad_account("a\nb");
    CHECK(bad_account.submit({change(0, "a.lan", "10.0.0.5")})[0].error.kind == ErrorKind::config);
    FakeTimers timers;
    const auto without_path = make_hosts_session(Account{}, timers);
    ErrorKind kind = ErrorKind::internal;
    auto operation = without_path->submit({change(0, "a.lan", "10.0.0.5")},
                                          [&](const Outcome& o) { kind = o.error.kind; });
    timers.run_ready();
    CHECK(kind == ErrorKind::config);
}

TEST_CASE("a hosts operation can be destroyed before it runs, and by its own outcome") {
    Case c;
    int outcomes = 0;
    auto cancelled =
        c.session->submit({change(0, "nas.lan", "10.0.0.5")}, [&](const Outcome&) { ++outcomes; });
    cancelled.reset();
    c.timers.run_ready();
    CHECK(outcomes == 0);
    CHECK(c.folder.files() == 0);

    std::unique_ptr<Operation> self;
    self = c.session->submit({change(0, "a.lan", "10.0.0.5"), change(1, "b.lan", "10.0.0.6")},
                             [&](const Outcome&) {
                                 ++outcomes;
                                 self.reset();
                             });
    c.session.reset();
    c.timers.run_ready();
    CHECK(outcomes == 1);
}

TEST_CASE("two accounts share one hosts file") {
    Case c;
    Account other;
    other.name = "lan2";
    other.settings.emplace("path", Secret(c.folder.path("hosts")));
    const auto second = make_hosts_session(other, c.timers);
    auto a = c.session->submit({change(0, "a.lan", "10.0.0.5")}, [](const Outcome&) {});
    auto b = second->submit({change(0, "b.lan", "10.0.0.6")}, [](const Outcome&) {});
    c.timers.run_ready();
    CHECK(c.folder.read("hosts") == "# BEGIN ddns-reactor lan\n10.0.0.5 a.lan\n# END ddns-reactor lan\n"
                                    "# BEGIN ddns-reactor lan2\n10.0.0.6 b.lan\n# END ddns-reactor lan2\n");
}
