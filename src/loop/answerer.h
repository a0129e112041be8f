// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Connections that were accepted: reads from each until there is an answer, sends it and closes. Costs
/// nothing while nobody asks. For the pipes and the TCP connections of libuv. Inside of loop/ only.
template <class Handle>
class Answerer final {
public:
    /// Gets all that has come over a connection, whenever more of it has; nullopt: more is needed. Must not
    /// destroy the answerer.
    using Answer = std::function<std::optional<std::string>(std::string_view bytes)>;

    struct Limits {
        std::size_t bytes;       ///< one that sends more is hung up on
        std::size_t connections; ///< further ones are hung up on
        Duration time;           ///< for reading and writing together
    };

    Answerer(Loop& loop, Answer answer, Limits limits);
    /// Hangs up on everybody.
    ~Answerer();
    Answerer(const Answerer&) = delete;
    Answerer& operator=(const Answerer&) = delete;

    void accept(UvPtr<Handle> connection);

private:
    struct Connection;

    void on_read(Connection& connection, std::size_t size);
    void send(Connection& connection, std::string text);
    void hang_up(Connection& connection);

    Loop& loop_;
    const Answer answer_;
    const Limits limits_;
    std::vector<std::unique_ptr<Connection>> connections_;
};

} // namespace ddns
