// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "provider/catalogue.h"
#include "provider/template.h"
#include "util/json.h"
#include "util/time.h"

#include <memory>
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

/// How a list goes on after a page.
struct More {
    enum class By : std::uint8_t {
        none,   ///< until an empty page, when the call uses {page} or {offset}; else there is one page
        total,  ///< the same, or until as many items were read as the number at `at` says
        cursor, ///< while there is something at `at`, which is {cursor} of the next request
        link,   ///< the header's rel="next", on the same host
    };
    By by = By::none;
    std::string at; ///< a pointer
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
    /// It writes all values of an RRset at once.
    [[nodiscard]] bool whole_set() const;
};

/// How requests prove who sends them. A closed list; load_auth.cpp has the table of names and arguments.
struct AuthSpec {
    enum class Scheme : std::uint8_t {
        none,
        basic,
        bearer,
        login, ///< a call of the file, see `login`
        sigv4,
        tc3,
        aliyun_rpc,
        acs3,
        nowcn,
        huawei,
        volcengine,
        baidu,
        ovh,
        exoscale,
        edgegrid,
        nfsn,
        dnsmadeeasy,
        constellix,
        oauth2,
        oauth2_password,
        google,
        transip,
    };
    Scheme scheme = Scheme::none;
    std::vector<Template> arguments; ///< in the scheme's order; those left out at the end are missing
    std::shared_ptr<const Call> login;
};

/// How a provider writes names.
struct NameForm {
    enum class Kind : std::uint8_t { full, full_dot, relative, under };
    Kind kind = Kind::full;
    std::optional<std::string> apex; ///< relative: how the zone itself is written; unset: it has no name
    std::string suffix;              ///< under: "duckdns.org"
    bool replies_full = false;       ///< lists have full names all the same
};

/// Which record types there are and how they are written.
struct TypeForm {
    bool a = true;
    bool aaaa = true;
    bool together = false; ///< one write carries both families of a name; {ips} is then all of both, A first
    std::string code_a = "A";
    std::string code_aaaa = "AAAA";
    bool numbers = false; ///< the codes are numbers in JSON
    [[nodiscard]] const std::string& code(RecordType type) const {
        return type == RecordType::A ? code_a : code_aaaa;
    }
};

/// How fast the provider may be asked.
struct Pace {
    unsigned at_once = 8; ///< requests on their way
    unsigned in_one = 1;  ///< names of a push, writes of a batch in one request
    Duration apart{};     ///< least time between two updates of a record
    Duration again{};     ///< an update is repeated after so long although nothing changed; 0 = never
};

/// How sure the file's facts are.
struct Confidence {
    enum class Level : std::uint8_t { high, medium, low };
    Level level = Level::low;
    std::string checked; ///< the day when the file was last compared with the provider's description
    std::string note;    ///< what is not sure
};

struct ProviderDefinition {
    ProviderInfo info;
    Confidence confidence;
    std::vector<SettingTraits> settings; ///< of accounts and of records, and what a login reads
    AuthSpec auth;
    NameForm names;
    TypeForm types;
    std::vector<std::pair<unsigned, unsigned>> ttl; ///< allowed ranges in seconds; empty: any
    bool no_ttl = false;                            ///< records have none
    Pace pace;
    Template url; ///< the base address, perhaps with {type} and settings; empty: the account must give one
    std::vector<std::pair<std::string, Template>> headers; ///< with every request
    std::optional<BodyNode> body;                          ///< an object: with every request's body
    std::vector<ReplyRule> replies;                        ///< for every call

    std::optional<Call> push; ///< one request does it; else the four that follow `list`
    std::optional<Call> zone;
    std::optional<Call> list;
    std::optional<Call> create;
    std::optional<Call> update;
    std::optional<Call> remove;
    std::optional<Call> batch;
    std::optional<Call> after; ///< once for each zone that was written, or for each job
    /// Zones matter but cannot be asked for: the option `zone` of a change tells, else `guessed_zone`.
    bool zone_by_option = false;

    /// The value nearest to `ttl` that the provider takes.
    [[nodiscard]] unsigned fit_ttl(unsigned wanted) const;
};

} // namespace ddns
