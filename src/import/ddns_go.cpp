// SPDX-License-Identifier: MIT
#include "config/yaml.h"
#include "import/ddns_go_domain.h"
#include "import/import.h"
#include "import/plain_text.h"
#include "import/tables.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

// ddns-go 6 keeps a list `dnsconf`; before version 5 the one entry stood at the top of the file.
namespace ddns {

namespace {

ImportPlace place_of(const Node& node) { return {node.mark.line, ""}; }

const Node* child(const Node* map, std::string_view key) {
    if (!map || map->kind != Node::Kind::map) return nullptr;
    for (std::size_t i = 0; i + 1 < map->children.size(); i += 2)
        if (equals_ignoring_case(map->children[i].text, key)) return &map->children[i + 1];
    return nullptr;
}

constexpr std::string_view parts[] = {"dnsconf", "ipv4", "ipv6", "dns", "domains", "user", "webhook"};

/// The scalars of a map. What is no scalar and none of the parts that are read elsewhere becomes a note.
OriginalOptions options_of(const Node* map, std::vector<ImportNote>& notes) {
    OriginalOptions out;
    if (!map || map->kind != Node::Kind::map) return out;
    for (std::size_t i = 0; i + 1 < map->children.size(); i += 2) {
        const Node& key = map->children[i];
        const Node& value = map->children[i + 1];
        const std::string name = to_lower(key.text);
        if (value.is_scalar())
            out.set(name, value.text, place_of(key));
        else if (!value.is_null() && std::find(std::begin(parts), std::end(parts), name) == std::end(parts))
            notes.push_back(
                {ImportNote::Kind::lost, place_of(key), shown_name(name), "it is not known here"});
    }
    return out;
}

void append(std::vector<ImportNote>& to, std::vector<ImportNote> from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// `#{ip}` and the like as our placeholders. A "#{" that stays means something that is not there.
std::string as_template(std::string text) {
    static constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"#{ip}", "{ip}"},   {"#{domain}", "{name}"},  {"#{recordType}", "{type}"},
        {"#{ttl}", "{ttl}"}, {"#{ipv4Addr}", "{ip4}"}, {"#{ipv6Addr}", "{ip6}"},
    };
    for (const auto& [theirs, ours] : words)
        for (std::size_t at = 0; (at = text.find(theirs, at)) != std::string::npos; at += ours.size())
            text.replace(at, theirs.size(), ours);
    return text;
}

/// One entry of `dnsconf`.
class EntryReader {
public:
    EntryReader(const Node& entry, Draft& draft) : entry_(entry), draft_(draft) {}

    void read() {
        OriginalOptions options = options_of(&entry_, notes());
        section_.account.name = options.take_text("name");
        section_.account.interface = options.take_text("httpinterface");
        section_.account.place = place_of(entry_);
        const OriginalOption* ttl = options.take("ttl");
        read_provider(ttl);
        const AddressWay v4 = read_way("ipv4"), v6 = read_way("ipv6");
        append(notes(), lost_options(options, ddns_go_reasons()));
        add("ipv4", RecordType::A, v4);
        add("ipv6", RecordType::AAAA, v6);
    }

private:
    std::vector<ImportNote>& notes() { return section_.account.notes; }

    void read_provider(const OriginalOption* ttl) {
        OriginalOptions dns = options_of(child(&entry_, "dns"), notes());
        section_.provider = dns.take_text("name");
        section_.row = find_row(ddns_go_providers(), section_.provider);
        if (!section_.row) return;
        if (section_.provider == "callback") read_callback(dns, ttl != nullptr);
        carry_over(*section_.row, dns, section_.account, section_.record);
        append(notes(), lost_options(dns, ddns_go_reasons()));
        if (!ttl) return;
        OriginalOptions only;
        only.set(*ttl);
        carry_over({"", section_.row->ours, "ttl>@ttl"}, only, section_.account, section_.record);
    }

