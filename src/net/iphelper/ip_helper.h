// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/rows.h"
#include "util/operation.h"
#include "util/result.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace ddns::iphelper {

/// The ways in which Windows tells of changes.
enum class EventSource : std::uint8_t {
    // Call back on a thread of the system, several at once, until they are cancelled.
    ip_interface,    ///< NotifyIpInterfaceChange: links, metrics
    unicast_address, ///< NotifyUnicastIpAddressChange
    route,           ///< NotifyRouteChange2
    resume,          ///< PowerRegisterSuspendResumeNotification: the machine has slept
    // Tell once, and must be asked again.
    address_table,   ///< NotifyAddrChange, IPv4 only
    address_list_v4, ///< SIO_ADDRESS_LIST_CHANGE
    address_list_v6,
};

inline constexpr std::array calling_sources{EventSource::ip_interface, EventSource::unicast_address,
                                            EventSource::route, EventSource::resume};
inline constexpr std::array one_shot_sources{EventSource::address_table, EventSource::address_list_v4,
                                             EventSource::address_list_v6};
inline constexpr std::size_t source_count = calling_sources.size() + one_shot_sources.size();

/// The name of the function, for the log: "NotifyRouteChange2".
std::string_view function_name(EventSource source);

/// The notifications that tell once. One thread arms and waits; `interrupt` may come from every thread.
class OneShots {
public:
    struct Wakeup {
        enum class Why : std::uint8_t { fired, interrupted, timed_out };
        Why why = Why::interrupted;
        EventSource source{}; ///< of `fired`
    };

    /// Gives up what is armed. Takes at most a second, also when the system never answers.
    virtual ~OneShots() = default;

    /// Asks for the next change of a source that is not armed: a new one, one that has fired, one whose `arm`
    /// failed. An error is one sentence about the function.
    virtual Result<void> arm(EventSource source) = 0;

    /// Until something armed fires (which disarms it), `interrupt` was called, or `longest` is over; nullopt:
    /// for ever.
    virtual Wakeup wait(std::optional<Duration> longest) = 0;

    /// Ends the `wait` of now, or else the next one.
    virtual void interrupt() = 0;
};

/// All that this program asks of IP Helper and its neighbours, so that everything above it is tested without
/// Windows. Every function may be called from every thread, also several at once.
class IpHelper {
public:
    virtual ~IpHelper() = default;

    /// For one of `calling_sources`. Destroying what is returned ends the calls: it waits for those that are
    /// running, so never destroy it inside one, nor while holding a lock that `on_change` takes. `on_change`
    /// must be quick, must not call IP Helper and must not throw. An error (one sentence) also when the
    /// system claims success but will never call (Wine gives a null handle).
    virtual Result<std::unique_ptr<Operation>> subscribe(EventSource source,
                                                         std::function<void()> on_change) = 0;

    virtual std::unique_ptr<OneShots> open_one_shots() = 0;

    /// All tables, one after the other: they may not fit together when something changed meanwhile. Takes
    /// milliseconds. An error means that a table could not be read, never an empty one.
    virtual Result<Tables> read_tables() = 0;
};

} // namespace ddns::iphelper
