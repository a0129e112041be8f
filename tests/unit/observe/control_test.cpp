// SPDX-License-Identifier: MIT
#include "observe/control.h"

#include "loop/local_socket.h"
#include "observe/control_client.h"

#include "fakes/temp_folder.h"

#include <doctest/doctest.h>
#include <thread>

using namespace ddns;

namespace {

struct Folder : fakes::TempFolder {
    [[nodiscard]] std::string socket() const { return path("control.sock"); }
};

Json echo(const Json& request) {
    Json reply;
    reply.set("asked", request);
    return reply;
}

/// Runs `client` on a thread, which blocks, until it is done; the loop is the server's.
void serve(Loop& loop, const std::function<void()>& client) {
    ThreadWake done(loop, [&] { loop.stop(); });
    std::thread thread([&] {
        client();
        done.wake();
    });
    loop.run();
    thread.join();
}

/// Sends that and reads until the end; what came back.
std::string exchange(const std::string& path, const std::string& bytes) {
    const auto connection = connect_locally(path);
    REQUIRE(connection);
    static_cast<void>((*connection)->send(bytes)); // the server may have hung up before the end of it
    return (*connection)->receive_all(100'000).value_or("");
}

} // namespace

TEST_CASE("the daemon is asked and answers, several times") {
    const Folder folder;
    Loop loop;
    const auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    const Json question(Json::Object{{"ask", "why"}, {"name", "home.example.com"}});
    serve(loop, [&] {
        for (int i = 0; i < 3; ++i) {
            const auto answer = ask_daemon(folder.socket(), question);
            REQUIRE(answer);
            CHECK(*answer->find("asked") == question);
        }
    });
}

TEST_CASE("clients that leave at once do not disturb the next one") {
    const Folder folder;
    Loop loop;
    const auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    serve(loop, [&] {
        constexpr int fewer_than_may_wait_at_once = 10;
        for (int i = 0; i < fewer_than_may_wait_at_once; ++i) CHECK(connect_locally(folder.socket()));
        CHECK(ask_daemon(folder.socket(), Json(Json::Object{})));
    });
}

TEST_CASE("a long answer arrives whole") {
    const Folder folder;
    Loop loop;
    const std::string text(1'000'000, 'x');
    const auto server = ControlServer::open(loop, folder.socket(), [&](const Json&) { return Json(text); });
    REQUIRE(server);
    serve(loop, [&] {
        const auto answer = ask_daemon(folder.socket(), Json(Json::Object{}));
        REQUIRE(answer);
        CHECK(answer->scalar_text() == text);
    });
}

TEST_CASE("somebody who does not read the answer holds up neither the next one nor the end") {
    const Folder folder;
    std::unique_ptr<LocalConnection> silent;
    Loop loop;
    const std::string longer_than_any_buffer(1'000'000, 'x');
    const auto server =
        ControlServer::open(loop, folder.socket(), [&](const Json&) { return Json(longer_than_any_buffer); });
    REQUIRE(server);
    serve(loop, [&] {
        auto connected = connect_locally(folder.socket());
        REQUIRE(connected);
        silent = std::move(*connected);
        CHECK(silent->send("{}\n"));
        CHECK(ask_daemon(folder.socket(), Json(Json::Object{})));
    });
} // the loop ends though its write is still under way

TEST_CASE("what is no question is answered with an error, and never reaches the daemon") {
    for (const char* line : {"", "status", "{", "[1]", "\"status\"", "{\"a\":\xff}"}) {
        CAPTURE(line);
        const auto reply = parse_json(answer_line(line, [](const Json&) {
            FAIL_CHECK("asked");
            return Json();
        }));
        REQUIRE(reply);
        CHECK(reply->find("error"));
    }
}

TEST_CASE("a question that is too long or not finished is hung up on") {
    const Folder folder;
    Loop loop;
    const auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    serve(loop, [&] {
        CHECK(exchange(folder.socket(), std::string(5000, 'x') + "\n").empty());
        CHECK(exchange(folder.socket(), std::string(4095, ' ') + "\n").find("error") != std::string::npos);
    });
}

TEST_CASE("somebody who says nothing is hung up on in time, and more than allowed at once") {
    const Folder folder;
    Loop loop;
    const auto server =
        LineServer::open(loop, folder.socket(), [](std::string_view) { return std::string("never"); },
                         {.line = 100, .connections = 1, .time = std::chrono::milliseconds(50)});
    REQUIRE(server);
    serve(loop, [&] {
        const auto first = connect_locally(folder.socket());
        REQUIRE(first);
        CHECK(exchange(folder.socket(), "").empty()); // one too many
        CHECK((*first)->receive_all(1) == "");
    });
}

TEST_CASE("there is one server for a path, and another when it has gone") {
    const Folder folder;
    Loop loop;
    auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    const auto second = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE_FALSE(second);
    CHECK(second.error().what.find("another") != std::string::npos);
    server->reset();
    CHECK(ControlServer::open(loop, folder.socket(), echo));
}

TEST_CASE("a path where nobody listens") {
    const Folder folder;
    for (const std::string& path : {folder.socket(), folder.path("no-such-folder/control.sock")}) {
        const auto asked = ask_daemon(path, Json(Json::Object{}));
        REQUIRE_FALSE(asked);
        CHECK(asked.error().kind == ErrorKind::system);
        CHECK(asked.error().what.find("is it running") != std::string::npos);
    }
}

TEST_CASE("an idle server does not keep the loop alive") {
    const Folder folder;
    Loop loop;
    const auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    loop.run();
}
