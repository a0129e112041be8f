// SPDX-License-Identifier: MIT
#pragma once

#include "plan/plan.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// A laboratory for planning: a network written in one line, a story in a few, and what the planner did as
/// one text. It follows `wake_at`, so the times in that text are exactly when the real program would act.
namespace ddns::lab {

/// "eth0*100 62.4.5.1 62.4.5.2?; wwan0!*700 185.10.20.1": interfaces in this order.
/// `*100` owns a default route of metric 100 (both families), `!` has no carrier, `%` fails its probe; after
/// an address
/// `?` temporary, `~` deprecated, `t` tentative, `-` not usable yet (no local route). "=> 81.2.69.1" after
/// the addresses: the outside sees that through the interface ("=> none": nobody answers).
struct Network {
    Snapshot snapshot;
    std::vector<Detected> detected;
    std::vector<std::string> unanswered;
};
Network network(std::string_view line);

std::vector<IpAddress> addresses(std::string_view words);
std::string text(const std::vector<IpAddress>& values);

/// At `ms`, the network becomes this.
struct Step {
    int ms;
    const char* network;
};

/// What the provider answers to the jobs, in turn, and how long each takes; afterwards "ok".
/// Words: ok, or the name of an ErrorKind, or "rate:30" with a retry_after in seconds.
struct Answer {
    const char* word = "ok";
    int takes_ms = 0;
};

struct Story {
    const char* published = "";
    AddressPolicy policy{};
    AddressSource source = AddressSource::interface;
    RecordType type = RecordType::A;
    std::vector<Answer> answers{};
    Duration apart{}; ///< what the provider wants
    Duration again{};
    int confirmed_ms = 0; ///< when what is published was confirmed; may be negative
};

/// One record through the steps. Returns what it did, a line for each change of its state:
/// "100 hold better 62.4.5.1 till 1100", "1100 send 62.4.5.1" ("again" for what did not change), "lost",
/// "ok", "stopped", "flying".
std::string play(const Story& story, const std::vector<Step>& steps, int until_ms);

/// A configuration with this many equal A records at one account.
Config config_of(std::size_t records);

} // namespace ddns::lab
