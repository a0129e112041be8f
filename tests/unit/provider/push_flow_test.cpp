// SPDX-License-Identifier: MIT
#include "provider/catalogue.h"
#include "unit/provider/bench.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

using Words = std::vector<std::string>;

struct Dyn : Bench {
    ProviderCatalogue catalogue;
    Dyn() : Bench("") {
        account.settings["username"] = Secret("me");
        account.settings["password"] = Secret("p4ssword");
        session = nullptr;
    }
    void start() { session = make_session(*catalogue.definition("dyndns2"), account, transport, turns); }
    Words run(std::vector<Change> changes, const std::string& body, int status = 200) {
        outcomes.clear();
        if (!session) start();
        transport.handler = [=](const HttpRequest&) -> Result<HttpReply> {
            return FakeTransport::make_reply(status, body);
        };
        const std::size_t count = changes.size();
        submit(std::move(changes));
        settle();
        Words words(count, "none");
        CHECK(outcomes.size() == count);
        for (const Outcome& outcome : outcomes) {
            CHECK(words[outcome.record] == "none");
            words[outcome.record] = word(outcome);
        }
        return words;
    }
};

std::vector<Change> hosts(std::size_t count, const std::string& address = "192.0.2.1") {
    std::vector<Change> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(change(i, fmt::format("h{}.example.com", i), {address}));
    return out;
}

} // namespace

TEST_CASE("how it was sent is told as long as it is not as the kernel routes") {
    Dyn dyn;
    dyn.transport.taken_way = "through lte";
    CHECK(dyn.run(hosts(1), "good 192.0.2.1") == Words{"updated"});
    CHECK(dyn.outcomes[0].way == "through lte");
    dyn.transport.taken_way.clear();
    CHECK(dyn.run(hosts(1, "192.0.2.2"), "good 192.0.2.2") == Words{"updated"});
    CHECK(dyn.outcomes[0].way.empty());
}

TEST_CASE("changes with equal values share a request, up to what the file and the account allow") {
    struct Row {
        std::size_t count;
        std::optional<unsigned> batch;
        std::size_t requests;
    };
    const Row rows[] = {{1, {}, 1},   {20, {}, 1}, {21, {}, 2},  {45, {}, 3},
                        {10, 1u, 10}, {10, 4u, 3}, {45, 100u, 3}};
    for (const Row& row : rows) {
        CAPTURE(row.count);
        Dyn dyn;
        dyn.account.batch = row.batch;
        dyn.run(hosts(row.count), "good");
        CHECK(dyn.transport.calls.size() == row.requests);
    }
}

TEST_CASE("changes that differ in value, ttl or options do not share a request") {
    Dyn dyn;
    auto changes = hosts(6);
    changes[1].values = {*IpAddress::parse("192.0.2.9")};
    changes[2].ttl = 60;
    changes[3].options["x"] = "y";
    changes[4] = change(4, "h4.example.com", {"2001:db8::1"});
    CHECK(dyn.run(changes, "good") == Words(6, "updated"));
    CHECK(dyn.transport.calls.size() == 5);
}

TEST_CASE("lines of the reply belong to the names in their order") {
    struct Row {
        std::string body;
        Words means;
    };
    const Row rows[] = {
        {"good 192.0.2.1\nnochg 192.0.2.1\nnohost\n", {"updated", "unchanged", "rejected"}},
        {"good 192.0.2.1\r\n\r\ngood\r\nabuse\r\n", {"updated", "updated", "abuse"}},
        {"good 192.0.2.1\n", {"updated", "updated", "updated"}},
        {"nochg", {"unchanged", "unchanged", "unchanged"}},
        {"badauth", {"auth", "auth", "auth"}},
        {"911", {"server 30m", "server 30m", "server 30m"}},
        {"good\ngood", {"bad_reply", "bad_reply", "bad_reply"}},
        {"good\ngood\ngood\ngood", {"bad_reply", "bad_reply", "bad_reply"}},
        {"good\nwhat?\ngood 127.0.0.1", {"updated", "bad_reply", "abuse"}},
        {"<html>\n<body>\nSign in", {"bad_reply", "bad_reply", "bad_reply"}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.body);
        Dyn dyn;
        CHECK(dyn.run(hosts(3), row.body) == row.means);
        CHECK(dyn.transport.calls.size() == 1);
    }
}

TEST_CASE("a word about one name that stands alone sends the names again one by one") {
    Dyn dyn;
    dyn.start();
    dyn.transport.handler = [](const HttpRequest& request) -> Result<HttpReply> {
        const std::string url = request.url.reveal();
        const bool bad = url.find("h1.") != std::string::npos;
        return FakeTransport::make_reply(200, bad ? "notfqdn" : "good 192.0.2.1");
    };
    dyn.submit(hosts(3));
    dyn.settle();
    CHECK(dyn.transport.calls.size() == 4);
    REQUIRE(dyn.outcomes.size() == 3);
    for (const Outcome& outcome : dyn.outcomes) {
        CHECK(word(outcome) == (outcome.record == 1 ? "rejected" : "updated"));
        CHECK(outcome.requests == 2);
    }
}

