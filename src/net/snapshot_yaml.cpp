// SPDX-License-Identifier: MIT
#include "net/snapshot_yaml.h"

#include "net/snapshot_words.h"
#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <yaml-cpp/yaml.h>

/// Reading. Inside this file a mistake is thrown as yaml-cpp throws its own, with the place of the node;
/// parse_snapshot turns both into an Error, and nothing leaves it as an exception.
namespace ddns {
namespace {

using YAML::Node;
namespace words = snapshot_words;

/// Aliases can make a short text stand for a long list.
constexpr std::size_t most_items = 1'000'000;
constexpr std::size_t most_flags = 64;
constexpr std::size_t most_next_hops = 512;

/// What a table of cases has beside the input; `publish_*` too.
constexpr std::array<std::string_view, 8> case_keys{
    "id", "name", "why", "v4", "v6", "excluded", "provisional", "v6_brief_order",
};

[[noreturn]] void refuse(const Node& at, const std::string& why) {
    throw YAML::RepresentationException(at.Mark(), why);
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
    const auto close = word.size() > 64 ? std::nullopt : closest_match(word, known);
    return close ? fmt::format("; did you mean \"{}\"?", printable(*close)) : std::string();
}

struct Field {
    std::string_view key;
    std::function<void(const Node&)> read;
};

void refuse_key(const Node& key, std::string_view what, std::span<const Field> fields) {
    std::vector<std::string> known;
    for (const Field& field : fields) known.emplace_back(field.key);
    refuse(key, fmt::format("unknown key \"{}\" in {}{}", printable(key.Scalar()), what,
                            suggestion(key.Scalar(), known)));
}

/// Calls each key's reader once, in the order of the file. `ignored` says which other keys may stand there.
void read_map(const Node& node, std::string_view what, std::initializer_list<Field> fields,
              bool (*ignored)(std::string_view) = nullptr) {
    if (!node.IsMap()) refuse(node, fmt::format("{} must be a mapping (key: value)", what));
    std::vector<bool> seen(fields.size());
    for (const auto& entry : node) {
        if (!entry.first.IsScalar()) refuse(entry.first, fmt::format("a key of {} must be a word", what));
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) {
            return candidate.key == entry.first.Scalar();
        });
        if (field == fields.end()) {
            if (ignored && ignored(entry.first.Scalar())) continue;
            refuse_key(entry.first, what, fields);
        }
        const auto index = static_cast<std::size_t>(field - fields.begin());
        if (seen[index]) refuse(entry.first, fmt::format("\"{}\" is given twice in {}", field->key, what));
        seen[index] = true;
        field->read(entry.second);
    }
}

void read_list(const Node& node, std::string_view what, std::size_t limit,
               const std::function<void(const Node&)>& read) {
    if (node.IsNull()) return;
    if (!node.IsSequence()) refuse(node, fmt::format("{} must be a list", what));
    if (node.size() > limit) refuse(node, fmt::format("{} has more than {} entries", what, limit));
    for (const Node& item : node) read(item);
}

std::string text_of(const Node& node, std::string_view what) {
    if (!node.IsScalar()) refuse(node, fmt::format("{} must be a single value", what));
    if (node.Tag() != "tag:yaml.org,2002:binary") return node.Scalar();
    const auto bytes = YAML::DecodeBase64(node.Scalar());
    if (bytes.empty()) refuse(node, fmt::format("{} is not base64", what));
    return {bytes.begin(), bytes.end()};
}

std::uint32_t number_of(const Node& node, std::string_view what) {
    const auto value = parse_unsigned(text_of(node, what));
    if (!value || *value > std::numeric_limits<std::uint32_t>::max())
        refuse(node, fmt::format("{} must be a number from 0 to 4294967295", what));
    return static_cast<std::uint32_t>(*value);
}

