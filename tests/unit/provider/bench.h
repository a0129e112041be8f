// SPDX-License-Identifier: MIT
#pragma once

#include "fakes/fake_transport.h"
#include "loop/timers.h"
#include "provider/definition.h"
#include "provider/engine.h"
#include "provider/load_definition.h"
#include "unit/crypto/keys.h"
#include "util/json.h"

#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace ddns::provider_test {

/// Alarms that go off when the test says so; only what the engine needs.
class Turns final : public Timers {
public:
    Instant time{std::chrono::hours(1)};
    WallTime wall = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + std::chrono::hours(3) +
                    std::chrono::minutes(4) + std::chrono::seconds(5);
    Instant now() const override { return time; }
    WallTime wall_clock() const override { return wall; }
    std::unique_ptr<Operation> after(Duration, std::function<void()> callback) override {
        alarms_.push_back(std::move(callback));
        return std::make_unique<Cancel>(*this, std::prev(alarms_.end()));
    }
    /// False when there was none.
    bool turn() {
        for (auto it = alarms_.begin(); it != alarms_.end(); ++it) {
            if (!*it) continue;
            const auto callback = std::move(*it);
            *it = nullptr;
            callback();
            return true;
        }
        return false;
    }

private:
    using Place = std::list<std::function<void()>>::iterator;
    class Cancel final : public Operation {
    public:
        Cancel(Turns& turns, Place place) : turns_(turns), place_(place) {}
        ~Cancel() override { turns_.alarms_.erase(place_); }

    private:
        Turns& turns_;
        Place place_;
    };
    std::list<std::function<void()>> alarms_;
};

/// The key file of a Google service account.
inline std::string service_account(std::string_view token_url) {
    Json out{Json::Object{}};
    out.set("type", "service_account");
    out.set("client_email", "me@p.iam.gserviceaccount.com");
    out.set("private_key_id", "k1");
    out.set("private_key", std::string(crypto_test::small_key));
    out.set("token_uri", token_url);
    return dump_json(out);
}

/// The nonce of examples, and the key files that there are for them; any other is what the setting says
/// instead of where it is.
inline AuthSources example_sources() {
    AuthSources sources;
    sources.nonce = [] { return std::string("nonce"); };
    sources.read_key = [](const std::string& text) -> Result<Secret> {
        if (text == "example.pem") return Secret(std::string(crypto_test::small_key));
        if (text == "example.json") return Secret(service_account("https://oauth2.googleapis.com/token"));
        return Secret(text);
    };
    return sources;
}

/// A provider file, an account and everything around them.
struct Bench {
    explicit Bench(std::string_view file_text) {
        loaded = load_definition("test", "test.yaml", file_text);
        account.name = "acct";
        account.url = "https://p.example";
        transport.now = turns.time;
    }
    void open() {
        if (!loaded.definition) throw std::runtime_error(loaded.diagnostics.at(0).message);
        session = make_session(*loaded.definition, account, transport, turns, example_sources());
    }
    void submit(std::vector<Change> changes) {
        if (!session) open();
        operations.push_back(session->submit(
            std::move(changes), [this](Outcome outcome) { outcomes.push_back(std::move(outcome)); }));
    }
    /// Answers everything until nothing is left to do.
    void settle() {
        while (turns.turn() || (transport.handler && transport.step())) {
        }
    }
    [[nodiscard]] std::string url(std::size_t call) const {
        return transport.calls.at(call).request.url.reveal();
    }
    [[nodiscard]] std::string body(std::size_t call) const {
        return transport.calls.at(call).request.body.reveal();
    }

    LoadedDefinition loaded;
    Account account;
    FakeTransport transport;
    Turns turns;
    std::unique_ptr<AccountSession> session;
    std::vector<std::unique_ptr<Operation>> operations;
    std::vector<Outcome> outcomes;
};

inline Change change(std::size_t record, std::string name, std::vector<std::string> values) {
    Change out;
    out.record = record;
    out.name = std::move(name);
    for (const std::string& value : values) out.values.push_back(*IpAddress::parse(value));
    out.type = type_of(out.values.at(0).family());
    return out;
}

/// "updated", "unchanged", or the kind of the failure and its wait: "rate 40s".
std::string word(const Outcome& outcome);

} // namespace ddns::provider_test
