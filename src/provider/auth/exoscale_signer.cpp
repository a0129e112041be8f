// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "provider/auth/canonical.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"

#include <map>

namespace ddns {

Signature sign_exoscale(std::span<const Secret> credentials, const SigningParts& parts,
                        const SigningMoment& moment) {
    const std::string expires = unix_seconds(moment.time + std::chrono::minutes(10));
    std::map<std::string, std::vector<std::string>> query;
    for (auto& [name, value] : decode_query(parts.query)) query[name].push_back(std::move(value));
    std::string names;
    std::string values;
    for (const auto& [name, given] : query) {
        if (given.size() != 1) continue; // a repeated parameter is not signed
        names += (names.empty() ? "" : ";") + name;
        values += given[0];
    }
    const std::string to_sign = parts.method + " " + parts.path + "\n" + std::string(parts.body) + "\n" +
                                values + "\n\n" +
                                expires; // between the two: headers, of which there are none
    std::string text = "EXO2-HMAC-SHA256 credential=" + credentials[0].reveal();
    if (!names.empty()) text += ",signed-query-args=" + names;
    text += ",expires=" + expires + ",signature=" + base64(hmac(Digest::sha256, credentials[1], to_sign));
    Signature out;
    out.headers.push_back({"Authorization", Secret(std::move(text))});
    return out;
}

} // namespace ddns
