// SPDX-License-Identifier: MIT
#include "observe/log.h"

#include "observe/log_format.h"
#include "observe/service_log.h"

#include <chrono>
#include <ctime>
// The logger and its sinks without the registry, the thread pool and the default logger.
#include <spdlog/details/os.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace ddns {

namespace {

/// The line is complete when the logger gets it: fields are not a thing that the library knows.
class AsItIs final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        out.append(message.payload.begin(), message.payload.end());
    }
    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<AsItIs>();
    }
};

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::info:
        return spdlog::level::info;
    case LogLevel::warn:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

LogMoment moment_of(std::chrono::system_clock::time_point time, bool local) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    if (!local) return {ms, 0};
    std::tm fields = spdlog::details::os::localtime(std::chrono::system_clock::to_time_t(time));
    return {ms, spdlog::details::os::utc_minutes_offset(fields) * 60};
}

/// Every line is one write to stderr, at once: what a crash leaves behind is complete.
class StderrLog final : public Log {
public:
    StderrLog(LogLevel level, LogStyle style)
        : style_(style), logger_("", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
        logger_.set_formatter(std::make_unique<AsItIs>());
        logger_.set_level(level_of(level));
        // A full disk or a closed pipe takes the log away, not the program.
        logger_.set_error_handler([](const std::string&) {});
    }

    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
        if (!enabled(level)) return;
        const auto now = std::chrono::system_clock::now();
        const bool local = style_ == LogStyle::terminal || style_ == LogStyle::plain;
        const std::string line =
            format_log_line(style_, moment_of(now, local), level, message, {fields.begin(), fields.size()});
        logger_.log(now, spdlog::source_loc{}, level_of(level), spdlog::string_view_t(line));
    }
    void flush() override { logger_.flush(); }
    [[nodiscard]] bool enabled(LogLevel level) const override { return logger_.should_log(level_of(level)); }

private:
    LogStyle style_;
    spdlog::logger logger_;
};

} // namespace

std::unique_ptr<Log> make_log(const LogSettings& settings, LogTarget target, const std::string& folder) {
    if (target == LogTarget::service) return make_service_log(settings, folder);
    return std::make_unique<StderrLog>(settings.level, choose_log_style(settings.format, log_surroundings()));
}

} // namespace ddns
