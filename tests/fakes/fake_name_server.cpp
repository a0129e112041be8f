// SPDX-License-Identifier: MIT
#include "fakes/fake_name_server.h"

#include "dns/rdata.h"

#include <algorithm>

namespace ddns::fakes {

namespace {

std::string soa_data(const DnsName& zone) {
    const DnsName primary = zone.below("ns1").value_or(zone);
    return primary.wire() + zone.wire() + std::string(20, '\0');
}

std::string number(std::uint64_t value, unsigned bytes) {
    std::string text;
    while (bytes-- > 0) text += static_cast<char>(value >> (8 * bytes) & 0xff);
    return text;
}

/// A refusal, whose TSIG record has an error and no MAC (RFC 8945 section 5.2).
std::string with_tsig_error(std::string bytes, const TsigRecord& request, std::uint16_t error) {
    const std::string data = request.algorithm.wire() + number(request.time, 6) + number(request.fudge, 2) +
                             number(0, 2) + number(request.original_id, 2) + number(error, 2) + number(0, 2);
    constexpr std::size_t count_of_additional = 10;
    bytes.replace(count_of_additional, 2, number(1, 2));
    return bytes + request.key.wire() + number(250, 2) + number(255, 2) + number(0, 4) +
           number(data.size(), 2) + data;
}

} // namespace

FakeNameServer::FakeNameServer(DnsName zone, TsigKey key) : zone_(std::move(zone)), key_(std::move(key)) {
    sets[{zone_, DnsType::SOA}] = {3600, {soa_data(zone_)}};
}

std::optional<std::string> FakeNameServer::answer(std::string_view bytes, std::uint64_t now) {
    const auto message = parse_dns_message(bytes);
    if (!message || message->is_reply) return std::nullopt;
    asked.push_back(*message);
    before(*message);
    DnsMessage reply;
    reply.id = message->id;
    reply.is_reply = true;
    reply.opcode = message->opcode;
    reply.questions = message->questions;
    const TsigProof proof = tsig_verify(bytes, *message, key_, {}, now);
    if (!recursive && proof == TsigProof::wrong) {
        reply.rcode = Rcode::notauth;
        const bool known = message->tsig->key == key_.name;
        return with_tsig_error(write_dns_message(reply).value(), *message->tsig,
                               known ? tsig_badsig : tsig_badkey);
    }
    if (!recursive && proof == TsigProof::absent)
        reply.rcode = Rcode::refused;
    else if (message->opcode == Opcode::update)
        reply.rcode = update(*message);
    else
        reply_to_question(*message, reply);
    if (!bend(*message, reply)) return std::nullopt;
    std::string out = write_dns_message(reply).value();
    if (!signs || proof != TsigProof::good) return out;
    return tsig_sign(std::move(out), key_, now, message->tsig->mac).bytes;
}

void FakeNameServer::reply_to_question(const DnsMessage& question, DnsMessage& reply) const {
    const auto& [name, type, dns_class] = question.questions.at(0);
    reply.authoritative = !recursive;
    const auto add = [&](std::vector<DnsRecord>& section, const DnsName& owner, DnsType of) {
        for (const std::string& data : sets.at({owner, of}).data)
            section.push_back({owner, of, dns_class, sets.at({owner, of}).ttl, data});
    };
    if (!name.is_within(zone_))
        reply.rcode = Rcode::refused;
    else if (has(name, DnsType::CNAME))
        add(reply.answers, name, DnsType::CNAME);
    else if (has(name, type))
        add(reply.answers, name, type);
    else
        add(reply.authority, zone_, DnsType::SOA);
}

Rcode FakeNameServer::prerequisites(const DnsMessage& update) const {
    std::map<std::pair<DnsName, DnsType>, std::set<std::string>> exact;
    for (const DnsRecord& record : update.answers) {
        if (record.dns_class == DnsClass::none && has(record.name, record.type)) return Rcode::yxrrset;
        if (record.dns_class == DnsClass::in) exact[{record.name, record.type}].insert(record.data);
    }
    for (const auto& [key, data] : exact)
        if (!sets.contains(key) || sets.at(key).data != data) return Rcode::nxrrset;
    return Rcode::noerror;
}

Rcode FakeNameServer::update(const DnsMessage& update) {
    if (update.questions.at(0).name != zone_) return Rcode::notauth;
    for (const auto* section : {&update.answers, &update.authority})
        for (const DnsRecord& record : *section)
            if (!record.name.is_within(zone_)) return Rcode::notzone;
    if (const Rcode rcode = prerequisites(update); rcode != Rcode::noerror) return rcode;
    for (const DnsRecord& record : update.authority)
        if (forbidden.contains(record.name)) return Rcode::refused;
    if (!ignores)
        for (const DnsRecord& record : update.authority) apply(record);
    return Rcode::noerror;
}

void FakeNameServer::apply(const DnsRecord& record) {
    const std::pair key{record.name, record.type};
    if (record.dns_class == DnsClass::any) {
        sets.erase(key);
    } else if (record.dns_class == DnsClass::none) {
        const auto set = sets.find(key);
        if (set != sets.end() && set->second.data.erase(record.data) > 0 && set->second.data.empty())
            sets.erase(set);
    } else if (record.dns_class == DnsClass::in && !has(record.name, DnsType::CNAME)) {
        sets[key].ttl = record.ttl;
        sets[key].data.insert(record.data);
    }
}

void FakeNameServer::put(std::string_view name, DnsType type, std::uint32_t ttl, std::set<std::string> data) {
    sets[{*DnsName::parse(name), type}] = {ttl, std::move(data)};
}

void FakeNameServer::put(std::string_view name, std::string_view address, std::uint32_t ttl) {
    const IpAddress parsed = *IpAddress::parse(address);
    Set& set = sets[{*DnsName::parse(name), parsed.family() == Family::v4 ? DnsType::A : DnsType::AAAA}];
    set.ttl = ttl;
    set.data.insert(address_data(parsed));
}

std::string FakeNameServer::addresses(std::string_view name, DnsType type) const {
    const auto found = sets.find({*DnsName::parse(name), type});
    if (found == sets.end()) return {};
    std::string text;
    for (const std::string& data : found->second.data)
        text += (text.empty() ? "" : " ") +
                address_of({found->first.first, type, DnsClass::in, 0, data})->to_string();
    return text + "/" + std::to_string(found->second.ttl);
}

std::size_t FakeNameServer::count(Opcode opcode) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(asked, [&](const DnsMessage& message) { return message.opcode == opcode; }));
}

} // namespace ddns::fakes
