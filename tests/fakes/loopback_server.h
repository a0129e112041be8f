// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ddns {

/// An HTTP server on a loopback address and on the test's own loop. It keeps the loop alive only while it
/// writes: `Loop::run` returns when its clients have nothing left to do.
class LoopbackServer {
public:
    struct Request {
        std::string method;
        std::string target;
        std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
        std::string body;
        int connection = 0; ///< counted from 1
        [[nodiscard]] std::string header(std::string_view name) const;
    };
    enum class Then { keep, close, reset };
    /// Raw bytes of the answer and what happens to the connection afterwards.
    struct Reply {
        std::string bytes;
        Then then = Then::keep;
    };
    using Answer = std::function<Reply(const Request&)>;

    LoopbackServer(Loop& loop, Answer answer, const char* address = "127.0.0.1");
    ~LoopbackServer();

    [[nodiscard]] std::string url(const std::string& path = "/") const;
    [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }
    [[nodiscard]] int connections() const { return accepted_; }
    [[nodiscard]] int open_connections() const { return static_cast<int>(connections_.size()); }

    /// "HTTP/1.1 200 OK" with that body.
    static Reply ok(const std::string& body);

private:
    struct Connection;

    void accept();
    void on_bytes(Connection& connection);
    void send(Connection& connection, const Reply& reply);
    void drop(Connection& connection, Then then);

    Loop& loop_;
    Answer answer_;
    std::string host_;
    int port_ = 0;
    int accepted_ = 0;
    std::vector<Request> requests_;
    std::vector<std::unique_ptr<Connection>> connections_;
    UvPtr<uv_tcp_t> listener_;
};

} // namespace ddns
