// SPDX-License-Identifier: MIT
#include "provider/dns_update_settings.h"

#include "dns/key_file.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::uint16_t dns_port = 53, dns_over_tls_port = 853; // RFC 7858 section 3.1
constexpr std::size_t longest_owner = 255;

SettingSpec setting(std::string name, std::string help) {
    SettingSpec spec;
    spec.name = std::move(name);
    spec.help = std::move(help);
    return spec;
}

struct Endpoint {
    std::string host;
    std::optional<std::uint16_t> port;
};

bool is_host(std::string_view text) {
    constexpr std::string_view characters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return IpAddress::parse(text) ||
           (text.find_first_not_of(characters) == std::string_view::npos && DnsName::parse(text));
}

/// `host`, `host:port`, `[v6]`, `[v6]:port`, and an IPv6 address alone.
std::optional<Endpoint> parse_endpoint(std::string_view text) {
    if (IpAddress::parse(text)) return Endpoint{std::string(text), {}};
    std::string_view host = text, port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        const auto address = IpAddress::parse(host);
        if (!address || address->family() != Family::v6) return std::nullopt;
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (!is_host(host)) return std::nullopt;
    if (port.empty()) return Endpoint{std::string(host), {}};
    const auto number = port[0] == ':' ? parse_unsigned(port.substr(1)) : std::nullopt;
    if (!number || *number < 1 || *number > 65'535) return std::nullopt;
    return Endpoint{std::string(host), static_cast<std::uint16_t>(*number)};
}

/// `[ALGORITHM:]NAME:SECRET`, as `nsupdate -y` takes it.
Result<TsigKey> parse_key_line(std::string_view text) {
    TsigKey key;
    const auto parts = split(text, ':');
    if (parts.size() != 2 && parts.size() != 3)
        return fail(ErrorKind::config,
                    "must be the content of a file that `tsig-keygen` wrote, or [ALGORITHM:]NAME:SECRET");
    if (parts.size() == 3) {
        const auto digest = parse_tsig_algorithm(parts[0]);
        if (!digest)
            return fail(ErrorKind::config, fmt::format("has an algorithm that {}", digest.error().what));
        key.digest = *digest;
    }
    const auto name = DnsName::parse(parts[parts.size() - 2]);
    if (!name || name->is_root()) return fail(ErrorKind::config, "has a name that is no domain name");
    key.name = *name;
    auto secret = decode_base64(Secret(std::string(parts.back())));
    if (!secret || secret->empty())
        return fail(ErrorKind::config, "has a secret that is no base64, as `tsig-keygen` prints it");
    key.secret = std::move(*secret);
    return key;
}

class Reader {
public:
    explicit Reader(const Account& account) : account_(account) {}

    DnsUpdateAccount run() {
        settings_.tls = text("tls") == "true";
        settings_.ca = account_.ca;
        settings_.interface = account_.interface;
        settings_.timeout = account_.timeout;
        settings_.unanswered = account_.parallel.value_or(settings_.unanswered);
        settings_.names = account_.batch.value_or(settings_.names);
        settings_.owner = text("owner");
        if (settings_.owner.size() > longest_owner) wrong("owner", "is longer than 255 bytes");
        if (!account_.url.empty()) wrong("url", "is not for this provider; name the server with \"server\"");
        if (!settings_.ca.empty() && !settings_.tls) wrong("ca", "is for TLS; say tls: true as well");
        read_server();
        read_zone();
        read_key();
        if (settings_.key.digest == Digest::sha1 && good_)
            warn("key", "is for hmac-sha1, which is old; better make one with `tsig-keygen -a hmac-sha256`");
        DnsUpdateAccount out;
        if (good_) out.settings = std::move(settings_);
        out.problems = std::move(problems_);
        return out;
    }

private:
    [[nodiscard]] bool has(const std::string& name) const {
        const auto found = account_.settings.find(name);
        return found != account_.settings.end() && !found->second.empty();
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        return has(name) ? account_.settings.at(name).reveal() : std::string();
    }
    void wrong(std::string name, std::string what) {
        problems_.push_back({std::move(name), std::move(what), false});
        good_ = false;
    }
    void warn(std::string name, std::string what) {
        problems_.push_back({std::move(name), std::move(what), true});
    }

    void read_server() {
        settings_.port = settings_.tls ? dns_over_tls_port : dns_port;
        if (!has("server")) return;
        const auto endpoint = parse_endpoint(text("server"));
        if (!endpoint)
            return wrong("server",
                         "must be a host or an address, with a port or without: ns1.example.com:53, "
                         "[2001:db8::1]:53");
        settings_.host = endpoint->host;
        settings_.port = endpoint->port.value_or(settings_.port);
    }

    void read_zone() {
        if (!has("zone")) return;
        settings_.zone = DnsName::parse(text("zone"));
        if (!settings_.zone || settings_.zone->is_root()) wrong("zone", "must be a domain name: example.com");
    }

    void read_key() {
        if (!has("key")) {
            good_ = false;
            return;
        }
        const std::string written = text("key");
        const bool is_file = written.find('{') != std::string::npos;
        auto key = is_file ? parse_key_file(written) : parse_key_line(written);
        if (key)
            settings_.key = std::move(*key);
        else
            wrong("key", is_file ? fmt::format("holds a key file with a mistake at {}", key.error().what)
                                 : key.error().what);
    }

    const Account& account_;
    DnsUpdateSettings settings_;
    std::vector<SettingProblem> problems_;
    bool good_ = true;
};

} // namespace

ProviderInfo dns_update_info() {
    ProviderInfo info;
    info.name = "rfc2136";
    info.title = "DNS UPDATE (BIND, Knot, PowerDNS ...)";
    info.docs = "https://www.rfc-editor.org/rfc/rfc2136";
    SettingSpec key = setting(
        "key", "Content of the file that `tsig-keygen NAME` writes, or [ALGORITHM:]NAME:SECRET; signs all");
    key.secret = true;
    key.required = true;
    key.lines = true;
    SettingSpec tls = setting("tls", "true: DNS over TLS, port 853");
    tls.boolean = true;
    info.settings = {
        key,
        setting("server", "host[:port] of the primary; default: as the zone's SOA record says"),
        setting("zone", "Default: as the SOA record says"),
        tls,
        setting("owner", "Mark each name with a TXT record _ddns-owner.NAME of this text, and leave alone "
                         "what is not marked"),
    };
    info.batch = DnsUpdateSettings().names;
    info.several_values = true;
    info.removal = true;
    return info;
}

DnsUpdateAccount read_dns_update_account(const Account& account) { return Reader(account).run(); }

std::string wrong_dns_update_name(const std::optional<DnsName>& zone, std::string_view name) {
    const auto parsed = DnsName::parse(name);
    if (!parsed) return "is no domain name";
    if (zone && !parsed->is_within(*zone))
        return fmt::format("is not in the zone {} of its account", zone->to_text());
    return {};
}

} // namespace ddns
