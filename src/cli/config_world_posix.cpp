// SPDX-License-Identifier: MIT
#include "cli/configuration.h"

namespace ddns {

ConfigWorld world_of(const std::string&) { return real_config_world(); }

} // namespace ddns
