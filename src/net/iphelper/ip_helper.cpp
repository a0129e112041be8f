// SPDX-License-Identifier: MIT
#include "net/iphelper/ip_helper.h"

namespace ddns::iphelper {

std::string_view function_name(EventSource source) {
    switch (source) {
    case EventSource::ip_interface:
        return "NotifyIpInterfaceChange";
    case EventSource::unicast_address:
        return "NotifyUnicastIpAddressChange";
    case EventSource::route:
        return "NotifyRouteChange2";
    case EventSource::resume:
        return "PowerRegisterSuspendResumeNotification";
    case EventSource::address_table:
        return "NotifyAddrChange";
    case EventSource::address_list_v4:
        return "SIO_ADDRESS_LIST_CHANGE (IPv4)";
    case EventSource::address_list_v6:
        return "SIO_ADDRESS_LIST_CHANGE (IPv6)";
    }
    return "IP Helper";
}

} // namespace ddns::iphelper
