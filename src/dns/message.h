// SPDX-License-Identifier: MIT
#pragma once

#include "dns/name.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// DNS messages on the wire: RFC 1035 section 4, RFC 2136 (UPDATE), the TSIG record of RFC 8945. Pure.
namespace ddns {

enum class DnsType : std::uint16_t {
    A = 1,
    NS = 2,
    CNAME = 5,
    SOA = 6,
    TXT = 16,
    AAAA = 28,
    TSIG = 250,
    ANY = 255,
};
/// In small letters: IN is a macro of Windows.
enum class DnsClass : std::uint16_t { in = 1, ch = 3, none = 254, any = 255 };
enum class Opcode : std::uint8_t { query = 0, update = 5 };

/// RFC 1035 section 4.1.1 and RFC 2136 section 2.2. Any value of 0 to 15 may come.
enum class Rcode : std::uint8_t {
    noerror = 0,
    formerr,
    servfail,
    nxdomain,
    notimp,
    refused,
    yxdomain,
    yxrrset,
    nxrrset,
    notauth,
    notzone,
};
/// "NXRRSET", "RCODE 12".
std::string to_string(Rcode rcode);

struct DnsQuestion {
    DnsName name;
    DnsType type = DnsType::A;
    DnsClass dns_class = DnsClass::in;
    bool operator==(const DnsQuestion&) const = default;
};

struct DnsRecord {
    DnsName name;
    DnsType type = DnsType::A;
    DnsClass dns_class = DnsClass::in;
    std::uint32_t ttl = 0; ///< seconds
    std::string data;      ///< RDATA; names in it (NS, CNAME, SOA) are uncompressed and lower case
    bool operator==(const DnsRecord&) const = default;
};

/// The last record of a signed message (RFC 8945 section 4.2), apart from the others.
struct TsigRecord {
    DnsName key;
    DnsName algorithm;
    std::uint64_t time = 0;  ///< when it was signed, seconds since 1970, 48 bits
    std::uint16_t fudge = 0; ///< seconds by which the clocks may differ
    std::string mac;
    std::uint16_t original_id = 0;
    std::uint16_t error = 0;
    std::string other;     ///< the server's time in 6 bytes, with error 18
    std::size_t begin = 0; ///< where in the bytes the record begins
};

/// A message of an UPDATE uses the sections under other names (RFC 2136 section 2): the question is the zone,
/// the answer holds the prerequisites, the authority the updates.
struct DnsMessage {
    std::uint16_t id = 0;
    bool is_reply = false;
    Opcode opcode = Opcode::query;
    bool authoritative = false;
    bool truncated = false;
    bool recursion_desired = false;
    Rcode rcode = Rcode::noerror;
    std::vector<DnsQuestion> questions;
    std::vector<DnsRecord> answers;
    std::vector<DnsRecord> authority;
    std::vector<DnsRecord> additional; ///< without the TSIG record
    std::optional<TsigRecord> tsig;
};

struct DnsLimits {
    std::size_t bytes = 65'535;  ///< of the message; TCP carries no more
    std::size_t records = 8'192; ///< in all sections, questions too
    std::size_t jumps = 16;      ///< compression pointers followed for one name; each leads back
};

/// Errors: `bad_reply`, saying what is wrong. Everything must be in its place to the last byte.
Result<DnsMessage> parse_dns_message(std::string_view bytes, const DnsLimits& limits = {});

/// Names of records are compressed, those in their data are not. Leaves `tsig` out: dns/tsig.h adds one.
/// Errors: `internal` for more than 65,535 bytes.
Result<std::string> write_dns_message(const DnsMessage& message);

/// What a record takes on the wire when nothing is compressed.
std::size_t size_of(const DnsRecord& record);

} // namespace ddns
