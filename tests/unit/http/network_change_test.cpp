// SPDX-License-Identifier: MIT
#include "http/curl_transport.h"

#include "fakes/loopback_server.h"

#include <doctest/doctest.h>

using namespace ddns;
using Request = LoopbackServer::Request;
using Reply = LoopbackServer::Reply;

namespace {

const IpAddress v4 = *IpAddress::parse("127.0.0.1");
const IpAddress v6 = *IpAddress::parse("::1");

std::string loopback_interface() {
    uv_interface_address_t* all = nullptr;
    int count = 0;
    REQUIRE(uv_interface_addresses(&all, &count) == 0);
    std::string name;
    for (int i = 0; i < count; ++i)
        if (all[i].is_internal) name = all[i].name;
    uv_free_interface_addresses(all, count);
    return name;
}

/// A machine with two addresses, and a server behind each. "/hang" is never answered.
struct TwoWays {
    static Reply answer(const Request& request) {
        return request.target == "/hang" ? Reply{""} : LoopbackServer::ok("good");
    }
    std::unique_ptr<Operation> start(const LoopbackServer& server, const char* path,
                                     const std::string& interface = "") {
        HttpRequest request;
        request.interface = interface;
        request.url = Secret(server.url(path));
        request.timeout = std::chrono::seconds(20);
        return transport->start(std::move(request),
                                [this](Result<HttpReply> reply) { outcomes.push_back(std::move(reply)); });
    }
    void fetch(const LoopbackServer& server) {
        auto operation = start(server, "/");
        loop.run();
        REQUIRE(outcomes.size() == 1);
        REQUIRE(outcomes[0]);
        outcomes.clear();
    }

    Loop loop;
    LoopbackServer server4{loop, answer};
    LoopbackServer server6{loop, answer, "::1"};
    std::unique_ptr<HttpTransport> transport = make_curl_transport(loop);
    std::vector<Result<HttpReply>> outcomes;
    std::string loopback = loopback_interface();
};

} // namespace

TEST_CASE("kept connections stay in use while their local addresses are there") {
    TwoWays ways;
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    ways.transport->network_changed({v4, v6, *IpAddress::parse("192.0.2.1")});
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    CHECK(ways.server4.connections() == 1);
    CHECK(ways.server6.connections() == 1);
}

TEST_CASE("a kept connection whose local address is gone is not used again, others are") {
    TwoWays ways;
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    ways.transport->network_changed({v4});
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    CHECK(ways.server4.connections() == 1);
    CHECK(ways.server6.connections() == 2);
}

TEST_CASE("requests on their way over a lost address fail at once, others go on") {
    TwoWays ways;
    ways.fetch(ways.server6); // so that the one below goes over a kept connection
    std::vector<std::unique_ptr<Operation>> operations;
    operations.push_back(ways.start(ways.server6, "/hang"));
    operations.push_back(ways.start(ways.server6, "/hang"));
    operations.push_back(ways.start(ways.server4, "/hang"));
    while (ways.server6.requests().size() < 3 || ways.server4.requests().empty())
        uv_run(ways.loop.uv(), UV_RUN_ONCE);
    ways.transport->network_changed({v4});
    CHECK(ways.outcomes.empty());
    while (ways.outcomes.size() < 2) uv_run(ways.loop.uv(), UV_RUN_ONCE);
    for (const auto& outcome : ways.outcomes) {
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().kind == ErrorKind::network);
        CHECK(outcome.error().what.find("local address") != std::string::npos);
    }
    operations.pop_back(); // that one would take its whole time
    ways.loop.run();
    CHECK(ways.outcomes.size() == 2);
}

TEST_CASE("a request that has no connection yet survives a change") {
    TwoWays ways;
    auto operation = ways.start(ways.server4, "/");
    ways.transport->network_changed({v4});
    ways.transport->network_changed({v4, v6});
    ways.loop.run();
    REQUIRE(ways.outcomes.size() == 1);
    CHECK(ways.outcomes[0]);
    CHECK(ways.server4.connections() == 1);
}

TEST_CASE("a TLS handshake over a lost address fails at once too") {
    TwoWays ways;
    HttpRequest request;
    request.url = Secret("https" + ways.server6.url().substr(4)); // waits for an end that TLS never sends
    std::unique_ptr<Operation> operation = ways.transport->start(
        request, [&](Result<HttpReply> reply) { ways.outcomes.push_back(std::move(reply)); });
    while (ways.server6.connections() == 0) uv_run(ways.loop.uv(), UV_RUN_ONCE);
    ways.transport->network_changed({v4});
    ways.loop.run();
    REQUIRE(ways.outcomes.size() == 1);
    REQUIRE_FALSE(ways.outcomes[0]);
    CHECK(ways.outcomes[0].error().what.find("local address") != std::string::npos);
}

TEST_CASE("what leaves through a dead uplink ends, what names its interface goes on") {
    TwoWays ways;
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    std::vector<std::unique_ptr<Operation>> operations;
    operations.push_back(ways.start(ways.server6, "/hang"));
    operations.push_back(ways.start(ways.server6, "/hang", ways.loopback));
    operations.push_back(ways.start(ways.server4, "/hang"));
    while (ways.server6.requests().size() < 3 || ways.server4.requests().size() < 2)
        uv_run(ways.loop.uv(), UV_RUN_ONCE);
    ways.transport->use_ways(
        {{{Family::v6, "other0", *IpAddress::parse("2a00::1"), {v6}, {}, "around"}}, {}});
    CHECK(ways.outcomes.empty());
    while (ways.outcomes.empty()) uv_run(ways.loop.uv(), UV_RUN_ONCE);
    REQUIRE_FALSE(ways.outcomes[0]);
    CHECK(ways.outcomes[0].error().kind == ErrorKind::network);
    CHECK(ways.outcomes[0].error().what.find("nothing answers any more") != std::string::npos);
    operations.clear();
    ways.loop.run();
    CHECK(ways.outcomes.size() == 1);
}

TEST_CASE("a kept connection through a dead uplink is not used again, and loopback is not led around") {
    TwoWays ways;
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    ways.transport->use_ways(
        {{{Family::v6, "other0", *IpAddress::parse("2a00::1"), {v6}, {}, "around"}}, {}});
    ways.fetch(ways.server4);
    ways.fetch(ways.server6);
    ways.fetch(ways.server6);
    CHECK(ways.server4.connections() == 1);
    CHECK(ways.server6.connections() == 2);
}

TEST_CASE("a connection through a named interface serves no other request") {
    TwoWays ways;
    auto operation = ways.start(ways.server4, "/", ways.loopback);
    ways.loop.run();
    REQUIRE(ways.outcomes.size() == 1);
    CHECK(ways.outcomes[0]);
    ways.outcomes.clear();
    ways.fetch(ways.server4);
    CHECK(ways.server4.connections() == 2);
}
