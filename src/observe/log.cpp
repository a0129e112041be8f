// SPDX-License-Identifier: MIT
#include "observe/log.h"

#include "observe/line_writer.h"
#include "observe/log_format.h"
#include "observe/service_log.h"

#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <spdlog/details/os.h>
#include <utility>

namespace ddns {

namespace {

constexpr int standard_error = 2;

LogMoment moment_of(std::chrono::system_clock::time_point time, bool local) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    if (!local) return {ms, 0};
    std::tm fields = spdlog::details::os::localtime(std::chrono::system_clock::to_time_t(time));
    return {ms, spdlog::details::os::utc_minutes_offset(fields) * 60};
}

/// Every line is one write to stderr, at once: what a crash leaves behind is complete. What nobody reads is
/// left out, and counted in the next line that finds room.
class StderrLog final : public Log {
public:
    StderrLog(LogLevel level, LogStyle style) : level_(level), style_(style) {}

    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
        if (!enabled(level)) return;
        if (!out_.ready()) {
            ++left_out_;
            return;
        }
        if (left_out_ > 0) {
            const std::size_t lines = std::exchange(left_out_, 0);
            put(LogLevel::warn, fmt::format("{} lines are missing here: nobody was reading", lines),
                {{"lines", lines}});
        }
        put(level, message, fields);
    }
    void flush() override { out_.flush(); }
    [[nodiscard]] bool enabled(LogLevel level) const override { return level >= level_; }

private:
    void put(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
        const bool local = style_ == LogStyle::terminal || style_ == LogStyle::plain;
        const LogMoment moment = moment_of(std::chrono::system_clock::now(), local);
        out_.write(format_log_line(style_, moment, level, message, {fields.begin(), fields.size()}));
    }

    LogLevel level_;
    LogStyle style_;
    LineWriter out_{standard_error};
    std::size_t left_out_ = 0;
};

} // namespace

std::unique_ptr<Log> make_log(const LogSettings& settings, LogTarget target, const std::string& folder) {
    if (target == LogTarget::service) return make_service_log(settings, folder);
    return std::make_unique<StderrLog>(settings.level, choose_log_style(settings.format, log_surroundings()));
}

} // namespace ddns
