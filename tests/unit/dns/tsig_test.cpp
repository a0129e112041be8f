// SPDX-License-Identifier: MIT
#include "dns/tsig.h"

#include "unit/dns/bytes.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const std::string secret = "c2VjcmV0LW9mLXRoZS1pbnRlcm9wLXRlc3RzLTMyYnl0"; // base64

TsigKey key_of(Digest digest) { return {name("ddns.example.com"), digest, *decode_base64(Secret(secret))}; }

/// An update that nsupdate of BIND 9.18 signed and the answer that named signed, captured on loopback: what
/// differs from one algorithm to the next.
struct Vector {
    const char* algorithm;
    std::uint64_t id, time;
    const char* request_mac;
    const char* reply_mac;
};
constexpr Vector vectors[] = {
    {"hmac-sha1", 0xc317, 0x6b077cd4, "1a6c6bde0df5a41bd86d0a193473455422a0eccd",
     "f5b60a670e0fe8bf045ed7f0408e9cfc8473b7b5"},
    {"hmac-sha224", 0xdd77, 0x6b077cd5, "6ccfef3f0cc892e463aab146274c4458451409f76452dfe8c8585d7d",
     "4741ad3e7ddd348489a19ca403bd6709751c01e2d6406963224287bd"},
    {"hmac-sha256", 0x9e71, 0x6b077cd6, "ab6a6b724f2597c49dc33715d625e8a6837a4648d9bdfd3f46846f803d4ae7fd",
     "986ac3fb3ab4769c84f46e596d19d4ce0dae7c43fc38560d200be4821e8cbc0f"},
    {"hmac-sha384", 0xf819, 0x6b077cd7,
     "a8c1b44ab38f5b81f00f273d60350dd9bdcdd5707764e55673fdb18cb9b651d378b43a31bf4430699d2f63a58cc21a06",
     "884b8b2e4d1b638f0f314a91d9a2b470444809c2734b93e62e2de3c38ee1ae57ed14c7de090214a9bfff2329b3a5b3f3"},
    {"hmac-sha512", 0xc490, 0x6b077cd8,
     "408af7b01db65207b2059cea280a8a9f4852f0dd0acedd1d35421806eb8870bc"
     "f672368e18d1f97e34e32adf82dec5e0147720c9037fb5183175c006ac3ed6ae",
     "06fdd599852ae93179da392ac8cd85e793d51c65efbd66e81019b9fbc05622f9"
     "ddc707273932f3ecf34a1ae29cbe5d6185536b70089cd5d2aadf4c188e738430"},
};

std::string hex16(std::uint64_t value) {
    return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

/// A TSIG record as it stands at the end of those messages.
std::string record_bytes(const Vector& v, const std::string& mac) {
    const std::string algorithm = name(v.algorithm).wire();
    std::string data = algorithm + from_hex("0000 6b07") + hex16(v.time) + from_hex("012c") +
                       hex16(mac.size()) + mac + hex16(v.id) + from_hex("0000 0000");
    return name("ddns.example.com").wire() + from_hex("00fa 00ff 00000000") + hex16(data.size()) + data;
}

std::string request_bytes(const Vector& v, std::uint8_t additional) {
    return hex16(v.id) + from_hex("2800 0001 0001 0002 00") + static_cast<char>(additional) +
           from_hex("076578616d706c6503636f6d00 0006 0001 04686f6d65c00c 0005 00fe 00000000 0000"
                    "c01d 0001 00ff 00000000 0000 c01d 0001 0001 0000012c 0004 c0000201");
}

std::string reply_bytes(const Vector& v) {
    return hex16(v.id) + from_hex("a800 0001 0000 0000 0001 076578616d706c6503636f6d00 0006 0001") +
           record_bytes(v, from_hex(v.reply_mac));
}

/// An answer that this program signs itself, for what named does not do on demand.
std::string signed_reply(const TsigKey& key, const std::string& request_mac, std::uint64_t time) {
    DnsMessage reply;
    reply.id = 7;
    reply.is_reply = true;
    return tsig_sign(*write_dns_message(reply), key, time, request_mac).bytes;
}

TsigProof proof(const std::string& bytes, const TsigKey& key, const std::string& request_mac,
                std::uint64_t now) {
    const auto reply = parse_dns_message(bytes);
    REQUIRE_MESSAGE(reply, reply.error().what);
    return tsig_verify(bytes, *reply, key, request_mac, now);
}

} // namespace

TEST_CASE("requests are signed as nsupdate signs them, and the answers of named are good") {
    for (const Vector& v : vectors) {
        INFO(v.algorithm);
        const TsigKey key = key_of(*parse_tsig_algorithm(v.algorithm));
        const SignedMessage made = tsig_sign(request_bytes(v, 0), key, v.time);
        CHECK(made.mac == from_hex(v.request_mac));
        CHECK(made.bytes == request_bytes(v, 1) + record_bytes(v, made.mac));
        CHECK(proof(reply_bytes(v), key, made.mac, v.time) == TsigProof::good);
        // Signed as a request: there is no earlier MAC in it.
        CHECK(proof(made.bytes, key, "", v.time) == TsigProof::good);
    }
}

