// SPDX-License-Identifier: MIT
#include "provider/not_done_yet.h"

namespace ddns {

std::string not_done_yet(const ProviderDefinition& d) {
    using Scheme = AuthSpec::Scheme;
    const bool known =
        d.auth.scheme == Scheme::none || d.auth.scheme == Scheme::basic || d.auth.scheme == Scheme::bearer;
    return known ? "" : "signed requests or a login";
}

} // namespace ddns
