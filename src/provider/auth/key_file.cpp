// SPDX-License-Identifier: MIT
#include "provider/auth/key_file.h"

#include "util/file.h"
#include "util/json.h"

#include <fmt/format.h>

namespace ddns {

Result<Secret> read_key_file(const std::string& path) {
    auto content = read_file(path, largest_key_file);
    if (!content) return fail(ErrorKind::config, content.error().what);
    if (!*content) return fail(ErrorKind::config, fmt::format("there is no key file {}", path));
    return Secret(std::move(**content));
}

Result<ServiceAccount> parse_service_account(const Secret& json) {
    const auto tree = parse_json(json.reveal(), largest_key_file);
    if (!tree || !tree->if_object())
        return fail(ErrorKind::config, "is not the JSON key file of a service account");
    const auto member = [&](std::string_view name) {
        const Json* value = tree->find(name);
        return value && value->if_string() ? *value->if_string() : std::string();
    };
    if (member("type") != "service_account")
        return fail(ErrorKind::config, "is not the key file of a service account (\"type\" is not "
                                       "\"service_account\")");
    for (const std::string_view name : {"client_email", "token_uri", "private_key"})
        if (member(name).empty()) return fail(ErrorKind::config, fmt::format("has no \"{}\"", name));
    auto key = RsaKey::parse(Secret(member("private_key")));
    if (!key) return fail(ErrorKind::config, "cannot be used: its \"private_key\" " + key.error().what);
    return ServiceAccount{member("client_email"), member("private_key_id"), member("token_uri"),
                          std::move(*key)};
}

} // namespace ddns
