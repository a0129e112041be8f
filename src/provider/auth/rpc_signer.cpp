// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "provider/auth/canonical.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

Signature sign_query(const Secret& secret, const Parameters& common, const SigningParts& parts) {
    Parameters all = decode_query(parts.query);
    Signature out;
    for (const auto& parameter : common) {
        const auto same = [&](const auto& given) { return given.first == parameter.first; };
        if (std::any_of(all.begin(), all.end(), same)) continue;
        all.push_back(parameter);
        out.query.emplace_back(parameter.first, Secret(parameter.second));
    }
    // The path is "/" here, whatever it is.
    const std::string to_sign = parts.method + "&%2F&" + percent_encode(canonical_query(all));
    out.query.emplace_back("Signature",
                           Secret(base64(hmac(Digest::sha1, Secret(secret.reveal() + "&"), to_sign))));
    return out;
}

} // namespace

Signature sign_aliyun_rpc(std::span<const Secret> credentials, const SigningParts& parts,
                          const SigningMoment& moment) {
    Parameters common = {{"Format", "JSON"},
                         {"AccessKeyId", credentials[0].reveal()},
                         {"SignatureMethod", "HMAC-SHA1"},
                         {"SignatureVersion", "1.0"},
                         {"SignatureNonce", moment.nonce},
                         {"Timestamp", date_time(moment.time)}};
    if (credentials.size() > 2 && !credentials[2].empty())
        common.emplace_back("SecurityToken", credentials[2].reveal());
    return sign_query(credentials[1], common, parts);
}

Signature sign_nowcn(std::span<const Secret> credentials, const SigningParts& parts,
                     const SigningMoment& moment) {
    const Parameters common = {{"AccessInstanceID", credentials[0].reveal()},
                               {"SignatureMethod", "HMAC-SHA1"},
                               {"SignatureNonce", moment.nonce},
                               {"Timestamp", date_time(moment.time)}};
    return sign_query(credentials[1], common, parts);
}

} // namespace ddns
