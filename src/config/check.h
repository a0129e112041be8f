// SPDX-License-Identifier: MIT
#pragma once

#include "config/fields.h"
#include "config/load.h"
#include "config/report.h"
#include "config/secrets.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// The second stage: raw tree -> Config. Inside of config/ only.
namespace ddns {

/// What the records must know about an account that was read.
struct AccountFacts {
    const ProviderInfo* provider = nullptr; ///< null: unknown, which is reported already
    Mark mark;
    bool used = false;
    bool told_one_value = false; ///< that `address: all` means the best one there
};

/// All that one check carries along.
struct Checking {
    Report& report;
    const KnownProviders& providers;
    const SecretReader& secrets;
    Config config;
    std::vector<AccountFacts> accounts; ///< by index into config.accounts
    std::unordered_map<std::string, std::size_t> account_index;
    std::unordered_map<std::string, Mark> seen_records;
    std::optional<Mark> literal_secret; ///< the first secret that stands in the file itself
};

/// Reads the whole file into `checking.config`.
void check_config(Checking& checking, const Node& root);

/// Adds an account from the keys of `fields`, which may be the whole file (short form).
/// The caller finishes the fields.
void check_account(Checking& checking, Fields& fields, const std::string& name);

/// `accounts:`, a map of names.
void check_accounts(Checking& checking, const Field& field);
/// `uplinks:`, a map of names.
void check_uplinks(Checking& checking, const Field& field);
/// `ipv6:`, `suffix:`, `mac:` and `prefix_from:` of a record whose `address:` and `source:` are read. Takes
/// the A out of `types` where that was not written and hosts are meant.
void check_host(Checking& checking, Fields& fields, Record& record, std::vector<RecordType>& types);
/// `detect:`, over what `settings` holds.
void check_detect(Checking& checking, const Field& field, DetectSettings& settings);
/// A list of detection methods; empty: absent, or wrong, which is reported.
std::vector<DetectMethod> check_methods(Checking& checking, Fields& fields, std::string_view key);
/// `records:`, a list.
void check_records(Checking& checking, const Field& field);
/// The records of the short form: `domain:` with the settings beside it, for the only account.
void check_domains(Checking& checking, Fields& fields);

} // namespace ddns
