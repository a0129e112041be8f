// SPDX-License-Identifier: MIT
#include "observe/service_log.h"

namespace ddns {

std::unique_ptr<Log> make_service_log(const LogSettings& settings, const std::string&) {
    return make_log(settings);
}

} // namespace ddns
