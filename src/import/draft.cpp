// SPDX-License-Identifier: MIT
#include "import/draft.h"

#include "config/values.h"
#include "import/plain_text.h"
#include "provider/zone_option.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::uint64_t least_poll = 30; // config/check.cpp
constexpr std::uint64_t most_poll = 30 * 86'400;
constexpr std::size_t longest_name = 56; // what a number after it leaves of an account's 64

/// Texts one after the other, each behind its length, so that no two lists of texts give the same.
class Key {
public:
    Key& operator<<(std::string_view part) {
        text_ += fmt::format("{}:", part.size());
        text_ += part;
        return *this;
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string account_key(const ImportedAccount& account) {
    Key key;
    key << account.provider << account.url << account.ca << account.interface << account.off;
    key << (account.timeout ? format_duration(*account.timeout) : "") << (account.unencrypted ? "http" : "");
    for (const ImportedSetting& setting : account.settings)
        key << setting.name << std::to_string(static_cast<int>(setting.value.kind))
            << setting.value.text.reveal();
    return key.text();
}

std::string record_key(const ImportedRecord& record) {
    Key key;
    key << record.name << std::to_string(record.account) << record.uplink << record.off;
    key << std::to_string(static_cast<int>(record.source)) << std::to_string(record.ttl.value_or(0));
    for (const ImportedOption& option : record.options) key << option.name << option.value;
    return key.text();
}

/// Those that are not there yet.
template <class T>
void add_new(std::vector<T>& to, const std::vector<T>& from) {
    if (from.empty()) return;
    std::set<T> there(to.begin(), to.end());
    for (const T& item : from)
        if (there.insert(item).second) to.push_back(item);
}

void turn_records_off(ImportedConfig& config) {
    for (ImportedRecord& record : config.records)
        if (record.off.empty() && !config.accounts[record.account].off.empty())
            record.off = "its account is not active";
    for (std::size_t i = 0; i < config.accounts.size(); ++i) {
        const auto uses = [&](const ImportedRecord& record) {
            return record.off.empty() && record.account == i;
        };
        if (config.accounts[i].off.empty() &&
            std::none_of(config.records.begin(), config.records.end(), uses))
            config.accounts[i].off = "no record that is active uses it";
    }
    // Those that are off keep theirs, so that taking the "#" away is enough.
    std::erase_if(config.uplinks, [&](const auto& uplink) {
        return std::none_of(config.records.begin(), config.records.end(),
                            [&](const ImportedRecord& record) { return record.uplink == uplink.first; });
    });
}

} // namespace

void Draft::lose(ImportPlace place, std::string what, std::string because) {
    config_.notes.push_back({ImportNote::Kind::lost, std::move(place), std::move(what), std::move(because)});
}

void Draft::hint(ImportPlace place, std::string what, std::string text) {
    config_.notes.push_back({ImportNote::Kind::hint, std::move(place), std::move(what), std::move(text)});
}

void Draft::note(const std::vector<ImportNote>& notes) { add_new(config_.notes, notes); }

void Draft::set_poll(std::uint64_t seconds, const ImportPlace& place, std::string_view what) {
    const std::uint64_t poll = std::clamp(seconds, least_poll, most_poll);
    config_.poll = std::chrono::seconds(poll);
    if (poll != seconds)
        hint(place, std::string(what),
             fmt::format("\"poll\" is {}, the nearest that is possible", format_duration(*config_.poll)));
}

std::string Draft::uplink(std::string_view interface) {
    for (const auto& [name, known] : config_.uplinks)
        if (known == interface) return name;
    if (interface.size() > 256 || !is_plain_text(interface) || interface.find("${") != std::string_view::npos)
        return {};
    const auto taken = [&](const std::string& name) {
        return std::any_of(config_.uplinks.begin(), config_.uplinks.end(),
                           [&](const auto& other) { return other.first == name; });
    };
    std::string name(interface);
    const bool usable = is_plain_name(name) && name != "best" && name != "all";
    for (unsigned i = 1; !usable && (i == 1 || taken(name)); ++i) name = fmt::format("uplink{}", i);
    for (unsigned i = 2; taken(name); ++i) name = fmt::format("{}-{}", interface, i);
    config_.uplinks.emplace_back(name, interface);
    return name;
}

std::string Draft::why_no_provider(std::string_view provider) const {
    if (auto gone = providers_.retired(provider)) return *gone;
    return fmt::format("there is no provider \"{}\" here", shown_name(provider, "?"));
}

std::optional<std::size_t> Draft::add(ImportedAccount account) {
    const ProviderInfo* info = providers_.find(account.provider);
    if (!info) return std::nullopt;
    const auto [found, fresh] = account_index_.emplace(account_key(account), config_.accounts.size());
    if (!fresh) {
        add_new(config_.accounts[found->second].notes, account.notes);
        return found->second;
    }
    settle_account(account, *info, info->url.empty() && providers_.is_file(info->name));
    config_.accounts.push_back(std::move(account));
    return found->second;
}

const ProviderInfo* Draft::info_of(std::size_t account) const {
    return providers_.find(config_.accounts[account].provider);
}

bool Draft::settle_name(ImportedRecord& record) {
    const auto name = normal_name(record.name);
    if (!name) {
        lose(record.place, shown_host(record.name), fmt::format("the name {}", name.error().what));
        return false;
    }
    record.name = *name;
    if (name->find('.') != std::string::npos || record.numbered) return true;
    const std::string& suffix = info_of(record.account)->domain_suffix;
    if (suffix.empty()) lose(record.place, "a name", "there is no dot in it");
    record.name += "." + suffix;
    return !suffix.empty();
}

bool Draft::settle_type(const ImportedRecord& record) {
    const ProviderInfo& info = *info_of(record.account);
    const RecordType type = record.types.front();
    if (type == RecordType::A ? info.a : info.aaaa) return true;
    lose(record.place, fmt::format("{} {}", to_string(type), record.name),
         fmt::format("the provider has no {} records", to_string(type)));
    return false;
}

bool Draft::settle_way(ImportedRecord& record, const AddressWay& way) {
    record.source = way.source;
    if (record.off.empty()) record.off = way.off;
    if (way.interface.empty()) return true;
    record.uplink = uplink(way.interface);
    if (!record.uplink.empty()) return true;
    lose(record.place, record.name, "its interface has a name that no interface has");
    return false;
}

void Draft::settle_zone(ImportedRecord& record) {
    const std::string wrong =
        providers_.wrong_name(account_as_loaded(config_.accounts[record.account]), record.name);
    if (!wrong.empty() && record.off.empty()) record.off = fmt::format("the name {}", wrong);
    const bool takes = info_of(record.account)->zone_option;
    if (!takes && !record.zone.empty())
        add_new(config_.accounts[record.account].notes,
                {{ImportNote::Kind::lost, record.place, "the zone", "it is found without being told"}});
    if (!takes) return;
    const auto zone = normal_name(record.zone);
    if (zone && is_in_zone(record.name, *zone)) {
        record.options.push_back({"zone", *zone, "the zone"});
    } else if (!guessed_zone(record.name) && record.off.empty()) {
        record.off = "it cannot be told which zone holds the name; say it with \"zone: ...\"";
    }
}

void Draft::settle_options(ImportedRecord& record) {
    const auto& known = info_of(record.account)->options;
    const auto spec_of = [&](const std::string& name) {
        return std::find_if(known.begin(), known.end(), [&](const auto& spec) { return spec.name == name; });
    };
    std::erase_if(record.options, [&](const ImportedOption& option) {
        const auto& [name, value, theirs] = option;
        const auto spec = spec_of(name);
        std::string problem = spec == known.end() ? "the provider here has no such option"
                              : !is_plain_text(value) || value.find("${") != std::string::npos
                                  ? "its value cannot be written as an option"
                                  : wrong_value(*spec, value);
        if (problem.starts_with("must")) problem = "it " + problem;
        if (problem.empty()) return false;
        record.notes.push_back({ImportNote::Kind::lost, record.place, theirs, std::move(problem)});
        return true;
    });
    for (const SettingSpec& spec : known) {
        const bool given =
            std::any_of(record.options.begin(), record.options.end(),
                        [&](const ImportedOption& option) { return option.name == spec.name; });
        if (spec.required && spec.fallback.empty() && !given && record.off.empty())
            record.off = fmt::format("it needs \"{}: ...\", which the original does not have", spec.name);
    }
}

void Draft::settle_ttl(ImportedRecord& record) {
    if (!record.ttl || info_of(record.account)->ttl) return;
    record.ttl.reset();
    record.notes.push_back(
        {ImportNote::Kind::lost, record.place, "the TTL", "the provider has none of a record"});
}

bool Draft::is_repeated(const ImportedRecord& record) {
    if (!record.off.empty()) return false;
    const RecordType type = record.types.front();
    Key key;
    key << to_string(type) << std::to_string(record.account) << record.name;
    const auto [seen, fresh] = seen_.emplace(key.text(), record.place);
    if (!fresh)
        lose(record.place, fmt::format("{} {}", to_string(type), record.name),
             fmt::format("line {} has it already", seen->second.line));
    return !fresh;
}

bool Draft::joins_another(ImportedRecord& record) {
    const auto [found, fresh] = record_index_.emplace(record_key(record), config_.records.size());
    if (fresh) return false;
    ImportedRecord& other = config_.records[found->second];
    add_new(other.types, record.types);
    std::sort(other.types.begin(), other.types.end());
    add_new(other.notes, record.notes);
    return true;
}

void Draft::add(ImportedRecord record, RecordType type, const AddressWay& way,
                std::optional<std::size_t> account, std::string_view provider) {
    record.types = {type};
    if (!account) {
        note({{ImportNote::Kind::lost, record.place, shown_host(record.name), why_no_provider(provider)}});
        return;
    }
    record.account = *account;
    if (!settle_name(record) || !settle_type(record) || !settle_way(record, way)) return;
    settle_zone(record);
    settle_options(record);
    settle_ttl(record);
    if (!is_repeated(record) && !joins_another(record)) config_.records.push_back(std::move(record));
}

void Draft::name_account(ImportedAccount& account) {
    const bool good = is_plain_name(account.name) && account.name.size() <= longest_name;
    const std::string wish = good ? account.name : account.provider;
    account.name = wish;
    for (unsigned i = 2; !account_names_.insert(to_lower(account.name)).second; ++i)
        account.name = fmt::format("{}-{}", wish, i);
}

void Draft::say_what_interfaces_mean() {
    for (const ImportedRecord& record : config_.records) {
        if (record.source != AddressSource::interface || !record.off.empty()) continue;
        if (info_of(record.account)->any_class_without_asking) continue;
        return hint({}, "source: interface",
                    "only a public address of the interface is published; \"classes: [private]\" in a record "
                    "is for a name within the LAN");
    }
}

void Draft::ask_backends() {
    for (ImportedAccount& account : config_.accounts) {
        if (!account.off.empty()) continue;
        for (const SettingProblem& problem : providers_.account_problems(account_as_loaded(account)))
            if (!problem.warning && account.off.empty())
                account.off = fmt::format("its {} {}", problem.setting, problem.what);
    }
}

ImportedConfig Draft::finish() && {
    ask_backends();
    std::stable_sort(config_.notes.begin(), config_.notes.end(),
                     [](const ImportNote& a, const ImportNote& b) { return a.place.line < b.place.line; });
    for (ImportedAccount& account : config_.accounts) name_account(account);
    turn_records_off(config_);
    say_what_interfaces_mean();
    return std::move(config_);
}

bool turn_off(ImportedConfig& config, std::string_view account, std::string reason) {
    for (ImportedAccount& one : config.accounts)
        if (one.name == account && one.off.empty()) one.off = reason;
    turn_records_off(config);
    return any_active(config);
}

bool any_active(const ImportedConfig& config) {
    return std::any_of(config.records.begin(), config.records.end(),
                       [](const ImportedRecord& record) { return record.off.empty(); });
}

} // namespace ddns
