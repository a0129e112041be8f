// SPDX-License-Identifier: MIT
#include "provider/dns_update_reply.h"

#include "util/calendar.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string time_text(std::uint64_t seconds) {
    constexpr std::uint64_t year_9999 = 253'402'300'799;
    const std::chrono::seconds since(static_cast<std::int64_t>(std::min(seconds, year_9999)));
    const std::string text = date_time(std::chrono::sys_seconds(since));
    return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 8));
}

std::uint64_t seconds_of(WallTime time) {
    const auto since = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    return since < 0 ? 0 : static_cast<std::uint64_t>(since);
}

std::string key_text(const DnsAsked& asked) {
    return fmt::format("{} ({})", asked.key->name.to_text(), tsig_algorithm_name(asked.key->digest));
}

DnsJudgement failed(ErrorKind kind, std::string sentence) {
    return {DnsVerdict::failed, {kind, std::move(sentence), {}}};
}

/// Nobody has signed it: an attacker or a device between could have sent it.
DnsJudgement unproven(std::string sentence) { return failed(ErrorKind::bad_reply, std::move(sentence)); }

DnsJudgement wrong_clock(const TsigRecord& tsig, const DnsAsked& asked) {
    const std::uint64_t here = seconds_of(asked.now);
    const auto there = tsig_server_time(tsig);
    if (!there)
        return failed(
            ErrorKind::server,
            fmt::format("{} says that the clocks differ too much (here it is {}); set this machine's "
                        "clock, or the server's",
                        asked.server, time_text(here)));
    constexpr std::uint64_t longest_told = 400ULL * 365 * 86'400; // the server can say any 48 bits
    const std::uint64_t apart = std::min(here > *there ? here - *there : *there - here, longest_told);
    return failed(
        ErrorKind::server,
        fmt::format("the clock of this machine is {} {} {}'s: here it is {}, there {}; set it right, "
                    "more than {} s apart no signature counts",
                    describe(std::chrono::seconds(apart)), here > *there ? "ahead of" : "behind",
                    asked.server, time_text(here), time_text(*there), tsig.fudge));
}

DnsJudgement wrong_key(std::uint16_t error, const DnsAsked& asked) {
    const ErrorKind kind = asked.tls ? ErrorKind::auth : ErrorKind::bad_reply;
    if (error == tsig_badkey)
        return failed(kind,
                      fmt::format("{} does not know the key {}; its name and algorithm must be the same "
                                  "there and in this account",
                                  asked.server, key_text(asked)));
    return failed(kind, fmt::format("{} has another secret for the key {}; give the account the server's",
                                    asked.server, key_text(asked)));
}

/// The server says something about the signature. nullopt: it does not.
std::optional<DnsJudgement> about_signature(const DnsMessage& answer, const DnsAsked& asked) {
    if (!answer.tsig || answer.tsig->error == 0) return std::nullopt;
    switch (answer.tsig->error) {
    case tsig_badtime:
        return wrong_clock(*answer.tsig, asked);
    case tsig_badkey:
    case tsig_badsig:
        return wrong_key(answer.tsig->error, asked);
    default:
        return failed(ErrorKind::server, fmt::format("{} does not accept the signature (TSIG error {})",
                                                     asked.server, answer.tsig->error));
    }
}

DnsJudgement unsigned_answer(const DnsMessage& answer, const DnsAsked& asked) {
    const std::string said = to_string(answer.rcode);
    switch (answer.rcode) {
    case Rcode::refused:
        return unproven(fmt::format(
            "{} refused without a signature, so it did not accept the key {}: it has no such key or another "
            "secret for it, or its clock differs (here it is {}), or the key may not change {}",
            asked.server, key_text(asked), time_text(seconds_of(asked.now)), asked.zone));
    case Rcode::notauth:
        return unproven(
            fmt::format("{} answered NOTAUTH without a signature: it is not the primary server of {}, or it "
                        "does not accept the key {}, or its clock differs (here it is {}); check `server:`, "
                        "`zone:` and the key",
                        asked.server, asked.zone, key_text(asked), time_text(seconds_of(asked.now))));
    case Rcode::notimp:
        return unproven(fmt::format("{} takes no DNS UPDATE; name another server with `server:`, one that "
                                    "does (NSD and most secondaries do not)",
                                    asked.server));
    case Rcode::noerror:
        return unproven(fmt::format("{} answered without the signature of the key {}, so nothing it says is "
                                    "believed; check that it is the primary server and knows the key",
                                    asked.server, key_text(asked)));
    default:
        return unproven(fmt::format("{} answered {} without a signature", asked.server, said));
    }
}

