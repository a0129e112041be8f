// SPDX-License-Identifier: MIT
#pragma once

#include "provider/load_examples.h"

#include <string>
#include <vector>

/// Runs the examples of provider files through the engine, without a network. The unit tests do it for every
/// file that is compiled in, `ddns-reactor providers try` for a user's own.
namespace ddns {

/// A request that left, fit to be shown: secrets are `***`.
struct ShownRequest {
    std::string call;                 ///< what the example calls it; "" when no step is left for it
    std::string line;                 ///< "GET https://www.duckdns.org/update?domains=home&token=***"
    std::vector<std::string> headers; ///< "Content-Type: application/json"
    std::string body;
    std::string reply; ///< "200 OK"; "" when it was not answered
};

struct ExampleRun {
    struct Problem {
        TextPlace place;
        std::string message; ///< what the engine does instead of what the example says, without secrets
    };
    std::vector<ShownRequest> requests;
    std::vector<std::string> outcomes; ///< as `outcome_word` writes them, in the order of the changes
    std::vector<Problem> problems;
};

/// The transport is in memory, the clock stands still at 2026-01-02T03:04:05Z. A secret that a message or a
/// label repeats is a problem, too.
ExampleRun run_example(const ProviderDefinition& definition, const Example& example);

/// What must be shown and is not: a call without an example that states its request. One sentence each.
std::vector<std::string> calls_not_shown(const ProviderDefinition& definition,
                                         const std::vector<Example>& examples);

/// "updated", "unchanged", or the kind of the failure and its wait: "rate 40s".
std::string outcome_word(const Outcome& outcome);

} // namespace ddns
