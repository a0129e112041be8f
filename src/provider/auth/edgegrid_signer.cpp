// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"

namespace ddns {

Signature sign_edgegrid(std::span<const Secret> credentials, const SigningParts& parts,
                        const SigningMoment& moment) {
    const std::string stamp = half_basic_date_time(moment.time) + "+0000";
    const std::string head = "EG1-HMAC-SHA256 client_token=" + credentials[0].reveal() +
                             ";access_token=" + credentials[2].reveal() + ";timestamp=" + stamp +
                             ";nonce=" + moment.nonce + ";";
    const bool hashed = parts.method == "POST" && !parts.body.empty();
    const std::string target = parts.path + (parts.query.empty() ? "" : "?" + parts.query);
    const std::string body_hash =
        hashed ? base64(digest(Digest::sha256, parts.body.substr(0, most_signed_by_edgegrid))) : "";
    // Between the two tabs after the target stand the signed headers.
    const std::string to_sign = parts.method + "\t" + parts.scheme + "\t" + parts.host + "\t" + target +
                                "\t\t" + body_hash + "\t" + head;
    const Secret key(base64(hmac(Digest::sha256, credentials[1], stamp)));
    Signature out;
    out.headers.push_back(
        {"Authorization", Secret(head + "signature=" + base64(hmac(Digest::sha256, key, to_sign)))});
    return out;
}

} // namespace ddns
