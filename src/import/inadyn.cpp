// SPDX-License-Identifier: MIT
#include "import/confuse.h"
#include "import/import.h"
#include "import/inadyn_custom.h"
#include "import/plain_text.h"
#include "import/section.h"
#include "import/tables.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

/// A plugin's full name is FAMILY@DOMAIN. inadyn takes an exact one, else the first in which the title
/// occurs.
struct Plugin {
    std::string family; ///< "default", "ipv4", "ipv6", "dyndns" or ""
    const ProviderRow* row = nullptr;
};

Plugin find_plugin(std::string title) {
    title =
        to_lower(title.substr(0, title.find(':'))); // behind it is what tells several of one provider apart
    const std::size_t at = title.find('@');
    const std::string domain = at == std::string::npos ? title : title.substr(at + 1);
    Plugin plugin{at == std::string::npos ? std::string() : title.substr(0, at), nullptr};
    const bool tunnel = domain == "he.net" && plugin.family.starts_with("ipv6");
    if (tunnel) return {"default", find_row(inadyn_providers(), "tunnelbroker.net")};
    plugin.row = find_row(inadyn_providers(), domain);
    for (const ProviderRow& row : inadyn_providers())
        if (!plugin.row && !domain.empty() && row.theirs.find(domain) != std::string_view::npos)
            plugin.row = &row;
    // The one whose default is the other family.
    if (plugin.row && plugin.row->theirs == "dynv6.com" && plugin.family == "default") plugin.family = "ipv6";
    return plugin;
}

/// The options of a section; what can be said several times is joined into `names`.
struct SectionOptions {
    OriginalOptions options;
    std::vector<SectionName> names;
    std::vector<std::string> responses;
    std::vector<ImportNote> notes;
};

SectionOptions read_options(const std::vector<ConfuseItem>& items) {
    SectionOptions out;
    for (const ConfuseItem& item : items) {
        if (item.kind == ConfuseItem::Kind::section) {
            out.notes.push_back(
                {ImportNote::Kind::lost, item.place, shown_name(item.name), "it is not known here"});
        } else if (item.name == "hostname" || item.name == "alias") {
            if (!item.appends) out.names.clear();
            for (const ImportedValue& value : item.values)
                out.names.push_back({value.text.reveal(), item.place});
        } else if (item.name == "ddns-response") {
            if (!item.appends) out.responses.clear();
            for (const ImportedValue& value : item.values) out.responses.push_back(value.text.reveal());
        } else if (!item.values.empty()) {
            out.options.set({item.name, item.values.back(), item.place});
        }
    }
    return out;
}

/// What the top of the file says for all sections.
struct Defaults {
    std::string interface, ca;
    bool ipv6 = false;
};

class InadynReader {
public:
    InadynReader(ConfuseFile file, const KnownProviders& providers)
        : file_(std::move(file)), draft_(providers) {}

    ImportedConfig read() {
        draft_.note(file_.notes);
        read_top();
        for (const ConfuseItem& item : file_.items) {
            if (item.kind != ConfuseItem::Kind::section) continue;
            if (item.name == "provider" || item.name == "custom")
                read_section(item);
            else
                draft_.lose(item.place, shown_name(item.name), "it is not known here");
        }
        return std::move(draft_).finish();
    }

private:
    void read_top() {
        OriginalOptions options;
        for (const ConfuseItem& item : file_.items)
            if (item.kind == ConfuseItem::Kind::option && !item.values.empty())
                options.set({item.name, item.values.back(), item.place});
        if (const OriginalOption* period = options.peek("period"))
            if (const auto seconds = parse_unsigned(options.take_text("period")))
                draft_.set_poll(*seconds, period->place, "period");
        defaults_.interface = options.take_text("iface");
        defaults_.ca = options.take_text("ca-trust-file");
        defaults_.ipv6 = truth_of(options.take_text("allow-ipv6")).value_or(false);
        draft_.note(lost_options(options, inadyn_reasons()));
    }

