// SPDX-License-Identifier: MIT
#include "cli/platform.h"

#include "config/places.h"

namespace ddns {

CommandPlatform command_platform() {
    return {CommandPlatform::Family::windows, system_config_folder() + "\\config.yaml"};
}

} // namespace ddns