    void read_callback(OriginalOptions& dns, bool has_ttl) {
        const ImportPlace place = section_.account.place;
        const std::string url = as_template(dns.take_text("id"));
        std::string body = as_template(dns.take_text("secret"));
        section_.account.unencrypted = url.starts_with("http://");
        dns.set("url", url, place);
        if (!body.empty()) {
            const bool json = body.starts_with('{') || body.starts_with('[');
            if (json) // where blanks mean nothing
                std::replace_if(
                    body.begin(), body.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; },
                    ' ');
            while (body.ends_with(' ')) body.pop_back();
            dns.set("method", "POST", place);
            dns.set("body", body, place);
            dns.set("headers",
                    json ? "Content-Type: application/json"
                         : "Content-Type: application/x-www-form-urlencoded",
                    place);
        }
        if ((url + body).find("#{") != std::string::npos)
            section_.account.off = "its url or its body has a \"#{...}\" that nothing here stands for";
        if (!has_ttl && (url + body).find("{ttl}") != std::string::npos)
            section_.record.ttl = 600; // what ddns-go then puts there
        notes().push_back({ImportNote::Kind::hint, place, "callback",
                           "the reply must begin with good, ok, updated, success or true, where the original "
                           "takes any; \"success: ...\" names other words"});
    }

    AddressWay read_way(std::string_view key) {
        OriginalOptions options = options_of(child(&entry_, key), notes());
        const bool on = truth_of(options.take_text("enable")).value_or(false);
        const std::string kind = options.take_text("gettype");
        AddressWay way;
        if (kind == "netInterface") {
            way.source = AddressSource::interface;
            way.interface = options.take_text("netinterface");
        } else if (kind == "url") {
            way.source = AddressSource::detect;
        } else if (kind == "cmd") {
            way.off = fmt::format("a command finds its address ({}.cmd), and none is run here", key);
        } else {
            way.off = "the original does not know how to find its address";
        }
        if (!on) way.off = fmt::format("{} is not enabled there", key == "ipv4" ? "IPv4" : "IPv6");
        lose_idle(options, on ? kind : "");
        append(notes(), lost_options(options, ddns_go_reasons()));
        return way;
    }

    /// ddns-go keeps what the ways that are not chosen would need.
    void lose_idle(OriginalOptions& options, std::string_view kind) {
        static constexpr std::pair<std::string_view, std::string_view> needs[] = {
            {"url", "url"}, {"netInterface", "netinterface"}, {"netInterface", "ipv6reg"}, {"cmd", "cmd"}};
        for (const auto& [owner, option] : needs)
            if (const OriginalOption* idle = owner == kind ? nullptr : options.take(option))
                notes().push_back(
                    {ImportNote::Kind::lost, idle->place, idle->name, "it is not in use there either"});
    }

    void add(std::string_view family, RecordType type, const AddressWay& way) {
        const Node* domains = child(child(&entry_, family), "domains");
        Section section = section_;
        section.ways = {{type, way}};
        static constexpr ProviderRow unknown{};
        const ProviderRow& row = section_.row ? *section_.row : unknown;
        if (domains)
            for (const Node& domain : domains->children)
                if (domain.is_scalar() && !trim(domain.text).empty())
                    section.names.push_back(read_ddns_go_domain(domain.text, place_of(domain), row));
        if (!section.names.empty()) add_section(draft_, section);
    }

    const Node& entry_;
    Draft& draft_;
    Section section_;
};

/// What is about the program and not about a domain.
void lose_scalars_of(const Node* map, Draft& draft) {
    std::vector<ImportNote> notes;
    const OriginalOptions options = options_of(map, notes);
    append(notes, lost_options(options, ddns_go_reasons()));
    draft.note(notes);
}

tl::unexpected<Diagnostic> refuse(const Mark& mark, std::string message) {
    Diagnostic error;
    error.line = mark.line;
    error.column = mark.column;
    error.message = std::move(message);
    return tl::unexpected<Diagnostic>(std::move(error));
}

} // namespace

Imported<ImportedConfig> import_ddns_go(std::string_view text, const KnownProviders& providers) {
    const auto root = parse_yaml(text);
    if (!root) return refuse(root.error().mark, root.error().message);
    Draft draft(providers);
    const Node* list = child(&*root, "dnsconf");
    if (list && list->kind == Node::Kind::sequence) {
        for (const Node& entry : list->children) EntryReader(entry, draft).read();
        lose_scalars_of(&*root, draft);
    } else if (child(&*root, "dns")) {
        EntryReader(*root, draft).read();
    } else {
        return refuse({}, "it is no configuration of ddns-go: neither \"dnsconf\" nor \"dns\" is in it");
    }
    lose_scalars_of(child(&*root, "user"), draft);
    lose_scalars_of(child(&*root, "webhook"), draft);
    draft.hint({}, "poll", "ddns-go has its interval on the command line (-f), so it is not known here");
    return std::move(draft).finish();
}

} // namespace ddns
