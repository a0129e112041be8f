// SPDX-License-Identifier: MIT
#include "util/calendar.h"

#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

using std::chrono::floor;

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Fields {
    int year;
    unsigned month, day, weekday;
    long hour, minute, second;
};

Fields fields_of(WallTime time) {
    const auto days = floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(days);
    const std::chrono::hh_mm_ss clock(floor<std::chrono::seconds>(time - days));
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            std::chrono::weekday(days).c_encoding(),
            static_cast<long>(clock.hours().count()),
            static_cast<long>(clock.minutes().count()),
            static_cast<long>(clock.seconds().count())};
}

} // namespace

std::string basic_date_time(WallTime time) {
    const Fields f = fields_of(time);
    return fmt::format("{}T{:02}{:02}{:02}Z", basic_date(time), f.hour, f.minute, f.second);
}

std::string basic_date(WallTime time) {
    const Fields f = fields_of(time);
    return fmt::format("{:04}{:02}{:02}", f.year, f.month, f.day);
}

std::string date_time(WallTime time) {
    const Fields f = fields_of(time);
    return fmt::format("{}T{:02}:{:02}:{:02}Z", date(time), f.hour, f.minute, f.second);
}

std::string date(WallTime time) {
    const Fields f = fields_of(time);
    return fmt::format("{:04}-{:02}-{:02}", f.year, f.month, f.day);
}

std::string half_basic_date_time(WallTime time) {
    const Fields f = fields_of(time);
    return fmt::format("{}T{:02}:{:02}:{:02}", basic_date(time), f.hour, f.minute, f.second);
}

std::string http_date(WallTime time) {
    const Fields f = fields_of(time);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[f.weekday], f.day,
                       months[f.month - 1], f.year, f.hour, f.minute, f.second);
}

std::string unix_seconds(WallTime time) {
    return std::to_string(floor<std::chrono::seconds>(time).time_since_epoch().count());
}

std::string unix_milliseconds(WallTime time) {
    return std::to_string(floor<std::chrono::milliseconds>(time).time_since_epoch().count());
}

std::optional<WallTime> parse_http_date(std::string_view text) {
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    const auto day = parse_unsigned(text.substr(5, 2));
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    const auto year = parse_unsigned(text.substr(12, 4));
    const auto hour = parse_unsigned(text.substr(17, 2));
    const auto minute = parse_unsigned(text.substr(20, 2));
    const auto second = parse_unsigned(text.substr(23, 2));
    if (!day || month == months.end() || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(static_cast<unsigned>(month - months.begin() + 1)),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

} // namespace ddns
