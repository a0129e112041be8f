// SPDX-License-Identifier: MIT
#pragma once

#include "detect/echo.h"
#include "detect/gateway_events.h"
#include "detect/rests.h"
#include "detect/settings.h"
#include "detect/way_out.h"
#include "http/transport.h"
#include "loop/sockets.h"
#include "loop/timers.h"

#include <cstdint>

namespace ddns {

/// Finds out which address the outside sees through an uplink. As many independent parties as the quorum asks
/// for must say the same before it is believed. So many are asked at once; a next one for each answer that
/// does not help, and whenever 250 ms pass without a decision. Each is asked once.
///
/// Asks only when it is told to and remembers no address; it does remember who wants to be left alone (status
/// 403 or 429), per uplink, and passes these over meanwhile.
///
/// Its references and the detector itself outlive the operations.
class Detector {
public:
    using OnResult = std::function<void(Sighting)>;

    /// `rotation` decides who is asked first, so that not every machine asks the same service: give each a
    /// number of its own. Each detection begins one service later than the one before. `services`: who is
    /// asked over HTTPS when the settings name nobody.
    Detector(HttpTransport& http, Sockets& sockets, Timers& timers, std::uint64_t rotation,
             std::vector<EchoService> services = public_echo_services());

    /// Over fresh connections of that family that leave through that way. Ends within 20 s.
    [[nodiscard]] std::unique_ptr<Operation> detect(Family family, const WayOut& way,
                                                    const DetectSettings& settings, OnResult on_result);

    /// Hears what the gateway of that way announces about its address, which only means that now is a time to
    /// detect; `on_news` gets the address that it names, if it does. nullptr: there is no gateway, or the
    /// system does not let us listen.
    [[nodiscard]] std::unique_ptr<Operation> listen(const WayOut& way, OnGatewayNews on_news);

    /// Where the gateway announces nothing but has UPnP, the same by that (gateway_events.h).
    [[nodiscard]] std::unique_ptr<GatewayEvents> subscribe(const WayOut& way, OnGatewayNews on_news);

private:
    HttpTransport& http_;
    Sockets& sockets_;
    Timers& timers_;
    std::uint64_t rotation_;
    std::vector<EchoService> services_;
    Rests rests_;
};

} // namespace ddns