TEST_CASE("a reply proves nothing when anything in it is another") {
    const Vector& v = vectors[2];
    const TsigKey key = key_of(Digest::sha256);
    const std::string mac = from_hex(v.request_mac), good = reply_bytes(v);
    REQUIRE(proof(good, key, mac, v.time) == TsigProof::good);

    SUBCASE("one bit") {
        // Byte by byte; where it breaks the record itself it is no message any more.
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string other = good;
            other[i] = static_cast<char>(other[i] ^ 1);
            const auto reply = parse_dns_message(other);
            // The id on the wire is replaced by the original one, which is signed.
            if (!reply || i < 2) continue;
            INFO(i);
            CHECK(tsig_verify(other, *reply, key, mac, v.time) != TsigProof::good);
        }
    }
    SUBCASE("the request") {
        CHECK(proof(good, key, std::string(32, 'x'), v.time) == TsigProof::wrong);
        CHECK(proof(good, key, "", v.time) == TsigProof::wrong);
    }
    SUBCASE("the key") {
        TsigKey other = key;
        other.secret = Secret("another");
        CHECK(proof(good, other, mac, v.time) == TsigProof::wrong);
        other = key;
        other.name = name("other.example.com");
        CHECK(proof(good, other, mac, v.time) == TsigProof::wrong);
        CHECK(proof(good, key_of(Digest::sha512), mac, v.time) == TsigProof::wrong);
    }
    SUBCASE("the time") {
        CHECK(proof(good, key, mac, v.time + 300) == TsigProof::good);
        CHECK(proof(good, key, mac, v.time - 300) == TsigProof::good);
        CHECK(proof(good, key, mac, v.time + 301) == TsigProof::wrong_time);
        CHECK(proof(good, key, mac, v.time - 301) == TsigProof::wrong_time);
    }
    SUBCASE("the signature is cut short") {
        const std::string half =
            reply_bytes(v).substr(0, good.size() - record_bytes(v, std::string(32, ' ')).size()) +
            record_bytes(v, from_hex(v.reply_mac).substr(0, 16));
        CHECK(proof(half, key, mac, v.time) == TsigProof::wrong);
    }
    SUBCASE("there is no signature, or an empty one") {
        DnsMessage reply;
        reply.is_reply = true;
        CHECK(proof(*write_dns_message(reply), key, mac, v.time) == TsigProof::absent);
        const std::string empty =
            good.substr(0, good.size() - record_bytes(v, std::string(32, ' ')).size()) + record_bytes(v, "");
        CHECK(proof(empty, key, mac, v.time) == TsigProof::absent);
    }
}

TEST_CASE("a reply of our own making is verified too") {
    const TsigKey key = key_of(Digest::sha384);
    CHECK(proof(signed_reply(key, "mac", 1000), key, "mac", 1000) == TsigProof::good);
    CHECK(proof(signed_reply(key, "other", 1000), key, "mac", 1000) == TsigProof::wrong);
}

TEST_CASE("the server's time stands in a BADTIME error") {
    TsigRecord record;
    record.error = tsig_badtime;
    record.other = from_hex("00006b077cd4");
    CHECK(tsig_server_time(record) == 0x6b077cd4);
    record.other.pop_back();
    CHECK_FALSE(tsig_server_time(record));
    record.other = from_hex("00006b077cd4");
    record.error = tsig_badsig;
    CHECK_FALSE(tsig_server_time(record));
}

TEST_CASE("algorithms are read by name, and hmac-md5 is refused with a sentence") {
    CHECK(parse_tsig_algorithm("HMAC-SHA256.") == Digest::sha256);
    for (const Digest digest : {Digest::sha1, Digest::sha224, Digest::sha256, Digest::sha384, Digest::sha512})
        CHECK(parse_tsig_algorithm(tsig_algorithm_name(digest)) == digest);
    for (const char* md5 : {"hmac-md5", "HMAC-MD5.SIG-ALG.REG.INT", "hmac-md5.sig-alg.reg.int."}) {
        const auto refused = parse_tsig_algorithm(md5);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == ErrorKind::config);
        CHECK(refused.error().what.find("RFC 8945 forbids") != std::string::npos);
    }
    CHECK(parse_tsig_algorithm("hmac-sha265").error().what.find("did you mean \"hmac-sha256\"?") !=
          std::string::npos);
    CHECK_FALSE(parse_tsig_algorithm("gss-tsig"));
    CHECK_FALSE(parse_tsig_algorithm(""));
    CHECK_FALSE(parse_tsig_algorithm("hmac-sha256-128"));
}
