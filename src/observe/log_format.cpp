// SPDX-License-Identifier: MIT
#include "observe/log_format.h"

#include "util/text.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace ddns {

namespace {

constexpr std::string_view dim = "\x1b[2m", yellow = "\x1b[33m", red = "\x1b[1;31m", reset = "\x1b[0m";
/// Terminals: fields begin here when the sentence is shorter, so that they stand below each other.
constexpr std::size_t field_column = 44;

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t size = 1;
    bool valid = false;
};

/// The code point at the front; RFC 3629, so neither overlong forms nor surrogates.
CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {lead, 1, false};
    std::uint32_t value = lead & (0xffu >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {lead, 1, false};
        value = (value << 6) | (byte(i) & 0x3fu);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < least[size] || surrogate || value > 0x10ffff) return {lead, 1, false};
    return {value, size, true};
}

/// C0, C1, line separators, and what reorders text on a screen (Unicode Bidi_Control).
bool is_control(std::uint32_t c) {
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

enum class Escape : std::uint8_t { sentence, quoted, json };

void append_control(std::string& out, std::uint32_t c, Escape escape) {
    if (c == '\n')
        out += "\\n";
    else if (c == '\r')
        out += "\\r";
    else if (c == '\t')
        out += "\\t";
    else if (c < 0x100 && escape != Escape::json)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", c);
    else
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
}

void append_escaped(std::string& out, std::string_view text, Escape escape) {
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const bool special = point.value == '"' || point.value == '\\';
        if (!point.valid && escape == Escape::json)
            out += "\\ufffd";
        else if (!point.valid)
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", point.value);
        else if (is_control(point.value))
            append_control(out, point.value, escape);
        else {
            if (special && escape != Escape::sentence) out += '\\';
            out += text.substr(0, point.size);
        }
        text.remove_prefix(point.size);
    }
}

bool needs_quotes(std::string_view text) {
    if (text.empty()) return true;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const std::uint32_t c = point.value;
        if (!point.valid || is_control(c) || c == ' ' || c == '"' || c == '=') return true;
        text.remove_prefix(point.size);
    }
    return false;
}

void append_quoted(std::string& out, std::string_view text, Escape escape) {
    out += '"';
    append_escaped(out, text, escape);
    out += '"';
}

void append_value(std::string& out, const LogField& field, bool json) {
    if (const auto* text = std::get_if<std::string>(&field.value)) {
        if (json)
            append_quoted(out, *text, Escape::json);
        else if (needs_quotes(*text))
            append_quoted(out, *text, Escape::quoted);
        else
            out += *text;
    } else if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
        fmt::format_to(std::back_inserter(out), "{}", *integer);
    } else if (const auto* truth = std::get_if<bool>(&field.value)) {
        out += *truth ? "true" : "false";
    } else {
        const double number = std::get<double>(field.value);
        if (json && !std::isfinite(number))
            out += "null";
        else
            fmt::format_to(std::back_inserter(out), "{}", number);
    }
}

void append_fields(std::string& out, std::span<const LogField> fields) {
    for (const LogField& field : fields) {
        out += ' ';
        append_escaped(out, field.key, Escape::sentence);
        out += '=';
        append_value(out, field, false);
    }
}

std::string utc_time(LogMoment moment) {
    namespace chrono = std::chrono;
    const chrono::sys_time<chrono::milliseconds> time{chrono::milliseconds(moment.unix_ms)};
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::string local_clock(LogMoment moment) {
    namespace chrono = std::chrono;
    const chrono::sys_time<chrono::milliseconds> time{chrono::milliseconds(moment.unix_ms) +
                                                      chrono::seconds(moment.utc_offset)};
    const chrono::hh_mm_ss clock(time - chrono::floor<chrono::days>(time));
    return fmt::format("{:02}:{:02}:{:02}.{:03}", clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count(), clock.subseconds().count());
}

std::size_t columns(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

/// A coloured word only where attention is wanted: information stays calm.
std::string terminal_level(LogLevel level, bool colour) {
    if (level == LogLevel::info) return {};
    const std::string_view paint = level == LogLevel::error ? red : level == LogLevel::warn ? yellow : dim;
    if (!colour) return fmt::format("{}: ", to_string(level));
    return fmt::format("{}{}{} ", paint, to_string(level), reset);
}

std::string terminal_line(bool colour, LogMoment moment, LogLevel level, std::string_view message,
                          std::span<const LogField> fields) {
    std::string sentence;
    append_escaped(sentence, message, Escape::sentence);
    const std::size_t level_width = level == LogLevel::info ? 0 : to_string(level).size() + (colour ? 1 : 2);
    const std::size_t width = level_width + columns(sentence);
    const std::string_view on = colour ? dim : "", off = colour ? reset : "";
    std::string out =
        fmt::format("{}{}{} {}{}", on, local_clock(moment), off, terminal_level(level, colour), sentence);
    if (!fields.empty()) {
        if (width < field_column) out.append(field_column - width, ' ');
        out += on;
        append_fields(out, fields);
        out += off;
    }
    return out + '\n';
}

std::string json_line(LogMoment moment, LogLevel level, std::string_view message,
                      std::span<const LogField> fields) {
    std::string out =
        fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"message\":", utc_time(moment), to_string(level));
    append_quoted(out, message, Escape::json);
    for (const LogField& field : fields) {
        out += ',';
        append_quoted(out, field.key, Escape::json);
        out += ':';
        append_value(out, field, true);
    }
    return out + "}\n";
}

/// syslog(3)'s numbers.
int journal_priority(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return 7;
    case LogLevel::info:
        return 6;
    case LogLevel::warn:
        return 4;
    case LogLevel::error:
        return 3;
    }
    return 6;
}

} // namespace

std::string_view to_string(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return "debug";
    case LogLevel::info:
        return "info";
    case LogLevel::warn:
        return "warn";
    case LogLevel::error:
        return "error";
    }
    return "info";
}

std::string format_log_line(LogStyle style, LogMoment moment, LogLevel level, std::string_view message,
                            std::span<const LogField> fields) {
    if (style == LogStyle::json) return json_line(moment, level, message, fields);
    if (style == LogStyle::terminal || style == LogStyle::plain)
        return terminal_line(style == LogStyle::terminal, moment, level, message, fields);
    std::string out;
    if (style == LogStyle::journal)
        out = fmt::format("<{}>", journal_priority(level));
    else if (style != LogStyle::bare)
        out = fmt::format("{} {:<5} ", utc_time(moment), to_string(level));
    append_escaped(out, message, Escape::sentence);
    append_fields(out, fields);
    return out + '\n';
}

LogStyle choose_log_style(LogFormat format, const LogSurroundings& surroundings) {
    if (format == LogFormat::json) return LogStyle::json;
    if (surroundings.terminal) {
        const bool colour = surroundings.no_color.empty() && surroundings.term != "dumb";
        return colour ? LogStyle::terminal : LogStyle::plain;
    }
    return surroundings.journal ? LogStyle::journal : LogStyle::file;
}

bool is_journal_stream(std::string_view variable, std::uint64_t device, std::uint64_t inode) {
    const std::size_t colon = variable.find(':');
    if (colon == std::string_view::npos) return false;
    return parse_unsigned(variable.substr(0, colon)) == device &&
           parse_unsigned(variable.substr(colon + 1)) == inode;
}

} // namespace ddns