template <class T>
T word_of(const Node& node, std::string_view what, words::Words<T> known_words) {
    const std::string word = text_of(node, what);
    for (const auto& [name, value] : known_words)
        if (name == word) return value;
    std::vector<std::string> known;
    for (const auto& [name, value] : known_words) known.emplace_back(name);
    const std::string close = suggestion(word, known);
    refuse(node, fmt::format("{} \"{}\" is not known{}", what, printable(word),
                             close.empty() ? "; use one of: " + join(known, ", ") : close));
}

bool bool_of(const Node& node, std::string_view what) { return word_of<bool>(node, what, words::bools); }

IpAddress address_of(const Node& node) {
    const std::string text = text_of(node, "an address");
    const auto address = IpAddress::parse(text);
    if (!address) refuse(node, fmt::format("\"{}\" is not an IP address", printable(text)));
    return *address;
}

bool belongs_to_case(std::string_view key) {
    return key.starts_with("publish_") ||
           std::find(case_keys.begin(), case_keys.end(), key) != case_keys.end();
}

class Reader {
public:
    SnapshotFile read(const Node& root) {
        Node interfaces, routes, addresses, os_dev;
        read_map(root, "the snapshot",
                 {{"platform",
                   [&](const Node& n) {
                       snapshot().platform = word_of<Platform>(n, "platform", words::platforms);
                   }},
                  {"ifaces", [&](const Node& n) { interfaces.reset(n); }},
                  {"routes", [&](const Node& n) { routes.reset(n); }},
                  {"addrs", [&](const Node& n) { addresses.reset(n); }},
                  {"os_dev", [&](const Node& n) { os_dev.reset(n); }},
                  {"incumbent", [&](const Node& n) { read_incumbents(n); }}},
                 belongs_to_case);
        if (interfaces.IsNull())
            refuse(root, "a snapshot needs \"ifaces\", at least an empty list: ifaces: []");
        read_list(interfaces, "ifaces", most_items, [this](const Node& n) { read_interface(n); });
        read_list(routes, "routes", most_items, [this](const Node& n) { read_route(n); });
        read_list(addresses, "addrs", most_items, [this](const Node& n) { read_address(n); });
        if (!os_dev.IsNull())
            read_map(os_dev, "os_dev",
                     {{"v4", [&](const Node& n) { snapshot().os_device_v4 = device_of(n); }},
                      {"v6", [&](const Node& n) { snapshot().os_device_v6 = device_of(n); }}});
        return std::move(file_);
    }

private:
    Snapshot& snapshot() { return file_.snapshot; }

    void read_interface(const Node& node) {
        Interface interface;
        bool has_name = false, has_index = false;
        const auto metrics = [&](const Node& winmetric) {
            read_map(winmetric, "winmetric",
                     {{"v4", [&](const Node& n) { interface.metric_v4 = number_of(n, "v4"); }},
                      {"v6", [&](const Node& n) { interface.metric_v6 = number_of(n, "v6"); }}});
        };
        read_map(
            node, "an interface",
            {{"name", [&](const Node& n) { interface.name = text_of(n, "name"), has_name = true; }},
             {"index", [&](const Node& n) { interface.index = number_of(n, "index"), has_index = true; }},
             {"kind",
              [&](const Node& n) { interface.kind = word_of<InterfaceKind>(n, "kind", words::kinds); }},
             {"up", [&](const Node& n) { interface.up = bool_of(n, "up"); }},
             {"carrier", [&](const Node& n) { interface.carrier = bool_of(n, "carrier"); }},
             {"loopback", [&](const Node& n) { interface.loopback = bool_of(n, "loopback"); }},
             {"ptp", [&](const Node& n) { interface.point_to_point = bool_of(n, "ptp"); }},
             {"vrf", [&](const Node& n) { interface.vrf_table = number_of(n, "vrf"); }},
             {"winmetric", metrics}});
        if (!has_name || !has_index) refuse(node, "an interface needs \"name\" and \"index\"");
        const auto [known, fresh] = named_.try_emplace(interface.name, interface.index);
        if (!fresh) known->second = std::nullopt;
        snapshot().interfaces.push_back(std::move(interface));
    }

