// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ddns {

/// A path for the functions of Windows that end in W: absolute, with backslashes, and with the prefix `\\?\`
/// when it is too long to go without (MAX_PATH; the manifest's longPathAware needs a setting of the machine
/// as well). Empty stays empty.
std::wstring api_path(std::string_view utf8);

} // namespace ddns
