// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "provider/auth/signing.h"
#include "provider/bound_account.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What is asked before an account's requests: a token for credentials, or the call that logs in. Pure.
namespace ddns {

/// Whether requests need something that a request must fetch first.
bool needs_token(AuthSpec::Scheme scheme);

/// The scheme must be one that needs a token. The moment's time is in Google's assertion.
/// Errors: `config`, `internal`.
Result<HttpRequest> token_request(const BoundAccount& bound, const SigningMoment& moment);

struct TokenReply {
    Tokens tokens;
    std::optional<Duration> lifetime; ///< unset: until a reply means `auth`
};

/// Errors: what the provider's file says of the reply, for schemes by name what RFC 6749 says; the sentence
/// begins with "could not log in".
Result<TokenReply> read_token_reply(const BoundAccount& bound, const HttpReply& reply);

/// RFC 7523, section 2.1, for an hour: `header.claims.signature`.
Result<Secret> assertion_of(const ServiceAccount& account, std::string_view scope, WallTime now);

} // namespace ddns
