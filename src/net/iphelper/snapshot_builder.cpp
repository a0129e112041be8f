// SPDX-License-Identifier: MIT
#include "net/iphelper/snapshot_builder.h"

#include "net/address_class.h"
#include "net/default_route.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace ddns::iphelper {

namespace {

bool is_loopback(const IpAddress& address) {
    static const Prefix v4 = *Prefix::parse("127.0.0.0/8"), v6 = *Prefix::parse("::1/128");
    return v4.contains(address) || v6.contains(address);
}

Scope scope_of(const IpAddress& address) {
    static const Prefix site = *Prefix::parse("fec0::/10");
    if (is_loopback(address)) return Scope::host;
    if (site.contains(address)) return Scope::site;
    return classify(address).address_class == AddressClass::link_local ? Scope::link : Scope::global;
}

std::string name_of(const AdapterRow& row, std::uint32_t index) {
    return row.name.empty() ? "interface " + std::to_string(index) : row.name;
}

InterfaceAddress address_from(const AddressRow& row, std::uint32_t index) {
    InterfaceAddress address;
    address.interface = index;
    address.address = row.address;
    address.prefix_length = row.prefix_length;
    address.scope = scope_of(row.address);
    address.dad_failed = row.dad == DadState::duplicate;
    address.deprecated =
        row.dad == DadState::deprecated || row.preferred_lifetime == 0 || row.valid_lifetime == 0;
    address.tentative =
        !address.dad_failed && row.dad != DadState::deprecated && row.dad != DadState::preferred;
    address.temporary = row.address.family() == Family::v6 &&
                        row.prefix_origin == PrefixOrigin::router_advertisement &&
                        row.suffix_origin == SuffixOrigin::random;
    address.infinite_lifetime = row.preferred_lifetime == forever;
    address.skip_as_source = row.skip_as_source;
    return address;
}

class Builder {
public:
    explicit Builder(const Tables& tables) : tables_(tables) {
        for (const InterfaceRow& row : tables.interfaces) family_rows_[{row.luid, row.family}] = &row;
    }

    Snapshot build() {
        snapshot_.platform = Platform::windows;
        for (const AdapterRow& row : tables_.adapters) add_interface(row);
        for (const AddressRow& row : tables_.addresses) add_address(row);
        for (const RouteRow& row : tables_.routes) add_route(row);
        snapshot_.os_device_v4 = device(tables_.choice_v4);
        snapshot_.os_device_v6 = device(tables_.choice_v6);
        sort();
        return std::move(snapshot_);
    }

private:
    struct Adapter {
        std::uint32_t index;
        const AdapterRow* row;
    };

    void add_interface(const AdapterRow& row) {
        const std::uint32_t index = row.index_v4 ? row.index_v4 : row.index_v6;
        if (index == 0 || adapters_.contains(row.luid) || !used_.insert(index).second) return;
        adapters_[row.luid] = {index, &row};
        Interface interface;
        interface.index = index;
        interface.name = name_of(row, index);
        interface.kind = kind_of(row.type, row.tunnel_type);
        interface.up = row.status != OperStatus::not_present;
        interface.carrier = row.status == OperStatus::up;
        interface.loopback = row.type == IfType::loopback;
        interface.point_to_point = row.type == IfType::ppp || row.type == IfType::tunnel;
        const InterfaceRow* v4 = family_row(row.luid, Family::v4);
        const InterfaceRow* v6 = family_row(row.luid, Family::v6);
        interface.metric_v4 = v4 ? v4->metric : row.metric_v4;
        interface.metric_v6 = v6 ? v6->metric : row.metric_v6;
        snapshot_.interfaces.push_back(std::move(interface));
    }

    void add_address(const AddressRow& row) {
        const auto adapter = adapters_.find(row.luid);
        if (adapter == adapters_.end()) return;
        InterfaceAddress address = address_from(row, adapter->second.index);
        const auto& cluster = adapter->second.row->cluster_addresses;
        if (std::find(cluster.begin(), cluster.end(), row.address) != cluster.end())
            address.skip_as_source = true;
        snapshot_.addresses.push_back(address);
    }

    void add_route(const RouteRow& row) {
        const auto adapter = adapters_.find(row.luid);
        if (adapter == adapters_.end() || row.loopback || row.valid_lifetime == 0) return;
        if (!leads_everywhere(row.destination)) return;
        const InterfaceRow* family = family_row(row.luid, row.destination.address.family());
        if (family && family->disable_default_routes && row.destination.length == 0) return;
        Route route;
        route.destination = row.destination;
        route.interface = adapter->second.index;
        route.metric = row.metric;
        route.gateway = row.gateway;
        route.alive = !family || family->connected;
        snapshot_.routes.push_back(route);
    }

    [[nodiscard]] const InterfaceRow* family_row(Luid luid, Family family) const {
        const auto found = family_rows_.find({luid, family});
        return found == family_rows_.end() ? nullptr : found->second;
    }

    [[nodiscard]] std::uint32_t device(const std::optional<RouteChoice>& choice) const {
        if (!choice) return 0;
        for (const auto& [luid, adapter] : adapters_) {
            const AdapterRow& row = *adapter.row;
            const bool same_index =
                choice->index != 0 && (row.index_v4 == choice->index || row.index_v6 == choice->index);
            if (choice->luid ? luid == choice->luid : same_index) return adapter.index;
        }
        return 0;
    }

    void sort() {
        std::sort(snapshot_.interfaces.begin(), snapshot_.interfaces.end(),
                  [](const Interface& a, const Interface& b) { return a.index < b.index; });
        const auto place = [](const InterfaceAddress& a) { return std::tuple(a.interface, a.address); };
        auto& addresses = snapshot_.addresses;
        std::stable_sort(addresses.begin(), addresses.end(),
                         [&](const auto& a, const auto& b) { return place(a) < place(b); });
        addresses.erase(std::unique(addresses.begin(), addresses.end(),
                                    [&](const auto& a, const auto& b) { return place(a) == place(b); }),
                        addresses.end());
        auto& routes = snapshot_.routes;
        std::sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
            return std::tuple(a.destination.address, a.destination.length, a.interface, a.metric) <
                   std::tuple(b.destination.address, b.destination.length, b.interface, b.metric);
        });
        routes.erase(std::unique(routes.begin(), routes.end()), routes.end());
    }

    const Tables& tables_;
    std::map<std::pair<Luid, Family>, const InterfaceRow*> family_rows_;
    std::map<Luid, Adapter> adapters_;
    std::set<std::uint32_t> used_;
    Snapshot snapshot_;
};

} // namespace

InterfaceKind kind_of(IfType type, std::uint32_t tunnel_type) {
    if (tunnel_type != 0) return InterfaceKind::tun;
    switch (type) {
    case IfType::ethernet:
    case IfType::token_ring:
        return InterfaceKind::ethernet;
    case IfType::wifi:
        return InterfaceKind::wifi;
    case IfType::wman:
    case IfType::wwan_gsm:
    case IfType::wwan_cdma:
        return InterfaceKind::wwan;
    case IfType::ppp:
        return InterfaceKind::ppp;
    case IfType::prop_virtual:
    case IfType::tunnel:
        return InterfaceKind::tun;
    case IfType::bridge:
        return InterfaceKind::bridge;
    case IfType::loopback:
        break;
    }
    return InterfaceKind::other;
}

Snapshot build_snapshot(const Tables& tables) { return Builder(tables).build(); }

} // namespace ddns::iphelper
