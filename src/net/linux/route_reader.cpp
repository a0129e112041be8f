// SPDX-License-Identifier: MIT
#include "net/linux/route_reader.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr std::size_t large_table = 2000;
/// Checking takes no more than a two-hundredth of the time, most of it the kernel's: it needs some 100 ms
/// for 100,000 routes.
constexpr Duration soonest_check = std::chrono::seconds(1);
constexpr Duration latest_check = std::chrono::seconds(60);
constexpr int rests_for = 200;
constexpr int attempts = 3;
constexpr unsigned both = Dirty::v4 | Dirty::v6;

} // namespace

RouteReader::RouteReader(Loop& loop, KernelMirror& mirror, ReceiveBuffer& buffer,
                         std::function<void()> on_differ)
    : loop_(loop), mirror_(mirror), buffer_(buffer), on_differ_(std::move(on_differ)), brief_(buffer) {}

Result<void> RouteReader::read() {
    if (mirror_.dirty.routes_unknown) return read_now();
    if (!mirror_.dirty.routes) return {};
    if (!large_ && !dump_) {
        const auto complete = read_briefly(mirror_.dirty.routes);
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
        if (auto begun = brief_.begin(); !begun) return begun;
        for (;;) {
            const auto progress = brief_.read_some();
            if (!progress) return tl::unexpected(progress.error());
            if (*progress == RouteDump::Progress::finished) break;
        }
        if (brief_.interrupted() && attempt < attempts) continue;
        if (brief_.interrupted()) check_later();
        large_ = brief_.seen() >= large_table;
        mirror_.adopt(brief_.take(), both);
        return {};
    }
}

/// False when the table has grown so large that the rest is left to the background.
Result<bool> RouteReader::read_briefly(unsigned families) {
    std::optional<Family> only;
    if (families == Dirty::v4) only = Family::v4;
    if (families == Dirty::v6) only = Family::v6;
    if (auto begun = brief_.begin(only); !begun) return tl::unexpected(begun.error());
    while (brief_.seen() < large_table) {
        const auto progress = brief_.read_some();
        if (!progress) return tl::unexpected(progress.error());
        if (*progress != RouteDump::Progress::finished) continue;
        if (brief_.interrupted()) check_later();
        mirror_.adopt(brief_.take(), families);
        return true;
    }
    large_ = true;
    return false;
}

void RouteReader::check_later() {
    if (alarm_) return;
    const Duration rest = std::clamp(check_took_ * rests_for, soonest_check, latest_check);
    alarm_ = loop_.after(rest, [this] { begin_check(); });
}

void RouteReader::begin_check() {
    alarm_.reset();
    if (dump_) return check_later();
    check_began_ = loop_.now();
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
    check_took_ = loop_.now() - check_began_;
    const std::unique_ptr<RouteDump> dump = std::move(dump_);
    if (!progress || dump->interrupted()) {
        mirror_.drop_recorded_changes();
        return check_later();
    }
    large_ = dump->seen() >= large_table;
    if (!mirror_.adopt(dump->take(), both)) return;
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
