// SPDX-License-Identifier: MIT
#pragma once

#include "net/address_class.h"
#include "net/snapshot.h"
#include "util/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pure: snapshot -> candidates with reasons. Includes no uv, curl or yaml.
namespace ddns {

/// What may put one address before another, in the default order. The names are those of the `rank:` setting.
enum class Criterion : std::uint8_t {
    has_default,    ///< its interface owns a live default route of its family, in any table
    address_class,  ///< "class": public, sixtofour, cgnat, private, teredo, link_local, special
    not_deprecated, ///< RFC 4862 preferred lifetime not over
    main_table,     ///< the default is in the main table (metrics of different tables do not compare)
    metric,         ///< effective metric of the default route, low first; an uplink's `metric:` replaces it
    router_pref,    ///< RFC 4191
    os_route_dev,   ///< the interface the system's own look-up chooses
    not_temporary,  ///< RFC 8981 addresses after stable ones
    infinite_lft,   ///< preferred for ever before finite
    primary,        ///< IPv4 primary before alias
    incumbent,      ///< what is published stays among equals
    kind,           ///< ethernet, wifi, wwan, ppp, rest
    ifindex,
    address,
};

std::string_view to_string(Criterion criterion);
std::optional<Criterion> parse_criterion(std::string_view word);
/// All of them, best first. Always a total order: a configured order is completed with what it leaves out.
std::vector<Criterion> default_order();

/// `probe:` of an uplink: asks whether something beyond it answers.
struct Probe {
    std::string url; ///< any reply of status 200 to 299 is a success
    Duration every = std::chrono::seconds(30);
    unsigned down_after = 3; ///< failures in a row
    unsigned up_after = 2;   ///< successes in a row
    bool operator==(const Probe&) const = default;
};

/// `uplinks:` of the configuration: a name for a way out, and perhaps another metric than the kernel's.
struct Uplink {
    std::string name;
    std::string interface;
    std::optional<std::uint32_t> metric;
    std::optional<Probe> probe{};
    bool operator==(const Uplink&) const = default;
};

struct RankPolicy {
    /// May be partial: what it leaves out follows in default order; a repeated criterion counts once.
    std::vector<Criterion> order = default_order();
    /// Of several uplinks on one interface the first one counts.
    std::vector<Uplink> uplinks;
    std::vector<IpAddress> incumbents; ///< addresses published now, both families
    /// Interfaces whose uplink is up for the kernel while nothing answers beyond it. Their addresses keep
    /// their place in the order, but no record may have them.
    std::vector<std::string> unanswered{};
};

/// Why an address cannot be ranked at all.
enum class ExclusionRule : std::uint8_t {
    interface_down,
    no_carrier,
    tentative,
    optimistic,
    dad_failed,
    not_local_yet,
    skip_as_source,
    unusable_class, ///< loopback, multicast, unspecified, mapped
    host_scope,
    unknown_interface, ///< no such interface in the snapshot
};

struct Exclusion {
    IpAddress address;
    std::string interface; ///< "#7" for an unknown one
    /// The first that applies, what no waiting would change before what may pass.
    ExclusionRule rule = ExclusionRule::interface_down;
    bool operator==(const Exclusion&) const = default;
};

/// The metric of an address whose interface has no default route.
inline constexpr std::uint64_t no_metric = ~std::uint64_t{0};

/// An address that could be published, with all that its place in the order rests on.
struct Candidate {
    IpAddress address;
    unsigned prefix_length = 0; ///< as configured
    std::uint32_t ifindex = 0;
    std::string interface;
    std::string uplink; ///< the configured name, or ""
    AddressClass address_class = AddressClass::public_;
    InterfaceKind kind = InterfaceKind::ethernet;
    bool has_default = false;
    bool unanswered = false; ///< the probe of its uplink failed
    bool detected = false;   ///< seen from outside through the interface, not configured on it
    bool main_table = false;
    std::uint64_t metric = no_metric; ///< of its best default route, or its uplink's `metric:`
    RouterPreference preference = RouterPreference::medium;
    bool os_route = false;
    bool deprecated = false;
    bool temporary = false;
    bool infinite_lifetime = true;
    bool secondary = false;
    bool incumbent = false;
    /// The candidate just before it and the criterion that decided between the two; unset for the first.
    std::optional<IpAddress> behind;
    std::optional<Criterion> behind_by;

    bool operator==(const Candidate&) const = default;
};

/// Per family, best first. An address that is on two interfaces appears once, at its best place.
struct Candidates {
    std::vector<Candidate> v4, v6;
    std::vector<Exclusion> excluded;

    [[nodiscard]] const std::vector<Candidate>& of(Family family) const {
        return family == Family::v4 ? v4 : v6;
    }
    bool operator==(const Candidates&) const = default;
};

/// Every address of the snapshot ends up in exactly one place: ranked, excluded, or as the worse copy of an
/// address that is ranked from another interface. The order of the snapshot's lists does not matter.
Candidates rank(const Snapshot& snapshot, const RankPolicy& policy);

/// For people, most important first: "owns a default route", "public", "metric 100", "behind 62.4.5.6 by
/// metric". The first is always about the default route, the second about the class, and what it stands
/// behind comes last.
std::vector<std::string> reasons(const Candidate& candidate);
std::string describe(ExclusionRule rule);
/// As above, and for an address that is unusable by its nature the block it is from: "loopback (RFC 1122)".
std::string describe(const Exclusion& exclusion);

} // namespace ddns
