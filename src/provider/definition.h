// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "provider/call.h"
#include "provider/catalogue.h"
#include "util/time.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A provider file, checked and ready for the engine. Immutable once loaded; load_definition.h makes it, the
/// catalogue owns it. The language is described in providers/README.md.
namespace ddns {

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
