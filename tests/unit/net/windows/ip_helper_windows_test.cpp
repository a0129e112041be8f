// SPDX-License-Identifier: MIT
#include "net/windows/ip_helper_windows.h"

#include "net/iphelper/monitor_iphelper.h"
#include "net/iphelper/snapshot_builder.h"
#include "net/system_monitor.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::iphelper;

namespace {

const InterfaceAddress* find(const Snapshot& snapshot, const char* text) {
    for (const InterfaceAddress& a : snapshot.addresses)
        if (a.address == IpAddress::parse(text)) return &a;
    return nullptr;
}

} // namespace

TEST_CASE("the real tables hold the loopback interface and its address") {
    Loop loop;
    const auto tables = make_ip_helper()->read_tables();
    REQUIRE(tables);
    const Snapshot snapshot = build_snapshot(*tables);
    CHECK(snapshot.platform == Platform::windows);
    const InterfaceAddress* address = find(snapshot, "127.0.0.1");
    REQUIRE(address);
    CHECK(address->prefix_length == 8);
    CHECK(address->scope == Scope::host);
    const Interface* interface = snapshot.find_interface(address->interface);
    REQUIRE(interface);
    CHECK(interface->loopback);
    CHECK(interface->up);
    CHECK(interface->carrier);
    CHECK_FALSE(interface->name.empty());
}

TEST_CASE("the real tables do not change by being read") {
    Loop loop;
    const auto helper = make_ip_helper();
    const auto first = helper->read_tables();
    const auto second = helper->read_tables();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(build_snapshot(*first) == build_snapshot(*second));
}

TEST_CASE("every real source is alive or says why not, and all end") {
    Loop loop;
    const auto helper = make_ip_helper();
    for (const EventSource source : calling_sources) {
        CAPTURE(function_name(source));
        const auto subscription = helper->subscribe(source, [] {});
        if (!subscription) CHECK(subscription.error().what.find(function_name(source)) != std::string::npos);
    }
    const auto one_shots = helper->open_one_shots();
    for (const EventSource source : one_shot_sources) {
        CAPTURE(function_name(source));
        const auto armed = one_shots->arm(source);
        if (!armed) CHECK(armed.error().what.find(function_name(source)) != std::string::npos);
    }
    one_shots->interrupt();
    CHECK(one_shots->wait(std::nullopt).why == OneShots::Wakeup::Why::interrupted);
    CHECK(one_shots->wait(Duration(1000)).why == OneShots::Wakeup::Why::timed_out);
}

TEST_CASE("the monitor of this system starts, looks and ends") {
    for (int i = 0; i < 3; ++i) {
        Loop loop;
        const auto monitor = make_system_monitor(loop);
        bool all = true;
        monitor->on_news([&](const SourceNews& news) {
            for (const EventSource needed :
                 {EventSource::ip_interface, EventSource::unicast_address, EventSource::route})
                if (!news.alive && news.what.starts_with(function_name(needed))) all = false;
        });
        REQUIRE(monitor->start([](WakeReason, Instant) {}));
        CHECK(monitor->hears_everything() == all);
        const auto snapshot = monitor->snapshot();
        REQUIRE(snapshot);
        CHECK(find(*snapshot, "127.0.0.1"));
    }
}
