// SPDX-License-Identifier: MIT
#include "provider/dns_update_reply.h"

#include "unit/dns/bytes.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const TsigKey key{name("home"), Digest::sha256, Secret("secret")};
constexpr std::uint64_t now = 1'767'323'045; // 2026-01-02 03:04:05 UTC

DnsAsked asked(bool tls = false) {
    return {"ns1.example.com:53", "example.com", &key, tls, WallTime(std::chrono::seconds(now))};
}

DnsMessage reply(Rcode rcode, std::optional<std::uint16_t> tsig_error = {}, std::string other = {}) {
    DnsMessage made;
    made.is_reply = made.authoritative = true;
    made.rcode = rcode;
    if (tsig_error) {
        made.tsig.emplace();
        made.tsig->key = key.name;
        made.tsig->error = *tsig_error;
        made.tsig->time = now;
        made.tsig->fudge = 300;
        made.tsig->other = std::move(other);
    }
    return made;
}

} // namespace

TEST_CASE("what a signed answer to an update means") {
    struct Row {
        Rcode rcode;
        DnsVerdict verdict;
        ErrorKind kind;
        const char* part;
    };
    const Row rows[] = {
        {Rcode::nxrrset, DnsVerdict::conflict, ErrorKind::server, "NXRRSET"},
        {Rcode::yxrrset, DnsVerdict::conflict, ErrorKind::server, "YXRRSET"},
        {Rcode::nxdomain, DnsVerdict::conflict, ErrorKind::server, "NXDOMAIN"},
        {Rcode::yxdomain, DnsVerdict::conflict, ErrorKind::server, "YXDOMAIN"},
        {Rcode::refused, DnsVerdict::refused, ErrorKind::rejected, "does not allow the key home"},
        {Rcode::notzone, DnsVerdict::refused, ErrorKind::rejected, "not in the zone example.com"},
        {Rcode::servfail, DnsVerdict::refused, ErrorKind::server, "SERVFAIL"},
        {Rcode::formerr, DnsVerdict::refused, ErrorKind::bad_reply, "FORMERR"},
        {Rcode::notauth, DnsVerdict::failed, ErrorKind::rejected, "not the primary server of example.com"},
        {Rcode::notimp, DnsVerdict::failed, ErrorKind::rejected, "takes no DNS UPDATE"},
        {static_cast<Rcode>(12), DnsVerdict::failed, ErrorKind::server, "RCODE 12"}};
    for (const Row& row : rows) {
        CAPTURE(row.part);
        const auto judged = judge_update(reply(row.rcode, 0), TsigProof::good, asked());
        CHECK(judged.verdict == row.verdict);
        CHECK(judged.error.kind == row.kind);
        CHECK(judged.error.what.find(row.part) != std::string::npos);
    }
    CHECK(judge_update(reply(Rcode::noerror, 0), TsigProof::good, asked()).verdict == DnsVerdict::good);
}

TEST_CASE("an answer that is not proven never counts, whatever it says, and ends nothing for good") {
    for (const TsigProof proof : {TsigProof::absent, TsigProof::wrong, TsigProof::wrong_time})
        for (int rcode = 0; rcode < 16; ++rcode) {
            CAPTURE(rcode);
            const auto said =
                reply(static_cast<Rcode>(rcode),
                      proof == TsigProof::absent ? std::nullopt : std::optional<std::uint16_t>(0));
            for (const auto& judged :
                 {judge_update(said, proof, asked()), judge_answer(said, proof, asked())}) {
                CHECK(judged.verdict == DnsVerdict::failed);
                CHECK(judged.error.kind == ErrorKind::bad_reply);
            }
        }
}

TEST_CASE("who refuses without a signature is told with all that may be the reason") {
    const auto judged = judge_update(reply(Rcode::refused), TsigProof::absent, asked());
    for (const char* part : {"home (hmac-sha256)", "2026-01-02 03:04:05 UTC", "example.com"})
        CHECK(judged.error.what.find(part) != std::string::npos);
    const auto nsd = judge_update(reply(Rcode::notimp), TsigProof::absent, asked());
    CHECK(nsd.error.what.find("takes no DNS UPDATE") != std::string::npos);
}

TEST_CASE("BADKEY and BADSIG count over TLS alone, where nobody stands between") {
    for (const std::uint16_t error : {tsig_badkey, tsig_badsig}) {
        const auto said = reply(Rcode::notauth, error);
        CHECK(judge_update(said, TsigProof::absent, asked()).error.kind == ErrorKind::bad_reply);
        CHECK(judge_update(said, TsigProof::absent, asked(true)).error.kind == ErrorKind::auth);
    }
}

TEST_CASE("BADTIME tells both clocks and by how much they differ") {
    const std::uint64_t there = now + 660;
    std::string other;
    for (int shift = 40; shift >= 0; shift -= 8) other += static_cast<char>(there >> shift & 0xff);
    const auto judged = judge_update(reply(Rcode::notauth, tsig_badtime, other), TsigProof::good, asked());
    CHECK(judged.verdict == DnsVerdict::failed);
    CHECK(judged.error.what ==
          "the clock of this machine is 11 min behind ns1.example.com:53's: here it is "
          "2026-01-02 03:04:05 UTC, there 2026-01-02 03:15:05 UTC; set it right, more than "
          "300 s apart no signature counts");
    const auto without = judge_update(reply(Rcode::notauth, tsig_badtime), TsigProof::good, asked());
    CHECK(without.error.what.find("the clocks differ too much") != std::string::npos);
    const auto far =
        judge_update(reply(Rcode::notauth, tsig_badtime, std::string(6, '\xff')), TsigProof::good, asked());
    CHECK(far.error.what.find("9999-12-31 23:59:59 UTC") != std::string::npos);
}

TEST_CASE("only a server with authority answers for what a name has") {
    CHECK(judge_answer(reply(Rcode::noerror, 0), TsigProof::good, asked()).verdict == DnsVerdict::good);
    CHECK(judge_answer(reply(Rcode::nxdomain, 0), TsigProof::good, asked()).verdict == DnsVerdict::good);
    DnsMessage hearsay = reply(Rcode::noerror, 0);
    hearsay.authoritative = false;
    const auto judged = judge_answer(hearsay, TsigProof::good, asked());
    CHECK(judged.error.kind == ErrorKind::rejected);
    CHECK(judged.error.what.find("no authority") != std::string::npos);
}
