// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace ddns {

/// One `key=value` of a log line.
struct LogField {
    std::string_view key;
    std::variant<std::string, std::int64_t, double, bool> value;

    LogField(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
    LogField(std::string_view k, std::string_view v) : key(k), value(std::string(v)) {}
    LogField(std::string_view k, const char* v) : key(k), value(std::string(v)) {}
    LogField(std::string_view k, bool v) : key(k), value(v) {}
    LogField(std::string_view k, double v) : key(k), value(v) {}
    template <class T>
    requires std::is_integral_v<T> LogField(std::string_view k, T v)
        : key(k), value(static_cast<std::int64_t>(v)) {}
};

/// Where the program says what it does. One line per outcome, each failure once, silence on a quiet day.
class Log {
public:
    virtual ~Log() = default;
    /// `message` is a sentence for people; `fields` carry the same facts for machines.
    virtual void write(LogLevel level, std::string_view message,
                       std::initializer_list<LogField> fields = {}) = 0;
    virtual void flush() = 0;
    [[nodiscard]] virtual bool enabled(LogLevel level) const = 0;

    void debug(std::string_view m, std::initializer_list<LogField> f = {}) { write(LogLevel::debug, m, f); }
    void info(std::string_view m, std::initializer_list<LogField> f = {}) { write(LogLevel::info, m, f); }
    void warn(std::string_view m, std::initializer_list<LogField> f = {}) { write(LogLevel::warn, m, f); }
    void error(std::string_view m, std::initializer_list<LogField> f = {}) { write(LogLevel::error, m, f); }
};

/// Who reads the log.
enum class LogTarget : std::uint8_t {
    terminal, ///< whoever holds stderr
    service,  ///< a daemon without a terminal: see service_log.h
};

/// To stderr: text (with colour and short times on a terminal; with the journal's level prefix under systemd)
/// or JSON lines. stdout belongs to `--json`. `folder` is the state folder, where a service on Windows keeps
/// its log.txt.
std::unique_ptr<Log> make_log(const LogSettings& settings, LogTarget target = LogTarget::terminal,
                              const std::string& folder = {});

} // namespace ddns
