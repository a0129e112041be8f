// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"

namespace ddns {

Signature sign_dnsmadeeasy(std::span<const Secret> credentials, const SigningParts&,
                           const SigningMoment& moment) {
    const std::string stamp = http_date(moment.time);
    Signature out;
    out.headers.push_back({"x-dnsme-apiKey", credentials[0]});
    out.headers.push_back({"x-dnsme-requestDate", Secret(stamp)});
    out.headers.push_back({"x-dnsme-hmac", Secret(hex(hmac(Digest::sha1, credentials[1], stamp)))});
    return out;
}

Signature sign_constellix(std::span<const Secret> credentials, const SigningParts&,
                          const SigningMoment& moment) {
    const std::string stamp = unix_milliseconds(moment.time);
    Signature out;
    out.headers.push_back(
        {"x-cns-security-token", Secret(credentials[0].reveal() + ":" +
                                        base64(hmac(Digest::sha1, credentials[1], stamp)) + ":" + stamp)});
    return out;
}

} // namespace ddns
