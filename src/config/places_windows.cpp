// SPDX-License-Identifier: MIT
#include "config/places.h"

#include "util/windows/known_folder.h"

namespace ddns {

std::string system_config_folder() { return known_folder(KnownFolder::program_data) + "\\ddns-reactor"; }

} // namespace ddns
