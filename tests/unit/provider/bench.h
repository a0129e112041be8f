// SPDX-License-Identifier: MIT
#pragma once

#include "fakes/fake_transport.h"
#include "provider/definition.h"
#include "provider/engine.h"
#include "provider/example_world.h"
#include "provider/examples.h"
#include "provider/load_definition.h"
#include "unit/crypto/keys.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace ddns::provider_test {

/// The key file of a Google service account.
inline std::string service_account(std::string_view token_url) { return example_service_account(token_url); }

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
    ExampleTimers turns;
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

inline std::string word(const Outcome& outcome) { return outcome_word(outcome); }

} // namespace ddns::provider_test
