// SPDX-License-Identifier: MIT
#include "loop/uv_sockets.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const IpAddress here = *IpAddress::parse("127.0.0.1");

/// Says back a line.
std::optional<std::string> say_back(std::string_view bytes) {
    if (!bytes.ends_with('\n')) return std::nullopt;
    return "said: " + std::string(bytes);
}

/// A server and clients of it on one loop.
struct Talk {
    explicit Talk(const ServerLimits& limits = {})
        : server(sockets.serve({"", here}, here, limits, say_back)) {
        REQUIRE(server);
    }
    /// Each says its text at once; what each has been answered when all of them were hung up on.
    std::vector<std::string> ask(const std::vector<std::string>& texts, const IpAddress& from = here) {
        std::vector<std::string> answers(texts.size());
        std::vector<std::unique_ptr<Operation>> clients(texts.size());
        std::size_t left = texts.size();
        for (std::size_t i = 0; i < texts.size(); ++i)
            clients[i] = sockets.connect({"", from}, {here, server->port()}, texts[i],
                                         {[&answers, i](std::string_view bytes) { answers[i] += bytes; },
                                          [&, i](const Error&) {
                                              clients[i].reset();
                                              if (--left == 0) loop.stop();
                                          }});
        const auto deadline = loop.after(std::chrono::seconds(20), [&] { loop.stop(); });
        loop.run();
        CHECK(left == 0);
        return answers;
    }

    Loop loop;
    UvSockets sockets{loop};
    std::unique_ptr<ServerSocket> server;
};

using Answers = std::vector<std::string>;

} // namespace

TEST_CASE("a served client is answered and hung up on, one after the other or several at once") {
    Talk talk;
    CHECK(talk.server->port() != 0);
    CHECK(talk.ask({"a\n"}) == Answers{"said: a\n"});
    CHECK(talk.ask({"b\n", "c\n", "d\n"}) == Answers{"said: b\n", "said: c\n", "said: d\n"});
}

TEST_CASE("a client of another address is hung up on") {
    Talk talk;
    CHECK(talk.ask({"a\n"}, *IpAddress::parse("127.0.0.2")) == Answers{""});
    CHECK(talk.ask({"a\n"}) == Answers{"said: a\n"});
}

TEST_CASE("who says too much, or nothing in time, is hung up on, and more than allowed at once") {
    Talk talk({.bytes = 10, .connections = 2, .time = std::chrono::milliseconds(100)});
    CHECK(talk.ask({"12345678901234567890\n"}) == Answers{""});
    CHECK(talk.ask({"123", "4567"}) == Answers{"", ""});
    const Answers four = talk.ask({"1", "2", "3\n", "4\n"});
    CHECK(std::ranges::count(four, std::string()) >= 2);
}

TEST_CASE("a server without an address of its own is refused, and one that has gone answers nobody") {
    Talk talk;
    CHECK(talk.sockets.serve({}, here, {}, say_back) == nullptr);
    CHECK(talk.sockets.serve({"", IpAddress::parse("192.0.2.77")}, here, {}, say_back) == nullptr);
    const std::uint16_t port = talk.server->port();
    talk.server.reset();
    Error ended{ErrorKind::system, ""};
    const auto client = talk.sockets.connect({"", here}, {here, port}, "a\n", {nullptr, [&](Error error) {
                                                                                   ended = std::move(error);
                                                                                   talk.loop.stop();
                                                                               }});
    talk.loop.run();
    CHECK(ended.kind == ErrorKind::network);
}

TEST_CASE("a server keeps no loop alive, and may end while a client is served") {
    Talk talk;
    talk.loop.run(); // ends by itself
    const auto client = talk.sockets.connect({"", here}, {here, talk.server->port()}, "unfinished",
                                             {nullptr, [&](const Error&) { talk.loop.stop(); }});
    const auto soon = talk.loop.after(std::chrono::milliseconds(30), [&] { talk.server.reset(); });
    talk.loop.run();
    CHECK(talk.server == nullptr);
}
