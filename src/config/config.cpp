// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <fmt/format.h>

namespace ddns {

std::string Config::describe(const Record& record) const {
    return fmt::format("{} {} at {}", to_string(record.type), record.name, accounts.at(record.account).name);
}

const DetectSettings& Config::detect_for(std::string_view interface) const {
    const auto own = detect_through.find(interface);
    return own == detect_through.end() ? detect : own->second;
}

} // namespace ddns
