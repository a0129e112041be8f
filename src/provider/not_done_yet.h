// SPDX-License-Identifier: MIT
#pragma once

#include "provider/definition.h"

#include <string>

namespace ddns {

/// The first thing a provider file asks for that the engine has not learnt yet, as a noun phrase; "" when
/// there is none. Such a file is refused when an account uses it, so that nothing else happens in its place.
std::string not_done_yet(const ProviderDefinition& definition);

} // namespace ddns
