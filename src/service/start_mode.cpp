// SPDX-License-Identifier: MIT
#include "service/start_mode.h"

namespace ddns {

std::string_view to_string(StartMode mode) {
    switch (mode) {
    case StartMode::service:
        return "service";
    case StartMode::task:
        return "task";
    case StartMode::logon:
        return "logon";
    }
    return "?";
}

std::string_view describe(StartMode mode) {
    switch (mode) {
    case StartMode::service:
        return "the Windows service";
    case StartMode::task:
        return "the scheduled task";
    case StartMode::logon:
        return "the Run key";
    }
    return "?";
}

std::optional<StartMode> start_mode(std::string_view word) {
    for (const StartMode mode : {StartMode::service, StartMode::task, StartMode::logon})
        if (word == to_string(mode)) return mode;
    return std::nullopt;
}

} // namespace ddns