    std::uint32_t device_of(const Node& node) {
        if (node.IsMap()) {
            std::optional<std::uint32_t> index;
            read_map(node, "a device",
                     {{"ifindex", [&](const Node& n) { index = number_of(n, "ifindex"); }}});
            if (!index) refuse(node, "a device is a name or {ifindex: NUMBER}");
            return *index;
        }
        const std::string name = text_of(node, "a device");
        const auto found = named_.find(name);
        if (found == named_.end()) {
            std::vector<std::string> known;
            for (const Interface& interface : snapshot().interfaces) known.push_back(interface.name);
            refuse(node, fmt::format("\"{}\" is not in ifaces{}", printable(name), suggestion(name, known)));
        }
        if (!found->second)
            refuse(node,
                   fmt::format("two interfaces are called \"{}\"; say {{ifindex: NUMBER}}", printable(name)));
        return *found->second;
    }

    void read_route(const Node& node) {
        Route route;
        std::vector<std::uint32_t> devices;
        bool has_destination = false, has_dev = false, has_multipath = false;
        const auto next_hop = [&](const Node& n) { devices.push_back(device_of(n)); };
        const auto flag = [&](const Node& n) {
            if (word_of<bool>(n, "route flag", words::route_flags)) route.alive = false;
        };
        read_map(
            node, "a route",
            {{"dst", [&](const Node& n) { route.destination = destination_of(n), has_destination = true; }},
             {"dev", [&](const Node& n) { next_hop(n), has_dev = true; }},
             {"multipath",
              [&](const Node& n) {
                  read_list(n, "multipath", most_next_hops, next_hop);
                  has_multipath = true;
              }},
             {"via", [&](const Node& n) { route.gateway = address_of(n); }},
             {"metric", [&](const Node& n) { route.metric = number_of(n, "metric"); }},
             {"table", [&](const Node& n) { route.table = table_of(n); }},
             {"type", [&](const Node& n) { route.unicast = word_of<bool>(n, "type", words::route_types); }},
             {"flags", [&](const Node& n) { read_list(n, "flags", most_flags, flag); }},
             {"pref", [&](const Node& n) {
                  route.preference = word_of<RouterPreference>(n, "pref", words::preferences);
              }}});
        if (!has_destination) refuse(node, "a route needs \"dst\"");
        if (has_dev == has_multipath) refuse(node, "a route needs \"dev\" or \"multipath\", one of the two");
        if (snapshot().routes.size() + devices.size() > most_items) refuse(node, "too many routes");
        for (const std::uint32_t device : devices) {
            route.interface = device;
            snapshot().routes.push_back(route);
        }
    }

    static Prefix destination_of(const Node& node) {
        const std::string text = text_of(node, "dst");
        if (text == "default4") return *Prefix::parse("0.0.0.0/0");
        if (text == "default6") return *Prefix::parse("::/0");
        const auto prefix = Prefix::parse(text);
        if (!prefix)
            refuse(node, fmt::format("dst \"{}\" is not default4, default6 or a prefix", printable(text)));
        return *prefix;
    }

    static std::uint32_t table_of(const Node& node) {
        const std::string text = text_of(node, "table");
        if (text == "main") return 254;
        if (text == "default") return 253;
        if (text == "local") return 255;
        return number_of(node, "table");
    }

    void read_address(const Node& node) {
        InterfaceAddress address;
        bool has_dev = false, has_address = false;
        const auto prefix = [&](const Node& n) {
            const std::string text = text_of(n, "addr");
            const auto parsed = Prefix::parse(text);
            if (!parsed)
                refuse(n, fmt::format("addr \"{}\" is not an address with a length", printable(text)));
            address.address = parsed->address;
            address.prefix_length = parsed->length;
            has_address = true;
        };
        const auto flag = [&](const Node& n) {
            const auto member = word_of<words::AddressFlag>(n, "address flag", words::address_flags);
            if (member) address.*member = true;
        };
        read_map(
            node, "an address",
            {{"dev", [&](const Node& n) { address.interface = device_of(n), has_dev = true; }},
             {"addr", prefix},
             {"flags", [&](const Node& n) { read_list(n, "flags", most_flags, flag); }},
             {"scope", [&](const Node& n) { address.scope = word_of<Scope>(n, "scope", words::scopes); }},
             {"pref", [&](const Node& n) { read_lifetime(n, address); }}});
        if (!has_dev || !has_address) refuse(node, "an address needs \"dev\" and \"addr\"");
        snapshot().addresses.push_back(address);
    }

