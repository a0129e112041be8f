// SPDX-License-Identifier: MIT
#include "config/describe.h"

#include <fmt/format.h>

namespace ddns {

namespace {

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

} // namespace

std::string describe_size(const Config& config) {
    return fmt::format("{} at {}", plural(config.records.size(), "record"),
                       plural(config.accounts.size(), "account"));
}

} // namespace ddns
