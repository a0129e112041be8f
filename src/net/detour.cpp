// SPDX-License-Identifier: MIT
#include "net/detour.h"

#include "net/address_class.h"

#include <algorithm>

namespace ddns {

bool is_out_there(const IpAddress& destination) {
    const AddressClass kind = classify(destination).address_class;
    return kind != AddressClass::private_ && kind != AddressClass::cgnat &&
           kind != AddressClass::link_local && kind != AddressClass::unusable;
}

bool leads_to(const Detour& detour, const IpAddress& destination) {
    const auto holds_it = [&](const Prefix& network) { return network.contains(destination); };
    return destination.family() == detour.family && is_out_there(destination) &&
           std::none_of(detour.on_link.begin(), detour.on_link.end(), holds_it);
}

bool avoids(const Detour& detour, const IpAddress& source) {
    return std::find(detour.avoid.begin(), detour.avoid.end(), source) != detour.avoid.end();
}

void tell_way(std::string& sentence, const std::string& way) {
    if (!way.empty() && sentence.find(way) == std::string::npos) sentence += "; sent " + way;
}

} // namespace ddns
