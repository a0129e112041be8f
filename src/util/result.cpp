// SPDX-License-Identifier: MIT
#include "util/result.h"

namespace ddns {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::config:
        return "config";
    case ErrorKind::system:
        return "system";
    case ErrorKind::network:
        return "network";
    case ErrorKind::timeout:
        return "timeout";
    case ErrorKind::server:
        return "server";
    case ErrorKind::rate:
        return "rate";
    case ErrorKind::auth:
        return "auth";
    case ErrorKind::abuse:
        return "abuse";
    case ErrorKind::rejected:
        return "rejected";
    case ErrorKind::bad_reply:
        return "bad_reply";
    case ErrorKind::internal:
        return "internal";
    }
    return "internal";
}

} // namespace ddns
