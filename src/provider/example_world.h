// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/timers.h"
#include "provider/auth/auth_sources.h"

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>

/// The world in which the examples of provider files run: no network, and no time that passes by itself.
namespace ddns {

/// Alarms go off when they are asked to, the earliest set first, whatever their delay. Must outlive the
/// operations that it gave out.
class ExampleTimers final : public Timers {
public:
    Instant time{std::chrono::hours(1)}; ///< moved by whoever wants time to pass
    WallTime wall = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + std::chrono::hours(3) +
                    std::chrono::minutes(4) + std::chrono::seconds(5);

    [[nodiscard]] Instant now() const override { return time; }
    [[nodiscard]] WallTime wall_clock() const override { return wall; }
    [[nodiscard]] std::unique_ptr<Operation> after(Duration delay, std::function<void()> callback) override;
    /// Lets one alarm go off; false when there was none.
    bool turn();

private:
    using Place = std::list<std::function<void()>>::iterator;
    class Alarm;
    std::list<std::function<void()>> alarms_;
};

/// The key file of a Google service account.
std::string example_service_account(std::string_view token_url);

/// The nonce of examples, and the key files that there are for them (`example.pem`, `example.json`); any
/// other is what the setting says instead of where it is.
AuthSources example_sources();

/// Keeps requests until they are answered. Must outlive the operations that it gave out.
class ExampleTransport final : public HttpTransport {
public:
    struct Sent {
        HttpRequest request;
        OnReply on_reply; ///< null: answered or given up
    };

    [[nodiscard]] std::unique_ptr<Operation> start(HttpRequest request, OnReply on_reply) override;
    /// Never connected: provider files know requests alone.
    [[nodiscard]] std::unique_ptr<Stream> open(StreamRequest request, StreamEvents events) override;
    void network_changed(const std::vector<IpAddress>&) override {}
    void use_ways(const Ways&) override {}
    /// In the order in which they left.
    [[nodiscard]] const std::deque<Sent>& sent() const { return sent_; }
    void answer(std::size_t index, HttpReply reply);

private:
    class Ticket;
    std::deque<Sent> sent_;
};

} // namespace ddns
