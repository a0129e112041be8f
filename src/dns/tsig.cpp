// SPDX-License-Identifier: MIT
#include "dns/tsig.h"

#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::uint16_t fudge = 300;
constexpr std::size_t count_of_additional = 10; ///< where it stands in the header

/// RFC 8945 section 6; the truncated forms of RFC 4635 are not among them.
constexpr std::array<std::pair<std::string_view, Digest>, 5> algorithms = {{
    {"hmac-sha1", Digest::sha1},
    {"hmac-sha224", Digest::sha224},
    {"hmac-sha256", Digest::sha256},
    {"hmac-sha384", Digest::sha384},
    {"hmac-sha512", Digest::sha512},
}};

void add_number(std::string& out, std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0;) out += static_cast<char>(value >> 8 * i & 0xff);
}

std::uint16_t number16_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

void set_number16(std::string& bytes, std::size_t at, unsigned value) {
    bytes[at] = static_cast<char>(value >> 8 & 0xff);
    bytes[at + 1] = static_cast<char>(value & 0xff);
}

DnsName algorithm_as_name(Digest digest) {
    return DnsName::parse(tsig_algorithm_name(digest)).value_or(DnsName());
}

/// RFC 8945 section 4.3: what the MAC is made of. `message` has its original id and counts no TSIG record.
std::string digest_input(std::string_view message, const TsigRecord& tsig, std::string_view request_mac) {
    std::string input;
    if (!request_mac.empty()) {
        add_number(input, request_mac.size(), 2);
        input += request_mac;
    }
    input += message;
    input += tsig.key.wire();
    add_number(input, static_cast<std::uint16_t>(DnsClass::any), 2);
    add_number(input, 0, 4); // TTL
    input += tsig.algorithm.wire();
    add_number(input, tsig.time, 6);
    add_number(input, tsig.fudge, 2);
    add_number(input, tsig.error, 2);
    add_number(input, tsig.other.size(), 2);
    input += tsig.other;
    return input;
}

void append_record(std::string& message, const TsigRecord& tsig) {
    std::string data = tsig.algorithm.wire();
    add_number(data, tsig.time, 6);
    add_number(data, tsig.fudge, 2);
    add_number(data, tsig.mac.size(), 2);
    data += tsig.mac;
    add_number(data, tsig.original_id, 2);
    add_number(data, tsig.error, 2);
    add_number(data, tsig.other.size(), 2);
    data += tsig.other;
    message += tsig.key.wire();
    add_number(message, static_cast<std::uint16_t>(DnsType::TSIG), 2);
    add_number(message, static_cast<std::uint16_t>(DnsClass::any), 2);
    add_number(message, 0, 4); // TTL
    add_number(message, data.size(), 2);
    message += data;
    set_number16(message, count_of_additional, number16_at(message, count_of_additional) + 1u);
}

} // namespace

Result<Digest> parse_tsig_algorithm(std::string_view name) {
    std::string wanted = to_lower(name);
    if (wanted.ends_with('.')) wanted.pop_back();
    if (wanted.starts_with("hmac-md5"))
        return fail(ErrorKind::config, "is hmac-md5, which RFC 8945 forbids; make a key with `tsig-keygen -a "
                                       "hmac-sha256` and give it to the server as well");
    std::vector<std::string> known;
    for (const auto& [text, digest] : algorithms) {
        if (text == wanted) return digest;
        known.emplace_back(text);
    }
    const auto meant = closest_match(wanted, known);
    return fail(ErrorKind::config,
                fmt::format("is \"{}\", which is none of {}{}", printable(name, 40), join(known, ", "),
                            meant ? fmt::format("; did you mean \"{}\"?", *meant) : std::string()));
}

std::string_view tsig_algorithm_name(Digest digest) {
    return std::ranges::find(algorithms, digest, &std::pair<std::string_view, Digest>::second)->first;
}

SignedMessage tsig_sign(std::string message, const TsigKey& key, std::uint64_t now,
                        std::string_view request_mac) {
    TsigRecord tsig;
    tsig.key = key.name;
    tsig.algorithm = algorithm_as_name(key.digest);
    tsig.time = now;
    tsig.fudge = fudge;
    tsig.original_id = number16_at(message, 0);
    tsig.mac = hmac(key.digest, key.secret, digest_input(message, tsig, request_mac));
    append_record(message, tsig);
    return {std::move(message), std::move(tsig.mac)};
}

TsigProof tsig_verify(std::string_view bytes, const DnsMessage& reply, const TsigKey& key,
                      std::string_view request_mac, std::uint64_t now) {
    if (!reply.tsig || reply.tsig->mac.empty()) return TsigProof::absent;
    const TsigRecord& tsig = *reply.tsig;
    if (tsig.key != key.name || tsig.algorithm != algorithm_as_name(key.digest) ||
        tsig.mac.size() != size_of(key.digest))
        return TsigProof::wrong;
    std::string message(bytes.substr(0, tsig.begin));
    set_number16(message, 0, tsig.original_id);
    set_number16(message, count_of_additional, number16_at(message, count_of_additional) - 1u);
    const std::string mac = hmac(key.digest, key.secret, digest_input(message, tsig, request_mac));
    if (!equal_in_constant_time(mac, tsig.mac)) return TsigProof::wrong;
    const std::uint64_t apart = now > tsig.time ? now - tsig.time : tsig.time - now;
    return apart > tsig.fudge ? TsigProof::wrong_time : TsigProof::good;
}

std::optional<std::uint64_t> tsig_server_time(const TsigRecord& record) {
    if (record.error != tsig_badtime || record.other.size() != 6) return std::nullopt;
    std::uint64_t time = 0;
    for (const char c : record.other) time = time << 8 | static_cast<unsigned char>(c);
    return time;
}

} // namespace ddns
