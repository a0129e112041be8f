// SPDX-License-Identifier: MIT
#pragma once

#include "dns/tsig.h"
#include "util/result.h"
#include "util/time.h"

#include <string>

/// What the answers of servers say, in sentences. Pure.
namespace ddns {

/// Who was asked, as messages name it.
struct DnsAsked {
    std::string server; ///< "ns1.example.com:53"
    std::string zone;   ///< "example.com"
    const TsigKey* key = nullptr;
    bool tls = false;
    WallTime now{}; ///< by the clock of this machine
};

enum class DnsVerdict : std::uint8_t {
    good,     ///< done, or found
    conflict, ///< a prerequisite does not hold: nothing was changed
    refused,  ///< signed, and about the names in the message: nothing was changed
    failed,   ///< all else; when it was an update, it may have been made unless the answer is signed
};

struct DnsJudgement {
    DnsVerdict verdict = DnsVerdict::failed;
    Error error; ///< unless good. A sentence about the server, to be put after the record's name
};

/// The answer to an UPDATE. Only what is signed is believed; what is not, and says that it did not work, is
/// explained but ends nothing for good, because whoever sits between here and the server (a hotel that
/// catches port 53) could have said it. Over TLS, where nobody sits there, BADKEY and BADSIG are believed.
DnsJudgement judge_update(const DnsMessage& answer, TsigProof proof, const DnsAsked& asked);

/// The answer to a question for records: `good` or `failed`. NXDOMAIN is good. It must come from a server
/// with authority for the name.
DnsJudgement judge_answer(const DnsMessage& answer, TsigProof proof, const DnsAsked& asked);

} // namespace ddns