TEST_CASE("a thousand names without grouping keep to the limit and all arrive") {
    Dyn dyn;
    dyn.account.batch = 1;
    CHECK(dyn.run(hosts(1000), "good") == Words(1000, "updated"));
    CHECK(dyn.transport.calls.size() == 1000);
    CHECK(dyn.transport.most_open == 32);
}

TEST_CASE("no outcome comes inside submit, also when nothing could be sent") {
    Dyn dyn;
    dyn.start();
    dyn.submit({change(0, "a.example.com", {"192.0.2.1", "192.0.2.2"})});
    CHECK(dyn.outcomes.empty());
    dyn.settle();
    REQUIRE(dyn.outcomes.size() == 1);
    CHECK(dyn.outcomes[0].error.kind == ErrorKind::rejected);
    CHECK(dyn.transport.calls.empty());
}

TEST_CASE("giving up cancels what is on its way and starts nothing") {
    Dyn dyn;
    dyn.account.batch = 1;
    dyn.start();
    dyn.submit(hosts(100));
    CHECK(dyn.transport.open() == 32);
    dyn.operations.clear();
    CHECK(dyn.transport.open() == 0);
    CHECK(dyn.transport.calls.size() == 32);
    CHECK(dyn.run(hosts(2), "good") == Words{"updated", "updated"});
}

TEST_CASE("a failed connection says which record, and that it could not confirm") {
    Dyn dyn;
    dyn.start();
    dyn.transport.handler = [](const HttpRequest&) -> Result<HttpReply> {
        return fail(ErrorKind::timeout, "p.example did not answer in 30 s");
    };
    dyn.submit(hosts(1));
    dyn.settle();
    REQUIRE(dyn.outcomes.size() == 1);
    CHECK(dyn.outcomes[0].error.kind == ErrorKind::timeout);
    CHECK(dyn.outcomes[0].error.what == "could not confirm the update: p.example did not answer in 30 s");
    CHECK(dyn.outcomes[0].way.empty());
}

TEST_CASE("a password that a server repeats is not in the message") {
    Dyn dyn;
    dyn.run(hosts(1), "wrong password p4ssword\x01\x02");
    REQUIRE(dyn.outcomes.size() == 1);
    CHECK(dyn.outcomes[0].error.what.find("p4ssword") == std::string::npos);
    CHECK(dyn.outcomes[0].error.what.find("***") != std::string::npos);
    CHECK(dyn.outcomes[0].error.what.find('\x01') == std::string::npos);
}

TEST_CASE("credentials that a server repeats are not in the message") {
    Dyn dyn;
    dyn.start();
    std::string sent;
    dyn.transport.handler = [&sent](const HttpRequest& request) -> Result<HttpReply> {
        for (const auto& header : request.headers)
            if (header.name == "Authorization") sent = header.value.reveal().substr(6);
        return FakeTransport::make_reply(200, "you are " + sent);
    };
    dyn.submit(hosts(1));
    dyn.settle();
    REQUIRE(dyn.outcomes.size() == 1);
    REQUIRE(sent.size() > 8);
    CHECK(dyn.outcomes[0].error.what.find("you are ***") != std::string::npos);
    CHECK(dyn.outcomes[0].error.what.find(sent.substr(0, sent.find('='))) == std::string::npos);
}

TEST_CASE("a secret that a server repeats as it was sent is not in the message") {
    Dyn dyn;
    dyn.account.url.clear();
    dyn.account.settings["token"] = Secret("t0ken&x y");
    dyn.account.settings["headers"] = Secret("X-Key: headersecret");
    dyn.account.settings["url"] = Secret("https://p.example/pathsecret/%41bcd1?k=querysecret&t={token}");
    for (const char* said : {"/pathsecret/ was not found", "k=querysecret", "Abcd1", "%41bcd1",
                             "t0ken%26x%20y", "t0ken&amp;x y", "no headersecret here"}) {
        CAPTURE(said);
        dyn.session = make_session(*dyn.catalogue.definition("http"), dyn.account, dyn.transport, dyn.turns);
        dyn.transport.handler = [said](const HttpRequest&) -> Result<HttpReply> {
            return FakeTransport::make_reply(404, said);
        };
        dyn.submit(hosts(1));
        dyn.settle();
        const std::string& what = dyn.outcomes.back().error.what;
        CAPTURE(what);
        CHECK(what.find("***") != std::string::npos);
        for (const char* secret : {"pathsecret", "querysecret", "bcd1", "t0ken", "headersecret"})
            CHECK(what.find(secret) == std::string::npos);
    }
}

TEST_CASE("what is wrong in a user's own url is said for each record") {
    Dyn dyn;
    dyn.account.url = "https://p.example/?n={nmae}";
    dyn.session = make_session(*dyn.catalogue.definition("http"), dyn.account, dyn.transport, dyn.turns);
    dyn.submit(hosts(2));
    dyn.settle();
    REQUIRE(dyn.outcomes.size() == 2);
    CHECK(dyn.outcomes[0].error.kind == ErrorKind::config);
    CHECK(dyn.outcomes[0].error.what.find("did you mean {name}") != std::string::npos);
    CHECK_FALSE(check_account(*dyn.catalogue.definition("http"), dyn.account));
}
