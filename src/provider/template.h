// SPDX-License-Identifier: MIT
#pragma once

#include "util/json.h"
#include "util/result.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Text with `{placeholders}`, parsed once and filled in one pass: what a placeholder stands for is never
/// read again, and is encoded for the place where it stands.
namespace ddns {

/// What the engine itself knows.
enum class Var : std::uint8_t {
    name,      ///< the record's name as the provider writes it; several names of one request: with commas
    fqdn,      ///< the full name
    type,      ///< A or AAAA, or the provider's own code
    ip,        ///< the address
    ips,       ///< all addresses of the RRset, with commas
    ip4,       ///< the address, if it is IPv4
    ip6,       ///< the address, if it is IPv6
    old,       ///< the value that the record held till now
    ttl,       ///< what the user asked for, brought into the provider's range
    zone,      ///< the zone's id
    zone_name, ///< the zone's name
    id,        ///< the id of a record at the provider
    candidate, ///< a name that might be a zone
    page,      ///< counts from 1
    offset,    ///< counts items from 0
    cursor,    ///< where the next page begins, as the provider says it
    job,       ///< the id of what a write started
    version,   ///< of this program
    os,        ///< the operating system's name
    url,       ///< the account's url, as a template of the user
    setting,   ///< a setting of the account or an option of the record
};
constexpr std::size_t var_count = static_cast<std::size_t>(Var::setting) + 1;

/// Where text is placed, and so how it is encoded.
enum class Position : std::uint8_t {
    plain,  ///< as it is: JSON strings (the serializer encodes), text bodies, patterns
    url,    ///< percent-encoded: a path segment, a query or form value
    header, ///< without control characters
    xml,    ///< character data or a quoted attribute; without what XML 1.0 cannot hold
};

/// A setting or an option as templates see it.
struct SettingTraits {
    std::string name;
    bool secret = false;
    bool record = false; ///< an option of a record
    bool boolean = false;
    bool number = false;
    bool select = false;    ///< only records with this value belong to us
    bool templated = false; ///< the user's value is itself a template
    bool login = false;     ///< read by the call that logs in, and nothing before that; secret
    std::optional<std::string> fallback;
};

struct Bindings;

class Template {
public:
    /// Names that may stand in braces are the engine's and those of `settings`. A brace that does not begin
    /// `{word}`, `{word|text}`, `{word:form}` or `{word:form|text}` is plain text; the forms are md5, sha1,
    /// sha256 (lower-case hex) and base64. Errors: `config`, with the byte where it is in `error_at`.
    static Result<Template> parse(std::string_view text, std::span<const SettingTraits> settings,
                                  std::size_t* error_at = nullptr);

    /// The text, or nothing when a placeholder stands for nothing and has no `|text` of its own.
    [[nodiscard]] std::optional<std::string> text(const Bindings& scope, Position position) const;
    /// The same with secrets as `***`, for messages.
    [[nodiscard]] std::optional<std::string> redacted(const Bindings& scope, Position position) const;
    /// As `text`, but a template that is one placeholder and nothing else keeps that one's type.
    [[nodiscard]] std::optional<Json> json(const Bindings& scope) const;

    /// As `text`, once for each part between commas of the setting that is the one placeholder of this
    /// template; the list is the user's. Any other template is one text, or none when a placeholder stands
    /// for nothing.
    [[nodiscard]] std::vector<std::string> alternatives(const Bindings& scope) const;

    [[nodiscard]] bool uses(Var var) const;
    /// It has a `|text` for when the placeholder stands for nothing.
    [[nodiscard]] bool has_text_for(Var var) const;
    /// A placeholder is one of the engine's own, other than {type}.
    [[nodiscard]] bool uses_engine() const;
    [[nodiscard]] bool uses_setting(std::size_t index) const;
    [[nodiscard]] bool empty() const { return tokens_.empty(); }
    /// Its first character, when that is not a placeholder's; else 0.
    [[nodiscard]] char first() const;

private:
    enum class Form : std::uint8_t { plain, md5, sha1, sha256, base64 };
    struct Token {
        std::string text; ///< of a literal; the `|text` of a placeholder
        Var var = Var::setting;
        std::uint16_t setting = 0;
        bool placeholder = false;
        bool has_fallback = false;
        Form form = Form::plain;
    };
    static std::optional<std::string> shaped(std::string_view value, Form form);
    bool append(const Token& token, const Bindings& scope, Position position, bool redact,
                std::string& out) const;
    [[nodiscard]] std::optional<std::string> fill(const Bindings& scope, Position position,
                                                  bool redact) const;

    std::vector<Token> tokens_;
};

/// The values for one use of a template. Views: whoever fills it in keeps the texts alive meanwhile.
struct Bindings {
    std::span<const SettingTraits> traits;
    /// By index of `traits`: an account's values with the defaults filled in.
    std::span<const std::optional<std::string>> settings;
    std::span<const Template> user_templates; ///< by index of `traits`; those that are `templated`
    const std::map<std::string, std::string>* options = nullptr; ///< of the record
    /// Settings and "ttl" as the record holds them: used before a placeholder's `|text`, and only there.
    const std::map<std::string, std::string>* held = nullptr;
    std::span<const std::string> names; ///< for Var::name
    std::span<const std::string> ips;   ///< for Var::ips and a body's `values`
    std::array<std::optional<std::string_view>, var_count> values{};
    std::uint32_t numbers = 0; ///< by Var: where it is all of a JSON value, it is a number

    /// `number` is for what a reply or the file wrote as a number, such as an id.
    Bindings& set(Var var, std::string_view value, bool number = false) {
        values[static_cast<std::size_t>(var)] = value;
        const std::uint32_t bit = 1u << static_cast<unsigned>(var);
        numbers = number ? numbers | bit : numbers & ~bit;
        return *this;
    }
    [[nodiscard]] std::optional<std::string_view> setting(std::size_t index) const;
    /// What `held` has of that name.
    [[nodiscard]] std::optional<std::string_view> held_text(std::string_view name) const;
};

/// The name in braces, as a provider file writes it.
std::string_view to_string(Var var);

/// Whether a placeholder of this name is the engine's own, so that no setting may have it.
bool is_engine_name(std::string_view word);

/// Whether a word can stand in braces: small letters, digits and `_`.
bool is_placeholder_name(std::string_view word);

} // namespace ddns
