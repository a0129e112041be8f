// SPDX-License-Identifier: MIT
#pragma once

#include "util/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ddns {

/// What kind of failure it is. The kind answers "what happens next", never "where did it come from".
enum class ErrorKind {
    config,  ///< the configuration or the command line must change
    system,  ///< the operating system refused (file, socket, permission)
    network, ///< the other side was not reached: look-up, connection, TLS. Retried; a network change retries
             ///< at once
    timeout, ///< no complete answer in time. Retried as `network`
    server, ///< the provider says it is its own fault. Retried with back-off, a network change does not hurry
            ///< it
    rate,   ///< the provider says when to come back (`retry_after`)
    auth,   ///< credentials refused. The account stops until the configuration changes
    abuse,  ///< the provider has blocked this client or account. The account stops
    rejected,  ///< the provider does not accept this record. The record stops until the configuration changes
    bad_reply, ///< a reply that is not understood (captive portal, empty, garbage). Retried as `server`
    internal,  ///< a broken promise inside this program
};

/// The word used in logs, JSON and provider files.
std::string_view to_string(ErrorKind kind);

/// A failure that was to be expected. `what` is one complete sentence for a person, without secrets.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string what;
    /// The shortest wait the other side asked for. A floor: nothing may retry earlier.
    std::optional<Duration> retry_after = std::nullopt;

    bool operator==(const Error&) const = default;
};

/// A value, or the reason why there is none.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorKind::system, "...");`
inline tl::unexpected<Error> fail(ErrorKind kind, std::string what,
                                  std::optional<Duration> retry_after = std::nullopt) {
    return tl::unexpected<Error>(Error{kind, std::move(what), retry_after});
}

} // namespace ddns
