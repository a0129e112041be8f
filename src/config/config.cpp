// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <fmt/format.h>

namespace ddns {

std::string Config::describe(const Record& record) const {
    return fmt::format("{} {} at {}", to_string(record.type), record.name, accounts.at(record.account).name);
}

} // namespace ddns
