// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "provider/definition.h"
#include "util/secret.h"
#include "util/time.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Signatures of requests. Pure: the time and the nonce are values, nothing is kept.
namespace ddns {

/// A request as a signature sees it: everything as it goes over the wire.
struct SigningParts {
    std::string method;
    std::string scheme; ///< "https"
    std::string host;   ///< what the Host header says: with the port where that is not the scheme's own
    std::string path;   ///< percent-encoded, at least "/"
    std::string query;  ///< percent-encoded, without the question mark
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case, values trimmed
    std::string_view body; ///< of the request that the parts were taken from
};

/// The request must outlive the parts. Its URL was checked: it has a scheme and a host.
SigningParts parts_of(const HttpRequest& request);

/// When a request is signed and what makes it unlike any other.
struct SigningMoment {
    WallTime time{};
    std::string nonce; ///< letters and digits, 16 at least
};

/// What proves a request.
struct Signature {
    std::vector<HttpHeader> headers;
    std::vector<std::pair<std::string, Secret>> query; ///< put after what is there, not yet encoded
};

/// Whether requests are signed in this scheme. The others have a fixed header, a token, or nothing.
bool signs(AuthSpec::Scheme scheme);

/// `credentials` are the scheme's arguments in the order of load_auth.cpp; those that may be left out may be
/// missing at the end or empty. The scheme must be one that signs.
Signature sign(AuthSpec::Scheme scheme, std::span<const Secret> credentials, const SigningParts& parts,
               const SigningMoment& moment);

/// Adds it to the request that it was made for.
void apply(const Signature& signature, HttpRequest& request);

} // namespace ddns
