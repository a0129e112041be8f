// SPDX-License-Identifier: MIT
#pragma once

#include "config/known_providers.h"
#include "import/imported.h"

#include <set>

namespace ddns {

/// Where the original takes the address of one record type from.
struct AddressWay {
    AddressSource source = AddressSource::auto_;
    std::string interface; ///< "" = any
    std::string off;       ///< why it cannot be had here; "" = it can
};

/// Collects what a reader finds and makes of it something that our own loader accepts: accounts that say the
/// same are one, an A and an AAAA of one name are one record, names are unique and normal, and what a
/// provider does not know becomes a note. What cannot stand as it is stays in, but off.
class Draft {
public:
    /// `providers` outlives it.
    explicit Draft(const KnownProviders& providers) : providers_(providers) {}

    /// Notes about the file as a whole.
    void lose(ImportPlace place, std::string what, std::string because);
    void hint(ImportPlace place, std::string what, std::string text);
    void note(const std::vector<ImportNote>& notes);

    /// How often the original looks at the address; brought within what `poll:` allows.
    void set_poll(std::uint64_t seconds, const ImportPlace& place, std::string_view what);
    void set_log_level(LogLevel level) { config_.log_level = level; }

    /// Why there is no such provider here, as a reason.
    [[nodiscard]] std::string why_no_provider(std::string_view provider) const;

    /// nullopt: there is no such provider. Its records are to be added all the same, for the notes.
    std::optional<std::size_t> add(ImportedAccount account);
    /// One record of the type. `account` is what `add` said; `provider` is what the original calls it.
    void add(ImportedRecord record, RecordType type, const AddressWay& way,
             std::optional<std::size_t> account, std::string_view provider);

    [[nodiscard]] ImportedConfig finish() &&;

private:
    const ProviderInfo* info_of(std::size_t account) const;
    std::string uplink(std::string_view interface);
    bool settle_name(ImportedRecord& record);
    bool settle_type(const ImportedRecord& record);
    bool settle_way(ImportedRecord& record, const AddressWay& way);
    void settle_zone(ImportedRecord& record);
    void settle_options(ImportedRecord& record);
    void settle_ttl(ImportedRecord& record);
    bool is_repeated(const ImportedRecord& record);
    bool joins_another(ImportedRecord& record);
    void name_account(ImportedAccount& account);
    /// Turns off what only a provider written in C++ can refuse.
    void ask_backends();
    void say_what_interfaces_mean();

    const KnownProviders& providers_;
    ImportedConfig config_;
    std::map<std::string, std::size_t> account_index_; ///< by all that an account says
    std::map<std::string, std::size_t> record_index_;  ///< by all that a record says but its types
    std::map<std::string, ImportPlace> seen_;          ///< active records by type, account and name
    std::set<std::string> account_names_;              ///< in lower case
};

/// Brings the account's settings into what the provider takes: unknown and impossible ones become notes, what
/// is required and missing, or would go in the clear unasked, turns the account off.
void settle_account(ImportedAccount& account, const ProviderInfo& info, bool needs_url);

/// The account as our own loader would have it; what it would read from elsewhere is `assumed_secret`.
Account account_as_loaded(const ImportedAccount& account);

/// Turns an account off, and all records that use it. False: nothing is active any more.
bool turn_off(ImportedConfig& config, std::string_view account, std::string reason);

/// Whether at least one record is active.
bool any_active(const ImportedConfig& config);

} // namespace ddns
