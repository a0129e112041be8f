// SPDX-License-Identifier: MIT
#include "http/curl_transport.h"

#include "fakes/loopback_server.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace ddns;
using Request = LoopbackServer::Request;
using Reply = LoopbackServer::Reply;
using Then = LoopbackServer::Then;

namespace {

HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.url = Secret(url);
    request.label = "GET somewhere";
    return request;
}

/// Runs one request to its end.
Result<HttpReply> run(Loop& loop, HttpTransport& transport, HttpRequest request) {
    std::optional<Result<HttpReply>> outcome;
    auto operation = transport.start(std::move(request), [&](Result<HttpReply> reply) {
        CHECK_FALSE(outcome);
        outcome = std::move(reply);
    });
    CHECK_FALSE(outcome);
    loop.run();
    REQUIRE(outcome);
    return std::move(*outcome);
}

/// A transport and a server with one answer for everything.
struct Pair {
    explicit Pair(Reply reply) : server(loop, [reply = std::move(reply)](const Request&) { return reply; }) {}
    Result<HttpReply> run(HttpRequest request) { return ::run(loop, *transport, std::move(request)); }
    Result<HttpReply> run() { return run(get(server.url("/update?token=s3cret"))); }

    Loop loop;
    LoopbackServer server;
    std::unique_ptr<HttpTransport> transport = make_curl_transport(loop);
};

/// The failure of a request to a server that answers this.
Error error_of(Reply reply, const std::function<void(HttpRequest&)>& change = {}) {
    Pair pair(std::move(reply));
    HttpRequest request = get(pair.server.url("/update?token=s3cret"));
    if (change) change(request);
    auto outcome = pair.run(std::move(request));
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().what.find("s3cret") == std::string::npos);
    CHECK(outcome.error().what.find("127.0.0.1") != std::string::npos);
    return outcome.error();
}

/// As this system calls it: "lo", "Loopback Pseudo-Interface 1".
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

} // namespace

TEST_CASE("a reply comes with status, headers, body and times in order") {
    Pair pair({"HTTP/1.1 418 Odd\r\nX-One: a\r\nRetry-After:  30 \r\nContent-Length: 5\r\n\r\nhello"});
    const Instant before = pair.loop.now();
    const auto reply = pair.run();
    REQUIRE(reply);
    CHECK(reply->status == 418);
    CHECK(reply->header("x-one") == "a");
    CHECK(reply->header("retry-after") == "30");
    CHECK(reply->header("no") == "");
    CHECK(reply->body == "hello");
    CHECK(before <= reply->sent);
    CHECK(reply->sent <= reply->completed);
    CHECK(reply->completed <= pair.loop.now());
}

TEST_CASE("what is sent is what was asked for and nothing else") {
    Pair pair(LoopbackServer::ok("good"));
    HttpRequest request = get(pair.server.url("/nic/update?a=%20b"));
    request.method = "PATCH";
    request.headers = {{"Authorization", Secret("Bearer t")}, {"X-Empty", Secret("")}};
    request.body = Secret("{}");
    REQUIRE(pair.run(request));
    const Request& seen = pair.server.requests().at(0);
    CHECK(seen.method == "PATCH");
    CHECK(seen.target == "/nic/update?a=%20b");
    CHECK(seen.body == "{}");
    CHECK(seen.header("authorization") == "Bearer t");
    CHECK(seen.header("x-empty") == "");
    CHECK(seen.header("user-agent") == "ddns-reactor");
    CHECK(seen.header("accept-encoding") == "(none)");
    CHECK(seen.header("content-type") == "(none)");
    CHECK(seen.header("expect") == "(none)");
    CHECK(seen.header("cookie") == "(none)");
}

TEST_CASE("methods and bodies") {
    struct Row {
        const char* method;
        const char* body;
        const char* content_length;
    };
    for (const Row& row : {Row{"GET", "", "(none)"}, Row{"POST", "", "0"}, Row{"PUT", "", "0"},
                           Row{"PATCH", "", "0"}, Row{"DELETE", "", "(none)"}, Row{"GET", "x=1", "3"},
                           Row{"DELETE", "x", "1"}, Row{"POST", "abc", "3"}, Row{"PUT", "a", "1"}}) {
        CAPTURE(row.method);
        Pair pair(LoopbackServer::ok("good"));
        HttpRequest request = get(pair.server.url());
        request.method = row.method;
        request.body = Secret(row.body);
        REQUIRE(pair.run(request));
        CHECK(pair.server.requests().at(0).method == row.method);
        CHECK(pair.server.requests().at(0).body == row.body);
        CHECK(pair.server.requests().at(0).header("content-length") == row.content_length);
    }
}

