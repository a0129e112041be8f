// SPDX-License-Identifier: MIT
#include "import/section.h"

#include "import/plain_text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string full_name(const SectionName& name, const ProviderRow& row, const std::string& zone) {
    if (!row.relative || zone.empty()) return name.name;
    if (name.name.empty() || name.name == "@") return zone;
    const bool inside = name.name == zone || name.name.ends_with("." + zone);
    return inside ? name.name : fmt::format("{}.{}", name.name, zone);
}

ImportedRecord record_of(const Section& section, const SectionName& name) {
    ImportedRecord record = section.record;
    if (!name.zone.empty()) record.zone = name.zone;
    record.name = full_name(name, *section.row, record.zone);
    if (section.row->relative) record.zone.clear();
    record.place = name.place;
    record.options.insert(record.options.end(), name.options.begin(), name.options.end());
    record.notes.insert(record.notes.end(), name.notes.begin(), name.notes.end());
    if (!section.row->id.empty()) {
        record.numbered = true;
        record.options.push_back({std::string(section.row->id), name.name, "the number"});
        record.notes.push_back({ImportNote::Kind::hint, name.place, shown_host(name.name),
                                "the provider goes by this number; the name here only names it to you"});
    }
    return record;
}

/// For a provider where the user is the name itself.
ImportedAccount account_of(const Section& section, const ImportedRecord& record) {
    ImportedAccount account = section.account;
    const bool given = std::any_of(account.settings.begin(), account.settings.end(),
                                   [](const ImportedSetting& setting) { return setting.name == "username"; });
    if (section.row->user_is_name && !given)
        account.settings.push_back({"username", {ImportedValue::Kind::text, Secret(record.name)}, false});
    return account;
}

void lose_names(Draft& draft, const Section& section) {
    const bool known = section.row && !section.row->because.empty();
    const std::string because =
        known ? std::string(section.row->because) : draft.why_no_provider(section.provider);
    for (const SectionName& name : section.names) draft.lose(name.place, shown_host(name.name), because);
    if (section.names.empty()) draft.lose(section.account.place, shown_name(section.provider, "?"), because);
}

} // namespace

void add_section(Draft& draft, const Section& section) {
    if (!section.row || section.row->ours.empty()) return lose_names(draft, section);
    for (const SectionName& name : section.names) {
        const ImportedRecord record = record_of(section, name);
        const auto account = draft.add(account_of(section, record));
        for (const auto& [type, way] : section.ways) draft.add(record, type, way, account, section.row->ours);
    }
    if (section.names.empty())
        draft.lose(section.account.place, shown_name(section.provider, "?"), "it names no record");
}

} // namespace ddns
