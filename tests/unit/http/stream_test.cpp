// SPDX-License-Identifier: MIT
#include "http/curl_transport.h"

#include "fakes/loopback_server.h"
#include "fakes/tls_server.h"

#include <chrono>
#include <doctest/doctest.h>

using namespace ddns;

namespace {

int port_of(const LoopbackServer& server) {
    const std::string url = server.url();
    return std::stoi(url.substr(url.rfind(':') + 1));
}

/// A stream to a server that happens to speak HTTP.
struct Case {
    void open(const std::string& host, int port, const std::string& ca = {}) {
        StreamRequest request;
        request.host = host;
        request.port = static_cast<std::uint16_t>(port);
        request.tls = !ca.empty();
        request.ca = ca;
        request.address_key = "server";
        stream = transport->open(std::move(request), {[this](std::string_view bytes) {
                                                          received += bytes;
                                                          if (received.size() >= enough) stream.reset();
                                                      },
                                                      [this](Error error) {
                                                          ended = std::move(error);
                                                          stream.reset();
                                                      }});
    }
    void open(const LoopbackServer& server, const char* host = "127.0.0.1") { open(host, port_of(server)); }
    void turn() { uv_run(loop.uv(), UV_RUN_ONCE); }

    Loop loop;
    std::unique_ptr<HttpTransport> transport = make_curl_transport(loop);
    std::unique_ptr<Stream> stream;
    std::string received;
    std::size_t enough = ~std::size_t{0};
    std::optional<Error> ended;
};

const std::string request_text = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("bytes go both ways over a stream, before it is connected too") {
    Case c;
    LoopbackServer server(c.loop, [](const auto&) { return LoopbackServer::ok("good"); });
    c.open(server);
    c.stream->send(request_text.substr(0, 10));
    c.stream->send(request_text.substr(10));
    while (!has(c.received, "good")) c.turn();
    c.received.clear();
    c.stream->send(request_text);
    while (!has(c.received, "good")) c.turn();
    CHECK(server.connections() == 1);
    CHECK(server.requests().size() == 2);
    c.stream.reset();
    // The server keeps no loop alive, and hears of the end when the system gets to it.
    const auto awake = c.loop.after(std::chrono::hours(1), [] {});
    while (server.open_connections() > 0) c.turn();
    CHECK_FALSE(c.ended);
}

TEST_CASE("what does not fit in one write is sent to its end") {
    Case c;
    const std::string body(8u << 20, 'b');
    LoopbackServer server(c.loop, [&](const LoopbackServer::Request& request) {
        return LoopbackServer::ok(request.body == body ? body : "another body");
    });
    c.open(server);
    c.stream->send("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 1u << 20) c.stream->send(body.substr(at, 1u << 20));
    c.enough = body.size() + 1;
    c.loop.run();
    CHECK(c.received.ends_with(body.substr(0, 100)));
    CHECK_FALSE(c.stream);
}

TEST_CASE("the other side may close or break the connection") {
    for (const auto then : {LoopbackServer::Then::close, LoopbackServer::Then::reset}) {
        Case c;
        LoopbackServer server(c.loop, [&](const auto&) { return LoopbackServer::Reply{"", then}; });
        c.open(server);
        c.stream->send(request_text);
        c.loop.run();
        REQUIRE(c.ended);
        CHECK(c.ended->kind == ErrorKind::network);
        // Wine tells of a reset as of an end.
        const bool closed = has(c.ended->what, "closed the connection");
        CHECK(
            (closed || (then == LoopbackServer::Then::reset && has(c.ended->what, "broke the connection"))));
        CHECK(c.ended->what.starts_with("127.0.0.1:"));
    }
}

TEST_CASE("a stream that cannot be connected says why") {
    Case c;
    int port = 0;
    {
        const LoopbackServer gone(c.loop, [](const auto&) { return LoopbackServer::ok(""); });
        port = port_of(gone);
    }
    c.open("127.0.0.1", port);
    c.stream->send("lost");
    c.loop.run();
    REQUIRE(c.ended);
    CHECK(c.ended->kind == ErrorKind::network);
    CHECK(has(c.ended->what, "refused the connection"));

    for (const char* host : {"", "a/b", "user@host", "a b", "host?x", "host#x", "[::1]", "a%2fb"}) {
        INFO(host);
        Case bad;
        bad.open(host, 53);
        CHECK_FALSE(bad.ended);
        bad.loop.run();
        REQUIRE(bad.ended);
        CHECK(bad.ended->kind == ErrorKind::config);
        CHECK(has(bad.ended->what, "check `server:`"));
    }
}

TEST_CASE("a stream over TLS is verified") {
    const TestCa ca, other("another");
    const auto open = [](Case& c, const TlsServer& server, const std::string& file) {
        c.open("127.0.0.1", server.port(), file);
        c.stream->send(request_text);
        c.loop.run();
    };
    SUBCASE("good") {
        TlsServer server(ca.issue("IP:127.0.0.1"));
        Case c;
        open(c, server, ca.file());
        CHECK(has(c.received, "good"));
        CHECK(c.ended); // the server closes after its answer
        CHECK(server.was_asked());
    }
    SUBCASE("another CA") {
        TlsServer server(ca.issue("IP:127.0.0.1"));
        Case c;
        open(c, server, other.file());
        REQUIRE(c.ended);
        CHECK(has(c.ended->what, "is not trusted"));
        CHECK_FALSE(server.was_asked());
    }
    SUBCASE("another name") {
        TlsServer server(ca.issue("IP:127.0.0.2"));
        Case c;
        open(c, server, ca.file());
        REQUIRE(c.ended);
        CHECK(has(c.ended->what, "is not for that name; check `server:`"));
        CHECK_FALSE(server.was_asked());
    }
}

TEST_CASE("a stream over an address that is gone ends at once") {
    Case c;
    LoopbackServer server(
        c.loop, [](const auto&) { return LoopbackServer::ok("good"); }, "::1");
    c.open(server, "::1");
    c.stream->send(request_text);
    while (!has(c.received, "good")) c.turn();
    c.transport->network_changed({*IpAddress::parse("127.0.0.1")});
    CHECK_FALSE(c.ended);
    c.loop.run();
    REQUIRE(c.ended);
    CHECK(has(c.ended->what, "the local address of the connection"));
}

TEST_CASE("a stream may outlive its transport, and die inside of its own events") {
    Case c;
    LoopbackServer server(c.loop, [](const auto&) { return LoopbackServer::ok("good"); });
    c.open(server);
    c.stream->send(request_text);
    while (!has(c.received, "good")) c.turn();
    c.transport.reset();
    c.stream->send("nowhere");
    c.loop.run();
    CHECK_FALSE(c.ended);

    Case inside;
    LoopbackServer other(inside.loop, [](const auto&) { return LoopbackServer::ok("good"); });
    inside.open(other);
    inside.enough = 1;
    inside.stream->send(request_text);
    inside.loop.run();
    CHECK_FALSE(inside.received.empty());
    CHECK_FALSE(inside.stream);
}
