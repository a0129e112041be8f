// SPDX-License-Identifier: MIT
#include "import/provider_table.h"

#include "import/plain_text.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::uint64_t most_ttl = 2'147'483'647; // RFC 2181, 8

/// Puts the options of one row into their places.
class Carrier {
public:
    Carrier(ImportedAccount& account, ImportedRecord& record) : account_(account), record_(record) {}

    void carry(const OriginalOption& option, std::string_view target) {
        if (target == "@unused") return lose(option, "the provider here does not need it");
        if (target == "@other") return lose(option, "the provider here takes something else in its place");
        if (target.find_first_of("@+<") != 0) return set(option, target);
        if (option.value.kind != ImportedValue::Kind::text)
            return lose(option, "only an account can have a value from a variable or a file");
        const std::string& text = option.value.text.reveal();
        if (target.starts_with('<'))
            set_from_file(option, target.substr(1), text);
        else if (target == "@zone")
            record_.zone = text;
        else if (target == "@ttl")
            set_ttl(option, text);
        else
            record_.options.push_back({std::string(target.substr(1)), text, option.name});
    }

private:
    void lose(const OriginalOption& option, std::string because) {
        account_.notes.push_back({ImportNote::Kind::lost, option.place, option.name, std::move(because)});
    }

    void set(const OriginalOption& option, std::string_view target) {
        const std::size_t comma = target.find(',');
        if (comma == std::string_view::npos) return put(option, target, option.value);
        const std::string& text = option.value.text.reveal();
        const std::size_t cut = text.find(',');
        if (option.value.kind != ImportedValue::Kind::text || cut == std::string::npos)
            return lose(option, "there is no comma in it");
        put(option, target.substr(0, comma), {ImportedValue::Kind::text, Secret(text.substr(0, cut))});
        put(option, target.substr(comma + 1), {ImportedValue::Kind::text, Secret(text.substr(cut + 1))});
    }

    void set_from_file(const OriginalOption& option, std::string_view name, const std::string& path) {
        if (!is_plain_text(path) || path.find_first_of("{}\"\\") != std::string::npos)
            return lose(option, "the path cannot be written in a ${file:} here");
        put(option, name, {ImportedValue::Kind::file, Secret(path)});
    }

    void put(const OriginalOption& option, std::string_view name, ImportedValue value) {
        const bool there = std::any_of(account_.settings.begin(), account_.settings.end(),
                                       [&](const ImportedSetting& setting) { return setting.name == name; });
        if (there) return lose(option, fmt::format("another option is \"{}\" here already", name));
        account_.settings.push_back({std::string(name), std::move(value), true});
    }

    /// 0 and -1 mean the provider's own everywhere.
    void set_ttl(const OriginalOption& option, const std::string& text) {
        if (text == "0" || text == "-1") return;
        const auto seconds = parse_unsigned(text);
        if (!seconds || *seconds > most_ttl) return lose(option, "it is no number of seconds");
        record_.ttl = static_cast<unsigned>(*seconds);
    }

    ImportedAccount& account_;
    ImportedRecord& record_;
};

} // namespace

const ProviderRow* find_row(ProviderTable table, std::string_view theirs) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const ProviderRow& row) { return row.theirs == theirs; });
    return found == table.end() ? nullptr : &*found;
}

std::vector<FieldTarget> field_targets(std::string_view fields) {
    std::vector<FieldTarget> out;
    for (const std::string_view field : split(fields, ' ')) {
        const std::size_t arrow = field.find('>');
        if (arrow != std::string_view::npos) out.push_back({field.substr(0, arrow), field.substr(arrow + 1)});
    }
    return out;
}

void carry_over(const ProviderRow& row, OriginalOptions& options, ImportedAccount& account,
                ImportedRecord& record) {
    account.provider = row.ours;
    if (!row.url.empty()) account.url = row.url;
    Carrier carrier(account, record);
    for (const FieldTarget& field : field_targets(row.fields))
        if (const OriginalOption* option = options.take(field.theirs)) carrier.carry(*option, field.target);
}

} // namespace ddns
