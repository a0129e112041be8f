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

/// "5 min", or "" when it is not there. The daemon tells spans in seconds, whole or not.
std::string span_of(const Json& object, std::string_view key, double unit = 1) {
    const Json* value = object.find(key);
    const double* fraction = value ? value->if_double() : nullptr;
    const std::int64_t* whole = value ? value->if_integer() : nullptr;
    const double seconds = unit * (fraction ? *fraction : whole ? static_cast<double>(*whole) : -1);
    if (!(seconds >= 0 && seconds < 1e9)) return {};
    return describe(Duration(static_cast<Duration::rep>(seconds * 1e6)));
}

std::string milliseconds_of(const Json& object, std::string_view key) { return span_of(object, key, 1e-3); }

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

/// What is to be said beyond the state: what it waits for, what went wrong, when it goes on.
std::string detail_of(const Json& record) {
    std::vector<std::string> parts;
    if (const std::string wanted = list_of(record, "wanted"); !wanted.empty()) {
        const std::string left = span_of(record, "seconds");
        parts.push_back(fmt::format("{} waits ({}){}", wanted, text_of(record, "waiting_for"),
                                    left.empty() ? "" : ", " + left + " left"));
    }
    if (std::string lost = text_of(record, "lost"); !lost.empty()) parts.push_back("kept: " + lost);
    if (std::string error = text_of(record, "error"); !error.empty()) parts.push_back(std::move(error));
    if (const std::string retry = span_of(record, "retry_in"); !retry.empty())
        parts.push_back("tried again in " + retry);
    if (const std::string confirmed = span_of(record, "confirmed_seconds_ago"); !confirmed.empty())
        parts.push_back("confirmed " + confirmed + " ago");
    return join(parts, "; ");
}

/// "fiber (eth0)"; the interface alone where nobody named it.
std::string way_of(const Json& object, std::string_view name_key) {
    const std::string name = text_of(object, name_key), interface = text_of(object, "interface");
    return name.empty() || name == interface ? interface : fmt::format("{} ({})", name, interface);
}

/// "https, 35 s ago, in 12 ms"; "" when it was never confirmed.
std::string confirmation_of(const Json& object) {
    const Json* confirmed = object.find("confirmed");
    if (!confirmed || !confirmed->if_object()) return {};
    std::vector<std::string> parts{text_of(*confirmed, "method")};
    if (const std::string ago = span_of(*confirmed, "seconds_ago"); !ago.empty())
        parts.push_back(ago + " ago");
    if (const std::string took = milliseconds_of(*confirmed, "latency_ms"); !took.empty())
        parts.push_back("in " + took);
    return join(parts, ", ");
}

/// "10.0.0.5 seen as 81.2.69.1 (https, 35 s ago, in 12 ms)"
std::string addresses_of(const Json& uplink) {
    std::vector<std::string> parts;
    for (const char* family : {"v4", "v6"}) {
        const Json* one = uplink.find(family);
        if (!one || !one->if_object()) continue;
        const std::string outside = text_of(*one, "outside");
        std::string addresses = list_of(*one, "addresses");
        if (!outside.empty()) addresses += " seen as " + outside;
        if (const std::string how = confirmation_of(*one); !how.empty()) addresses += " (" + how + ")";
        if (!addresses.empty()) parts.push_back(std::move(addresses));
    }
    return join(parts, ", ");
}

std::string probe_of(const Json& uplink) {
    const Json* probe = uplink.find("probe");
    if (!probe || !probe->if_object()) return {};
    const std::string ago = span_of(*probe, "seconds_ago");
    if (ago.empty()) return "not probed yet";
    const std::string took = milliseconds_of(*probe, "latency_ms");
    return fmt::format("probe {} {} ago{}", text_of(*probe, "state"), ago,
                       took.empty() ? "" : ", in " + took);
}

/// By what its gateway tells of a change: "announcements and UPnP events".
std::string heard_of(const Json& uplink) {
    const Json* v4 = uplink.find("v4");
    return v4 && v4->if_object() ? list_of(*v4, "hears", " and ") : std::string();
}

std::string uplink_table(const Json& answer) {
    std::vector<Row> rows{{"UPLINK", "STATE", "ADDRESSES", ""}};
    for (const Json& uplink : array_of(answer, "uplinks")) {
        std::vector<std::string> notes;
        if (std::string why = text_of(uplink, "why"); !why.empty()) notes.push_back(std::move(why));
        if (std::string probe = probe_of(uplink); !probe.empty()) notes.push_back(std::move(probe));
        if (const std::string heard = heard_of(uplink); !heard.empty()) notes.push_back("hears " + heard);
        rows.push_back(
            {way_of(uplink, "name"), text_of(uplink, "state"), addresses_of(uplink), join(notes, "; ")});
    }
    return rows.size() == 1 ? std::string() : aligned(rows);
}