    /// The kernels' 2^32-1 seconds mean for ever.
    static void read_lifetime(const Node& node, InterfaceAddress& address) {
        const std::string text = text_of(node, "pref");
        if (text == "forever") return;
        const auto seconds = parse_unsigned(text);
        if (!seconds) refuse(node, "pref of an address must be \"forever\" or a number of seconds");
        address.infinite_lifetime = *seconds == std::numeric_limits<std::uint32_t>::max();
        if (*seconds == 0) address.deprecated = true;
    }

    void read_incumbents(const Node& node) {
        const auto one_or_more = [this](const Node& n) {
            if (n.IsSequence())
                read_list(n, "incumbent", most_items,
                          [this](const Node& item) { file_.incumbents.push_back(address_of(item)); });
            else if (!n.IsNull())
                file_.incumbents.push_back(address_of(n));
        };
        if (node.IsMap())
            read_map(node, "incumbent", {{"v4", one_or_more}, {"v6", one_or_more}});
        else
            one_or_more(node);
    }

    SnapshotFile file_;
    std::unordered_map<std::string, std::optional<std::uint32_t>> named_; ///< nullopt: not the only one
};

/// yaml-cpp reads the first document only and takes some control bytes for the end of the text. What is
/// behind must not be lost in silence, so it is refused: the line (from 1) where such a thing is, or 0.
int line_of_lost_text(std::string_view text) {
    bool content = false, marked = false, ended = false;
    int number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        for (const char c : line)
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return number;
        const auto is_marker = [&](std::string_view marker) {
            return line.starts_with(marker) && (line.size() == 3 || line[3] == ' ' || line[3] == '\t');
        };
        if (is_marker("---")) {
            if (content || marked || ended) return number;
            marked = true;
            line.remove_prefix(3);
        } else if (is_marker("...")) {
            ended = true;
            line.remove_prefix(3);
        }
        const std::string_view rest = trim(line);
        if (rest.empty() || rest.starts_with('#') || (rest.starts_with('%') && !content)) continue;
        if (ended) return number;
        content = true;
    }
    return 0;
}

tl::unexpected<Error> error_at(const std::string& file, const YAML::Mark& mark, std::string_view what) {
    const std::string name = printable(file);
    if (mark.is_null()) return fail(ErrorKind::config, fmt::format("{}: {}", name, what));
    return fail(ErrorKind::config, fmt::format("{}:{}:{}: {}", name, mark.line + 1, mark.column + 1, what));
}

} // namespace

Result<SnapshotFile> parse_snapshot(const std::string& text, const std::string& file_name) {
    if (text.size() > max_snapshot_bytes)
        return error_at(file_name, YAML::Mark::null_mark(), "a snapshot of more than 4 MiB is not read");
    if (const int line = line_of_lost_text(text); line != 0) {
        const std::string place = fmt::format("{}:{}:1: ", printable(file_name), line);
        return fail(ErrorKind::config,
                    place + "control bytes and a second document are not allowed in a snapshot");
    }
    try {
        return Reader().read(YAML::Load(text));
    } catch (const YAML::RepresentationException& mistake) {
        return error_at(file_name, mistake.mark, mistake.msg);
    } catch (const YAML::Exception& broken) {
        return error_at(file_name, broken.mark, "not valid YAML: " + printable(broken.msg));
    } catch (const std::exception& other) {
        return error_at(file_name, YAML::Mark::null_mark(), "cannot be read: " + printable(other.what()));
    }
}

} // namespace ddns
