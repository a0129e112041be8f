// SPDX-License-Identifier: MIT
#pragma once

#include "detect/detector.h"
#include "loop/timers.h"
#include "net/snapshot.h"
#include "plan/plan.h"
#include "reactor/narrator.h"

#include <functional>
#include <list>
#include <map>
#include <memory>

namespace ddns {

/// Keeps what the outside sees up to date for the uplinks that the plan asks about.
///
/// An uplink is asked when it is first wanted, when its own addresses, routes or gateway change, and at every
/// poll. "Could not look" never replaces what was seen before; it is tried again after 30 s, doubled up to 16
/// min, or later when those that are asked want that. What was seen before the uplink itself changed says
/// nothing about it any more. Another IPv6 prefix on it is only a hint that the line was dialled anew: IPv4
/// is asked for again, and what was seen stays meanwhile. So is an announcement or event of its gateway,
/// unless that names the address that is known already; they lead to one look a second at the most.
///
/// Announcements are listened to on every uplink with a gateway. Events are subscribed to where the gateway
/// is among those that are asked, once the uplink has been seen from outside and has stayed for 5 s: a single
/// pass is over by then.
class Detection {
public:
    /// `on_change` runs from the loop when a look ended.
    Detection(Detector& detector, Timers& timers, Narrator& narrator, const Config& config,
              std::function<void()> on_change);

    /// The plan's present wishes. Uplinks that are not wanted any more are forgotten.
    void want(const std::vector<DetectWish>& wishes, const Snapshot& snapshot);
    /// Ask all of them anew.
    void refresh();

    [[nodiscard]] const std::vector<Detected>& results() const { return results_; }
    /// A look is on its way.
    [[nodiscard]] bool busy() const;

    /// By what the gateway of that interface can tell of a change: "announcements", "UPnP events".
    [[nodiscard]] std::vector<std::string> hears(const std::string& interface) const;

    /// Listens to nothing any more, and tells the gateways so; `on_left` runs when they have been told.
    void leave(std::function<void()> on_left);
    /// They have been told, or there was nothing to tell.
    [[nodiscard]] bool left() const { return farewells_.empty(); }

private:
    struct Uplink {
        std::size_t fingerprint = 0; ///< of what this uplink has; another one means: another uplink
        std::size_t hint = 0;        ///< another one means: look again
        WayOut way;
        std::unique_ptr<Operation> look;
        std::unique_ptr<Operation> news; ///< of its gateway, by announcements
        std::unique_ptr<GatewayEvents> events;
        std::unique_ptr<Operation> events_soon; ///< they are subscribed to
        std::unique_ptr<Operation> soon;        ///< the look that news has led to
        Instant last_news_look{};
        std::unique_ptr<Operation> retry;
        Detected seen;
        bool answered = false;
        unsigned failures = 0;
        Instant asked{}; ///< when the last look began
    };

    void drop_unwanted(const std::vector<DetectWish>& wishes);
    void look(const DetectWish& wish);
    void listen(const DetectWish& wish, Uplink& uplink);
    void subscribe_soon(const DetectWish& wish, Uplink& uplink);
    void unsubscribe(Uplink& uplink);
    void heard(const DetectWish& wish, const std::optional<IpAddress>& address);
    void looked(const DetectWish& wish, Sighting sighting);
    void collect();

    Detector& detector_;
    Timers& timers_;
    Narrator& narrator_;
    const Config& config_;
    std::function<void()> on_change_;
    std::map<DetectWish, Uplink> uplinks_;
    std::vector<Detected> results_;
    std::list<std::unique_ptr<Operation>> farewells_; ///< to gateways, under way
    std::function<void()> on_left_;
};

} // namespace ddns
