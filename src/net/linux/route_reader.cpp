// SPDX-License-Identifier: MIT
#include "net/linux/route_reader.h"

namespace ddns {

namespace {

constexpr std::size_t large_table = 2000;
constexpr Duration check_after = std::chrono::seconds(1);
constexpr int attempts = 3;

} // namespace

RouteReader::RouteReader(Loop& loop, KernelMirror& mirror, ReceiveBuffer& buffer,
                         std::function<void()> on_differ)
    : loop_(loop), mirror_(mirror), buffer_(buffer), on_differ_(std::move(on_differ)) {}

Result<void> RouteReader::read() {
    if (mirror_.dirty.routes_unknown) return read_now();
    if (!mirror_.dirty.routes) return {};
    if (!large_ && !dump_) {
        const auto complete = read_briefly();
        if (!complete) return tl::unexpected(complete.error());
        if (*complete) return {};
    }
    check_later();
    return {};
}

/// Nothing is known: to the end, however long the table.
Result<void> RouteReader::read_now() {
    give_up();
    for (int attempt = 1;; ++attempt) {
        RouteDump dump(buffer_);
        if (auto begun = dump.begin(); !begun) return begun;
        for (;;) {
            const auto progress = dump.read_some();
            if (!progress) return tl::unexpected(progress.error());
            if (*progress == RouteDump::Progress::finished) break;
        }
        if (dump.interrupted() && attempt < attempts) continue;
        const bool unsettled = dump.interrupted();
        large_ = dump.seen() >= large_table;
        mirror_.adopt(dump.take());
        if (unsettled) check_later();
        return {};
    }
}

/// False when the table has grown so large that the rest is left to the background.
Result<bool> RouteReader::read_briefly() {
    auto dump = std::make_unique<RouteDump>(buffer_);
    if (auto begun = dump->begin(); !begun) return tl::unexpected(begun.error());
    while (dump->seen() < large_table) {
        const auto progress = dump->read_some();
        if (!progress) return tl::unexpected(progress.error());
        if (*progress != RouteDump::Progress::finished) continue;
        if (dump->interrupted()) check_later();
        mirror_.adopt(dump->take());
        return true;
    }
    large_ = true;
    return false;
}

void RouteReader::check_later() {
    if (!alarm_) alarm_ = loop_.after(check_after, [this] { begin_check(); });
}

void RouteReader::begin_check() {
    alarm_.reset();
    if (dump_) return check_later();
    dump_ = std::make_unique<RouteDump>(buffer_);
    if (!dump_->begin() || !continue_in_background()) {
        give_up();
        return check_later();
    }
    mirror_.record_route_changes();
}

Result<void> RouteReader::continue_in_background() {
    auto watch = FdWatch::open(loop_, dump_->fd(), [this](int, int) { on_readable(); });
    if (!watch) return tl::unexpected(watch.error());
    watch_ = std::move(*watch);
    return watch_->start(UV_READABLE);
}

void RouteReader::on_readable() {
    const auto progress = dump_->read_some();
    if (progress && *progress == RouteDump::Progress::more) return;
    watch_.reset();
    const std::unique_ptr<RouteDump> dump = std::move(dump_);
    if (!progress || dump->interrupted()) {
        mirror_.drop_recorded_changes();
        return check_later();
    }
    large_ = dump->seen() >= large_table;
    if (!mirror_.adopt(dump->take())) return;
    const auto on_differ = on_differ_;
    on_differ();
}

void RouteReader::give_up() {
    watch_.reset();
    dump_.reset();
    alarm_.reset();
    mirror_.drop_recorded_changes();
}

} // namespace ddns
