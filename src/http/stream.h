// SPDX-License-Identifier: MIT
#pragma once

#include "util/operation.h"
#include "util/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ddns {

/// A connection for what is not HTTP: bytes both ways over TCP, or over TLS on top of it.
struct StreamRequest {
    std::string host; ///< a name (letters, digits, - _ .) or an address
    std::uint16_t port = 0;
    bool tls = false;        ///< verified for `host`, 1.2 or newer
    std::string ca;          ///< PEM file to trust instead of the system's
    std::string interface;   ///< leave through this interface
    std::string address_key; ///< the setting that `host` comes from, for messages: "server"
    Duration timeout = std::chrono::seconds(30); ///< being connected has a third of it, at least 5 s
};

/// Both run from the loop and may destroy the stream.
struct StreamEvents {
    std::function<void(std::string_view bytes)> on_bytes;
    /// The last event: not connected, closed by the other side, or broken. `network` or `timeout`; `config`
    /// for a host that is none.
    std::function<void(Error)> on_end;
};

/// Destroying it closes the connection; nothing calls back any more.
class Stream : public Operation {
public:
    /// In the order of the calls, all of one turn of the loop together; waits while it is not yet connected.
    /// Never calls back inside.
    virtual void send(std::string_view bytes) = 0;
    /// `phrase` of the detour it took, once it is connected; mostly "".
    [[nodiscard]] virtual std::string way() const = 0;
};

} // namespace ddns
