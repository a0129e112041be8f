// SPDX-License-Identifier: MIT
#include "import/ddclient_lines.h"
#include "import/ddclient_ways.h"
#include "import/import.h"
#include "import/plain_text.h"
#include "import/section.h"
#include "import/tables.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace ddns {

namespace {

/// `5m`, `1hour`, `300`, as ddclient reads it. nullopt: no length of time, or "never".
std::optional<std::uint64_t> seconds_of(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const auto digits = static_cast<std::size_t>(end - text.begin());
    const auto number = parse_unsigned(text.substr(0, digits));
    if (!number || *number > 1'000'000'000) return std::nullopt;
    const std::string unit = to_lower(text.substr(digits, 1));
    if (unit.empty() || unit == "s") return *number;
    if (unit == "m") return *number * 60;
    if (unit == "h") return *number * 3600;
    if (unit == "d") return *number * 86'400;
    return std::nullopt;
}

/// A server as ddclient takes it: perhaps with a scheme in front, which wins over `ssl=`.
struct Server {
    std::string host; ///< with port and path
    bool unencrypted = false;
};

Server server_of(std::string text, bool ssl) {
    Server out{to_lower(text), !ssl};
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!out.host.starts_with(scheme)) continue;
        out.unencrypted = scheme == "http://";
        out.host.erase(0, scheme.size());
    }
    while (out.host.ends_with('/')) out.host.pop_back();
    return out;
}

/// One host with all that ddclient would use for it.
struct Host {
    std::string name;
    ImportPlace place;
    OriginalOptions options;
    std::set<std::string> own; ///< of these the ones that stand beside its name
    std::vector<ImportNote> notes;
};

class HostReader {
public:
    HostReader(Host& host, Draft& draft) : host_(host), options_(host.options), draft_(draft) {
        section_.account.place = host.place;
        section_.names = {{host.name, host.place}};
    }

    void read() {
        section_.provider = to_lower(options_.take_text("protocol"));
        if (section_.provider.empty()) section_.provider = "dyndns2";
        section_.row = find_row(ddclient_providers(), section_.provider);
        section_.account.ca = options_.take_text("ssl_ca_file");
        section_.account.notes = std::move(host_.notes);
        if (const auto timeout = seconds_of(options_.take_text("timeout")); timeout && *timeout > 0)
            section_.account.timeout = std::chrono::seconds(std::min<std::uint64_t>(*timeout, 300));
        section_.ways = read_ddclient_ways(options_);
        if (section_.provider == "directnic") return read_directnic();
        if (section_.provider == "cloudns") return read_cloudns();
        if (section_.provider != "nsupdate") read_server();
        carry();
        add_section(draft_, section_);
    }

private:
    void carry() {
        if (section_.row) carry_over(*section_.row, options_, section_.account, section_.record);
        OriginalOptions left;
        for (const OriginalOption& option : options_.rest())
            if (host_.own.contains(option.name)) left.set(option);
        for (ImportNote& note : lost_options(left, ddclient_reasons()))
            section_.account.notes.push_back(std::move(note));
    }

    void read_server() {
        const bool ssl = truth_of(options_.take_text("ssl")).value_or(true);
        const OriginalOption* given = options_.peek("server");
        const Server server = server_of(options_.take_text("server"), ssl);
        section_.account.unencrypted = server.unencrypted;
        if (section_.provider == "dyndns2") {
            section_.row = dyndns2(server);
            return;
        }
        if (!section_.row || !given || server.host.empty()) return;
        if (server.host != server_of(std::string(section_.row->server), true).host)
            section_.account.notes.push_back(
                {ImportNote::Kind::lost, given->place, "server",
                 "the provider here has its own address; \"url: ...\" replaces it"});
    }

    /// Many services speak dyndns2: one of ours by its server, else the generic one.
    const ProviderRow* dyndns2(const Server& server) {
        const std::string host = server.host.empty() ? "members.dyndns.org" : server.host;
        if (const ProviderRow* known = find_row(ddclient_dyndns2_servers(), host)) return known;
        static constexpr ProviderRow generic{"dyndns2", "dyndns2", "login>username password>password"};
        static constexpr ProviderRow any_url{"dyndns2", "http", "login>username password>password url>url"};
        static constexpr std::string_view usual = "/nic/update";
        const OriginalOption* given = options_.take("script");
        const std::string script = given ? given->value.text.reveal() : std::string(usual);
        const std::string base = fmt::format("{}://{}", server.unencrypted ? "http" : "https", host);
        if (script.ends_with(usual)) {
            section_.account.url = base + script.substr(0, script.size() - usual.size());
            return &generic;
        }
        options_.set("url", fmt::format("{}{}?hostname={{name}}&myip={{ip}}", base, script),
                     section_.account.place);
        return &any_url;
    }

