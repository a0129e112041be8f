// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/kernel_mirror.h"
#include "net/linux/netlink_request.h"
#include "net/linux/netlink_socket.h"
#include "util/result.h"

#include <cstdint>
#include <functional>

namespace ddns {

/// Asks the kernel for interfaces, addresses and look-ups, and writes the answers into a KernelMirror. The
/// answers come within the call: some microseconds for one interface, some milliseconds for thousands.
class KernelReader {
public:
    /// Both outlive the reader.
    KernelReader(KernelMirror& mirror, ReceiveBuffer& buffer) : mirror_(mirror), buffer_(buffer) {}

    /// Everything of interfaces and addresses that is dirty. `settled` is false when the kernel changed its
    /// tables during the reading, three times in a row: the result is good as far as it goes, look again.
    struct Outcome {
        bool settled = true;
    };
    Result<Outcome> read_interfaces();
    /// Whether the IPv4 addresses that were not local have become so.
    Result<void> look_up_new_addresses();
    /// Which device the system chooses for a public address, where that is dirty. Nothing is sent to it.
    Result<void> look_up_devices();

private:
    struct Reply {
        int error = 0;
        bool interrupted = false;
    };
    using Sink = std::function<void(const RawMessage&)>;

    Result<Reply> exchange(const NetlinkRequest& request, const Sink& sink);
    Result<Reply> exchange_once(const NetlinkRequest& request, const Sink& sink);
    Result<bool> use(NetlinkBytes datagram, const NetlinkRequest& request, const Sink& sink, Reply& reply);

    Result<Outcome> read_all();
    Result<Outcome> read_all_links();
    Result<Outcome> read_all_addresses();
    Result<Outcome> read_one(std::uint32_t index, unsigned what);
    Result<void> read_link(std::uint32_t index);
    Result<Outcome> read_addresses(std::uint32_t index, Family family);
    Result<Outcome> dump_addresses(std::uint32_t index, Family family, std::vector<InterfaceAddress>& into);
    Result<std::optional<RouteMessage>> look_up(const IpAddress& address);
    Result<std::uint32_t> device_for(const IpAddress& address);
    void set_interface(const RawMessage& message, bool fresh);

    KernelMirror& mirror_;
    ReceiveBuffer& buffer_;
    NetlinkSocket socket_;
    std::uint32_t sequence_ = 0;
};

} // namespace ddns
