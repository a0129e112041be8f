// SPDX-License-Identifier: MIT
#include "config/values.h"

#include "net/address.h"
#include "util/idn.h"
#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t microseconds;
};

constexpr std::array<Unit, 5> units{
    {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", 1'000}}};
constexpr std::uint64_t longest = 2'147'483'647ull * 1'000'000ull;

tl::unexpected<Error> wrong(std::string what) { return fail(ErrorKind::config, std::move(what)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Takes digits off the front.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto length = static_cast<std::size_t>(end - text.begin());
    const auto number = parse_unsigned(text.substr(0, length));
    text.remove_prefix(length);
    return number;
}

/// The place in `units` of the unit at the front, which is taken off.
std::optional<std::size_t> take_unit(std::string_view& text) {
    const auto end = std::find_if(text.begin(), text.end(), is_digit);
    const auto length = static_cast<std::size_t>(end - text.begin());
    const std::string_view name = text.substr(0, length);
    text.remove_prefix(length);
    for (std::size_t i = 0; i < units.size(); ++i)
        if (units[i].name == name) return i;
    return std::nullopt;
}

std::optional<std::string> wrong_label(std::string_view label, bool first) {
    if (label.empty()) return "has two dots in a row or starts with one";
    if (label.size() > 63) return "has a part of more than 63 characters between its dots";
    if (label == "*")
        return first ? std::nullopt : std::optional<std::string>("has a \"*\" that is not its first part");
    if (label.front() == '-' || label.back() == '-') return "has a part that starts or ends with \"-\"";
    for (const char c : label)
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_')
            return "may hold letters, digits, \"-\", \"_\" and dots only";
    return std::nullopt;
}

bool is_host(std::string_view host) {
    if (host.size() > 253 || host.empty()) return false;
    if (IpAddress::parse(host)) return true;
    if (host.back() == '.') host.remove_suffix(1);
    for (const std::string_view label : split(host, '.')) {
        if (label.empty() || label.size() > 63) return false;
        for (const char c : label)
            if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
    }
    return true;
}

bool is_loopback(std::string_view host) {
    if (equals_ignoring_case(host, "localhost")) return true;
    const auto address = IpAddress::parse(host);
    if (!address) return false;
    if (address->family() == Family::v4) return address->bytes()[0] == 127;
    return address == IpAddress::parse("::1");
}

struct Authority {
    std::string_view host; ///< without brackets
    bool good = false;
};

Authority parse_authority(std::string_view text) {
    std::string_view port;
    Authority out;
    if (!text.empty() && text.front() == '[') {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) return out;
        out.host = text.substr(1, close - 1);
        port = text.substr(close + 1);
        const auto address = IpAddress::parse(out.host);
        if (!address || address->family() != Family::v6) return out;
    } else {
        const std::size_t colon = text.find(':');
        out.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
        if (!is_host(out.host)) return out;
    }
    if (port.empty()) return {out.host, true};
    const auto number = parse_unsigned(port.substr(1));
    out.good = port.front() == ':' && number && *number >= 1 && *number <= 65535;
    return out;
}

} // namespace

Result<Duration> parse_duration(std::string_view text) {
    constexpr const char* shape = "must be a duration such as 30s, 10m, 1h30m or a number of seconds";
    if (const auto seconds = parse_unsigned(text)) {
        if (*seconds > longest / 1'000'000) return wrong("is longer than 68 years");
        return std::chrono::seconds(*seconds);
    }
    std::uint64_t total = 0;
    std::size_t next_unit = 0;
    if (text.empty() || text.size() > 64) return wrong(shape);
    while (!text.empty()) {
        if (!is_digit(text.front())) return wrong(shape);
        const auto number = take_number(text);
        const auto unit = take_unit(text);
        if (!unit || *unit < next_unit) return wrong(shape);
        next_unit = *unit + 1;
        const auto size = static_cast<std::uint64_t>(units[*unit].microseconds);
        if (!number || *number > longest / size) return wrong("is longer than 68 years");
        total += *number * size;
    }
    if (total > longest) return wrong("is longer than 68 years");
    return Duration(static_cast<Duration::rep>(total));
}

std::string format_duration(Duration duration) {
    std::string out;
    std::int64_t rest = duration.count();
    for (const Unit& unit : units) {
        if (rest >= unit.microseconds) out += fmt::format("{}{}", rest / unit.microseconds, unit.name);
        rest %= unit.microseconds;
    }
    return out.empty() ? "0s" : out;
}

Result<std::string> normal_name(std::string_view written) {
    const auto ascii = ascii_name(written);
    if (!ascii) return wrong(ascii.error().what);
    std::string_view text = *ascii;
    if (!text.empty() && text.back() == '.') text.remove_suffix(1);
    if (text.empty()) return wrong("is empty");
    if (IpAddress::parse(text)) return wrong("is an address, not a name");
    if (text.size() > 253) return wrong("is longer than 253 characters");
    bool first = true;
    for (const std::string_view label : split(text, '.')) {
        if (auto problem = wrong_label(label, first)) return wrong(std::move(*problem));
        first = false;
    }
    if (text == "*") return wrong("is a \"*\" alone; write *.example.com");
    return to_lower(text);
}

Result<BaseUrl> parse_base_url(std::string_view text, UrlQuery query) {
    const std::size_t colon = text.find("://");
    const std::string scheme = to_lower(text.substr(0, colon == std::string_view::npos ? 0 : colon));
    if (scheme != "https" && scheme != "http") return wrong("must start with https:// (or http://)");
    const std::string_view rest = text.substr(colon + 3);
    for (const char c : rest)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '\\' ||
            c == '"')
            return wrong("has a blank or another character that no address has");
    const std::size_t path = std::min(rest.find_first_of("/?#"), rest.size());
    if (rest.substr(0, path).find('@') != std::string_view::npos)
        return wrong("has a user or password before \"@\"; use the account's settings for them");
    const Authority authority = parse_authority(rest.substr(0, path));
    if (!authority.good) return wrong("must name a host, as in https://dns.example.com:8443/path");
    if (rest.find('#') != std::string_view::npos) return wrong("has a fragment (\"#...\"); leave it out");
    if (query == UrlQuery::refused && rest.find('?') != std::string_view::npos)
        return wrong("has a query (\"?...\"); it is a base address, the provider's file adds the rest");
    BaseUrl out{scheme + "://" + std::string(rest), scheme == "https", is_loopback(authority.host)};
    if (query == UrlQuery::refused)
        while (out.text.back() == '/') out.text.pop_back();
    return out;
}

bool is_plain_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
    });
}

} // namespace ddns
