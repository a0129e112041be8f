// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "http/transport.h"
#include "provider/definition.h"
#include "provider/hidden_words.h"

#include <string>
#include <string_view>

namespace ddns {

/// Makes what an account sends fit to be shown: its secrets become `***` in each form in which a provider
/// file can write them. Proofs (Authorization and cookies) are not shown at all.
class SecretMask {
public:
    SecretMask(const ProviderDefinition& definition, const Account& account);

    /// What the call that logs in read is a secret, too. Other replies are not looked at.
    void add_login(const HttpReply& reply);

    [[nodiscard]] std::string text(std::string_view shown) const;
    /// `Name: value`
    [[nodiscard]] std::string header(std::string_view name, std::string_view value) const;
    /// Whether one of them is in the text; those of less than four bytes are not looked for.
    [[nodiscard]] bool finds_secret(std::string_view text) const;

private:
    const ProviderDefinition& definition_;
    HiddenWords words_;
};

} // namespace ddns
