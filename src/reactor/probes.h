// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "http/transport.h"
#include "loop/timers.h"
#include "net/snapshot.h"
#include "plan/health.h"
#include "reactor/narrator.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ddns {

/// Probes the uplinks that want it (`probe:`), each through its own interface over a fresh connection, as
/// long as the kernel says that it is up with a default route. At once when it has come up, then at its
/// interval. What was told before it went down stays: a dead line is not healthy because its cable was
/// plugged again.
class Probes {
public:
    /// `on_change` runs from the loop when an uplink's health turned. The references outlive this.
    Probes(const Config& config, HttpTransport& transport, Timers& timers, Narrator& narrator,
           std::function<void()> on_change);

    /// The present network.
    void follow(const Snapshot& snapshot);

    /// Interfaces that are up for the kernel while nothing answers beyond them.
    [[nodiscard]] std::vector<std::string> unanswered() const;
    /// Null for an uplink without a probe.
    [[nodiscard]] const Health* of(std::string_view interface) const;

private:
    struct Probed {
        const Uplink* uplink = nullptr;
        Health health;
        bool up = false; ///< for the kernel
        std::unique_ptr<Operation> question, next;
    };

    void ask(std::size_t index);
    void answered(std::size_t index, Instant begin, const Result<HttpReply>& reply);

    HttpTransport& transport_;
    Timers& timers_;
    Narrator& narrator_;
    std::function<void()> on_change_;
    std::vector<Probed> probed_;
};

/// Whether the interface is up and owns a live default route, in a family or in any.
bool leads_out(const Snapshot& snapshot, std::string_view interface, std::optional<Family> family = {});

} // namespace ddns
