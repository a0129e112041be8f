// SPDX-License-Identifier: MIT
#pragma once

#include "reactor/reactor.h"

#include "fakes/capture_log.h"
#include "fakes/fake_monitor.h"
#include "fakes/fake_session.h"
#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "fakes/memory_store.h"
#include "state/record_key.h"
#include "unit/plan/lab.h"

#include <string>

namespace ddns {

/// A reactor with one account among fakes. Networks are written as in unit/plan/lab.h.
struct ReactorWorld {
    using Status = Outcome::Status;

    explicit ReactorWorld(std::size_t records = 1) : config(lab::config_of(records)) {}

    void start(std::string_view network) {
        monitor.now = lab::network(network).snapshot;
        live();
    }
    /// A new reactor on what the store holds, as after a restart or a reload.
    void live() {
        reactor.reset();
        auto made = std::make_unique<FakeSession>();
        made->on_submit = on_submit;
        session = made.get();
        std::vector<std::unique_ptr<AccountSession>> sessions;
        sessions.push_back(std::move(made));
        reactor = std::make_unique<Reactor>(Reactor::Parts{timers, monitor, transport, detector, store, log,
                                                           [this] { return wall; }, [] { return 0.0; }},
                                            std::make_shared<const Config>(config), std::move(sessions));
        reactor->start(timers.now(), pauses);
        timers.run_ready();
    }
    void become(std::string_view network) {
        monitor.now = lab::network(network).snapshot;
        reactor->dirty(WakeReason::address, timers.now());
        timers.run_ready();
    }
    void advance(int ms) { timers.advance(std::chrono::milliseconds(ms)); }

    /// Ends all changes of a submission, newest by default.
    void end(Status status, Error error = {}) { end_at(session->given.size() - 1, status, std::move(error)); }
    void end_at(std::size_t submission, Status status, Error error = {}) {
        const auto given = session->given.at(submission);
        for (std::size_t i = 0; i < given->changes.size(); ++i) FakeSession::end(given, i, status, error);
        timers.run_ready();
    }

    [[nodiscard]] std::size_t submissions() const { return session->given.size(); }
    [[nodiscard]] std::string sent(std::size_t submission, std::size_t change = 0) const {
        return lab::text(session->given.at(submission)->changes.at(change).values);
    }
    [[nodiscard]] std::string stored(std::size_t record = 0) const {
        const auto found = store.written.find(key_of(config, config.records[record]));
        return found == store.written.end() ? "-" : lab::text(found->second.values);
    }

    Config config;
    fakes::FakeTimers timers;
    FakeMonitor monitor;
    FakeTransport transport;
    FakeSockets sockets;
    Detector detector{transport,
                      sockets,
                      timers,
                      0,
                      {{"a", "https://a/", "https://a/", EchoForm::plain},
                       {"b", "https://b/", "https://b/", EchoForm::plain}}};
    MemoryStore store;
    std::int64_t wall = 7; ///< seconds since 1970; goes with `timers` only when a test says so
    CaptureLog log;
    std::function<void()> on_submit;
    std::vector<Reactor::Pause> pauses;
    FakeSession* session = nullptr;
    std::unique_ptr<Reactor> reactor;
};

} // namespace ddns
