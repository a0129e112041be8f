// SPDX-License-Identifier: MIT
#include "observe/control.h"

#include "loop/socket_file.h"
#include "observe/control_client.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace ddns;

namespace {

struct Folder {
    Folder() { REQUIRE(mkdtemp(path.data())); }
    ~Folder() {
        unlink(socket().c_str());
        rmdir(path.c_str());
    }
    [[nodiscard]] std::string socket() const { return path + "/control.sock"; }
    std::string path = "/tmp/ddns-test-XXXXXX";
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
    const auto fd = connect_socket_file(path);
    REQUIRE(fd);
    static_cast<void>(send(*fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    std::string answer(100'000, '\0');
    std::size_t used = 0;
    ssize_t size = 0;
    while ((size = recv(*fd, answer.data() + used, answer.size() - used, 0)) > 0)
        used += static_cast<std::size_t>(size);
    close(*fd);
    return answer.substr(0, used);
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
        const auto first = connect_socket_file(folder.socket());
        REQUIRE(first);
        CHECK(exchange(folder.socket(), "").empty()); // one too many
        char byte = 0;
        CHECK(recv(*first, &byte, 1, 0) == 0);
        close(*first);
    });
}

TEST_CASE("only its user may connect, and its file goes with the server") {
    const Folder folder;
    Loop loop;
    auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    struct stat entry {};
    REQUIRE(lstat(folder.socket().c_str(), &entry) == 0);
    CHECK((entry.st_mode & 07777) == 0600);
    server->reset();
    CHECK(lstat(folder.socket().c_str(), &entry) != 0);
}

TEST_CASE("what a dead daemon left is replaced, a living one and other files are not") {
    const Folder folder;
    Loop loop;
    const auto left = bind_socket_file(folder.socket());
    REQUIRE(left);
    close(*left);
    auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    const auto second = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE_FALSE(second);
    CHECK(second.error().what.find("another") != std::string::npos);
    server->reset();
    std::ofstream(folder.socket()) << "precious";
    CHECK_FALSE(ControlServer::open(loop, folder.socket(), echo));
    struct stat entry {};
    CHECK(lstat(folder.socket().c_str(), &entry) == 0);
}

TEST_CASE("a path that no socket can have, and one where nobody listens") {
    Loop loop;
    const std::string longer = "/tmp/" + std::string(200, 'x') + "/control.sock";
    const auto server = ControlServer::open(loop, longer, echo);
    REQUIRE_FALSE(server);
    CHECK(server.error().what.find("too long") != std::string::npos);
    const auto asked = ask_daemon("/tmp/ddns-no-such-folder/control.sock", Json(Json::Object{}));
    REQUIRE_FALSE(asked);
    CHECK(asked.error().kind == ErrorKind::system);
    CHECK(asked.error().what.find("is it running") != std::string::npos);
}

TEST_CASE("an idle server does not keep the loop alive") {
    const Folder folder;
    Loop loop;
    const auto server = ControlServer::open(loop, folder.socket(), echo);
    REQUIRE(server);
    loop.run();
}
