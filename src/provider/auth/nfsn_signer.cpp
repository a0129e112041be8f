// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"

namespace ddns {

Signature sign_nfsn(std::span<const Secret> credentials, const SigningParts& parts,
                    const SigningMoment& moment) {
    const std::string head =
        credentials[0].reveal() + ";" + unix_seconds(moment.time) + ";" + moment.nonce.substr(0, 16) + ";";
    const std::string target = parts.path + (parts.query.empty() ? "" : "?" + parts.query);
    const Secret text(head + credentials[1].reveal() + ";" + target + ";" +
                      hex(digest(Digest::sha1, parts.body)));
    Signature out;
    out.headers.push_back({"X-NFSN-Authentication", Secret(head + hex(digest(Digest::sha1, text.reveal())))});
    return out;
}

} // namespace ddns
