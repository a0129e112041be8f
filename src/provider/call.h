// SPDX-License-Identifier: MIT
#pragma once

#include "provider/template.h"
#include "util/json.h"
#include "util/result.h"
#include "util/time.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// One request of a provider file, and what its replies mean. Part of a ProviderDefinition.
namespace ddns {

/// What a reply means.
struct Meaning {
    enum class Kind : std::uint8_t {
        done,      ///< the call did what it was asked (`updated`, `ok`)
        unchanged, ///< everything was already so
        none,      ///< there is no such thing: no such zone, an empty list, a record that is gone
        pending,   ///< not decided yet: ask again
        failed,    ///< see `error`
    };
    Kind kind = Kind::failed;
    ErrorKind error = ErrorKind::bad_reply;
    bool operator==(const Meaning&) const = default;
};

/// All conditions must hold; of the values of one condition, one.
struct ReplyRule {
    struct Condition {
        enum class On : std::uint8_t { status, body, header, json };
        On on = On::body;
        std::string key; ///< a header's name in lower case, or a pointer into the reply's tree
        std::vector<Template> values;
    };
    Meaning means;
    std::optional<Duration> wait;
    std::vector<Condition> conditions;
};

enum class WriteKind : std::uint8_t { create, update, remove, push };

/// A request body as a tree.
struct BodyNode {
    enum class Kind : std::uint8_t {
        text,    ///< a template
        literal, ///< a number or truth that the file states
        object,
        array,
        each,   ///< in a batch: one element for each write of the kind `each`
        values, ///< one element for each value of the RRset, which is {ip} in it
    };
    Kind kind = Kind::text;
    Template text;
    Json literal;
    WriteKind each = WriteKind::create;
    std::vector<std::string> keys; ///< of an object, parallel to `items`
    std::vector<BodyNode>
        items; ///< values of an object, elements of an array, the element of `each`, `values`
};

/// What a request asks for: method, path and query.
struct RequestLine {
    Template method;
    bool form = false;           ///< the body is written as a form
    bool whole_url = false;      ///< the user's `url:` is all of it
    bool absolute = false;       ///< `path` is a whole https URL instead (a login only)
    Template path;               ///< appended to the base
    std::vector<Template> query; ///< each `name=value`; nothing in it, nothing of it

    /// `METHOD [form] /path?query`. The error's position is a byte of `text`.
    static Result<RequestLine> parse(std::string_view text, std::span<const SettingTraits> settings,
                                     std::size_t* error_at = nullptr);
    /// `/path?query` or a whole URL.
    Result<void> parse_target(std::string_view target, std::span<const SettingTraits> settings,
                              std::size_t* error_at);
};

struct Call;

/// How a list goes on after a page.
struct More {
    enum class By : std::uint8_t {
        none,   ///< until an empty page, when the call uses {page} or {offset}; else there is one page
        total,  ///< the same, or until as many items were read as the number at `at` says
        cursor, ///< while there is something at `at`, which is {cursor} of the next request
        link,   ///< the header's rel="next", on the same host
        each,   ///< the items are ids; `item` is asked for each, and its reply is the item
    };
    By by = By::none;
    std::string at; ///< a pointer
    std::shared_ptr<const Call> item{};
};

/// One request that a provider knows, and how to read the answer.
struct Call {
    RequestLine request;
    std::vector<std::pair<std::string, Template>> headers;
    std::optional<BodyNode> body;
    std::optional<std::string> items; ///< pointer to the list; unset: the reply itself is the one item
    More more;
    /// Pointers within an item: id, name, type, value, ttl and the record's options; of a write: id and job;
    /// of a login: what it reads, each with a pointer or the name of a header.
    std::vector<std::pair<std::string, std::string>> each;
    std::vector<ReplyRule> replies; ///< before the file's own

    [[nodiscard]] const std::string* pointer(std::string_view field) const {
        for (const auto& [name, at] : each)
            if (name == field) return &at;
        return nullptr;
    }
    [[nodiscard]] bool uses(Var var) const;
    /// It cannot be asked without it, which is in the path or has a text in its place.
    [[nodiscard]] bool needs(Var var) const;
    /// It writes all values of an RRset at once.
    [[nodiscard]] bool whole_set() const;
};

} // namespace ddns
