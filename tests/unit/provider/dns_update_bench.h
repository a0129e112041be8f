// SPDX-License-Identifier: MIT
#pragma once

#include "fakes/fake_name_server.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "provider/dns_update.h"

#include <doctest/doctest.h>
#include <map>

namespace ddns {

inline const char* const dns_key_text = "home:c2VjcmV0";
inline TsigKey dns_key() { return {*DnsName::parse("home"), Digest::sha256, Secret("secret")}; }

/// An account of the backend with a server of its own, and what became of its changes.
struct DnsUpdateBench {
    using Settings = std::map<std::string, std::string>;

    explicit DnsUpdateBench(Settings settings = {{"server", "192.0.2.53"}, {"zone", "example.com"}}) {
        account.name = "dns";
        settings.emplace("key", dns_key_text);
        for (const auto& [name, value] : settings) account.settings.emplace(name, Secret(value));
        start();
    }
    void start() {
        session = make_dns_update_session(account, transport, timers, [this] { return resolvers; });
    }

    static Change change(std::string_view name, std::vector<std::string> values,
                         RecordType type = RecordType::A, std::optional<unsigned> ttl = {}) {
        Change made;
        made.name = name;
        made.type = type;
        made.ttl = ttl;
        for (const std::string& value : values) made.values.push_back(*IpAddress::parse(value));
        return made;
    }

    void submit(std::vector<Change> changes) {
        for (std::size_t i = 0; i < changes.size(); ++i) changes[i].record = i;
        outcomes.clear();
        outcomes.resize(changes.size());
        operation = session->submit(std::move(changes), [this](const Outcome& outcome) {
            CHECK_FALSE(outcomes.at(outcome.record));
            outcomes.at(outcome.record) = outcome;
        });
    }

    /// Until nobody has anything to say any more.
    void run() {
        bool more = true;
        while (more) {
            more = timers.run_ready();
            for (std::size_t i = 0; i < transport.streams.size(); ++i) more = serve(i) || more;
        }
    }

    void make(std::vector<Change> changes) {
        submit(std::move(changes));
        run();
    }
    /// "updated", "unchanged", or what went wrong.
    [[nodiscard]] std::string outcome(std::size_t record = 0) const {
        if (!outcomes.at(record)) return "none";
        const Outcome& ended = *outcomes[record];
        if (ended.status == Outcome::Status::updated) return "updated";
        if (ended.status == Outcome::Status::unchanged) return "unchanged";
        return std::string(to_string(ended.error.kind)) + ": " + ended.error.what;
    }

    Account account;
    fakes::FakeTimers timers;
    FakeTransport transport;
    fakes::FakeNameServer server{*DnsName::parse("example.com"), dns_key()};
    std::map<std::string, fakes::FakeNameServer*> others; ///< by host
    std::vector<DnsResolver> resolvers;
    Duration server_is_ahead{};
    std::unique_ptr<AccountSession> session;
    std::unique_ptr<Operation> operation;
    std::vector<std::optional<Outcome>> outcomes;

private:
    bool serve(std::size_t index) {
        auto& stream = transport.streams[index];
        if (stream.closed || stream.sent.size() < 2) return false;
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(stream.sent[at]); };
        const std::size_t size = static_cast<std::size_t>(byte(0) << 8 | byte(1));
        if (stream.sent.size() < 2 + size) return false;
        const std::string message = stream.sent.substr(2, size);
        stream.sent.erase(0, 2 + size);
        const auto found = others.find(stream.request.host);
        const auto now = std::chrono::floor<std::chrono::seconds>(timers.wall_clock() + server_is_ahead);
        const auto reply = (found == others.end() ? server : *found->second)
                               .answer(message, static_cast<std::uint64_t>(now.time_since_epoch().count()));
        if (!reply) return true;
        const std::string length = {static_cast<char>(reply->size() >> 8),
                                    static_cast<char>(reply->size() & 0xff)};
        const auto on_bytes = stream.events.on_bytes;
        on_bytes(length + *reply);
        return true;
    }
};

} // namespace ddns