TEST_CASE("the user agent of the request wins") {
    Pair pair(LoopbackServer::ok(""));
    HttpRequest request = get(pair.server.url());
    request.headers = {{"user-agent", Secret("me/1 me@example.org")}};
    REQUIRE(pair.run(request));
    CHECK(pair.server.requests().at(0).header("user-agent") == "me/1 me@example.org");
}

TEST_CASE("a reply without a body") {
    for (const char* bytes :
         {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"}) {
        Pair pair({bytes});
        const auto reply = pair.run();
        REQUIRE(reply);
        CHECK(reply->body.empty());
    }
}

TEST_CASE("HEAD does not wait for a body") {
    Pair pair({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"});
    HttpRequest request = get(pair.server.url());
    request.method = "HEAD";
    REQUIRE(pair.run(request));
    CHECK(pair.server.requests().at(0).method == "HEAD");
}

TEST_CASE("chunks, an interim reply and a body up to the end of the connection") {
    struct Row {
        Reply reply;
        const char* body;
    };
    for (const Row& row :
         {Row{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"},
              "abcde"},
          Row{{"HTTP/1.1 100 Continue\r\nX-No: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"},
              "ok"},
          Row{{"HTTP/1.0 200 OK\r\n\r\nall of it", Then::close}, "all of it"}}) {
        Pair pair(row.reply);
        const auto reply = pair.run();
        REQUIRE(reply);
        CHECK(reply->status == 200);
        CHECK(reply->body == row.body);
        CHECK(reply->header("x-no") == "");
    }
}

TEST_CASE("a redirect is a reply like any other") {
    Pair pair({"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"});
    const auto reply = pair.run();
    REQUIRE(reply);
    CHECK(reply->status == 302);
    CHECK(pair.server.requests().size() == 1);
}

TEST_CASE("connections are kept, unless a fresh one is asked for") {
    Pair pair(LoopbackServer::ok("good"));
    for (int i = 0; i < 3; ++i) REQUIRE(pair.run());
    CHECK(pair.server.connections() == 1);
    HttpRequest request = get(pair.server.url());
    request.fresh_connection = true;
    REQUIRE(pair.run(request));
    CHECK(pair.server.connections() == 2);
    REQUIRE(pair.run());
    CHECK(pair.server.connections() == 2);
    CHECK(pair.server.requests().back().connection == 1);
}

TEST_CASE("a kept connection that the server has closed is not a failure") {
    Pair pair({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Then::close});
    for (int i = 0; i < 3; ++i) REQUIRE(pair.run());
    CHECK(pair.server.connections() == 3);
}

TEST_CASE("what a kept connection breaks off is not sent again when it may have been done") {
    for (const char* method : {"GET", "PUT", "DELETE", "POST", "PATCH"}) {
        for (const char* body : {"", "x=1"}) {
            for (const Then then : {Then::close, Then::reset}) {
                CAPTURE(method);
                CAPTURE(body);
                Loop loop;
                int seen = 0;
                LoopbackServer server(loop, [&](const Request&) {
                    return ++seen == 2 ? Reply{"", then} : LoopbackServer::ok("good");
                });
                const auto transport = make_curl_transport(loop);
                REQUIRE(run(loop, *transport, get(server.url())));
                HttpRequest request = get(server.url());
                request.method = method;
                request.body = Secret(body);
                const auto outcome = run(loop, *transport, request);
                CHECK(server.requests().size() == (outcome ? 3 : 2));
                if (method[0] == 'P' && std::string(method) != "PUT") {
                    REQUIRE_FALSE(outcome);
                    CHECK(outcome.error().kind == ErrorKind::network);
                }
            }
        }
    }
}

TEST_CASE("failures of the other side have a kind and a sentence without secrets") {
    CHECK(error_of({"", Then::close}).kind == ErrorKind::network);
    CHECK(error_of({"", Then::reset}).kind == ErrorKind::network);
    CHECK(error_of({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::close}).kind ==
          ErrorKind::network);
    CHECK(error_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", Then::close}).kind ==
          ErrorKind::network);
    CHECK(error_of({"SSH-2.0-OpenSSH_9.2\r\n", Then::close}).kind == ErrorKind::bad_reply);
    CHECK(error_of({std::string("\0\1\2\3", 4), Then::close}).kind == ErrorKind::bad_reply);
    CHECK(error_of({"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", Then::close}).kind ==
          ErrorKind::bad_reply);
}

TEST_CASE("silence ends in a timeout") {
    const Error error = error_of({""}, [](HttpRequest& request) { request.timeout = Duration(150'000); });
    CHECK(error.kind == ErrorKind::timeout);
    CHECK(error.what.find("no complete answer") != std::string::npos);
}

TEST_CASE("a body may be as long as allowed and not longer") {
    const std::string body(1000, 'x');
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n0\r\n\r\n";
    for (const Reply& reply : {LoopbackServer::ok(body), Reply{chunked}}) {
        Pair pair(reply);
        HttpRequest request = get(pair.server.url());
        request.max_reply = 1000;
        const auto whole = pair.run(request);
        REQUIRE(whole);
        CHECK(whole->body == body);
        const Error error = error_of(reply, [](HttpRequest& r) { r.max_reply = 999; });
        CHECK(error.kind == ErrorKind::bad_reply);
        CHECK(error.what.find("longer than 999 bytes") != std::string::npos);
    }
}

TEST_CASE("headers without end are refused") {
    std::string bytes = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 3000; ++i) bytes += "X-Padding: " + std::string(40, 'y') + "\r\n";
    const Error error = error_of({bytes + "Content-Length: 0\r\n\r\n"});
    CHECK(error.kind == ErrorKind::bad_reply);
    CHECK(error.what.find("headers") != std::string::npos);
}

TEST_CASE("a port where nobody listens") {
    Loop loop;
    std::string url;
    { url = LoopbackServer(loop, {}).url("/?token=s3cret"); }
    auto transport = make_curl_transport(loop);
    const auto reply = run(loop, *transport, get(url));
    REQUIRE_FALSE(reply);
    CHECK(reply.error().kind == ErrorKind::network);
    CHECK(reply.error().what.find("refused") != std::string::npos);
    CHECK(reply.error().what.find("s3cret") == std::string::npos);
}

TEST_CASE("requests that must not leave are refused, by the callback") {
    const Secret good("http://127.0.0.1:9/");
    struct Row {
        const char* method;
        Secret url;
        std::vector<HttpHeader> headers;
    };
    const std::vector<Row> rows{
        {"GET", Secret(""), {}},
        {"GET", Secret("example.com/update"), {}},
        {"GET", Secret("ftp://127.0.0.1/x"), {}},
        {"GET", Secret("file:///etc/passwd"), {}},
        {"GET", Secret("http:///x"), {}},
        {"GET", Secret("http://127.0.0.1:9/a b"), {}},
        {"GET", Secret("http://127.0.0.1:9/\r\nX: y"), {}},
        {"GET", Secret("http://127.0.0.1:99999/"), {}},
        {"CONNECT", good, {}},
        {"GET / HTTP/1.1\r\nX: y", good, {}},
        {"get", good, {}},
        {"GET", good, {{"X", Secret("s3cret\r\nEvil: 1")}}},
        {"GET", good, {{"X", Secret("s3cret\nEvil: 1")}}},
        {"GET", good, {{"X", Secret(std::string("s3cret\0a", 8))}}},
        {"GET", good, {{"X\r\nEvil", Secret("1")}}},
        {"GET", good, {{"X: y", Secret("1")}}},
        {"GET", good, {{"", Secret("1")}}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.url.reveal());
        CAPTURE(row.method);
        Loop loop;
        auto transport = make_curl_transport(loop);
        HttpRequest request;
        request.method = row.method;
        request.url = row.url;
        request.headers = row.headers;
        const auto reply = run(loop, *transport, request);
        REQUIRE_FALSE(reply);
        CHECK(reply.error().kind == ErrorKind::config);
        CHECK(reply.error().what.find("s3cret") == std::string::npos);
        CHECK(reply.error().what.find('\n') == std::string::npos);
    }
}

TEST_CASE("two hundred at once, with every kind of end") {
    Loop loop;
    LoopbackServer server(loop, [](const Request& request) -> Reply {
        if (request.target == "/0") return LoopbackServer::ok("good");
        if (request.target == "/1") return {"", Then::close};
        if (request.target == "/2") return {"", Then::reset};
        if (request.target == "/3") return {""};
        return {"garbage\r\n\r\n", Then::close};
    });
    auto transport = make_curl_transport(loop);
    int ends = 0;
    int good = 0;
    int timeouts = 0;
    std::vector<std::unique_ptr<Operation>> operations;
    for (int i = 0; i < 200; ++i) {
        HttpRequest request = get(server.url("/" + std::to_string(i % 5)));
        request.timeout = std::chrono::milliseconds(i % 5 == 3 ? 100 : 20'000);
        operations.push_back(transport->start(std::move(request), [&](Result<HttpReply> reply) {
            ++ends;
            if (reply)
                ++good;
            else if (reply.error().kind == ErrorKind::timeout)
                ++timeouts;
        }));
    }
    loop.run();
    CHECK(ends == 200);
    CHECK(good == 40);
    CHECK(timeouts == 40);
}

TEST_CASE("a cancelled request never calls back and its connection is closed") {
    Loop loop;
    std::vector<std::unique_ptr<Operation>> operations;
    LoopbackServer server(loop, [&](const Request& request) -> Reply {
        if (request.target == "/last") operations.clear();
        return {""};
    });
    auto transport = make_curl_transport(loop);
    bool called = false;
    for (const char* path : {"/first", "/second", "/last"})
        operations.push_back(
            transport->start(get(server.url(path)), [&](Result<HttpReply>) { called = true; }));
    loop.run();
    CHECK_FALSE(called);
    CHECK(server.connections() == 3);
}

TEST_CASE("a request may be cancelled before its first turn and between its end and its callback") {
    Loop loop;
    LoopbackServer server(loop, [](const Request&) { return LoopbackServer::ok("good"); });
    auto transport = make_curl_transport(loop);
    bool called = false;
    std::unique_ptr<Operation> first, second;
    first = transport->start(get(server.url()), [&](Result<HttpReply>) { called = true; });
    first.reset();
    const auto bad = get("no url");
    second = transport->start(bad, [&](Result<HttpReply>) { called = true; });
    second.reset();
    loop.run();
    CHECK_FALSE(called);
    CHECK(server.connections() == 0);
}

TEST_CASE("a callback may destroy its operation, the others and the transport") {
    for (const bool transport_too : {false, true}) {
        Loop loop;
        LoopbackServer server(loop, [](const Request&) { return LoopbackServer::ok("good"); });
        auto transport = make_curl_transport(loop);
        int calls = 0;
        std::vector<std::unique_ptr<Operation>> operations;
        for (int i = 0; i < 10; ++i)
            operations.push_back(transport->start(get(server.url()), [&](Result<HttpReply>) {
                ++calls;
                if (transport_too) transport.reset();
                operations.clear();
            }));
        loop.run();
        CHECK(calls == 1);
    }
}

TEST_CASE("operations may outlive the transport, and are silent then") {
    Loop loop;
    LoopbackServer server(loop, [](const Request&) { return LoopbackServer::ok("good"); });
    auto transport = make_curl_transport(loop);
    int calls = 0;
    std::vector<std::unique_ptr<Operation>> operations;
    for (int i = 0; i < 10; ++i)
        operations.push_back(transport->start(get(server.url()), [&](Result<HttpReply>) {
            ++calls;
            transport.reset();
        }));
    loop.run();
    CHECK(calls == 1);
    operations.clear();
}

TEST_CASE("a callback may start the next request") {
    Loop loop;
    LoopbackServer server(loop, [](const Request&) { return LoopbackServer::ok("good"); });
    auto transport = make_curl_transport(loop);
    int calls = 0;
    std::unique_ptr<Operation> operation;
    std::function<void(Result<HttpReply>)> again = [&](Result<HttpReply> reply) {
        REQUIRE(reply);
        if (++calls < 20) operation = transport->start(get(server.url()), again);
    };
    operation = transport->start(get(server.url()), again);
    loop.run();
    CHECK(calls == 20);
    CHECK(server.connections() == 1);
}

TEST_CASE("the family of a request decides how its host is reached") {
    Loop loop;
    LoopbackServer server(loop, [](const Request&) { return LoopbackServer::ok("good"); });
    auto transport = make_curl_transport(loop);
    std::string url = server.url();
    url.replace(url.find("127.0.0.1"), 9, "localhost");
    HttpRequest request = get(url);
    request.family = Family::v4;
    CHECK(run(loop, *transport, request));
    request.family = Family::v6;
    CHECK_FALSE(run(loop, *transport, request));
}

TEST_CASE("an interface that is not there is a failure of the network") {
    Pair pair(LoopbackServer::ok("good"));
    HttpRequest request = get(pair.server.url());
    request.interface = "no-such-if";
    const auto reply = pair.run(request);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().kind == ErrorKind::network);
    CHECK(reply.error().what.find("no-such-if") != std::string::npos);
    CHECK(pair.server.connections() == 0);
}

TEST_CASE("a request can leave through a named interface") {
    Pair pair(LoopbackServer::ok("good"));
    HttpRequest request = get(pair.server.url());
    request.interface = loopback_interface();
    CHECK(pair.run(request));
}

TEST_CASE("a connection through an interface is not taken by a request through another") {
    Pair pair(LoopbackServer::ok("good"));
    HttpRequest request = get(pair.server.url());
    request.interface = loopback_interface();
    REQUIRE(pair.run(request));
    request.interface = "no-such-if";
    CHECK_FALSE(pair.run(request));
    CHECK(pair.server.requests().size() == 1);
}

TEST_CASE("the proxy of the environment is used, but not for this machine itself") {
    Pair pair(LoopbackServer::ok("good"));
    uv_os_setenv("http_proxy", pair.server.url("").c_str());
    REQUIRE(pair.run(get("http://example.com/update")));
    REQUIRE(pair.run(get(pair.server.url("/direct"))));
    uv_os_unsetenv("http_proxy");
    CHECK(pair.server.requests().at(0).target == "http://example.com/update");
    CHECK(pair.server.requests().at(1).target == "/direct");
}
