// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "http/transport.h"
#include "loop/timers.h"
#include "provider/auth/auth_sources.h"
#include "provider/definition.h"
#include "provider/session.h"

#include <memory>

namespace ddns {

/// The account at work with the provider of a file. The definition, the transport and the timers must outlive
/// the session and every operation that it gave out; the operations may outlive the session.
std::unique_ptr<AccountSession> make_session(const ProviderDefinition& definition, const Account& account,
                                             HttpTransport& transport, Timers& timers,
                                             const AuthSources& sources = {});

/// What the configuration's own checks cannot see: whether the templates of the user (`url`, `body` of the
/// generic provider) and its key file are right. Errors: `config`.
Result<void> check_account(const ProviderDefinition& definition, const Account& account,
                           const AuthSources& sources = {});

} // namespace ddns
