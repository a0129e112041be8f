// SPDX-License-Identifier: MIT
#include "detect/party.h"

namespace ddns {

std::string_view to_string(DetectMethod method) {
    switch (method) {
    case DetectMethod::https:
        return "https";
    case DetectMethod::dns:
        return "dns";
    case DetectMethod::stun:
        return "stun";
    case DetectMethod::gateway:
        break;
    }
    return "gateway";
}

} // namespace ddns
