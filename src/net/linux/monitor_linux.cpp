// SPDX-License-Identifier: MIT
#include "net/linux/monitor_linux.h"

#include "net/linux/kernel_mirror.h"
#include "net/linux/kernel_reader.h"
#include "net/linux/netlink_socket.h"
#include "net/linux/route_reader.h"
#include "net/linux/suspend_watch.h"

namespace ddns {

namespace {

/// One turn of the loop reads no more than this; the rest comes in the next. After a loss it reads on, since
/// what is still queued says nothing that the reading of everything will not.
constexpr int datagrams_per_turn = 512;
constexpr int datagrams_after_loss = 65536;

/// When the kernel's tables would not hold still for a reading.
constexpr Duration look_again_after = std::chrono::milliseconds(50);

class LinuxMonitor final : public NetworkMonitor {
public:
    LinuxMonitor(Loop& loop, LinuxMonitorSettings settings)
        : loop_(loop), settings_(settings), reader_(mirror_, buffer_),
          route_reader_(loop, mirror_, buffer_, [this] { on_routes_differ(); }) {}

    Result<void> start(OnDirty on_dirty) override;
    Result<Snapshot> snapshot() override;
    void reread() override { mirror_.distrust(); }

private:
    void on_event(int status);
    std::optional<WakeReason> drain();
    std::optional<WakeReason> note(NetlinkBytes datagram);
    WakeReason resync(WakeReason reason);
    void on_resume();
    void on_routes_differ();
    void tell(WakeReason reason, Instant event_time);
    Result<void> refresh();
    [[nodiscard]] Snapshot compose() const;

    Loop& loop_;
    LinuxMonitorSettings settings_;
    OnDirty on_dirty_;
    ReceiveBuffer buffer_;
    KernelMirror mirror_;
    KernelReader reader_;
    RouteReader route_reader_;
    NetlinkSocket socket_;
    SuspendWatch suspend_;
    std::unique_ptr<FdWatch> watch_;
    std::unique_ptr<Operation> look_again_;
};

Result<void> LinuxMonitor::start(OnDirty on_dirty) {
    on_dirty_ = std::move(on_dirty);
    auto socket = NetlinkSocket::open_monitor(settings_.receive_buffer);
    if (!socket) return tl::unexpected(socket.error());
    socket_ = std::move(*socket);
    auto watch = FdWatch::open(loop_, socket_.fd(), [this](int status, int) { on_event(status); });
    if (!watch) return tl::unexpected(watch.error());
    watch_ = std::move(*watch);
    // What changed between a first snapshot and this call was not heard.
    mirror_.distrust();
    if (auto started = watch_->start(UV_READABLE); !started) return started;
    // Without it a resume is noticed at the next event instead.
    static_cast<void>(suspend_.start(loop_, [this] { on_resume(); }));
    return {};
}

// Events

void LinuxMonitor::on_event(int status) {
    const Instant event_time = loop_.now();
    auto reason = drain();
    if (status < 0) {
        // Lost messages are reported as a broken descriptor, and the watch has stopped itself.
        reason = resync(WakeReason::overflow);
        static_cast<void>(watch_->start(UV_READABLE));
    }
    if (suspend_.slept()) reason = resync(WakeReason::resume);
    if (reason) tell(*reason, event_time);
}

/// The reason is the first that matters, but loss is told whenever it came.
std::optional<WakeReason> LinuxMonitor::drain() {
    std::optional<WakeReason> reason;
    bool lost = false;
    for (int i = 0; i < (lost ? datagrams_after_loss : datagrams_per_turn); ++i) {
        const auto datagram = socket_.receive(buffer_);
        if (!datagram) {
            lost = true;
            break;
        }
        if (datagram->received == NetlinkSocket::Received::nothing) break;
        if (datagram->received == NetlinkSocket::Received::lost)
            lost = true;
        else if (const auto noted = note(datagram->bytes); noted && !reason)
            reason = noted;
    }
    return lost ? resync(WakeReason::overflow) : reason;
}

std::optional<WakeReason> LinuxMonitor::note(NetlinkBytes datagram) {
    std::optional<WakeReason> reason;
    MessageReader reader(datagram);
    while (const auto message = reader.next()) {
        const auto noted = mirror_.note(*message);
        if (noted && !reason) reason = noted;
    }
    return reason;
}

WakeReason LinuxMonitor::resync(WakeReason reason) {
    mirror_.distrust();
    return reason;
}

void LinuxMonitor::on_resume() { tell(resync(WakeReason::resume), loop_.now()); }

void LinuxMonitor::on_routes_differ() { tell(WakeReason::route, loop_.now()); }

/// Last statement of every caller: the callback may destroy the monitor.
void LinuxMonitor::tell(WakeReason reason, Instant event_time) {
    const OnDirty on_dirty = on_dirty_;
    if (on_dirty) on_dirty(reason, event_time);
}

// Snapshot

Result<Snapshot> LinuxMonitor::snapshot() {
    if (mirror_.dirty.any()) {
        if (auto fresh = refresh(); !fresh) {
            mirror_.distrust();
            return tl::unexpected(fresh.error());
        }
    }
    return compose();
}

Result<void> LinuxMonitor::refresh() {
    const auto interfaces = reader_.read_interfaces();
    if (!interfaces) return tl::unexpected(interfaces.error());
    if (auto read = reader_.look_up_new_addresses(); !read) return read;
    if (auto read = route_reader_.read(); !read) return read;
    if (auto read = reader_.look_up_devices(); !read) return read;
    mirror_.dirty = Dirty::nothing();
    mirror_.dirty.interfaces = !interfaces->settled;
    if (interfaces->settled || !on_dirty_) return {};
    look_again_ = loop_.after(look_again_after, [this] { tell(WakeReason::address, loop_.now()); });
    return {};
}

Snapshot LinuxMonitor::compose() const {
    Snapshot snapshot;
    snapshot.platform = Platform::linux_;
    snapshot.interfaces = mirror_.interfaces.interfaces();
    snapshot.addresses = mirror_.interfaces.all_addresses();
    for (const KernelRoute& known : mirror_.routes.routes()) snapshot.routes.push_back(known.route);
    snapshot.os_device_v4 = mirror_.os_device_v4;
    snapshot.os_device_v6 = mirror_.os_device_v6;
    return snapshot;
}

} // namespace

std::unique_ptr<NetworkMonitor> make_linux_monitor(Loop& loop, LinuxMonitorSettings settings) {
    return std::make_unique<LinuxMonitor>(loop, settings);
}

} // namespace ddns
