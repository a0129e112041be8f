// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"

#include <optional>
#include <string>
#include <string_view>

/// How a router tells by itself that its address has changed: the events of UPnP (UPnP Device Architecture
/// 1.1, section 4, "GENA"; the variables are those of WANIPConnection:1, section 2.2). A subscriber is told
/// the present state at once, and then each change, in requests NOTIFY to an address that it named. Pure.
namespace ddns {

/// The least that the architecture advises (section 4.1.2); a shorter one would only wake both sides more
/// often.
constexpr Duration wanted_lifetime = std::chrono::seconds(1800);

/// The router keeps the subscription for so long, and longer when it is renewed.
struct GenaSubscription {
    std::string id; ///< SID
    Duration lifetime = wanted_lifetime;
};

/// Section 4.1.2. `callback` is where the events go: http://ADDRESS:PORT/PATH.
HttpRequest write_subscription(const std::string& event_url, const std::string& callback);
/// Section 4.1.3.
HttpRequest write_renewal(const std::string& event_url, const std::string& id);
/// UNSUBSCRIBE (section 4.1.4).
HttpRequest write_farewell(const std::string& event_url, const std::string& id);

/// The answer to the first two. The lifetime is at least one minute and at most a day, whatever it says; what
/// it does not say, or "infinite", is what was wanted. Errors: `bad_reply`.
Result<GenaSubscription> read_subscription(const HttpReply& reply);

/// What an event tells of the address, as the router writes it; unset: nothing. A hint, never believed.
struct GenaState {
    std::optional<std::string> address; ///< ExternalIPAddress
    std::optional<std::string> status;  ///< ConnectionStatus: "Connected" ...
    bool operator==(const GenaState&) const = default;
};

/// The longest request that is read, with its head.
constexpr std::size_t longest_notify = 16u << 10;

struct GenaNotify {
    int status = 400; ///< to answer with: 200, else nothing of it counts: 400 or 412 (section 4.3.2)
    GenaState state{};
};

/// Reads a request that should be a NOTIFY for `path` and the subscription `id` ("" = not known yet: any).
/// nullopt: more of it is needed, and it may still become a good one.
std::optional<GenaNotify> read_notify(std::string_view bytes, std::string_view path, std::string_view id);

/// The whole answer of that status.
std::string write_notify_answer(int status);

} // namespace ddns
