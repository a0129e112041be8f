// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "util/result.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// What another client's configuration says, in our words. Plain values: a reader for each client makes them
/// (import.h), write_config.h turns them into our YAML and the files of its secrets. Pure.
namespace ddns {

enum class ImportFormat : std::uint8_t { ddns_go, inadyn, ddclient, ddns_updater };

/// A line of the original, from 1; `file` is "" for the file itself, else one that it includes.
struct ImportPlace {
    int line = 0;
    std::string file;
    auto operator<=>(const ImportPlace&) const = default;
};

/// Something about the original that the result cannot say by itself. Neither text ever holds a value that
/// may be a secret.
struct ImportNote {
    enum class Kind : std::uint8_t {
        lost, ///< "WHAT: not carried over, because TEXT"
        hint, ///< "WHAT: TEXT"
    };
    Kind kind = Kind::lost;
    ImportPlace place;
    std::string what; ///< an option's name, in the original's words
    std::string text; ///< without a full stop
    auto operator<=>(const ImportNote&) const = default;
};

struct ImportedValue {
    enum class Kind : std::uint8_t {
        text,
        variable, ///< `text` names an environment variable that holds it
        content,  ///< of a file that the setting wants the path of
        file,     ///< `text` is the path of a file that holds it
    };
    Kind kind = Kind::text;
    Secret text;
    bool operator==(const ImportedValue&) const = default;
};

struct ImportedSetting {
    std::string name; ///< in our words
    ImportedValue value;
    bool secret = true; ///< the provider's file says so
    bool operator==(const ImportedSetting&) const = default;
};

/// Of a record.
struct ImportedOption {
    std::string name; ///< in our words
    std::string value;
    std::string theirs; ///< what the original calls it
};

struct ImportedAccount {
    std::string name; ///< a wish until all accounts are known, then unique and plain
    std::string provider;
    std::vector<ImportedSetting> settings;
    std::string url, ca, interface; ///< as in Account; "" = not given
    std::optional<Duration> timeout;
    bool unencrypted = false; ///< the original says that it does without TLS
    bool allow_http = false;  ///< as in Account; the draft decides
    ImportPlace place;
    std::vector<ImportNote> notes;
    std::string off;                  ///< why it is not active; "" = it is
    std::vector<std::string> missing; ///< settings that a person must fill in before it can be active
};

struct ImportedRecord {
    std::string name;
    std::size_t account = 0; ///< index into ImportedConfig::accounts
    std::vector<RecordType> types;
    std::optional<unsigned> ttl;
    AddressSource source = AddressSource::auto_;
    std::string uplink;    ///< a name of ImportedConfig::uplinks; "" = the best
    bool numbered = false; ///< the name is a number by which the provider goes
    std::string zone;      ///< what the original says; where the provider takes one it becomes an option
    std::vector<ImportedOption> options;
    ImportPlace place;
    std::vector<ImportNote> notes;
    std::string off; ///< why it is not active; "" = it is
};

struct ImportedConfig {
    std::optional<Duration> poll;
    std::optional<LogLevel> log_level;
    std::vector<std::pair<std::string, std::string>> uplinks; ///< name, interface
    std::vector<ImportedAccount> accounts;
    std::vector<ImportedRecord> records;
    std::vector<ImportNote> notes; ///< about the file as a whole
};

/// The error is about the original: it is not what it should be.
template <class T>
using Imported = tl::expected<T, Diagnostic>;

/// Reads a file that the original includes, by the path that stands in the original.
using IncludeReader = std::function<Result<std::string>(const std::string& path)>;

} // namespace ddns