    // Two services give out a URL with a key in it, for each type its own.

    void read_directnic() {
        static constexpr std::string_view before = "/dns/gateway/";
        const std::string four = key_of(options_.take_text("urlv4"), before, '/');
        const std::string six = key_of(options_.take_text("urlv6"), before, '/');
        carry();
        if (!four.empty()) add_with_key(RecordType::A, "token", four);
        if (!six.empty()) add_with_key(RecordType::AAAA, "token", six);
        if (four.empty() && six.empty())
            draft_.lose(host_.place, shown_host(host_.name), "neither urlv4 nor urlv6 has a token in it");
    }

    void read_cloudns() {
        const std::string url = options_.take_text("dynurl");
        const bool six = url.find("//ipv6.") != std::string::npos;
        carry();
        add_with_key(six ? RecordType::AAAA : RecordType::A, "key", key_of(url, "?q=", '&'));
    }

    void add_with_key(RecordType type, std::string_view name, const std::string& key) {
        Section section = section_;
        std::erase_if(section.ways, [&](const auto& way) { return way.first != type; });
        section.account.settings.push_back(
            {std::string(name), {ImportedValue::Kind::text, Secret(key)}, true});
        add_section(draft_, section);
    }

    static std::string key_of(const std::string& url, std::string_view before, char after) {
        const std::size_t at = url.find(before);
        if (at == std::string::npos) return {};
        const std::string rest = url.substr(at + before.size());
        return rest.substr(0, rest.find(after));
    }

    Host& host_;
    OriginalOptions& options_;
    Draft& draft_;
    Section section_;
};

/// Lines without a host set what the hosts after them have, and those before them as far as they say nothing.
class FileReader {
public:
    FileReader(DdclientFile file, const KnownProviders& providers)
        : file_(std::move(file)), draft_(providers) {}

    ImportedConfig read() {
        draft_.note(file_.notes);
        for (DdclientLine& line : file_.lines) {
            if (line.hosts.empty())
                for (const OriginalOption& option : line.options.rest()) globals_.set(option);
            for (const std::string& name : line.hosts) add_host(name, line);
        }
        for (Host& host : hosts_) {
            add_missing(host, globals_);
            HostReader(host, draft_).read();
        }
        read_globals();
        return std::move(draft_).finish();
    }

private:
    static void add_missing(Host& host, const OriginalOptions& options) {
        for (const OriginalOption& option : options.rest())
            if (!host.options.peek(option.name)) host.options.set(option);
    }

    void add_host(const std::string& name, const DdclientLine& line) {
        const auto [found, fresh] = host_index_.emplace(name, hosts_.size());
        if (fresh) hosts_.push_back({name, line.place, {}, {}, {}});
        Host& host = hosts_[found->second];
        for (const OriginalOption& option : line.options.rest()) {
            host.own.insert(option.name);
            const OriginalOption* there = host.options.peek(option.name);
            if (!there)
                host.options.set(option);
            else if (there->value != option.value)
                host.notes.push_back(
                    {ImportNote::Kind::lost, option.place, option.name,
                     fmt::format("line {} is what counts for {}", there->place.line, shown_host(name))});
        }
        add_missing(host, globals_);
    }

    void read_globals() {
        OriginalOptions left;
        for (const OriginalOption& option : globals_.rest()) {
            const bool used = std::any_of(hosts_.begin(), hosts_.end(), [&](const Host& host) {
                return host.options.was_taken(option.name) && !host.own.contains(option.name);
            });
            if (!used) left.set(option);
        }
        if (const OriginalOption* daemon = left.peek("daemon"))
            if (const auto seconds = seconds_of(left.take_text("daemon")))
                draft_.set_poll(*seconds, daemon->place, "daemon");
        for (const char* name : {"verbose", "debug"})
            if (truth_of(left.take_text(name)).value_or(false)) draft_.set_log_level(LogLevel::debug);
        draft_.note(lost_options(left, ddclient_reasons()));
    }

    DdclientFile file_;
    Draft draft_;
    OriginalOptions globals_;
    std::deque<Host> hosts_;
    std::map<std::string, std::size_t> host_index_;
};

} // namespace

Imported<ImportedConfig> import_ddclient(std::string_view text, const KnownProviders& providers) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return FileReader(parse_ddclient(text), providers).read();
}

} // namespace ddns
