// SPDX-License-Identifier: MIT
#pragma once

#include "observe/log.h"

#include <cstdint>
#include <span>
#include <string>

/// What a log line looks like. Pure; where it goes is log.cpp.
namespace ddns {

enum class LogStyle : std::uint8_t {
    terminal, ///< local time, colour for what needs attention, the rest calm
    plain,    ///< a terminal without colours (NO_COLOR, TERM=dumb)
    file,     ///< full UTC time and level first, for files, pipes and containers
    journal,  ///< `<6>` in place of level and time, which the journal keeps itself (sd-daemon(3))
    bare,     ///< message and fields, for what keeps level and time by itself
    json,     ///< one object a line
};

/// When a line was written.
struct LogMoment {
    std::int64_t unix_ms = 0;    ///< milliseconds since 1970, UTC
    std::int32_t utc_offset = 0; ///< seconds that local time is ahead; for the terminal
};

std::string_view to_string(LogLevel level);

/// One line with its newline. Whatever the message and the fields contain, it is one line of valid UTF-8
/// without control characters and without characters that reorder text.
std::string format_log_line(LogStyle style, LogMoment moment, LogLevel level, std::string_view message,
                            std::span<const LogField> fields);

/// What make_log asks of the process to choose a style.
struct LogSurroundings {
    bool terminal = false;      ///< stderr is one
    bool journal = false;       ///< stderr is the journal's socket
    std::string no_color, term; ///< the environment's values; "" = unset
};

LogStyle choose_log_style(LogFormat format, const LogSurroundings& surroundings);

/// The real ones, of stderr. On Windows it also turns the console's colours on.
LogSurroundings log_surroundings();

/// Whether $JOURNAL_STREAM ("device:inode") names this file.
bool is_journal_stream(std::string_view variable, std::uint64_t device, std::uint64_t inode);

} // namespace ddns
