// SPDX-License-Identifier: MIT
#pragma once

#include "crypto/hmac.h"
#include "dns/message.h"

/// Transaction signatures: RFC 8945. Pure; the time is a value, seconds since 1970.
namespace ddns {

/// The name of an algorithm: "hmac-sha256" and its likes. hmac-md5 is refused.
/// Errors: `config`, a sentence without its subject: `is "x", which ...`.
Result<Digest> parse_tsig_algorithm(std::string_view name);
std::string_view tsig_algorithm_name(Digest digest);

struct TsigKey {
    DnsName name;
    Digest digest = Digest::sha256;
    Secret secret; ///< the bytes, not their base64
    bool operator==(const TsigKey&) const = default;
};

/// Errors in a TSIG record: RFC 8945 section 3.
constexpr std::uint16_t tsig_badsig = 16, tsig_badkey = 17, tsig_badtime = 18, tsig_badtrunc = 22;

struct SignedMessage {
    std::string bytes;
    std::string mac; ///< what the reply's signature builds upon
};

/// Adds the TSIG record to a message of `write_dns_message`, with a fudge of 300 s as the RFC advises.
/// `request_mac` is empty for a request; to sign a reply, the MAC of its request.
SignedMessage tsig_sign(std::string message, const TsigKey& key, std::uint64_t now,
                        std::string_view request_mac = {});

/// What the signature of a reply proves.
enum class TsigProof : std::uint8_t {
    good,       ///< it is the answer of somebody who has the key, to this request
    absent,     ///< there is no signature, or an empty one as with BADKEY and BADSIG: it proves nothing
    wrong,      ///< by another key, algorithm or secret, cut short, or not of this request
    wrong_time, ///< the MAC is right, but by our clock it was made at another time
};

/// `reply` is the parse of `bytes`. Only with `good` may anything in the reply be believed.
TsigProof tsig_verify(std::string_view bytes, const DnsMessage& reply, const TsigKey& key,
                      std::string_view request_mac, std::uint64_t now);

/// The server's time that a BADTIME error tells.
std::optional<std::uint64_t> tsig_server_time(const TsigRecord& record);

} // namespace ddns
