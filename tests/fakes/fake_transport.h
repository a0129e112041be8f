// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace ddns {

/// HTTP without a network: keeps every request and answers when the test says so, never inside `start`.
/// By hand with `reply` and `fail`, or all at once with a `handler` and `settle`. Must outlive the operations
/// it gave out.
class FakeTransport final : public HttpTransport {
public:
    struct Call {
        HttpRequest request;
        OnReply on_reply;
        bool answered = false;
        bool cancelled = false;
        [[nodiscard]] bool open() const { return !answered && !cancelled; }
    };

    /// The other side of a stream: `sent` is what came, until the test takes it away.
    struct OpenedStream {
        StreamRequest request;
        StreamEvents events;
        std::string sent;
        bool closed = false;
        std::string way{};
    };

    std::deque<OpenedStream> streams; ///< in the order they were opened; stays when closed
    std::deque<Call> calls;           ///< in the order they were started; stays when answered
    std::function<Result<HttpReply>(const HttpRequest&)> handler; ///< used by `settle`
    std::size_t most_open = 0;                                    ///< the most that were open at one time
    std::vector<std::vector<IpAddress>> network_changes;
    std::vector<Ways> ways; ///< the last ones hold
    std::string taken_way;  ///< of replies and of new streams
    Instant now{};          ///< the `sent` and `completed` of replies

    static HttpReply make_reply(int status, std::string body,
                                std::vector<std::pair<std::string, std::string>> headers = {}) {
        HttpReply out;
        out.status = status;
        out.body = std::move(body);
        out.headers = std::move(headers);
        return out;
    }

    [[nodiscard]] std::unique_ptr<Operation> start(HttpRequest request, OnReply on_reply) override {
        calls.push_back({std::move(request), std::move(on_reply)});
        most_open = std::max(most_open, open());
        return std::make_unique<Ticket>(*this, calls.size() - 1);
    }

    [[nodiscard]] std::unique_ptr<Stream> open(StreamRequest request, StreamEvents events) override {
        streams.push_back({std::move(request), std::move(events), {}, false, taken_way});
        return std::make_unique<Pipe>(streams.back());
    }

    void network_changed(const std::vector<IpAddress>& local_addresses) override {
        network_changes.push_back(local_addresses);
    }

    void use_ways(const Ways& next) override { ways.push_back(next); }

    [[nodiscard]] std::size_t open() const {
        return static_cast<std::size_t>(
            std::count_if(calls.begin(), calls.end(), [](const Call& c) { return c.open(); }));
    }

    void answer(std::size_t index, Result<HttpReply> result) {
        Call& call = calls.at(index);
        assert(call.open());
        call.answered = true;
        if (result) {
            if (result->sent == Instant{}) result->sent = now;
            if (result->completed == Instant{}) result->completed = now;
            if (result->way.empty()) result->way = taken_way;
        }
        const OnReply callback = std::move(call.on_reply); // it may destroy its operation
        callback(std::move(result));
    }
    void reply(std::size_t index, int status, std::string body,
               std::vector<std::pair<std::string, std::string>> headers = {}) {
        answer(index, make_reply(status, std::move(body), std::move(headers)));
    }
    void fail_with(std::size_t index, Error error) { answer(index, tl::unexpected<Error>(std::move(error))); }

    /// Answers the oldest open request through `handler`; false when none is open.
    bool step() {
        const auto it = std::find_if(calls.begin(), calls.end(), [](const Call& c) { return c.open(); });
        if (it == calls.end()) return false;
        answer(static_cast<std::size_t>(it - calls.begin()), handler(it->request));
        return true;
    }
    /// Until nothing is open, also what is started meanwhile.
    void settle() {
        while (step()) {
        }
    }

private:
    struct Pipe final : Stream {
        explicit Pipe(OpenedStream& s) : stream(s) {}
        ~Pipe() override { stream.closed = true; }
        void send(std::string_view bytes) override { stream.sent += bytes; }
        [[nodiscard]] std::string way() const override { return stream.way; }
        OpenedStream& stream;
    };

    class Ticket final : public Operation {
    public:
        Ticket(FakeTransport& owner, std::size_t index) : owner_(owner), index_(index) {}
        ~Ticket() override {
            Call& call = owner_.calls[index_];
            if (call.open()) call.cancelled = true;
        }

    private:
        FakeTransport& owner_;
        std::size_t index_;
    };
};

} // namespace ddns
