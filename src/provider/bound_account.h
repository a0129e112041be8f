// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "http/transport.h"
#include "provider/auth/credentials.h"
#include "provider/change.h"
#include "provider/definition.h"
#include "provider/hidden_words.h"

#include <optional>
#include <string>
#include <vector>

namespace ddns {

/// What an account was given for its credentials.
struct Tokens {
    Secret bearer;                                           ///< for the Authorization header
    std::vector<std::pair<std::size_t, std::string>> values; ///< read at login, by index of the settings
};

/// A provider file together with one account: the defaults filled in, the user's own templates parsed.
/// Everything that turns a `Call` into an `HttpRequest`. The definition must outlive it.
class BoundAccount {
public:
    BoundAccount(const ProviderDefinition& definition, Account account,
                 const ReadKeyFile& read = read_key_file);

    /// What is wrong with the account's own templates, base address or key file; found at once, not per
    /// record.
    [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }

    /// A scope with what concerns the account and the program; the caller adds the record.
    [[nodiscard]] Bindings scope() const;

    /// Errors: `config` when a placeholder that the URL needs stands for nothing.
    [[nodiscard]] Result<HttpRequest> request(const Call& call, const Bindings& scope,
                                              const Json* batch_body = nullptr) const;

    /// One to another address than the provider's, with nothing of its file.
    [[nodiscard]] HttpRequest plain_request(std::string method, const Secret& url) const;

    [[nodiscard]] const Credentials& credentials() const { return credentials_; }
    /// From now on requests carry these; what was held before is forgotten, but still not quoted.
    void hold(Tokens tokens);

    /// A full name as the provider writes it; nothing for the zone itself where that has no name in it.
    [[nodiscard]] std::optional<std::string> write_name(std::string_view fqdn,
                                                        std::string_view zone_name) const;
    /// And back.
    [[nodiscard]] std::string read_name(std::string_view written, std::string_view zone_name) const;

    [[nodiscard]] std::optional<std::string> ttl_text(const Change& change) const;

    /// Foreign words for a message: bounded, and none of the account's secrets in them.
    [[nodiscard]] std::string quotable(std::string_view foreign) const;

    [[nodiscard]] const ProviderDefinition& definition() const { return definition_; }
    [[nodiscard]] const Account& account() const { return account_; }
    [[nodiscard]] unsigned parallel() const;
    /// The most names or writes in one request.
    [[nodiscard]] unsigned group() const;

private:
    [[nodiscard]] HiddenWords secrets() const;
    void bind_setting(const SettingSpec& spec);
    void bind_base();
    void bind_user_templates();
    void bind_auth(const ReadKeyFile& read);
    [[nodiscard]] std::string base(const Bindings& scope) const;
    [[nodiscard]] std::optional<std::string> target(const Call& call, const Bindings& scope) const;
    [[nodiscard]] std::string label(const Call& call, const Bindings& scope, const std::string& method) const;
    void add_headers(const Call& call, const Bindings& scope, HttpRequest& out) const;
    void dress(HttpRequest& request) const;
    void add_auth(const Bindings& scope, HttpRequest& out) const;
    void add_body(const Call& call, const Bindings& scope, const Json* batch_body, HttpRequest& out) const;

    const ProviderDefinition& definition_;
    Account account_;
    std::string base_;                                 ///< "" when it depends on the record's type
    std::vector<std::optional<std::string>> settings_; ///< by index of definition.settings
    std::vector<Template> user_templates_;
    Credentials credentials_;
    Secret bearer_;
    std::vector<Secret> former_;                ///< tokens of the time before
    mutable std::optional<HiddenWords> hidden_; ///< made when it is first needed
    RequestLine user_target_;                   ///< the account's url, where the file says `{url}`
    std::optional<Error> problem_;
};

/// The tree as JSON; nothing when it is a placeholder that stands for nothing. `each` nodes give `null`.
std::optional<Json> fill_body(const BodyNode& node, const Bindings& scope);

} // namespace ddns
