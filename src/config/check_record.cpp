// SPDX-License-Identifier: MIT
#include "config/check.h"

#include "config/values.h"
#include "provider/zone_option.h"
#include "util/idn.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace ddns {

namespace {

constexpr std::uint64_t most_ttl = 2'147'483'647; // RFC 2181, 8

constexpr std::pair<std::string_view, RecordType> type_names[] = {{"A", RecordType::A},
                                                                  {"AAAA", RecordType::AAAA}};
constexpr std::pair<std::string_view, AddressSource> source_names[] = {
    {"auto", AddressSource::auto_},
    {"interface", AddressSource::interface},
    {"detect", AddressSource::detect}};

constexpr AddressClass all_classes[] = {
    AddressClass::public_,   AddressClass::cgnat,  AddressClass::private_, AddressClass::link_local,
    AddressClass::sixtofour, AddressClass::teredo, AddressClass::special};

/// The account of a record: which, and what its provider knows.
struct Target {
    std::size_t account = 0;
    const ProviderInfo* provider = nullptr; ///< null: unknown, which is reported already
};

/// Those that the provider has.
std::vector<RecordType> usual_types(const ProviderInfo* provider) {
    std::vector<RecordType> types;
    if (!provider || provider->a) types.push_back(RecordType::A);
    if (!provider || provider->aaaa) types.push_back(RecordType::AAAA);
    return types;
}

std::vector<RecordType> check_types(Checking& c, Fields& fields, const ProviderInfo* provider) {
    std::vector<RecordType> types;
    const auto items = fields.items("types");
    if (!fields.has("types")) return usual_types(provider);
    if (!items) return {};
    const auto there = usual_types(provider);
    for (const Node* item : *items) {
        const auto type = choice(c.report, *item, "record type", type_names);
        if (!type) continue;
        if (std::find(types.begin(), types.end(), *type) != types.end())
            c.report.error(item->mark, fmt::format("type {} is given twice", item->text));
        else if (std::find(there.begin(), there.end(), *type) == there.end())
            c.report.error(item->mark,
                           fmt::format("provider {} has no {} records", provider->name, item->text));
        else
            types.push_back(*type);
    }
    return types;
}

ClassSet check_classes(Checking& c, Fields& fields, const ProviderInfo* provider) {
    ClassSet classes{AddressClass::public_};
    if (provider && provider->any_class_without_asking) classes.add(AddressClass::private_);
    const auto items = fields.items("classes");
    if (!items) return classes;
    classes = {};
    for (const Node* item : *items) {
        const auto parsed = parse_address_class(item->text);
        if (!parsed) {
            std::vector<std::string> known;
            for (const AddressClass known_class : all_classes) known.emplace_back(to_string(known_class));
            c.report.error(item->mark,
                           fmt::format("unknown class {}{}", quoted(item->text), hint(item->text, known)));
        } else if (classes.contains(*parsed)) {
            c.report.error(item->mark, fmt::format("class {} is given twice", item->text));
        } else {
            classes.add(*parsed);
        }
    }
    return classes;
}

void check_uplink_name(Checking& c, const Node& item, AddressPolicy& policy) {
    std::vector<std::string> known;
    for (const Uplink& uplink : c.config.uplinks) known.push_back(uplink.name);
    const auto& chosen = policy.uplinks;
    if (std::find(known.begin(), known.end(), item.text) != known.end()) {
        if (std::find(chosen.begin(), chosen.end(), item.text) != chosen.end())
            c.report.error(item.mark, fmt::format("uplink \"{}\" is given twice", item.text));
        policy.uplinks.push_back(item.text);
        return;
    }
    known.insert(known.end(), {"best", "all"});
    std::string advice =
        closest_match(item.text, known) ? hint(item.text, known) : "; name it under \"uplinks:\" first";
    c.report.error(item.mark, fmt::format("unknown uplink {}{}", quoted(item.text), advice));
}

/// Said once an account.
void take_best_instead(Checking& c, const Node& item, const Target& target) {
    if (std::exchange(c.accounts[target.account].told_one_value, true)) return;
    c.report.warning(item.mark,
                     fmt::format("provider {} keeps one address a name; \"address: all\" publishes "
                                 "the best one there",
                                 target.provider->name));
}

void check_address(Checking& c, Fields& fields, const Target& target, AddressPolicy& policy) {
    const auto items = fields.items("address");
    if (!items) return;
    for (const Node* item : *items) {
        if (item->text != "best" && item->text != "all") {
            policy.choice = AddressPolicy::Choice::uplinks;
            check_uplink_name(c, *item, policy);
        } else if (items->size() > 1) {
            c.report.error(item->mark,
                           fmt::format("\"{}\" stands alone, never in a list of uplinks", item->text));
        } else if (item->text == "all") {
            const bool one_value = target.provider && !target.provider->several_values;
            policy.choice = one_value ? AddressPolicy::Choice::best : AddressPolicy::Choice::all;
            if (one_value) take_best_instead(c, *item, target);
        }
    }
}

void check_options(Checking& c, Fields& fields, const ProviderInfo& provider, Record& record) {
    for (const SettingSpec& spec : provider.options) {
        const Field field = fields.take(spec.name);
        if (!field) {
            if (!spec.fallback.empty())
                record.options[spec.name] = spec.fallback;
            else if (spec.required)
                fields.missing(spec.name, spec.help.empty() ? "the provider asks for it" : spec.help);
            continue;
        }
        if (spec.secret) c.report.hide(field.value->mark);
        const std::string& text = field.value->text;
        if (!field.value->is_scalar())
            c.report.error(field.key->mark, fmt::format("\"{}\" must be a single value", spec.name));
        else if (text.find("${env:") != std::string::npos || text.find("${file:") != std::string::npos ||
                 text.find("${cred:") != std::string::npos)
            fields.error(field, "\"${...}\" is replaced in accounts only, never in what is published");
        else if (const std::string wrong = wrong_value(spec, text); !wrong.empty()) {
            if (!spec.secret) c.report.show(field.value->mark);
            fields.error(field, fmt::format("\"{}\" {}", spec.name, wrong));
        } else
            record.options[spec.name] = text;
    }
}

/// All of a record but its name and its account.
struct RecordBody {
    std::vector<RecordType> types;
    Record record;
    Field zone; ///< where the provider takes one
};

std::optional<unsigned> check_ttl(Checking& c, Fields& fields, const ProviderInfo* provider) {
    const auto ttl = fields.duration("ttl", std::chrono::seconds(1), std::chrono::seconds(most_ttl));
    const Field field = fields.peek("ttl");
    if (field && provider && !provider->ttl)
        c.report.warning(
            field.key->mark,
            fmt::format("provider {} has no TTL of a record; \"ttl\" changes nothing there", provider->name));
    if (!ttl) return std::nullopt;
    if (*ttl % std::chrono::seconds(1) != Duration::zero())
        fields.error(field, "\"ttl\" must be whole seconds");
    return static_cast<unsigned>(std::chrono::duration_cast<std::chrono::seconds>(*ttl).count());
}

/// Brings the zone into its normal form.
Field check_zone(Fields& fields, Record& record) {
    const Field field = fields.peek("zone");
    const auto given = record.options.find("zone");
    if (given == record.options.end()) return field;
    if (const auto zone = normal_name(given->second))
        given->second = *zone;
    else {
        fields.error(field, fmt::format("the zone {}", zone.error().what));
        record.options.erase(given);
    }
    return field;
}

RecordBody check_body(Checking& c, Fields& fields, const Target& target) {
    RecordBody body;
    Record& record = body.record;
    record.account = target.account;
    body.types = check_types(c, fields, target.provider);
    record.ttl = check_ttl(c, fields, target.provider);
    check_address(c, fields, target, record.policy);
    if (fields.text("source"))
        record.source = choice(c.report, *fields.peek("source").value, "source", source_names)
                            .value_or(AddressSource::auto_);
    record.policy.classes = check_classes(c, fields, target.provider);
    record.policy.needs_default_route = fields.truth("needs_default_route").value_or(true);
    check_host(c, fields, record, body.types);
    if (target.provider)
        check_options(c, fields, *target.provider, record);
    else
        fields.ignore_rest();
    if (target.provider && target.provider->zone_option) body.zone = check_zone(fields, record);
    return body;
}

/// The zone must be known, and hold the name.
void check_zone_of(Checking& c, const Node& name_node, std::string_view name, const RecordBody& body) {
    const auto given = body.record.options.find("zone");
    if (given != body.record.options.end()) {
        if (!is_in_zone(name, given->second))
            c.report.error(body.zone.value->mark,
                           fmt::format("zone {} does not hold the name {}", quoted(told_name(given->second)),
                                       quoted(told_name(name))));
    } else if (!body.zone && !guessed_zone(name)) {
        c.report.error(name_node.mark,
                       fmt::format("it cannot be told which zone holds {}; say it with \"zone\", "
                                   "for example zone: {}",
                                   quoted(told_name(name)), last_labels(name, 3)));
    }
}

/// Adds the records of one name, a type each.
void add_records(Checking& c, const Node& name_node, std::string_view text, const Target& target,
                 const RecordBody& body) {
    const auto name = normal_name(text);
    if (!name) {
        c.report.error(name_node.mark, fmt::format("the name {}", name.error().what));
        return;
    }
    std::string full = *name;
    if (target.provider && !target.provider->domain_suffix.empty() && full.find('.') == std::string::npos)
        full += "." + target.provider->domain_suffix;
    if (target.provider && target.provider->zone_option) check_zone_of(c, name_node, full, body);
    const std::string wrong = c.providers.wrong_name(c.config.accounts[target.account], full);
    if (!wrong.empty()) c.report.error(name_node.mark, fmt::format("the name {} {}", told_name(full), wrong));
    for (const RecordType type : body.types) {
        std::string key = fmt::format("{} {} {}", to_string(type), target.account, full);
        const auto [seen, fresh] = c.seen_records.emplace(std::move(key), name_node.mark);
        if (!fresh) {
            const std::string where =
                seen->second.line > 0 ? fmt::format(" (first in line {})", seen->second.line) : "";
            c.report.error(name_node.mark,
                           fmt::format("record {} {} at account \"{}\" is given twice{}", to_string(type),
                                       told_name(full), c.config.accounts[target.account].name, where));
            continue;
        }
        Record& record = c.config.records.emplace_back(body.record);
        record.name = full;
        record.type = type;
        record.policy.temporary = record.policy.temporary && type == RecordType::AAAA;
    }
}

std::optional<Target> find_account(Checking& c, Fields& fields) {
    const auto name = fields.text("account");
    if (!fields.has("account")) {
        std::vector<std::string> known;
        for (const Account& account : c.config.accounts) known.push_back(account.name);
        const bool listed = !known.empty() && known.size() <= 8;
        fields.missing("account",
                       listed ? "one of: " + join(known, ", ") : "the name of one under \"accounts:\"");
    }
    if (!name) return std::nullopt;
    const auto found = c.account_index.find(*name);
    if (found != c.account_index.end()) {
        c.accounts[found->second].used = true;
        return Target{found->second, c.accounts[found->second].provider};
    }
    std::vector<std::string> known;
    for (const Account& account : c.config.accounts) known.push_back(account.name);
    fields.error(fields.peek("account"),
                 fmt::format("unknown account {}{}", quoted(*name), hint(*name, known)));
    return std::nullopt;
}

void check_record(Checking& c, const Node& node) {
    Fields fields(c.report, node, "a record", node.mark);
    if (!fields.good()) return;
    const auto name = fields.text("name");
    const Field field = fields.peek("name");
    if (!field) fields.missing("name", "for example: name: home.example.com");
    const auto target = find_account(c, fields);
    const RecordBody body = check_body(c, fields, target.value_or(Target{}));
    fields.finish();
    if (name && target)
        add_records(c, *field.value, *name, *target, body);
    else if (name)
        if (const auto problem = normal_name(*name); !problem)
            fields.error(field, fmt::format("the name {}", problem.error().what));
}

} // namespace

void check_records(Checking& c, const Field& field) {
    if (!field) return;
    if (field.value->kind != Node::Kind::sequence) {
        const Mark& mark = field.value->is_null() ? field.key->mark : field.value->mark;
        c.report.error(mark, "\"records\" must be a list; start each record with \"- \"");
        return;
    }
    if (field.value->children.empty())
        c.report.error(field.value->mark, "there is no record; name at least one");
    c.config.records.reserve(2 * field.value->children.size());
    for (const Node& node : field.value->children) check_record(c, node);
}

void check_domains(Checking& c, Fields& fields) {
    const Target target{0, c.accounts.front().provider};
    c.accounts.front().used = true;
    const auto items = fields.items("domain");
    if (!fields.has("domain")) fields.missing("domain", "the name to keep up to date");
    const RecordBody body = check_body(c, fields, target);
    if (!items) return;
    for (const Node* item : *items)
        for (const std::string_view name : split(item->text, ','))
            add_records(c, *item, trim(name), target, body);
}

} // namespace ddns
