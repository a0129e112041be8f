// SPDX-License-Identifier: MIT
#pragma once

#include "detect/settings.h"
#include "net/address.h"
#include "rank/select.h"
#include "util/secret.h"
#include "util/time.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The checked, immutable configuration. config/load.h makes it from YAML.
namespace ddns {

enum class LogLevel { debug, info, warn, error };
enum class LogFormat { text, json };

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    bool operator==(const LogSettings&) const = default;
};

/// Where a record's address comes from.
enum class AddressSource : std::uint8_t {
    auto_,     ///< the interface's address if its class is allowed, else detection
    interface, ///< the interface's address only
    detect,    ///< what the outside sees only
};

/// A provider with credentials.
struct Account {
    std::string name;     ///< "cf"
    std::string provider; ///< name of the provider file or backend: "cloudflare", "hosts"
    /// What the provider's `settings` ask for, by their names: token, username, password, path ...
    std::map<std::string, Secret> settings;
    std::string url;       ///< replaces the base address in the provider's file; "" = as in the file
    std::string ca;        ///< PEM file trusted instead of the system's; "" = the system's
    std::string interface; ///< requests leave through it; "" = the system decides
    std::optional<unsigned> parallel; ///< most requests at a time; default: the provider's
    std::optional<unsigned> batch; ///< most records in one request; 1 = never group; default: the provider's
    Duration timeout = std::chrono::seconds(30); ///< for a whole request
    bool allow_http = false;

    // What its provider asks of whoever plans (`types` and `pace` of its file).
    bool together = false; ///< one write carries both families of a name
    Duration apart{};      ///< between two updates of a record; 0 = as they come
    Duration again{};      ///< a record is sent again when it was not confirmed for so long; 0 = never

    bool operator==(const Account&) const = default;
};

/// A configured (name, type). `types: [A, AAAA]` gives two.
struct Record {
    std::string name; ///< lower case, without the final dot, IDN in its A-label form
    RecordType type = RecordType::A;
    std::size_t account = 0;     ///< index into Config::accounts
    std::optional<unsigned> ttl; ///< seconds; default: the provider's
    AddressPolicy policy;
    AddressSource source = AddressSource::auto_;
    /// What the provider's `options` know for a record (cloudflare: proxied, comment ...).
    std::map<std::string, std::string> options;

    bool operator==(const Record&) const = default;
};

struct Config {
    std::string file; ///< "" for the short form on the command line
    Duration poll = std::chrono::minutes(10);
    LogSettings log;
    std::string state; ///< folder
    std::vector<Criterion> rank_order = default_order();
    std::vector<Uplink> uplinks;
    DetectSettings detect;
    std::map<std::string, DetectSettings, std::less<>> detect_through; ///< an uplink's own, by its interface
    std::vector<Account> accounts;
    std::vector<Record> records;

    /// "A home.example.com at cf": how a record is named in messages.
    [[nodiscard]] std::string describe(const Record& record) const;
    /// How the outside is asked through that interface.
    [[nodiscard]] const DetectSettings& detect_for(std::string_view interface) const;
};

} // namespace ddns
