// SPDX-License-Identifier: MIT
#include "state/record_key.h"

#include <fmt/format.h>

namespace ddns {

namespace {

/// FNV-1a, 32 bits: the same on every platform and in every version.
std::uint32_t checksum(std::string_view text) {
    std::uint32_t sum = 2166136261u;
    for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619u;
    return sum;
}

} // namespace

RecordKey key_of(const Config& config, const Record& record) {
    const Account& account = config.accounts.at(record.account);
    std::string name = account.name + '@' + account.provider;
    const auto url = account.settings.find("url"); // the generic provider's, with its placeholders
    const std::string& where = url == account.settings.end() ? account.url : url->second.reveal();
    if (!where.empty()) name += fmt::format("#{:08x}", checksum(where));
    return {std::move(name), record.name, record.type};
}

} // namespace ddns
