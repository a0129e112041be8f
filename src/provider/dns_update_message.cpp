// SPDX-License-Identifier: MIT
#include "provider/dns_update_message.h"

#include "dns/rdata.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace ddns {

namespace {

constexpr std::array<RecordType, 2> families = {RecordType::A, RecordType::AAAA};
constexpr std::uint32_t ownership_ttl = 300;

void sort_once(std::vector<IpAddress>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool is_empty(const std::optional<DnsAddresses>& set) { return !set || set->values.empty(); }

/// RFC 2136 section 2.4: as prerequisites and updates, records that say "there is", "there is none" and
/// "away with it" have no TTL and perhaps no data.
DnsRecord mark(const DnsName& name, DnsType type, DnsClass dns_class, std::string data = {}) {
    return {name, type, dns_class, 0, std::move(data)};
}

class OneName {
public:
    OneName(DnsMessage& update, const DnsHeld& before, const DnsWanted& wanted)
        : must_(update.answers), changes_(update.authority), before_(before), wanted_(wanted) {}

    void addresses(RecordType type) {
        const auto& wanted = wanted_.set(type);
        const auto& held = before_.set(type);
        const DnsName& name = wanted_.name;
        const DnsType dns_type = dns_type_of(type);
        if (is_empty(held))
            must_.push_back(mark(name, dns_type, DnsClass::none));
        else
            for (const IpAddress& value : held->values)
                must_.push_back(mark(name, dns_type, DnsClass::in, address_data(value)));
        if (wanted) change(dns_type, *wanted, is_empty(held) ? DnsAddresses{{}, dns_update_ttl} : *held);
    }

    void ownership(std::string_view owner) {
        const auto name = ownership_name(wanted_.name);
        if (!name) return;
        const std::string data = text_data(owner);
        const bool marked = before_.marks && !before_.marks->empty();
        must_.push_back(marked ? mark(*name, DnsType::TXT, DnsClass::in, data)
                               : mark(*name, DnsType::TXT, DnsClass::none));
        const bool stays = std::any_of(families.begin(), families.end(), [&](RecordType type) {
            const auto& wanted = wanted_.set(type);
            const auto& held = before_.set(type);
            return wanted && held ? !values_beside(*wanted, held->values).empty()
                   : wanted       ? !wanted->values.empty()
                                  : !is_empty(held);
        });
        if (stays && !marked) changes_.push_back({*name, DnsType::TXT, DnsClass::in, ownership_ttl, data});
        if (!stays && marked) changes_.push_back(mark(*name, DnsType::TXT, DnsClass::any));
    }

private:
    void change(DnsType type, const DnsWanted::Set& wanted, const DnsAddresses& held) {
        const DnsName& name = wanted_.name;
        const auto values = values_beside(wanted, held.values);
        const auto missing_in = [](const std::vector<IpAddress>& set, const IpAddress& value) {
            return !std::binary_search(set.begin(), set.end(), value);
        };
        const bool whole = !wanted.ours || values == held.values;
        if (whole && !held.values.empty()) changes_.push_back(mark(name, type, DnsClass::any));
        if (!whole)
            for (const IpAddress& value : held.values)
                if (missing_in(values, value))
                    changes_.push_back(mark(name, type, DnsClass::none, address_data(value)));
        for (const IpAddress& value : values)
            if (whole || missing_in(held.values, value))
                changes_.push_back(
                    {name, type, DnsClass::in, wanted.ttl.value_or(held.ttl), address_data(value)});
    }

    std::vector<DnsRecord>& must_;
    std::vector<DnsRecord>& changes_;
    const DnsHeld& before_;
    const DnsWanted& wanted_;
};

} // namespace

std::optional<DnsName> ownership_name(const DnsName& name) { return name.below("_ddns-owner"); }

std::vector<IpAddress> values_beside(const DnsWanted::Set& wanted, const std::vector<IpAddress>& held) {
    std::vector<IpAddress> values = wanted.values;
    if (!wanted.ours) return values;
    std::set_difference(held.begin(), held.end(), wanted.ours->begin(), wanted.ours->end(),
                        std::back_inserter(values));
    sort_once(values);
    return values;
}

std::vector<DnsQuestion> questions_about(const DnsWanted& wanted, bool marked) {
    std::vector<DnsQuestion> questions;
    for (const RecordType type : families)
        if (marked || wanted.set(type)) questions.push_back({wanted.name, dns_type_of(type), DnsClass::in});
    const auto name = marked ? ownership_name(wanted.name) : std::nullopt;
    if (name) questions.push_back({*name, DnsType::TXT, DnsClass::in});
    return questions;
}

void take_answer(DnsHeld& held, const DnsQuestion& question, const DnsMessage& answer) {
    if (question.type == DnsType::TXT) {
        auto& marks = held.marks.emplace();
        for (const DnsRecord& record : answer.answers)
            if (record.name == question.name && record.type == DnsType::TXT)
                marks.push_back(text_of(record).value_or(std::string()));
        return;
    }
    const bool v4 = question.type == DnsType::A;
    DnsAddresses& set = held.set(v4 ? RecordType::A : RecordType::AAAA).emplace();
    for (const DnsRecord& record : answer.answers) {
        if (record.name != question.name) continue;
        held.alias = held.alias || record.type == DnsType::CNAME;
        const auto address = record.type == question.type ? address_of(record) : std::nullopt;
        if (!address) continue;
        set.values.push_back(*address);
        set.ttl = record.ttl;
    }
    sort_once(set.values);
}

bool holds(const DnsHeld& held, const DnsWanted& wanted, bool and_ttl) {
    return std::all_of(families.begin(), families.end(), [&](RecordType type) {
        const auto& want = wanted.set(type);
        if (!want) return true;
        const auto& have = held.set(type);
        if (!have || have->values != values_beside(*want, have->values)) return false;
        return !and_ttl || have->values.empty() || !want->ttl || *want->ttl == have->ttl;
    });
}

std::string refusal_by_mark(const DnsHeld& held, const DnsWanted& wanted, std::string_view owner) {
    const auto name = ownership_name(wanted.name);
    if (!name) return "the name of its ownership record would be too long; use another name or no `owner`";
    const std::vector<std::string> marks = held.marks.value_or(std::vector<std::string>());
    if (marks.size() == 1 && marks[0] == owner) return {};
    if (!marks.empty())
        return fmt::format("{} has another text than the account's `owner`, so the name is somebody else's",
                           name->to_text());
    if (is_empty(held.a) && is_empty(held.aaaa)) return {};
    return fmt::format("it has addresses already and no ownership record; if they are yours, add {} TXT "
                       "\"{}\" to the zone once",
                       name->to_text(), owner);
}

DnsMessage update_of(const DnsName& zone) {
    DnsMessage update;
    update.opcode = Opcode::update;
    update.questions = {{zone, DnsType::SOA, DnsClass::in}};
    return update;
}

void add_change(DnsMessage& update, const DnsHeld& before, const DnsWanted& wanted, std::string_view owner) {
    OneName change(update, before, wanted);
    update.answers.push_back(mark(wanted.name, DnsType::CNAME, DnsClass::none));
    for (const RecordType type : families)
        if (wanted.set(type) || !owner.empty()) change.addresses(type);
    if (!owner.empty()) change.ownership(owner);
}

std::size_t size_of_change(const DnsHeld& before, const DnsWanted& wanted, std::string_view owner) {
    DnsMessage alone;
    add_change(alone, before, wanted, owner);
    std::size_t size = 0;
    for (const auto* section : {&alone.answers, &alone.authority})
        for (const DnsRecord& record : *section) size += size_of(record);
    return size;
}

} // namespace ddns
