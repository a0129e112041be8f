// SPDX-License-Identifier: MIT
#include "import/provider_table.h"

#include "import/tables.h"
#include "provider/catalogue.h"
#include "util/text.h"

#include <doctest/doctest.h>
#include <set>

using namespace ddns;

namespace {

struct Table {
    std::string_view client;
    ProviderTable rows;
};

const Table tables[] = {
    {"ddns-go", ddns_go_providers()},           {"inadyn", inadyn_providers()},
    {"ddclient", ddclient_providers()},         {"ddclient, by server", ddclient_dyndns2_servers()},
    {"ddns-updater", ddns_updater_providers()},
};

/// Named by the tables, not in the catalogue yet. Until then their records are listed as not carried over.
const std::set<std::string_view> awaited = {};

/// nullptr: not here (yet).
const ProviderInfo* known(const ProviderCatalogue& catalogue, const ProviderRow& row) {
    return row.ours.empty() || awaited.contains(row.ours) ? nullptr : catalogue.find(row.ours);
}

bool has(const std::vector<SettingSpec>& specs, std::string_view name) {
    return std::any_of(specs.begin(), specs.end(),
                       [&](const SettingSpec& spec) { return spec.name == name; });
}

/// Of a target, "username,password" say, what the provider does not know.
std::string unknown_in(std::string_view target, const ProviderInfo& info) {
    if (target.starts_with('@')) return {};
    if (target.starts_with('+')) return has(info.options, target.substr(1)) ? "" : std::string(target);
    if (target.starts_with('<')) return has(info.settings, target.substr(1)) ? "" : std::string(target);
    for (const std::string_view name : split(target, ','))
        if (!has(info.settings, name)) return std::string(name);
    return {};
}

} // namespace

TEST_CASE("import: which providers of the tables the catalogue does not have") {
    const ProviderCatalogue catalogue;
    std::set<std::string_view> missing;
    for (const Table& table : tables)
        for (const ProviderRow& row : table.rows)
            if (!row.ours.empty() && !catalogue.find(row.ours) && !catalogue.retired(row.ours))
                missing.insert(row.ours);
    std::string names;
    for (const std::string_view name : missing) {
        names += ' ';
        names += name;
        CHECK_MESSAGE(awaited.contains(name), name);
    }
    MESSAGE("not in the catalogue:", names);
}

TEST_CASE("import: the tables name settings and options that the providers have") {
    const ProviderCatalogue catalogue;
    std::size_t seen = 0;
    for (const Table& table : tables)
        for (const ProviderRow& row : table.rows) {
            const ProviderInfo* info = known(catalogue, row);
            if (!info) continue;
            ++seen;
            INFO(table.client);
            INFO(row.theirs);
            INFO(row.ours);
            for (const FieldTarget& field : field_targets(row.fields))
                CHECK(unknown_in(field.target, *info) == "");
            CHECK((row.id.empty() || has(info->options, row.id)));
        }
    CHECK(seen > 100);
}

TEST_CASE("import: each required setting of a provider can come from its row") {
    const ProviderCatalogue catalogue;
    // The original has no such thing: the account is written, but off, with a word about it.
    const std::set<std::string> never_there = {"ddns-go dnspod contact",    "ddns-updater dnspod contact",
                                               "inadyn dnspod.cn contact",  "ddclient dnsexit apikey",
                                               "inadyn dnsexit.com apikey", "inadyn duiadns.net token"};
    for (const Table& table : tables)
        for (const ProviderRow& row : table.rows) {
            const ProviderInfo* info = known(catalogue, row);
            if (!info) continue;
            std::set<std::string_view> filled;
            for (const FieldTarget& field : field_targets(row.fields))
                for (const std::string_view name : split(field.target, ','))
                    filled.insert(name.substr(name.starts_with('<') ? 1 : 0));
            if (row.user_is_name) filled.insert("username");
            for (const SettingSpec& spec : info->settings) {
                if (!spec.required || !spec.fallback.empty() || filled.contains(spec.name)) continue;
                const std::string what =
                    std::string(table.client) + " " + std::string(row.theirs) + " " + spec.name;
                CHECK_MESSAGE(never_there.contains(what), what);
            }
        }
}

TEST_CASE("import: a row says what it is or why it is not, and its name in lower case once") {
    for (const Table& table : tables) {
        std::set<std::string_view> names;
        for (const ProviderRow& row : table.rows) {
            INFO(row.theirs);
            CHECK(row.ours.empty() != row.because.empty());
            CHECK(to_lower(row.theirs) == row.theirs);
            CHECK(names.insert(row.theirs).second);
        }
    }
}
