// SPDX-License-Identifier: MIT
#include "import/ddclient_ways.h"

#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

bool is_on(std::string_view strategy) {
    return !strategy.empty() && strategy != "disabled" && strategy != "no";
}

/// "usev4" and what belongs to it: "ifv4", "cmdv4" ...; of "use" the plain names.
AddressWay way_of(OriginalOptions& options, const std::string& strategy, const std::string& family) {
    const auto is = [&](std::string_view word) {
        return strategy == word || strategy == fmt::format("{}{}", word, family);
    };
    AddressWay way;
    if (is("if")) {
        way.source = AddressSource::interface;
        way.interface = options.take_text("if" + family);
        // What ddclient falls back to.
        if (way.interface.empty() && family.empty()) way.interface = "ppp0";
        if (equals_ignoring_case(way.interface, "default")) way.interface.clear();
    } else if (is("cmd")) {
        way.off = fmt::format("a command finds its address (cmd{}), and none is run here", family);
    } else if (is("ip")) {
        way.off = "a fixed address is published there; here it is always this machine's";
    } else {
        way.source = AddressSource::detect; // a page on the web, or of the router
    }
    return way;
}

} // namespace

std::vector<std::pair<RecordType, AddressWay>> read_ddclient_ways(OriginalOptions& options) {
    const std::string any = to_lower(options.take_text("use"));
    const std::string four = to_lower(options.take_text("usev4"));
    const std::string six = to_lower(options.take_text("usev6"));
    std::vector<std::pair<RecordType, AddressWay>> out;
    if (is_on(four)) out.emplace_back(RecordType::A, way_of(options, four, "v4"));
    if (is_on(six)) out.emplace_back(RecordType::AAAA, way_of(options, six, "v6"));
    if (is_on(any)) {
        const OriginalOption* page = options.peek("web");
        const bool only_six = any == "web" && page && page->value.text.reveal().ends_with("-ipv6");
        const RecordType type = only_six ? RecordType::AAAA : RecordType::A;
        if (!is_on(type == RecordType::A ? four : six)) out.emplace_back(type, way_of(options, any, ""));
    }
    if (!out.empty()) return out;
    AddressWay none;
    none.off = "the original does not say where the address comes from";
    return {{RecordType::A, none}};
}

} // namespace ddns
