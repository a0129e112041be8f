// SPDX-License-Identifier: MIT
#pragma once

#include "state/store.h"

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <string_view>

namespace ddns::state_test {

inline RecordKey key(unsigned n) { return {"cf", "h" + std::to_string(n) + ".example.com", RecordType::A}; }

inline StoredRecord stored(std::uint32_t number) {
    const std::uint8_t bytes[4] = {62, static_cast<std::uint8_t>(number >> 16),
                                   static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
    return {{IpAddress::from_bytes(Family::v4, bytes)}, static_cast<std::int64_t>(number)};
}

inline std::unique_ptr<StateStore> open_store(const std::string& folder) {
    auto store = StateStore::open(folder);
    REQUIRE_MESSAGE(store.has_value(), (store ? "" : store.error().what));
    return std::move(*store);
}

inline bool mentions(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Whether what is in the folder fits a writer that recorded n as key n % 7 for 1, 2, 3 ... up to at least
/// `told`, and was killed then.
inline void check_survivors(const StateStore& store, std::uint32_t told) {
    for (std::uint32_t back = 0; back < 7 && back < told; ++back) {
        const auto found = store.records().find(key((told - back) % 7));
        REQUIRE(found != store.records().end());
        // One more than told may be there: it was written, and the telling was killed.
        CHECK(found->second.confirmed_at >= told - back);
        CHECK(found->second.confirmed_at <= told + 1);
    }
}

} // namespace ddns::state_test
