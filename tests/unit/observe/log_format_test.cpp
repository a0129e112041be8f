// SPDX-License-Identifier: MIT
#include "fakes/capture_log.h"
#include "observe/log_format.h"
#include "util/json.h"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace ddns;

namespace {

constexpr LogMoment moment{1795374721123, 3600}; // 2026-11-22 19:12:01.123 UTC

std::string line(LogStyle style, LogLevel level, std::string_view message,
                 std::initializer_list<LogField> fields = {}) {
    return format_log_line(style, moment, level, message, {fields.begin(), fields.size()});
}

} // namespace

TEST_CASE("a line in a file starts with the full time in UTC and the level") {
    CHECK(line(LogStyle::file, LogLevel::info, "updated", {{"name", "home.example.com"}, {"ms", 12}}) ==
          "2026-11-22T19:12:01.123Z info  updated name=home.example.com ms=12\n");
    CHECK(line(LogStyle::file, LogLevel::error, "no") == "2026-11-22T19:12:01.123Z error no\n");
}

TEST_CASE("the journal gets a priority and no time") {
    CHECK(line(LogStyle::journal, LogLevel::debug, "a") == "<7>a\n");
    CHECK(line(LogStyle::journal, LogLevel::info, "a", {{"k", true}}) == "<6>a k=true\n");
    CHECK(line(LogStyle::journal, LogLevel::warn, "a") == "<4>a\n");
    CHECK(line(LogStyle::journal, LogLevel::error, "a") == "<3>a\n");
}

TEST_CASE("a terminal shows local time, dims what is secondary and colours only warnings and errors") {
    const std::string info = line(LogStyle::terminal, LogLevel::info, "updated", {{"k", "v"}});
    CHECK(info.starts_with("\x1b[2m20:12:01.123\x1b[0m updated "));
    CHECK(info.ends_with("\x1b[2m k=v\x1b[0m\n"));
    CHECK(line(LogStyle::terminal, LogLevel::warn, "careful").find("\x1b[33mwarn\x1b[0m careful") !=
          std::string::npos);
    CHECK(line(LogStyle::terminal, LogLevel::error, "broken").find("\x1b[1;31merror\x1b[0m broken") !=
          std::string::npos);
}

TEST_CASE("fields stand below each other on a terminal, whatever the level and the language") {
    const auto column = [](LogLevel level, std::string_view message) {
        const std::string text = line(LogStyle::plain, level, message, {{"k", "v"}});
        std::size_t columns = 0;
        for (const char c : text.substr(0, text.find(" k=")))
            columns += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
        return columns;
    };
    CHECK(column(LogLevel::info, "short") == column(LogLevel::error, "a somewhat longer one"));
    CHECK(column(LogLevel::info, "short") == column(LogLevel::info, "m\xc3\xbc\xc3\x9fig"));
}

TEST_CASE("a terminal without colours gets no escape sequence") {
    const std::string text = line(LogStyle::plain, LogLevel::error, "broken", {{"k", "v"}});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("error: broken") != std::string::npos);
}

TEST_CASE("values are quoted when they would not be one word") {
    struct Row {
        std::string value, shown;
    };
    for (const Row& row :
         {Row{"plain", "plain"}, Row{"", "\"\""}, Row{"two words", "\"two words\""}, Row{"a=b", "\"a=b\""},
          Row{"say \"hi\"", "\"say \\\"hi\\\"\""}, Row{"back\\slash", "back\\slash"},
          Row{"b\\ s", "\"b\\\\ s\""}, Row{"one\ntwo", "\"one\\ntwo\""}, Row{"\xff", "\"\\xff\""}}) {
        CAPTURE(row.value);
        CHECK(line(LogStyle::journal, LogLevel::info, "m", {{"v", row.value}}) ==
              "<6>m v=" + row.shown + "\n");
    }
}

