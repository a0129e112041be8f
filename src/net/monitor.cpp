// SPDX-License-Identifier: MIT
#include "net/monitor.h"

namespace ddns {

std::string_view to_string(WakeReason reason) {
    switch (reason) {
    case WakeReason::link:
        return "link";
    case WakeReason::address:
        return "address";
    case WakeReason::route:
        return "route";
    case WakeReason::rule:
        return "rule";
    case WakeReason::overflow:
        return "overflow";
    case WakeReason::resume:
        return "resume";
    case WakeReason::poll:
        return "poll";
    }
    return "poll";
}

} // namespace ddns
