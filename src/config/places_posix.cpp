// SPDX-License-Identifier: MIT
#include "config/places.h"

namespace ddns {

std::string system_config_folder() { return "/etc/ddns-reactor"; }

} // namespace ddns
