// SPDX-License-Identifier: MIT
#include "cli/ask.h"
#include "util/text.h"
#include "util/time.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string text_of(const Json& object, std::string_view key) {
    const Json* value = object.find(key);
    return value ? printable(value->scalar_text(), 200) : std::string();
}

const Json::Array& array_of(const Json& object, std::string_view key) {
    static const Json::Array none;
    const Json* value = object.find(key);
    const Json::Array* array = value ? value->if_array() : nullptr;
    return array ? *array : none;
}

std::string list_of(const Json& object, std::string_view key, std::string_view separator = " ") {
    std::vector<std::string> parts;
    for (const Json& item : array_of(object, key)) parts.push_back(printable(item.scalar_text(), 200));
    return join(parts, separator);
}

/// "5 min", or "" when it is not there.
std::string age_of(const Json& object, std::string_view key, std::int64_t now) {
    const Json* value = object.find(key);
    const std::int64_t* seconds = value ? value->if_integer() : nullptr;
    if (!seconds || *seconds <= 0 || *seconds > now) return {};
    return describe(std::chrono::seconds(now - *seconds));
}

using Row = std::vector<std::string>;

/// Columns as wide as their longest cell, two spaces between, nothing at line ends.
std::string aligned(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string out;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
        out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return out;
}

Row candidate_row(const Json& candidate) {
    const Json* accepted = candidate.find("accepted");
    const bool yes = accepted && accepted->if_bool() && *accepted->if_bool();
    std::string reason = text_of(candidate, "reason");
    if (reason.empty()) reason = list_of(candidate, "reasons", ", ");
    return {"  " + text_of(candidate, "address"), text_of(candidate, "interface"),
            text_of(candidate, "class"), yes ? "accepted" : "refused", reason};
}

std::string or_nothing(std::string text) { return text.empty() ? "nothing" : text; }

std::string why_record(const Json& record) {
    std::string out = fmt::format("{} {} at {}: {}", text_of(record, "type"), text_of(record, "name"),
                                  text_of(record, "account"), text_of(record, "state"));
    if (const std::string detail = text_of(record, "detail"); !detail.empty()) out += ", " + detail;
    out += fmt::format("\n  published {}, wanted {}\n", or_nothing(list_of(record, "published")),
                       or_nothing(list_of(record, "wanted")));
    std::vector<Row> rows;
    for (const Json& candidate : array_of(record, "candidates")) rows.push_back(candidate_row(candidate));
    for (const Json& excluded : array_of(record, "excluded"))
        rows.push_back({"  " + text_of(excluded, "address"), text_of(excluded, "interface"), "", "excluded",
                        text_of(excluded, "reason")});
    return out + aligned(rows);
}

} // namespace

std::string status_table(const Json& answer, std::int64_t now) {
    std::string out = fmt::format("ddns-reactor {}", text_of(answer, "version"));
    if (const std::string pid = text_of(answer, "pid"); !pid.empty()) out += ", process " + pid;
    if (const std::string age = age_of(answer, "since", now); !age.empty()) out += ", up " + age;
    if (const std::string config = text_of(answer, "config"); !config.empty()) out += ", " + config;
    out += '\n';
    std::vector<Row> rows{{"RECORD", "TYPE", "ACCOUNT", "STATE", "ADDRESS", "CONFIRMED", ""}};
    for (const Json& record : array_of(answer, "records")) {
        const std::string age = age_of(record, "confirmed_at", now);
        rows.push_back({text_of(record, "name"), text_of(record, "type"), text_of(record, "account"),
                        text_of(record, "state"), list_of(record, "values"), age.empty() ? "" : age + " ago",
                        text_of(record, "detail")});
    }
    return out + aligned(rows);
}

std::string why_text(const Json& answer) {
    std::string out;
    for (const Json& record : array_of(answer, "records")) {
        if (!out.empty()) out += '\n';
        out += why_record(record);
    }
    return out;
}

} // namespace ddns
