// SPDX-License-Identifier: MIT
#include "config/own_folder_windows.h"

#include "util/windows/known_folder.h"

namespace ddns {

std::string own_folder() {
    const std::string folder = known_folder(KnownFolder::local_app_data);
    return folder.empty() ? ".\\ddns-reactor-state" : folder + "\\ddns-reactor";
}

} // namespace ddns
