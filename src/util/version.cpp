// SPDX-License-Identifier: MIT
#include "util/version.h"

namespace ddns {

std::string_view version() { return DDNS_VERSION; }

} // namespace ddns
