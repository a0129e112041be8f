// SPDX-License-Identifier: MIT
#include "net/linux/kernel_mirror.h"
#include "net/linux/netlink_parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    KernelMirror mirror;
    mirror.dirty = Dirty::nothing();
    mirror.record_route_changes();
    MessageReader reader(NetlinkBytes(data, size));
    while (const auto message = reader.next()) {
        static_cast<void>(parse_link(*message));
        static_cast<void>(parse_address(*message));
        static_cast<void>(parse_route(*message));
        static_cast<void>(parse_next_hop_object(*message));
        static_cast<void>(parse_end(*message));
        static_cast<void>(route_prefix_length(*message));
        if (const auto link = parse_link(*message); link && message->sequence % 2)
            mirror.interfaces.set_interface(*link, InterfaceKind::ethernet);
        mirror.note(*message);
    }
    mirror.interfaces.resolve_vrfs();
    mirror.adopt(RouteTable{}, Dirty::v4);
    return 0;
}
