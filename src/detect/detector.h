// SPDX-License-Identifier: MIT
#pragma once

#include "detect/echo.h"
#include "http/transport.h"
#include "loop/timers.h"

#include <cstdint>

namespace ddns {

/// Finds out which address the outside sees. Two services of different operators must say the same before it
/// is believed; two are asked at once, and a next one for each answer that does not help. Asks only when it
/// is told to and remembers no address.
///
/// Its references and the detector itself outlive the operations.
class Detector {
public:
    using OnResult = std::function<void(Result<IpAddress>)>;

    /// `rotation` decides who is asked first, so that not every machine asks the same service: give each a
    /// number of its own. Each detection begins one service later than the one before.
    Detector(HttpTransport& http, Timers& timers, std::uint64_t rotation,
             std::vector<EchoService> services = public_echo_services());

    /// Through `interface` (empty: wherever the routes lead), over a connection of that family made for this.
    /// Ends within 20 s. Errors: `network` or `timeout` when nobody was reached, else `bad_reply`.
    [[nodiscard]] std::unique_ptr<Operation> detect(Family family, const std::string& interface,
                                                    OnResult on_result);

private:
    HttpTransport& http_;
    Timers& timers_;
    std::uint64_t rotation_;
    std::vector<EchoService> services_;
};

} // namespace ddns
