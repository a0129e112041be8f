// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/core.h>
#include <string>
#include <string_view>

namespace ddns {

/// A text that must never be shown: tokens, passwords, and every URL, header or body that contains one.
/// Formatting it prints `***`; the text is only reached through `reveal()`, so that every place that does is
/// found by searching for that word. The memory is overwritten when the value dies.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(); }

    /// The text itself. For the wire, never for a log, an error or a command line.
    [[nodiscard]] const std::string& reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    bool operator==(const Secret&) const = default;

private:
    void wipe() noexcept;
    std::string text_;
};

} // namespace ddns

template <>
struct fmt::formatter<ddns::Secret> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const ddns::Secret&, Context& context) const {
        return fmt::formatter<std::string_view>::format("***", context);
    }
};
