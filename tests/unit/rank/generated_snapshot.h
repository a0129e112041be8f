// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"

#include <array>
#include <random>
#include <string>

/// Snapshots that no kernel would give, for properties that must hold for all of them.
namespace ddns::testing {

class SnapshotGenerator {
public:
    explicit SnapshotGenerator(unsigned seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
    bool chance(unsigned percent) { return below(100) < percent; }

    /// Few different values, so that ties and duplicates are frequent.
    IpAddress address() {
        std::array<std::uint8_t, 16> bytes{};
        if (chance(50)) {
            constexpr std::array<std::uint8_t, 8> firsts{81, 10, 100, 169, 198, 127, 224, 0};
            bytes = {firsts.at(below(8)), 64, static_cast<std::uint8_t>(below(2)),
                     static_cast<std::uint8_t>(below(8))};
            return IpAddress::from_bytes(Family::v4, bytes.data());
        }
        constexpr std::array<std::uint16_t, 8> firsts{0x2a02, 0xfd12, 0xfe80, 0x2002,
                                                      0x2001, 0x0000, 0xff02, 0x3fff};
        const std::uint16_t first = firsts.at(below(8));
        bytes[0] = static_cast<std::uint8_t>(first >> 8);
        bytes[1] = static_cast<std::uint8_t>(first);
        bytes[15] = static_cast<std::uint8_t>(below(8));
        return IpAddress::from_bytes(Family::v6, bytes.data());
    }

    std::string name() {
        constexpr std::array<const char*, 18> names{
            "eth0",     "wlan0", "Wi-Fi 2", "",     "null",     "true",  "7",   "a: b",     "[x]",
            "\xff\x00", "q\"\\", "'",       "é中😀", "\xc2\x85", "tab\t", "e\n", " padded ", "# no"};
        std::string name = names.at(below(18));
        if (chance(10)) name += '\0';
        if (chance(60)) name += std::to_string(below(40));
        return name;
    }

    std::uint32_t number() {
        constexpr std::array<std::uint32_t, 5> numbers{0, 1, 100, 1024, 4294967295};
        return numbers.at(below(5));
    }

    Interface interface() {
        Interface made;
        made.index = chance(90) ? below(12) : number();
        made.name = name();
        made.kind = static_cast<InterfaceKind>(below(7));
        made.up = chance(90);
        made.carrier = chance(90);
        made.loopback = chance(10);
        made.point_to_point = chance(20);
        made.metric_v4 = chance(70) ? 0 : number();
        made.metric_v6 = chance(70) ? 0 : number();
        made.vrf_table = chance(80) ? 0 : number();
        return made;
    }

    InterfaceAddress interface_address() {
        InterfaceAddress made;
        made.interface = below(12);
        made.address = address();
        made.prefix_length = below(made.address.family() == Family::v4 ? 33 : 129);
        made.scope = chance(80) ? Scope::global : static_cast<Scope>(below(4));
        made.tentative = chance(5);
        made.optimistic = chance(5);
        made.dad_failed = chance(5);
        made.deprecated = chance(20);
        made.temporary = chance(30);
        made.secondary = chance(30);
        made.skip_as_source = chance(5);
        made.not_local_yet = chance(5);
        made.infinite_lifetime = chance(50);
        return made;
    }

    Route route() {
        constexpr std::array<const char*, 9> destinations{"0.0.0.0/0",   "::/0",       "0.0.0.0/1",
                                                          "128.0.0.0/1", "::/1",       "8000::/1",
                                                          "2000::/3",    "10.0.0.0/8", "4000::/3"};
        Route made;
        made.destination = *Prefix::parse(destinations.at(below(9)));
        made.interface = below(12);
        made.table = chance(60) ? 254 : number();
        made.metric = number();
        made.unicast = chance(90);
        made.alive = chance(90);
        made.preference = static_cast<RouterPreference>(below(3));
        return made;
    }

    Snapshot snapshot() {
        Snapshot made;
        made.platform = chance(50) ? Platform::linux_ : Platform::windows;
        for (auto i = below(12); i > 0; --i) made.interfaces.push_back(interface());
        for (auto i = below(30); i > 0; --i) made.addresses.push_back(interface_address());
        for (auto i = below(20); i > 0; --i) made.routes.push_back(route());
        made.os_device_v4 = below(12);
        made.os_device_v6 = below(12);
        return made;
    }

private:
    std::mt19937 random_;
};

} // namespace ddns::testing
