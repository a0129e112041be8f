// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"

namespace ddns {

/// "3 records at 2 accounts"
std::string describe_size(const Config& config);

} // namespace ddns
