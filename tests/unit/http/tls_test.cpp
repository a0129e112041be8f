// SPDX-License-Identifier: MIT
#include "http/curl_transport.h"
#include "http/trust.h"

#include "fakes/loopback_server.h"
#include "fakes/tls_server.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

Result<HttpReply> fetch(int port, const std::string& ca, const std::string& host = "127.0.0.1") {
    Loop loop;
    auto transport = make_curl_transport(loop);
    HttpRequest request;
    request.url = Secret("https://" + host + ":" + std::to_string(port) + "/?token=s3cret");
    request.ca = ca;
    request.timeout = std::chrono::seconds(20);
    std::optional<Result<HttpReply>> outcome;
    auto operation = transport->start(request, [&](Result<HttpReply> reply) { outcome = std::move(reply); });
    loop.run();
    REQUIRE(outcome);
    return std::move(*outcome);
}

/// The sentence of a failure, and that the server never saw the request.
std::string refusal(TlsServer& server, const std::string& ca) {
    const auto reply = fetch(server.port(), ca);
    CHECK_FALSE(server.was_asked());
    REQUIRE_FALSE(reply);
    CHECK(reply.error().kind == ErrorKind::network);
    CHECK(reply.error().what.find("s3cret") == std::string::npos);
    return reply.error().what;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("TLS with a certificate of the named CA works") {
    const TestCa ca;
    TlsServer server(ca.issue("IP:127.0.0.1"));
    const auto reply = fetch(server.port(), ca.file());
    REQUIRE(reply);
    CHECK(reply->body == "good");
    CHECK(server.was_asked());
}

TEST_CASE("TLS 1.2 is good enough, 1.1 is not") {
    const TestCa ca;
    TlsServer old(ca.issue("IP:127.0.0.1"), TLS1_2_VERSION);
    CHECK(fetch(old.port(), ca.file()));
    TlsServer ancient(ca.issue("IP:127.0.0.1"), TLS1_1_VERSION);
    CHECK(has(refusal(ancient, ca.file()), "no TLS connection"));
}

TEST_CASE("a server with nothing but TLS 1.3 is understood, and verified as any other") {
    const TestCa ca, other("another");
    TlsServer modern(ca.issue("IP:127.0.0.1"), TLS1_3_VERSION, TLS1_3_VERSION);
    CHECK(fetch(modern.port(), ca.file()));
    TlsServer stranger(ca.issue("IP:127.0.0.1"), TLS1_3_VERSION, TLS1_3_VERSION);
    CHECK(has(refusal(stranger, other.file()), "not trusted"));
}

TEST_CASE("a CA that nobody knows is refused, with the way out") {
    const TestCa ca;
    TlsServer server(ca.issue("IP:127.0.0.1"));
    const auto what = refusal(server, "");
    CHECK(has(what, "not trusted"));
    CHECK(has(what, "`ca:`"));
}

TEST_CASE("a named CA is the only one that is trusted") {
    const TestCa ca("one"), other("two");
    TlsServer server(ca.issue("IP:127.0.0.1"));
    CHECK(has(refusal(server, other.file()), "not trusted"));
}

TEST_CASE("a certificate for another name is refused") {
    const TestCa ca;
    TlsServer name(ca.issue("DNS:example.com"));
    CHECK(has(refusal(name, ca.file()), "not for that name"));
    TlsServer address(ca.issue("IP:127.0.0.2"));
    CHECK(has(refusal(address, ca.file()), "not for that name"));
}

TEST_CASE("an expired certificate is refused") {
    const TestCa ca;
    TlsServer server(ca.issue("IP:127.0.0.1", -60));
    CHECK(has(refusal(server, ca.file()), "expired"));
}

TEST_CASE("a CA file that is not there is named") {
    const TestCa ca;
    TlsServer server(ca.issue("IP:127.0.0.1"));
    CHECK(has(refusal(server, "/nowhere/ca.pem"), "/nowhere/ca.pem"));
}

TEST_CASE("https to a server that speaks http only") {
    Loop loop;
    LoopbackServer server(loop, [](const LoopbackServer::Request&) { return LoopbackServer::ok(""); });
    auto transport = make_curl_transport(loop);
    HttpRequest request;
    std::string url = server.url();
    request.url = Secret("https" + url.substr(4));
    // The server waits for the end of a request that never comes; it is not asked for long.
    request.timeout = std::chrono::milliseconds(50);
    std::optional<Result<HttpReply>> outcome;
    auto operation = transport->start(request, [&](Result<HttpReply> reply) { outcome = std::move(reply); });
    loop.run();
    REQUIRE(outcome);
    REQUIRE_FALSE(*outcome);
    CHECK(has(outcome->error().what, "not ready in time"));
    CHECK(server.requests().empty());
}

TEST_CASE("a folder of CAs is one with hashed names") {
    const fakes::TempFolder folder;
    CHECK_FALSE(is_hashed_folder(folder.path()));
    folder.write("ca.pem", "");
    folder.write("zzzzzzzz.0", "");
    CHECK_FALSE(is_hashed_folder(folder.path()));
    folder.write("4a6481c9.0", "");
    CHECK(is_hashed_folder(folder.path()));
    CHECK_FALSE(is_hashed_folder("/nowhere"));
}