    void read_section(const ConfuseItem& item) {
        SectionOptions read = read_options(item.items);
        const bool custom = item.name == "custom";
        const Plugin plugin =
            custom ? Plugin{"", find_row(inadyn_providers(), "custom")} : find_plugin(item.title);
        Section section;
        section.provider = custom ? "custom" : item.title;
        section.row = plugin.row;
        section.account.place = item.place;
        section.account.ca = defaults_.ca;
        section.account.notes = std::move(read.notes);
        section.names = std::move(read.names);
        read_encryption(read.options, section);
        if (custom) section.row = read_inadyn_custom(read.options, read.responses, section);
        if (section.row) carry_over(*section.row, read.options, section.account, section.record);
        carry_over({"", section.account.provider, "ttl>@ttl"}, read.options, section.account, section.record);
        read_wildcard(read.options, section);
        read_ways(read.options, plugin, section);
        const auto lost = lost_options(read.options, inadyn_reasons());
        section.account.notes.insert(section.account.notes.end(), lost.begin(), lost.end());
        add_section(draft_, section);
    }

    static void read_encryption(OriginalOptions& options, Section& section) {
        section.account.unencrypted = truth_of(options.take_text("ssl")) == false;
    }

    /// Only the plugin of Cloudflare takes it for a name; the others leave it to the provider.
    static void read_wildcard(OriginalOptions& options, Section& section) {
        const OriginalOption* wildcard = options.peek("wildcard");
        if (!wildcard) return;
        const bool on = truth_of(wildcard->value.text.reveal()).value_or(false);
        const bool a_name = section.row && section.row->theirs == "cloudflare.com";
        if (on && !a_name) return; // it becomes a note
        (void)options.take("wildcard");
        if (!on) return;
        for (SectionName& name : section.names) name.name.insert(0, "*.");
    }

    void read_ways(OriginalOptions& options, const Plugin& plugin, Section& section) {
        AddressWay way;
        way.interface = options.take_text("iface");
        if (way.interface.empty()) way.interface = defaults_.interface;
        const OriginalOption* server = options.peek("checkip-server");
        if (options.peek("checkip-command")) {
            way.interface.clear();
            way.off = "a command finds its address (checkip-command), and none is run here";
        } else if (!way.interface.empty()) {
            way.source = AddressSource::interface;
        } else if (server) {
            way.source = AddressSource::detect;
        }
        for (const RecordType type : types_of(plugin, way, server, section)) {
            AddressWay one = way;
            if (type == RecordType::AAAA && !defaults_.ipv6) one.off = "allow-ipv6 is not true there";
            section.ways.emplace_back(type, std::move(one));
        }
    }

    /// inadyn writes whatever address it finds, an IPv6 one first where it may.
    std::vector<RecordType> types_of(const Plugin& plugin, const AddressWay& way,
                                     const OriginalOption* server, Section& section) const {
        if (plugin.family.starts_with("ipv6")) return {RecordType::AAAA};
        if (!defaults_.ipv6 || plugin.family == "ipv4") return {RecordType::A};
        const std::string host = server ? server->value.text.reveal() : std::string();
        if (host.starts_with("dns64.") || host.find("ipv6") != std::string::npos) return {RecordType::AAAA};
        const bool any = way.source == AddressSource::interface || !way.off.empty();
        if (any)
            section.account.notes.push_back(
                {ImportNote::Kind::hint, section.account.place, "types",
                 "A and AAAA are kept, where the original writes the one that it finds"});
        return any ? std::vector{RecordType::A, RecordType::AAAA} : std::vector{RecordType::A};
    }

    ConfuseFile file_;
    Draft draft_;
    Defaults defaults_;
};

} // namespace

Imported<ImportedConfig> import_inadyn(std::string_view text, const KnownProviders& providers,
                                       const IncludeReader& include) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    auto file = parse_confuse(text, include);
    if (!file) return tl::unexpected<Diagnostic>(file.error());
    return InadynReader(std::move(*file), providers).read();
}

} // namespace ddns
