// SPDX-License-Identifier: MIT
#include "net/linux/monitor_linux.h"

#include <arpa/inet.h>
#include <cstring>
#include <doctest/doctest.h>
#include <exception>
#include <functional>
#include <net/if.h>
#include <sched.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ddns;

namespace {

/// Runs the body in a network namespace of its own, which has a loopback interface and nothing else.
template <class Body>
void in_new_network(Body body) {
    bool possible = false;
    // A thread, because the namespace of a thread goes with it.
    std::exception_ptr failure;
    std::thread thread([&] {
        possible = unshare(CLONE_NEWNET) == 0;
        try {
            if (possible) body();
        } catch (...) {
            failure = std::current_exception();
        }
    });
    thread.join();
    if (failure) std::rethrow_exception(failure);
    if (!possible) MESSAGE("skipped: no right to make a network namespace");
}

/// The loopback interface, changed as ifconfig does.
class Loopback {
public:
    Loopback() : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
    ~Loopback() { close(socket_); }
    Loopback(const Loopback&) = delete;
    Loopback& operator=(const Loopback&) = delete;

    void set_up(bool up) {
        ifreq request = named("lo");
        request.ifr_flags = up ? IFF_UP : 0;
        REQUIRE(ioctl(socket_, SIOCSIFFLAGS, &request) == 0);
    }
    void set_address(const std::string& label, const std::string& address) {
        ifreq request = named(label);
        sockaddr_in value{};
        value.sin_family = AF_INET;
        inet_pton(AF_INET, address.c_str(), &value.sin_addr);
        std::memcpy(&request.ifr_addr, &value, sizeof value);
        REQUIRE(ioctl(socket_, SIOCSIFADDR, &request) == 0);
    }

private:
    static ifreq named(const std::string& name) {
        ifreq request{};
        name.copy(request.ifr_name, IFNAMSIZ - 1);
        return request;
    }
    int socket_;
};

/// A monitor whose loop runs until what a test waits for has come.
struct Watched {
    explicit Watched(LinuxMonitorSettings settings = {}) : monitor(make_linux_monitor(loop, settings)) {
        REQUIRE(monitor->start([this](WakeReason reason, Instant) {
            reasons.push_back(reason);
            look();
            if (wanted(now)) loop.stop();
        }));
        look();
    }
    void look() {
        auto snapshot = monitor->snapshot();
        CHECK(snapshot);
        if (snapshot) now = std::move(*snapshot);
    }
    /// False when it did not come.
    bool run_until(std::function<bool(const Snapshot&)> condition) {
        wanted = std::move(condition);
        bool late = false;
        const auto guard = loop.after(std::chrono::seconds(20), [&] {
            late = true;
            loop.stop();
        });
        if (!wanted(now)) loop.run();
        return !late;
    }

    Loop loop;
    std::unique_ptr<NetworkMonitor> monitor;
    Snapshot now;
    std::vector<WakeReason> reasons;
    std::function<bool(const Snapshot&)> wanted = [](const Snapshot&) { return false; };
};

bool has_usable(const Snapshot& snapshot, const char* text) {
    for (const InterfaceAddress& a : snapshot.addresses)
        if (a.address == IpAddress::parse(text)) return !a.not_local_yet;
    return false;
}

} // namespace

TEST_CASE(
    "a link that comes up, and an address that comes and goes, are seen through the kernel's messages") {
    in_new_network([] {
        Loopback lo;
        Watched watched;
        REQUIRE(watched.now.interfaces.size() == 1);
        CHECK(watched.now.interfaces[0].loopback);
        CHECK_FALSE(watched.now.interfaces[0].up);

        lo.set_up(true);
        CHECK(watched.run_until([](const Snapshot& s) { return has_usable(s, "127.0.0.1"); }));
        CHECK(watched.now.interfaces[0].up);
        CHECK(watched.now.interfaces[0].carrier);

        lo.set_address("lo:1", "192.0.2.7");
        CHECK(watched.run_until([](const Snapshot& s) { return has_usable(s, "192.0.2.7"); }));
        CHECK(watched.reasons.back() != WakeReason::overflow);

        lo.set_up(false);
        CHECK(watched.run_until([](const Snapshot& s) { return !has_usable(s, "127.0.0.1"); }));

        const Snapshot followed = watched.now;
        watched.monitor->reread();
        watched.look();
        CHECK(watched.now == followed);
    });
}

TEST_CASE("after an overflow everything is read again and later messages still come") {
    in_new_network([] {
        Loopback lo;
        Watched watched({1}); // the kernel's minimum: a few messages
        lo.set_up(true);
        for (int i = 1; i <= 200; ++i)
            lo.set_address("lo:" + std::to_string(i), "192.0.2." + std::to_string(i));
        CHECK(watched.run_until([](const Snapshot& s) { return has_usable(s, "192.0.2.200"); }));
        CHECK(watched.reasons.front() == WakeReason::overflow);

        watched.reasons.clear();
        lo.set_address("lo:201", "192.0.2.201");
        CHECK(watched.run_until([](const Snapshot& s) { return has_usable(s, "192.0.2.201"); }));
        CHECK_FALSE(watched.reasons.empty());
    });
}

TEST_CASE("a monitor that was never started still takes snapshots") {
    Loop loop;
    const auto monitor = make_linux_monitor(loop);
    const auto snapshot = monitor->snapshot();
    REQUIRE(snapshot);
    bool loopback = false;
    for (const Interface& interface : snapshot->interfaces) loopback = loopback || interface.loopback;
    CHECK(loopback);
}

TEST_CASE("the callback may destroy the monitor") {
    in_new_network([] {
        Loopback lo;
        Loop loop;
        auto monitor = make_linux_monitor(loop);
        int calls = 0;
        REQUIRE(monitor->start([&](WakeReason, Instant) {
            ++calls;
            monitor.reset();
        }));
        lo.set_up(true);
        loop.run(); // ends because nothing is left that could happen
        CHECK(calls == 1);
    });
}
