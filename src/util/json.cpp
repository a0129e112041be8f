// SPDX-License-Identifier: MIT
#include "util/json.h"

#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace ddns {

namespace {

constexpr std::size_t max_depth = 64;

/// Builds a Json from the parser's events; stops the parser when the nesting is too deep.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
public:
    Json result;
    std::size_t error_at = 0;
    std::string error;

    bool null() override { return put(Json()); }
    bool boolean(bool value) override { return put(Json(value)); }
    bool number_integer(number_integer_t value) override { return put(Json(std::int64_t{value})); }
    bool number_unsigned(number_unsigned_t value) override {
        const bool fits = value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return put(fits ? Json(static_cast<std::int64_t>(value)) : Json(static_cast<double>(value)));
    }
    bool number_float(number_float_t value, const string_t&) override { return put(Json(value)); }
    bool string(string_t& value) override { return put(Json(std::move(value))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json(Json::Object{})); }
    bool key(string_t& value) override {
        keys_.back() = std::move(value);
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json(Json::Array{})); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        error_at = position;
        error = "it is not JSON";
        return false;
    }

private:
    bool open(Json container) {
        if (open_.size() >= max_depth) {
            error = "it is nested too deeply";
            return false;
        }
        open_.push_back(std::move(container));
        keys_.emplace_back();
        return true;
    }
    bool close() {
        Json done = std::move(open_.back());
        open_.pop_back();
        keys_.pop_back();
        return put(std::move(done));
    }
    bool put(Json value) {
        if (open_.empty())
            result = std::move(value);
        else if (open_.back().if_array())
            open_.back().push_back(std::move(value));
        else
            open_.back().set(std::move(keys_.back()), std::move(value));
        return true;
    }

    std::vector<Json> open_;
    std::vector<std::string> keys_;
};

std::string unescape_pointer_step(std::string_view step) {
    std::string out;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escape = step[i] == '~' && i + 1 < step.size();
        if (!escape)
            out += step[i];
        else
            out += step[++i] == '1' ? '/' : '~';
    }
    return out;
}

const Json* element(const Json::Array& array, std::string_view step) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    const bool whole = error == std::errc() && end == step.data() + step.size();
    return whole && index < array.size() ? &array[index] : nullptr;
}

const Json* first_with(const Json& container, std::string_view rest) {
    if (const auto* array = container.if_array()) {
        for (const Json& item : *array)
            if (const Json* found = item.at(rest)) return found;
    }
    if (const auto* object = container.if_object()) {
        for (const auto& [key, item] : *object)
            if (const Json* found = item.at(rest)) return found;
    }
    return nullptr;
}

/// The first step of a pointer and what follows it.
struct Step {
    std::string_view raw;
    std::string_view rest;
    explicit Step(std::string_view pointer) {
        const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
        raw = pointer.substr(1, end - 1);
        rest = pointer.substr(end);
    }
};

const Json* take(const Json& from, const Step& step) {
    const std::string key = unescape_pointer_step(step.raw);
    return from.if_array() ? element(*from.if_array(), key) : from.find(key);
}

void collect(const Json& from, std::string_view pointer, std::vector<const Json*>& out) {
    if (pointer.empty()) return out.push_back(&from);
    if (pointer.front() != '/') return;
    const Step step(pointer);
    if (step.raw != "*") {
        if (const Json* next = take(from, step)) collect(*next, step.rest, out);
        return;
    }
    if (const auto* array = from.if_array())
        for (const Json& item : *array) collect(item, step.rest, out);
    if (const auto* object = from.if_object())
        for (const auto& [key, item] : *object) collect(item, step.rest, out);
}

nlohmann::ordered_json to_library(const Json& value) {
    if (const auto* v = value.if_bool()) return *v;
    if (const auto* v = value.if_integer()) return *v;
    if (const auto* v = value.if_double()) return *v;
    if (const auto* v = value.if_string()) return *v;
    if (const auto* v = value.if_array()) {
        auto out = nlohmann::ordered_json::array();
        for (const Json& item : *v) out.push_back(to_library(item));
        return out;
    }
    if (const auto* v = value.if_object()) {
        auto out = nlohmann::ordered_json::object();
        for (const auto& [key, item] : *v) out[key] = to_library(item);
        return out;
    }
    return nullptr;
}

} // namespace

const Json* Json::find(std::string_view key) const {
    const Object* object = if_object();
    if (!object) return nullptr;
    for (const auto& [name, value] : *object)
        if (name == key) return &value;
    return nullptr;
}

const Json* Json::at(std::string_view pointer) const {
    if (pointer.empty()) return this;
    if (pointer.front() != '/') return nullptr;
    const Step step(pointer);
    if (step.raw == "*") return first_with(*this, step.rest);
    const Json* next = take(*this, step);
    return next ? next->at(step.rest) : nullptr;
}

std::vector<const Json*> Json::all_at(std::string_view pointer) const {
    std::vector<const Json*> out;
    collect(*this, pointer, out);
    return out;
}

std::string Json::scalar_text() const {
    if (const auto* text = if_string()) return *text;
    if (const auto* truth = if_bool()) return *truth ? "true" : "false";
    if (const auto* integer = if_integer()) return std::to_string(*integer);
    if (const auto* number = if_double()) return fmt::format("{}", *number);
    return {};
}

Json& Json::set(std::string key, Json value) {
    if (is_null()) value_ = Object{};
    auto& object = std::get<Object>(value_);
    for (auto& [name, old] : object) {
        if (name != key) continue;
        old = std::move(value);
        return *this;
    }
    object.emplace_back(std::move(key), std::move(value));
    return *this;
}

Json& Json::push_back(Json value) {
    if (is_null()) value_ = Array{};
    std::get<Array>(value_).push_back(std::move(value));
    return *this;
}

Result<Json> parse_json(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes)
        return fail(ErrorKind::bad_reply, fmt::format("it is longer than {} bytes", max_bytes));
    Builder builder;
    if (!nlohmann::json::sax_parse(text, &builder))
        return fail(ErrorKind::bad_reply, fmt::format("{} (at byte {})", builder.error, builder.error_at));
    return std::move(builder.result);
}

std::string dump_json(const Json& value, int indent) {
    return to_library(value).dump(indent > 0 ? indent : -1, ' ', false,
                                  nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace ddns