TEST_CASE("whatever a text contains, it stays one line without control or reordering characters") {
    struct Row {
        std::string text, shown;
    };
    for (const Row& row :
         {Row{"a\nb\r\tc", "a\\nb\\r\\tc"}, Row{"\x1b[31mred", "\\x1b[31mred"}, Row{"\x7f", "\\x7f"},
          Row{"\xc2\x9b"
              "31m",
              "\\x9b31m"},
          Row{"a\xe2\x80\xae"
              "b",
              "a\\u202eb"},
          Row{std::string("nul\0.", 5), "nul\\x00."}, Row{"cut \xe2\x82", "cut \\xe2\\x82"},
          Row{"\xc0\xaf", "\\xc0\\xaf"}, Row{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
          Row{"gr\xc3\xbc\xc3\x9f\xf0\x9f\x98\x80", "gr\xc3\xbc\xc3\x9f\xf0\x9f\x98\x80"}}) {
        CAPTURE(row.shown);
        CHECK(line(LogStyle::journal, LogLevel::info, row.text) == "<6>" + row.shown + "\n");
        CHECK(line(LogStyle::file, LogLevel::info, row.text).ends_with(row.shown + "\n"));
    }
}

TEST_CASE("a JSON line is one object that a parser gives back as it was") {
    const std::string text = line(LogStyle::json, LogLevel::warn, "odd \"quoted\"\n\x1b \\ text",
                                  {{"name", "a\tb"}, {"n", -5}, {"x", 1.5}, {"yes", true}});
    CHECK(text.find('\n') == text.size() - 1);
    const auto json = parse_json(text);
    REQUIRE(json.has_value());
    CHECK(json->find("time")->scalar_text() == "2026-11-22T19:12:01.123Z");
    CHECK(json->find("level")->scalar_text() == "warn");
    CHECK(json->find("message")->scalar_text() == "odd \"quoted\"\n\x1b \\ text");
    CHECK(json->find("name")->scalar_text() == "a\tb");
    CHECK(*json->find("n")->if_integer() == -5);
    CHECK(*json->find("x")->if_double() == 1.5);
    CHECK(*json->find("yes")->if_bool());
}

TEST_CASE("JSON stays JSON for bytes that are no text and numbers that are none") {
    const std::string text = line(LogStyle::json, LogLevel::info, "\xff\x80 \xc2\x85",
                                  {{"nan", std::nan("")}, {"inf", std::numeric_limits<double>::infinity()}});
    const auto json = parse_json(text);
    REQUIRE(json.has_value());
    CHECK(json->find("message")->scalar_text() == "\xef\xbf\xbd\xef\xbf\xbd \xc2\x85");
    CHECK(json->find("nan")->is_null());
    CHECK(json->find("inf")->is_null());
}

TEST_CASE("the style follows the settings and where stderr leads") {
    struct Row {
        LogFormat format;
        LogSurroundings around;
        LogStyle style;
    };
    const std::vector<Row> rows = {
        {LogFormat::text, {true, false, "", "xterm"}, LogStyle::terminal},
        {LogFormat::text, {true, false, "1", "xterm"}, LogStyle::plain},
        {LogFormat::text, {true, false, "", "dumb"}, LogStyle::plain},
        {LogFormat::text, {false, false, "", "xterm"}, LogStyle::file},
        {LogFormat::text, {false, true, "", ""}, LogStyle::journal},
        {LogFormat::json, {true, false, "", "xterm"}, LogStyle::json},
        {LogFormat::json, {false, true, "", ""}, LogStyle::json},
    };
    for (const Row& row : rows) CHECK(choose_log_style(row.format, row.around) == row.style);
}

TEST_CASE("a log that keeps level and time by itself gets neither") {
    CHECK(line(LogStyle::bare, LogLevel::warn, "a", {{"k", 1}}) == "a k=1\n");
}

TEST_CASE("the journal is recognised by device and inode, not by the variable alone") {
    CHECK(is_journal_stream("8:1234", 8, 1234));
    CHECK_FALSE(is_journal_stream("8:1234", 8, 1235));
    CHECK_FALSE(is_journal_stream("9:1234", 8, 1234));
    CHECK_FALSE(is_journal_stream("", 0, 0));
    CHECK_FALSE(is_journal_stream("8", 8, 0));
}

TEST_CASE("the capturing log keeps what its level lets through") {
    CaptureLog log;
    log.least = LogLevel::info;
    log.debug("hidden");
    log.info("seen", {{"k", "v"}});
    CHECK(log.lines == std::vector<std::string>{"info  seen k=v"});
    CHECK(log.contains("k=v"));
    CHECK_FALSE(log.contains("hidden"));
}