std::string or_nothing(std::string text) { return text.empty() ? "nothing" : text; }

/// "; Cloudflare, ipify agree (https, 35 s ago, in 12 ms)"
std::string agreement_of(const Json& value) {
    const Json* confirmed = value.find("confirmed");
    if (!confirmed || !confirmed->if_object()) return {};
    const Json::Array& agreed = array_of(*confirmed, "agreed");
    return fmt::format("; {} {} ({})", list_of(*confirmed, "agreed", ", "),
                       agreed.size() == 1 ? "says so" : "agree", confirmation_of(value));
}

std::string refusal_of(const Json& refused) {
    const std::string address = text_of(refused, "address"), party = text_of(refused, "party");
    const std::string interface = text_of(refused, "interface"), rule = text_of(refused, "rule");
    if (party.empty()) return fmt::format("  not {} on {}: {}\n", address, interface, rule);
    return fmt::format("  not {}{} ({}) through {}: {}\n", address.empty() ? "" : address + " from ", party,
                       text_of(refused, "method"), interface, rule);
}

std::string why_record(const Json& record) {
    std::string out = fmt::format("{} {} at {}: {}\n", text_of(record, "type"), text_of(record, "name"),
                                  text_of(record, "account"), text_of(record, "state"));
    out += fmt::format("  published: {}\n", or_nothing(list_of(record, "published")));
    for (const Json& value : array_of(record, "values")) {
        const std::string way = way_of(value, "uplink"), method = text_of(value, "method");
        const std::string how = method == "detect"   ? "as the outside sees it through "
                                : method == "prefix" ? "a host in the prefix of "
                                                     : "the address of ";
        out += fmt::format("    {}: {}\n", text_of(value, "value"),
                           way.empty() ? "published before this start" : how + way + agreement_of(value));
    }
    if (const std::string way = text_of(record, "sent"); !way.empty()) out += "  sent " + way + '\n';
    if (const std::string detail = detail_of(record); !detail.empty()) out += "  " + detail + '\n';
    for (const Json& refused : array_of(record, "refused")) out += refusal_of(refused);
    return out;
}

/// The candidates of the families that the records have, best first.
std::vector<Row> candidate_rows(const Json& addresses, std::string_view family) {
    std::vector<Row> rows;
    for (const Json& candidate : array_of(addresses, family))
        rows.push_back({"  " + text_of(candidate, "address"), text_of(candidate, "interface"),
                        list_of(candidate, "reasons", ", ")});
    return rows;
}

bool has_type(const Json& answer, std::string_view type) {
    const Json::Array& records = array_of(answer, "records");
    return std::any_of(records.begin(), records.end(),
                       [&](const Json& record) { return text_of(record, "type") == type; });
}

} // namespace

std::string status_table(const Json& answer) {
    std::string out;
    if (const std::string config = text_of(answer, "config"); !config.empty()) out += config + '\n';
    const Json* events = answer.find("events");
    if (events && events->if_bool() && !*events->if_bool())
        out += "the kernel's events are out of reach: only the poll notices changes\n";
    const Json* stopping = answer.find("stopping");
    if (stopping && stopping->if_bool() && *stopping->if_bool()) out += "stopping\n";
    std::vector<Row> rows{{"RECORD", "TYPE", "ACCOUNT", "STATE", "PUBLISHED", ""}};
    for (const Json& record : array_of(answer, "records"))
        rows.push_back({text_of(record, "name"), text_of(record, "type"), text_of(record, "account"),
                        text_of(record, "state"), list_of(record, "published"), detail_of(record)});
    if (const std::string uplinks = uplink_table(answer); !uplinks.empty()) out += uplinks + '\n';
    return out + aligned(rows);
}

std::string why_text(const Json& answer) {
    std::string out;
    for (const Json& record : array_of(answer, "records")) out += why_record(record);
    if (const std::string uplinks = uplink_table(answer); !uplinks.empty()) out += '\n' + uplinks;
    const Json* addresses = answer.find("addresses");
    if (!addresses || !addresses->if_object()) return out;
    for (const auto& [type, family] : {std::pair{"A", "v4"}, std::pair{"AAAA", "v6"}}) {
        if (!has_type(answer, type)) continue;
        const std::string table = aligned(candidate_rows(*addresses, family));
        out += fmt::format("\nAddresses for {}, best first\n{}", type, table.empty() ? "  none\n" : table);
    }
    std::vector<Row> excluded;
    for (const Json& address : array_of(*addresses, "excluded"))
        excluded.push_back({"  " + text_of(address, "address"), text_of(address, "reason")});
    return excluded.empty() ? out : out + "\nNot ranked\n" + aligned(excluded);
}

} // namespace ddns
