// SPDX-License-Identifier: MIT
#pragma once

#include "observe/log_format.h"

#include <string>
#include <vector>

namespace ddns {

/// Keeps every line, as text without a time: "info  updated name=home.example.com".
class CaptureLog final : public Log {
public:
    std::vector<std::string> lines;
    LogLevel least = LogLevel::debug;

    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
        if (!enabled(level)) return;
        std::string line =
            format_log_line(LogStyle::file, {}, level, message, {fields.begin(), fields.size()});
        line.erase(0, line.find(' ') + 1);
        line.pop_back();
        lines.push_back(std::move(line));
    }
    void flush() override {}
    [[nodiscard]] bool enabled(LogLevel level) const override { return level >= least; }

    [[nodiscard]] bool contains(std::string_view text) const { return count(text) > 0; }
    [[nodiscard]] std::size_t count(std::string_view text) const {
        std::size_t found = 0;
        for (const std::string& line : lines) found += line.find(text) != std::string::npos ? 1 : 0;
        return found;
    }
};

} // namespace ddns
