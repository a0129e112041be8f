// SPDX-License-Identifier: MIT
#include "dns/message.h"

#include <array>
#include <fmt/format.h>
#include <unordered_map>

namespace ddns {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_message = 65'535;

Error broken(std::string_view what) {
    return {ErrorKind::bad_reply, fmt::format("the DNS message is broken: {}", what)};
}

/// Reads forward through a message; after the first thing that is wrong it only gives empty values.
class Reader {
public:
    Reader(std::string_view bytes, const DnsLimits& limits) : bytes_(bytes), limits_(limits) {}

    [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
    void wrong(std::string_view what) {
        if (!problem_) problem_ = broken(what);
    }

    std::uint64_t number(std::size_t size) {
        std::uint64_t value = 0;
        for (const char c : take(size)) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    std::uint16_t number16() { return static_cast<std::uint16_t>(number(2)); }

    std::string_view take(std::size_t size) {
        if (size > bytes_.size() - at_) wrong("it ends too early");
        if (problem_) return {};
        const std::string_view part = bytes_.substr(at_, size);
        at_ += size;
        return part;
    }

    DnsName name() {
        std::string wire;
        std::size_t at = at_;
        std::size_t end = 0; // where reading goes on; 0: no pointer was followed yet
        for (std::size_t jumps = 0; !problem_;) {
            if (at >= bytes_.size()) return wrong("it ends too early"), DnsName();
            const auto length = static_cast<unsigned char>(bytes_[at]);
            if (length >= 0xc0) {
                if (at + 1 >= bytes_.size()) return wrong("it ends too early"), DnsName();
                const std::size_t target =
                    (length & 0x3fu) << 8u | static_cast<unsigned char>(bytes_[at + 1]);
                if (end == 0) end = at + 2;
                if (target >= at || ++jumps > limits_.jumps)
                    return wrong("a compressed name leads nowhere"), DnsName();
                at = target;
                continue;
            }
            if (length > 63) return wrong("a label of an unknown kind"), DnsName();
            if (at + 1 + length > bytes_.size()) return wrong("it ends too early"), DnsName();
            wire.append(bytes_.substr(at, 1u + length));
            at += 1u + length;
            if (wire.size() > 255) return wrong("a name is too long"), DnsName();
            if (length == 0) break;
        }
        if (problem_) return {};
        at_ = end ? end : at;
        return DnsName::from_wire(wire).value_or(DnsName());
    }

private:
    std::string_view bytes_;
    const DnsLimits& limits_;
    std::size_t at_ = 0;
    std::optional<Error> problem_;
};

DnsRecord read_record(Reader& in) {
    DnsRecord record;
    record.name = in.name();
    record.type = static_cast<DnsType>(in.number16());
    record.dns_class = static_cast<DnsClass>(in.number16());
    record.ttl = static_cast<std::uint32_t>(in.number(4));
    const std::size_t size = in.number16();
    const std::size_t end = in.at() + size;
    // An UPDATE and its echo may have records with a type and nothing in it.
    if (size > 0 && (record.type == DnsType::NS || record.type == DnsType::CNAME)) {
        record.data = in.name().wire();
    } else if (size > 0 && record.type == DnsType::SOA) {
        record.data = in.name().wire();
        record.data += in.name().wire();
        record.data += in.take(20);
    } else {
        record.data = in.take(size);
    }
    if (in.at() != end) in.wrong("a record is longer or shorter than it says");
    return record;
}

TsigRecord parse_tsig(const DnsRecord& record, std::size_t begin, Reader& outer) {
    TsigRecord tsig;
    const DnsLimits no_jumps{record.data.size(), 0, 0}; // RFC 8945 section 4.2: never compressed
    Reader in(record.data, no_jumps);
    tsig.key = record.name;
    tsig.begin = begin;
    tsig.algorithm = in.name();
    tsig.time = in.number(6);
    tsig.fudge = in.number16();
    tsig.mac = in.take(in.number16());
    tsig.original_id = in.number16();
    tsig.error = in.number16();
    tsig.other = in.take(in.number16());
    if (in.problem() || !in.at_end() || record.dns_class != DnsClass::any || record.ttl != 0)
        outer.wrong("its TSIG record is not one");
    return tsig;
}

void read_header(Reader& in, DnsMessage& message) {
    message.id = in.number16();
    const unsigned flags = in.number16();
    message.is_reply = (flags & 0x8000u) != 0;
    message.opcode = static_cast<Opcode>(flags >> 11 & 15u);
    message.authoritative = (flags & 0x0400u) != 0;
    message.truncated = (flags & 0x0200u) != 0;
    message.recursion_desired = (flags & 0x0100u) != 0;
    message.rcode = static_cast<Rcode>(flags & 15u);
}

/// The counts are checked against what the bytes can hold before anything is reserved or read.
bool counts_fit(const std::array<std::size_t, 4>& counts, std::size_t left, const DnsLimits& limits) {
    constexpr std::size_t least_question = 5, least_record = 11;
    const std::size_t records = counts[1] + counts[2] + counts[3];
    return counts[0] + records <= limits.records &&
           counts[0] * least_question + records * least_record <= left;
}

class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    void number(std::uint64_t value, std::size_t size) {
        for (std::size_t i = size; i-- > 0;) out_ += static_cast<char>(value >> 8 * i & 0xff);
    }

    /// What is there already is pointed to; what is new can be pointed to from later on.
    void name(const DnsName& name) {
        std::string_view rest = name.wire();
        while (rest.size() > 1) {
            const auto known = places_.find(std::string(rest));
            if (known != places_.end()) return number(0xc000u | known->second, 2);
            if (out_.size() < 0x4000) places_.emplace(rest, out_.size());
            const std::size_t label = 1u + static_cast<unsigned char>(rest[0]);
            out_ += rest.substr(0, label);
            rest.remove_prefix(label);
        }
        out_ += '\0';
    }

    void question(const DnsQuestion& question) {
        name(question.name);
        number(static_cast<std::uint16_t>(question.type), 2);
        number(static_cast<std::uint16_t>(question.dns_class), 2);
    }

    void record(const DnsRecord& record) {
        question({record.name, record.type, record.dns_class});
        number(record.ttl, 4);
        number(record.data.size(), 2);
        out_ += record.data;
    }

private:
    std::string& out_;
    std::unordered_map<std::string, std::size_t> places_;
};

} // namespace

std::string to_string(Rcode rcode) {
    constexpr std::array<const char*, 11> names = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                   "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                   "NXRRSET", "NOTAUTH", "NOTZONE"};
    const auto value = static_cast<std::size_t>(rcode);
    return value < names.size() ? names[value] : fmt::format("RCODE {}", value);
}

std::size_t size_of(const DnsRecord& record) { return record.name.wire().size() + 10 + record.data.size(); }

Result<DnsMessage> parse_dns_message(std::string_view bytes, const DnsLimits& limits) {
    if (bytes.size() > limits.bytes) return tl::unexpected<Error>(broken("it is too long"));
    Reader in(bytes, limits);
    DnsMessage message;
    read_header(in, message);
    std::array<std::size_t, 4> counts{};
    for (std::size_t& count : counts) count = in.number16();
    if (in.problem()) return tl::unexpected<Error>(*in.problem());
    if (!counts_fit(counts, bytes.size() - header_size, limits))
        return tl::unexpected<Error>(broken("it does not hold what it says"));

    for (std::size_t i = 0; i < counts[0] && !in.problem(); ++i) {
        DnsQuestion question;
        question.name = in.name();
        question.type = static_cast<DnsType>(in.number16());
        question.dns_class = static_cast<DnsClass>(in.number16());
        message.questions.push_back(std::move(question));
    }
    std::vector<DnsRecord>* sections[] = {&message.answers, &message.authority, &message.additional};
    for (std::size_t section = 0; section < 3; ++section) {
        for (std::size_t i = 0; i < counts[section + 1] && !in.problem(); ++i) {
            const std::size_t begin = in.at();
            DnsRecord record = read_record(in);
            if (record.type != DnsType::TSIG) {
                sections[section]->push_back(std::move(record));
            } else if (section == 2 && i + 1 == counts[3]) {
                message.tsig = parse_tsig(record, begin, in);
            } else {
                in.wrong("its TSIG record is not the last");
            }
        }
    }
    if (!in.at_end()) in.wrong("it is longer than it says");
    if (in.problem()) return tl::unexpected<Error>(*in.problem());
    return message;
}

Result<std::string> write_dns_message(const DnsMessage& message) {
    std::string bytes;
    Writer out(bytes);
    out.number(message.id, 2);
    out.number((message.is_reply ? 0x8000u : 0u) | static_cast<unsigned>(message.opcode) << 11 |
                   (message.authoritative ? 0x0400u : 0u) | (message.truncated ? 0x0200u : 0u) |
                   (message.recursion_desired ? 0x0100u : 0u) | static_cast<unsigned>(message.rcode),
               2);
    for (const std::size_t count : {message.questions.size(), message.answers.size(),
                                    message.authority.size(), message.additional.size()})
        out.number(count, 2);
    for (const DnsQuestion& question : message.questions) out.question(question);
    for (const auto* section : {&message.answers, &message.authority, &message.additional})
        for (const DnsRecord& record : *section) out.record(record);
    if (bytes.size() > longest_message)
        return fail(ErrorKind::internal, "a DNS message would be longer than 65,535 bytes");
    return bytes;
}

} // namespace ddns
