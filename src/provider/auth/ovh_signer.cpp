// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"

namespace ddns {

Signature sign_ovh(std::span<const Secret> credentials, const SigningParts& parts,
                   const SigningMoment& moment) {
    const std::string stamp = unix_seconds(moment.time);
    std::string text;
    text.reserve(4096 + parts.body.size()); // so that the secret is written to one place
    text += credentials[1].reveal() + "+" + credentials[2].reveal() + "+" + parts.method + "+" +
            parts.scheme + "://" + parts.host + parts.path;
    if (!parts.query.empty()) text += "?" + parts.query;
    text += "+";
    text += parts.body;
    text += "+" + stamp;
    const Secret signed_text(std::move(text));
    Signature out;
    out.headers.push_back({"X-Ovh-Application", credentials[0]});
    out.headers.push_back({"X-Ovh-Consumer", credentials[2]});
    out.headers.push_back({"X-Ovh-Timestamp", Secret(stamp)});
    out.headers.push_back(
        {"X-Ovh-Signature", Secret("$1$" + hex(digest(Digest::sha1, signed_text.reveal())))});
    return out;
}

} // namespace ddns
