// SPDX-License-Identifier: MIT
#include "observe/service_log.h"

#include "observe/log_format.h"
#include "observe/rotating_file.h"
#include "util/windows/wide.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <windows.h>

namespace ddns {

namespace {

constexpr std::uintmax_t largest_file = 1u << 20;
constexpr unsigned kept_files = 2;
constexpr std::size_t longest_event = 31'839; // characters, of ReportEvent's documentation

/// A source of the Event Log. Works without being registered; the viewer then says so above the text.
class EventSource {
public:
    EventSource() : source_(RegisterEventSourceW(nullptr, L"ddns-reactor")) {}
    EventSource(const EventSource&) = delete;
    EventSource& operator=(const EventSource&) = delete;
    ~EventSource() {
        if (source_) DeregisterEventSource(source_);
    }

    void report(LogLevel level, const std::string& text) {
        if (!source_) return;
        std::wstring wide = widen(text);
        wide.resize(std::min(wide.size(), longest_event));
        const wchar_t* strings[] = {wide.c_str()};
        const WORD type = level == LogLevel::error  ? EVENTLOG_ERROR_TYPE
                          : level == LogLevel::warn ? EVENTLOG_WARNING_TYPE
                                                    : EVENTLOG_INFORMATION_TYPE;
        const DWORD id = level == LogLevel::error ? 3 : level == LogLevel::warn ? 2 : 1;
        ReportEventW(source_, type, 0, id, nullptr, 1, 0, strings, nullptr);
    }

private:
    HANDLE source_;
};

class ServiceLog final : public Log {
public:
    ServiceLog(const LogSettings& settings, const std::string& folder) : settings_(settings) {
        if (!folder.empty()) file_.emplace(folder + "\\log.txt", largest_file, kept_files);
    }

    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
        if (!enabled(level)) return;
        const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
        const LogMoment now{std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count(), 0};
        const LogStyle style = settings_.format == LogFormat::json ? LogStyle::json : LogStyle::file;
        const std::span<const LogField> facts(fields.begin(), fields.size());
        if (file_) file_->append(format_log_line(style, now, level, message, facts));
        if (level == LogLevel::debug) return;
        std::string event = format_log_line(LogStyle::bare, now, level, message, facts);
        event.pop_back(); // its newline
        events_.report(level, event);
    }
    void flush() override {}
    [[nodiscard]] bool enabled(LogLevel level) const override { return level >= settings_.level; }

private:
    const LogSettings settings_;
    std::optional<RotatingFile> file_;
    EventSource events_;
};

} // namespace

std::unique_ptr<Log> make_service_log(const LogSettings& settings, const std::string& folder) {
    return std::make_unique<ServiceLog>(settings, folder);
}

} // namespace ddns
