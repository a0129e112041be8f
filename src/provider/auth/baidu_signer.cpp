// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "provider/auth/canonical.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"
#include "util/text.h"

namespace ddns {

Signature sign_baidu(std::span<const Secret> credentials, const SigningParts& parts,
                     const SigningMoment& moment) {
    constexpr std::string_view names[] = {"host", "content-type", "content-length", "content-md5", "x-bce-*"};
    const std::string head =
        "bce-auth-v1/" + credentials[0].reveal() + "/" + date_time(moment.time) + "/1800";
    const auto headers = signed_headers(parts, {}, names);
    std::string request = parts.method + "\n" + parts.path + "\n" + canonical_query(parts.query);
    for (const auto& [name, value] : headers) request += "\n" + name + ":" + percent_encode(value);
    // The key is the hexadecimal text, not the bytes.
    const Secret key(hex(hmac(Digest::sha256, credentials[1], head)));
    Signature out;
    out.headers.push_back({"Authorization", Secret(head + "/" + joined_names(headers) + "/" +
                                                   hex(hmac(Digest::sha256, key, request)))});
    return out;
}

} // namespace ddns
