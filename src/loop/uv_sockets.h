// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "loop/sockets.h"

namespace ddns {

/// The real sockets, on a loop that outlives them.
class UvSockets final : public Sockets {
public:
    explicit UvSockets(Loop& loop) : loop_(loop) {}

    [[nodiscard]] std::unique_ptr<Operation> look_up(const std::string& host, Family family,
                                                     OnAddresses on_addresses) override;

    [[nodiscard]] std::unique_ptr<DatagramSocket> open_datagram(const LocalEnd& local, const Endpoint& peer,
                                                                DatagramEvents events) override;
    [[nodiscard]] std::unique_ptr<Operation> listen(const LocalEnd& local, const Endpoint& group,
                                                    OnDatagram on_datagram) override;
    [[nodiscard]] std::unique_ptr<Operation> connect(const LocalEnd& local, const Endpoint& peer,
                                                     std::string bytes, ConnectionEvents events) override;
    [[nodiscard]] std::unique_ptr<ServerSocket> serve(const LocalEnd& local, const IpAddress& client,
                                                      const ServerLimits& limits, Answer answer) override;

private:
    Loop& loop_;
};

} // namespace ddns
