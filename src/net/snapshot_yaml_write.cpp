// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "net/snapshot_yaml.h"
#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <unordered_map>

/// Writing. One line an object, defaults left out, so that a person can read and cut it.
namespace ddns {
namespace {

/// Words that YAML 1.1 takes for something else than text.
constexpr std::array<std::string_view, 9> reserved_words{"null", "true", "false", "yes", "no",
                                                         "on",   "off",  "y",     "n"};

bool is_plain(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    };
    if (text.empty() || !letter(text.front()) || !std::all_of(text.begin(), text.end(), fits)) return false;
    const std::string lower = to_lower(text);
    return std::find(reserved_words.begin(), reserved_words.end(), lower) == reserved_words.end();
}

/// The length of the printable character that the text starts with, 0 when it does not start with one.
std::size_t printable_character(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])) : 0u;
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0) return 0;
    std::uint32_t code = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
        code = (code << 6) | (byte(i) & 0x3f);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool unfit = code < 0xa0 || code == 0x2028 || code == 0x2029 || code == 0xfeff || code > 0x10ffff ||
                       (code >= 0xd800 && code < 0xe000) || (code & 0xfffe) == 0xfffe;
    return overlong || unfit ? 0 : length;
}

bool is_printable(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = printable_character(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string name_text(std::string_view name) {
    if (is_plain(name)) return std::string(name);
    if (!is_printable(name)) return "!!binary \"" + base64(name) + '"';
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

/// IPv6 has colons, which YAML may take for its own.
std::string quoted(const std::string& address) {
    return address.find(':') == std::string::npos ? address : "'" + address + "'";
}

/// One object in flow style; what equals its default is not written.
class Line {
public:
    void add(std::string_view key, const std::string& value) {
        fmt::format_to(std::back_inserter(text_), "{}{}: {}", text_.empty() ? "" : ", ", key, value);
    }
    void add_unless(std::string_view key, bool value, bool usual) {
        if (value != usual) add(key, value ? "true" : "false");
    }
    void add_number(std::string_view key, std::uint32_t value) {
        if (value != 0) add(key, std::to_string(value));
    }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    [[nodiscard]] std::string take() const { return "{" + text_ + "}"; }

private:
    std::string text_;
};

/// How an interface is referred to: by its name if that is its own, else by number.
class Devices {
public:
    explicit Devices(const std::vector<Interface>& interfaces) {
        std::unordered_map<std::string_view, int> uses;
        for (const Interface& interface : interfaces) ++uses[interface.name];
        for (const Interface& interface : interfaces)
            if (uses[interface.name] == 1) names_.try_emplace(interface.index, name_text(interface.name));
    }
    [[nodiscard]] std::string operator()(std::uint32_t index) const {
        const auto found = names_.find(index);
        return found == names_.end() ? fmt::format("{{ifindex: {}}}", index) : found->second;
    }

private:
    std::unordered_map<std::uint32_t, std::string> names_;
};

std::string to_line(const Interface& interface) {
    Line line;
    line.add("name", name_text(interface.name));
    line.add("index", std::to_string(interface.index));
    if (interface.kind != InterfaceKind::ethernet) line.add("kind", std::string(to_string(interface.kind)));
    line.add_unless("up", interface.up, true);
    line.add_unless("carrier", interface.carrier, true);
    line.add_unless("loopback", interface.loopback, false);
    line.add_unless("ptp", interface.point_to_point, false);
    line.add_number("vrf", interface.vrf_table);
    if (interface.metric_v4 != 0 || interface.metric_v6 != 0)
        line.add("winmetric", fmt::format("{{v4: {}, v6: {}}}", interface.metric_v4, interface.metric_v6));
    return line.take();
}

std::string destination_text(const Prefix& destination) {
    const std::string text = destination.to_string();
    if (text == "0.0.0.0/0") return "default4";
    if (text == "::/0") return "default6";
    return quoted(text);
}

std::string to_line(const Route& route, const Devices& devices) {
    Line line;
    line.add("dst", destination_text(route.destination));
    line.add("dev", devices(route.interface));
    if (route.gateway) line.add("via", quoted(route.gateway->to_string()));
    line.add_number("metric", route.metric);
    if (route.table != 254) line.add("table", std::to_string(route.table));
    if (!route.unicast) line.add("type", "unreachable");
    if (!route.alive) line.add("flags", "[dead]");
    if (route.preference == RouterPreference::high) line.add("pref", "high");
    if (route.preference == RouterPreference::low) line.add("pref", "low");
    return line.take();
}

std::string flags_text(const InterfaceAddress& address) {
    const std::array<std::pair<bool, const char*>, 8> flags{{
        {address.temporary, "temporary"},
        {address.deprecated, "deprecated"},
        {address.tentative, "tentative"},
        {address.optimistic, "optimistic"},
        {address.dad_failed, "dadfailed"},
        {address.secondary, "secondary"},
        {address.skip_as_source, "skip_as_source"},
        {address.not_local_yet, "not_local_yet"},
    }};
    std::vector<std::string> words;
    for (const auto& [set, word] : flags)
        if (set) words.emplace_back(word);
    return words.empty() ? "" : "[" + join(words, ", ") + "]";
}

std::string to_line(const InterfaceAddress& address, const Devices& devices) {
    constexpr std::array<const char*, 4> scopes{"global", "site", "link", "host"};
    Line line;
    line.add("dev", devices(address.interface));
    line.add("addr", quoted(Prefix{address.address, address.prefix_length}.to_string()));
    if (address.scope != Scope::global) line.add("scope", scopes.at(static_cast<std::size_t>(address.scope)));
    if (const std::string flags = flags_text(address); !flags.empty()) line.add("flags", flags);
    if (!address.infinite_lifetime) line.add("pref", address.deprecated ? "0" : "1");
    return line.take();
}

std::string incumbents_text(const std::vector<IpAddress>& incumbents) {
    std::array<std::vector<std::string>, 2> lists;
    std::vector<std::string> both;
    for (const IpAddress& address : incumbents) {
        both.push_back(quoted(address.to_string()));
        lists.at(address.family() == Family::v4 ? 0 : 1).push_back(both.back());
    }
    const bool grouped =
        std::is_sorted(incumbents.begin(), incumbents.end(),
                       [](const IpAddress& a, const IpAddress& b) { return a.family() < b.family(); });
    if (!grouped) return "[" + join(both, ", ") + "]";
    Line line;
    if (!lists[0].empty()) line.add("v4", "[" + join(lists[0], ", ") + "]");
    if (!lists[1].empty()) line.add("v6", "[" + join(lists[1], ", ") + "]");
    return line.take();
}

template <class Items, class ToLine>
void add_list(std::string& out, std::string_view key, const Items& items, const ToLine& line_of) {
    fmt::format_to(std::back_inserter(out), "{}:{}\n", key, items.empty() ? " []" : "");
    for (const auto& item : items) out += "  - " + line_of(item) + "\n";
}

} // namespace

std::string to_yaml(const SnapshotFile& file) {
    const Snapshot& snapshot = file.snapshot;
    const Devices devices(snapshot.interfaces);
    std::string out =
        fmt::format("# Preferred lifetimes (pref) are told as forever, 0 (over) or 1 (finite).\n"
                    "platform: {}\n",
                    snapshot.platform == Platform::windows ? "windows" : "linux");
    add_list(out, "ifaces", snapshot.interfaces,
             [](const Interface& interface) { return to_line(interface); });
    add_list(out, "routes", snapshot.routes, [&](const Route& route) { return to_line(route, devices); });
    add_list(out, "addrs", snapshot.addresses,
             [&](const InterfaceAddress& address) { return to_line(address, devices); });
    Line os_dev;
    if (snapshot.os_device_v4 != 0) os_dev.add("v4", devices(snapshot.os_device_v4));
    if (snapshot.os_device_v6 != 0) os_dev.add("v6", devices(snapshot.os_device_v6));
    if (!os_dev.empty()) out += "os_dev: " + os_dev.take() + "\n";
    if (!file.incumbents.empty()) out += "incumbent: " + incumbents_text(file.incumbents) + "\n";
    return out;
}

} // namespace ddns
