// SPDX-License-Identifier: MIT
#include "http/transport.h"

namespace ddns {

std::string_view HttpReply::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

} // namespace ddns
