// SPDX-License-Identifier: MIT
#pragma once

#include "provider/catalogue.h"
#include "provider/template.h"
#include "util/json.h"
#include "util/time.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A provider file, checked and ready for the engine. Immutable once loaded; load_definition.h makes it, the
/// catalogue owns it. The language is described in providers/README.md.
namespace ddns {

/// What a reply means.
struct Meaning {
    enum class Kind : std::uint8_t {
        done,      ///< the call did what it was asked (`updated`, `ok`)
        unchanged, ///< everything was already so
        none,      ///< there is no such thing: no such zone, an empty list, a record that is gone
        failed,    ///< see `error`
    };
    Kind kind = Kind::failed;
    ErrorKind error = ErrorKind::bad_reply;
    bool operator==(const Meaning&) const = default;
};

/// All conditions must hold; of the values of one condition, one.
struct ReplyRule {
    struct Condition {
        enum class On : std::uint8_t { status, line, body, header, json };
        On on = On::body;
        std::string key; ///< a header's name in lower case, or a JSON Pointer
        std::vector<Template> values;
    };
    Meaning means;
    std::optional<Duration> wait;
    std::vector<Condition> conditions;
};

enum class WriteKind : std::uint8_t { create, update, remove };

/// A request body as a tree.
struct BodyNode {
    enum class Kind : std::uint8_t {
        text,    ///< a template
        literal, ///< a number or truth that the file states
        object,
        array,
        each, ///< in a batch: one element for each write of a kind
    };
    Kind kind = Kind::text;
    Template text;
    Json literal;
    WriteKind each = WriteKind::create;
    std::vector<std::string> keys; ///< of an object, parallel to `items`
    std::vector<BodyNode> items;   ///< values of an object, elements of an array, the element of `each`
};

/// What a request asks for: method, path and query.
struct RequestLine {
    Template method;
    bool form = false;      ///< the body is written as a form
    bool whole_url = false; ///< the user's `url:` is all of it
    Template path;          ///< appended to the base
    std::vector<std::pair<std::string, Template>> query;

    /// `METHOD [form] /path?query`. The error's position is a byte of `text`.
    static Result<RequestLine> parse(std::string_view text, std::span<const SettingTraits> settings,
                                     std::size_t* error_at = nullptr);
    /// `/path?query` or a whole URL.
    Result<void> parse_target(std::string_view target, std::span<const SettingTraits> settings,
                              std::size_t* error_at);
};

/// One request that a provider knows, and how to read the answer.
struct Call {
    RequestLine request;
    std::vector<std::pair<std::string, Template>> headers;
    std::optional<BodyNode> body;
    std::optional<std::string> items; ///< pointer to the list; unset: the reply itself is the one item
    std::string total;                ///< pointer to the number of items in all pages; "" = none
    /// Pointers within an item: id, name, type, value, ttl and the record's options.
    std::vector<std::pair<std::string, std::string>> each;
    std::vector<ReplyRule> replies; ///< before the file's own
    unsigned most = 1;              ///< records (push) or writes (batch) in one request

    [[nodiscard]] const std::string* pointer(std::string_view field) const {
        for (const auto& [name, at] : each)
            if (name == field) return &at;
        return nullptr;
    }
    [[nodiscard]] bool uses(Var var) const;
};

/// Where credentials go. A closed list; signers join it here.
struct AuthSpec {
    enum class Scheme : std::uint8_t { none, basic, bearer };
    Scheme scheme = Scheme::none;
    Template first; ///< user name or token
    Template second;
};

/// How a provider writes names.
struct NameForm {
    enum class Kind : std::uint8_t { full, full_dot, relative, under };
    Kind kind = Kind::full;
    std::string apex;   ///< relative: how the zone itself is written
    std::string suffix; ///< under: "duckdns.org"
};

struct ProviderDefinition {
    ProviderInfo info;
    std::string checked; ///< the day when the file was last compared with the provider's description
    std::vector<SettingTraits> settings; ///< of accounts and of records
    AuthSpec auth;
    NameForm names;
    std::vector<std::pair<unsigned, unsigned>> ttl; ///< allowed ranges in seconds; empty: any
    unsigned parallel = 8;
    std::vector<std::pair<std::string, Template>> headers; ///< with every request
    std::optional<BodyNode> body;                          ///< an object: with every request's body
    std::vector<ReplyRule> replies;                        ///< for every call

    std::optional<Call> push; ///< one request does it, or:
    std::optional<Call> zone;
    std::optional<Call> list;
    std::optional<Call> create;
    std::optional<Call> update;
    std::optional<Call> remove;
    std::optional<Call> batch;

    /// The value nearest to `ttl` that the provider takes.
    [[nodiscard]] unsigned fit_ttl(unsigned wanted) const;
};

} // namespace ddns
