// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// A place in a file: line and byte column, both from 1; line 0 is the file as a whole. A negative line is an
/// option of the command line (config/seed.h).
struct Mark {
    std::int32_t line = 0;
    std::int32_t column = 0;
    auto operator<=>(const Mark&) const = default;
};

/// A YAML value as it was written, before anybody asked what it means. Order, marks and quoting are kept;
/// anchors are already resolved (a copy, with the marks of the original).
struct Node {
    enum class Kind : std::uint8_t { null, scalar, sequence, map };
    Kind kind = Kind::null;
    bool quoted = false; ///< a scalar in quotes or in block style
    Mark mark;
    std::string text;           ///< of a scalar
    std::vector<Node> children; ///< of a sequence; of a map: key, value, key, value ...

    [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
    [[nodiscard]] bool is_null() const { return kind == Kind::null; }
    bool operator==(const Node&) const = default;
};

} // namespace ddns