/// nullopt: it is signed, by the one who was asked, and now.
std::optional<DnsJudgement> not_believed(const DnsMessage& answer, TsigProof proof, const DnsAsked& asked) {
    switch (proof) {
    case TsigProof::good:
        return about_signature(answer, asked);
    case TsigProof::absent:
        if (const auto told = about_signature(answer, asked)) return told;
        return unsigned_answer(answer, asked);
    case TsigProof::wrong:
        return unproven(fmt::format("the answer of {} has a wrong signature; somebody has changed it, or the "
                                    "secret of the key {} is another there",
                                    asked.server, key_text(asked)));
    case TsigProof::wrong_time:
        return unproven(
            fmt::format("the answer of {} was signed at {}, but here it is {}; one of the clocks is "
                        "wrong",
                        asked.server, time_text(answer.tsig->time), time_text(seconds_of(asked.now))));
    }
    return std::nullopt;
}

DnsJudgement refused(ErrorKind kind, std::string sentence) {
    return {DnsVerdict::refused, {kind, std::move(sentence), {}}};
}

} // namespace

DnsJudgement judge_update(const DnsMessage& answer, TsigProof proof, const DnsAsked& asked) {
    if (auto doubt = not_believed(answer, proof, asked)) return std::move(*doubt);
    const std::string said = to_string(answer.rcode);
    switch (answer.rcode) {
    case Rcode::noerror:
        return {DnsVerdict::good, {}};
    case Rcode::nxrrset:
    case Rcode::yxrrset:
    case Rcode::nxdomain:
    case Rcode::yxdomain:
        return {DnsVerdict::conflict,
                {ErrorKind::server,
                 fmt::format("somebody else changes it at the same time ({} says {})", asked.server, said),
                 {}}};
    case Rcode::refused:
        return refused(ErrorKind::rejected,
                       fmt::format("{} does not allow the key {} to change it; see the update policy there",
                                   asked.server, key_text(asked)));
    case Rcode::notzone:
        return refused(ErrorKind::rejected,
                       fmt::format("{} says that it is not in the zone {}", asked.server, asked.zone));
    case Rcode::servfail:
        return refused(ErrorKind::server, fmt::format("{} failed to change it (SERVFAIL)", asked.server));
    case Rcode::formerr:
        return refused(ErrorKind::bad_reply,
                       fmt::format("{} did not understand the update (FORMERR)", asked.server));
    case Rcode::notauth:
        return failed(ErrorKind::rejected,
                      fmt::format("{} is not the primary server of {}; check `server:` and `zone:`",
                                  asked.server, asked.zone));
    case Rcode::notimp:
        return failed(ErrorKind::rejected, fmt::format("{} takes no DNS UPDATE; name another server with "
                                                       "`server:`",
                                                       asked.server));
    }
    return failed(ErrorKind::server, fmt::format("{} answered {}", asked.server, said));
}

DnsJudgement judge_answer(const DnsMessage& answer, TsigProof proof, const DnsAsked& asked) {
    if (auto doubt = not_believed(answer, proof, asked)) return std::move(*doubt);
    if (answer.rcode == Rcode::refused)
        return failed(
            ErrorKind::rejected,
            fmt::format("{} answers no questions about {}: it is not kept there, or the key {} may not "
                        "ask",
                        asked.server, asked.zone, key_text(asked)));
    if (answer.rcode == Rcode::notauth ||
        ((answer.rcode == Rcode::noerror || answer.rcode == Rcode::nxdomain) && !answer.authoritative))
        return failed(ErrorKind::rejected,
                      fmt::format("{} has no authority for it; name the primary server of {} with `server:`",
                                  asked.server, asked.zone));
    if (answer.rcode == Rcode::noerror || answer.rcode == Rcode::nxdomain) return {DnsVerdict::good, {}};
    return failed(ErrorKind::server, fmt::format("{} answered {}", asked.server, to_string(answer.rcode)));
}

} // namespace ddns
