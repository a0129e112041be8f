// SPDX-License-Identifier: MIT
#include "state/journal.h"

#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::string_view header = "ddns-reactor journal 1\n";
constexpr std::size_t most_values = 64;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
        table[i] = crc;
    }
    return table;
}

/// CRC-32 as in ISO 3309: finds every error within 32 neighbouring bits.
std::uint32_t crc32(std::string_view text) {
    static constexpr auto table = make_crc_table();
    std::uint32_t crc = 0xffffffffu;
    for (const char c : text) crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
    return crc ^ 0xffffffffu;
}

std::string checksum(std::string_view text) { return fmt::format("{:08x}", crc32(text)); }

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

/// The inverse of percent_encode and nothing else.
std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = hex_digit(text[i + 1]);
        const auto low = hex_digit(text[i + 2]);
        if (!high || !low) return std::nullopt;
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return out;
}

std::optional<RecordType> parse_type(std::string_view word) {
    for (const RecordType type : {RecordType::A, RecordType::AAAA})
        if (word == to_string(type)) return type;
    return std::nullopt;
}

std::string text_of(const std::vector<IpAddress>& values) {
    std::string text;
    for (const IpAddress& value : values) {
        if (!text.empty()) text += ',';
        text += value.to_string();
    }
    return text;
}

std::optional<std::vector<IpAddress>> parse_values(std::string_view text, Family family) {
    std::vector<IpAddress> values;
    if (text.empty()) return values;
    for (const std::string_view word : split(text, ',')) {
        const auto address = IpAddress::parse(word);
        if (!address || address->family() != family || values.size() == most_values) return std::nullopt;
        values.push_back(*address);
    }
    if (!std::is_sorted(values.begin(), values.end())) return std::nullopt;
    return values;
}

/// Without its newline. The reason when it is not a fact.
std::string read_fact(std::string_view line, std::map<RecordKey, StoredRecord>& records) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos || checksum(line.substr(tab + 1)) != line.substr(0, tab))
        return "its checksum is wrong";
    const auto fields = split(line.substr(tab + 1), '\t');
    if (fields.size() != 5 && fields.size() != 6) return "it has neither 6 nor 7 fields";
    const auto account = percent_decode(fields[0]);
    const auto name = percent_decode(fields[1]);
    const auto type = parse_type(fields[2]);
    const auto confirmed_at = parse_unsigned(fields[3]);
    if (!account || !name || !type || !confirmed_at || *confirmed_at > INT64_MAX) return "a field is wrong";
    auto values = parse_values(fields[4], family_of(*type));
    if (!values) return "its addresses are wrong";
    StoredRecord record{std::move(*values), static_cast<std::int64_t>(*confirmed_at)};
    if (fields.size() == 6) {
        record.ours = parse_values(fields[5], family_of(*type));
        if (!record.ours) return "its addresses are wrong";
    }
    records[RecordKey{*account, *name, *type}] = std::move(record);
    return {};
}

} // namespace

std::string journal_header() { return std::string(header); }

std::string journal_line(const RecordKey& key, const StoredRecord& record) {
    std::string fact = fmt::format("{}\t{}\t{}\t{}\t{}", percent_encode(key.account),
                                   percent_encode(key.name), to_string(key.type),
                                   std::max<std::int64_t>(record.confirmed_at, 0), text_of(record.values));
    if (record.ours) fact += '\t' + text_of(*record.ours);
    return checksum(fact) + '\t' + fact + '\n';
}

std::string journal_text(const std::map<RecordKey, StoredRecord>& records) {
    std::string text = journal_header();
    for (const auto& [key, record] : records) text += journal_line(key, record);
    return text;
}

JournalContent read_journal(std::string_view text) {
    JournalContent content;
    const auto damaged = [&](std::size_t line, std::string_view why) {
        content = JournalContent{};
        content.damage = fmt::format("line {}: {}", line, why);
        return content;
    };
    if (text.size() < header.size()) {
        content.torn_tail = !text.empty();
        // Zeros are what a power cut leaves of a file that had just been created.
        const bool empty = text.find_first_not_of('\0') == std::string_view::npos;
        if (!empty && header.substr(0, text.size()) != text) return damaged(1, "it is not a journal");
        return content;
    }
    if (text.substr(0, header.size()) != header)
        return damaged(1, "it is not a journal that this version can read");
    std::size_t start = header.size();
    content.good_bytes = start;
    for (std::size_t line = 2; start < text.size(); ++line) {
        const std::size_t end = text.find('\n', start);
        if (end == std::string_view::npos) {
            content.torn_tail = true;
            break;
        }
        const std::string why = read_fact(text.substr(start, end - start), content.records);
        if (!why.empty()) return damaged(line, why);
        ++content.facts;
        content.good_bytes = start = end + 1;
    }
    return content;
}

} // namespace ddns
