// SPDX-License-Identifier: MIT
#pragma once

#include "detect/inquiry.h"

namespace ddns {

/// A subscription to what the gateway of a way tells of its address by UPnP (gena.h), for as long as it
/// lives: found by the same search as its address, renewed in time, made anew when the gateway has forgotten
/// it. A gateway that has none of it is asked again after rests (rests.h) and meanwhile nothing listens.
///
/// The gateway's events come to the way's own address, at a port and a path that nobody can guess; nobody
/// else is listened to. Destroying it ends the listening without a word to the gateway.
class GatewayEvents : public Operation {
public:
    /// The gateway has accepted the subscription, that has not ended, and an event has come, as one does at
    /// once where no firewall is in its way.
    [[nodiscard]] virtual bool hears() const = 0;

    /// Ends it, and tells the gateway so where there is something to tell: then the result is under way, for
    /// two seconds at the most, and outlives this; else it is nullptr and `on_told` never runs.
    [[nodiscard]] virtual std::unique_ptr<Operation> leave(std::function<void()> on_told) = 0;
};

/// Gets the address that the gateway names. That only means that now is a time to detect. Runs from the loop,
/// and must not destroy the subscription.
using OnGatewayNews = std::function<void(std::optional<IpAddress>)>;

/// nullptr: the way has no gateway, or no address to listen at.
[[nodiscard]] std::unique_ptr<GatewayEvents> subscribe_to_gateway(const InquiryParts& parts,
                                                                  const WayOut& way, OnGatewayNews on_news);

} // namespace ddns
