// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "net/linux/kernel_mirror.h"
#include "net/linux/netlink_socket.h"
#include "net/linux/route_dump.h"
#include "util/result.h"

#include <functional>
#include <memory>

namespace ddns {

/// Keeps the routes of a KernelMirror true: at once while the table is small, in the background when it is
/// large (see make_linux_monitor).
class RouteReader {
public:
    /// All outlive the reader. `on_differ` is called from the loop when a reading in the background found
    /// other routes than were known; it may destroy the reader.
    RouteReader(Loop& loop, KernelMirror& mirror, ReceiveBuffer& buffer, std::function<void()> on_differ);

    /// Does what `mirror.dirty` asks for, or begins it.
    Result<void> read();

private:
    Result<void> read_now();
    Result<bool> read_briefly(unsigned families);
    void check_later();
    void begin_check();
    Result<void> continue_in_background();
    void on_readable();
    void give_up();

    Loop& loop_;
    KernelMirror& mirror_;
    ReceiveBuffer& buffer_;
    std::function<void()> on_differ_;
    bool large_ = false;
    std::unique_ptr<Operation> alarm_;
    RouteDump brief_;                 ///< within one call
    std::unique_ptr<RouteDump> dump_; ///< the one in the background
    Instant check_began_{};           ///< when `dump_` did
    Duration check_took_{};           ///< the last one
    std::unique_ptr<FdWatch> watch_;
};

} // namespace ddns
