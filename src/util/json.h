// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ddns {

/// A JSON value that keeps the order of its members. Plain value type; the parser behind it is in json.cpp
/// alone.
class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;

    Json() = default; ///< null
    Json(std::nullptr_t) {}
    Json(bool value) : value_(value) {}
    Json(int value) : value_(static_cast<std::int64_t>(value)) {}
    Json(std::int64_t value) : value_(value) {}
    Json(std::uint64_t value) : value_(static_cast<std::int64_t>(value)) {}
    Json(double value) : value_(value) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(std::string value) : value_(std::move(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    [[nodiscard]] const bool* if_bool() const { return std::get_if<bool>(&value_); }
    [[nodiscard]] const std::int64_t* if_integer() const { return std::get_if<std::int64_t>(&value_); }
    [[nodiscard]] const double* if_double() const { return std::get_if<double>(&value_); }
    [[nodiscard]] const std::string* if_string() const { return std::get_if<std::string>(&value_); }
    [[nodiscard]] const Array* if_array() const { return std::get_if<Array>(&value_); }
    [[nodiscard]] const Object* if_object() const { return std::get_if<Object>(&value_); }

    /// The member of an object, or nullptr when this is no object or has none of that name.
    [[nodiscard]] const Json* find(std::string_view key) const;

    /// RFC 6901 pointer, plus `*` as a step, which takes the first element that has the rest of the path.
    /// "" is the value itself. nullptr when nothing is there.
    [[nodiscard]] const Json* at(std::string_view pointer) const;

    /// As `at`, everything that is there: `*` takes every element.
    [[nodiscard]] std::vector<const Json*> all_at(std::string_view pointer) const;

    /// A scalar as text: strings as they are, numbers and booleans as JSON writes them, null as "", and
    /// nothing for arrays and objects.
    [[nodiscard]] std::string scalar_text() const;

    /// Sets or replaces a member; turns null into an object first.
    Json& set(std::string key, Json value);
    /// Appends; turns null into an array first.
    Json& push_back(Json value);

    bool operator==(const Json&) const = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

/// Parses foreign bytes: at most `max_bytes`, nesting at most 64, valid UTF-8, nothing after the value.
/// Of duplicate members the last one wins, as every browser does.
/// Errors: `bad_reply` with the byte offset.
Result<Json> parse_json(std::string_view text, std::size_t max_bytes = 8u << 20);

/// One line without spaces when `indent` is 0. Invalid UTF-8 in strings is replaced, never thrown on.
std::string dump_json(const Json& value, int indent = 0);

} // namespace ddns
