// SPDX-License-Identifier: MIT
#pragma once

#include "import/original.h"

namespace ddns {

/// One provider of another client: what it is here, and where its options go. The tables stand in
/// FORMAT_table.cpp.
struct ProviderRow {
    std::string_view theirs; ///< in lower case
    std::string_view ours;   ///< "" = it has no counterpart, see `because`; may be a service that is gone
    /// `THEIRS>TARGET ...`, blanks between. A target is
    /// - `NAME`: a setting of the account; `A,B`: two of them, around the value's first comma;
    /// - `<NAME`: a setting of the account that is what the file named there holds;
    /// - `+NAME`: an option of the record;
    /// - `@zone`: the zone that its names are in; `@ttl`: the TTL in seconds;
    /// - `@unused`: nothing that the provider here would need; `@other`: it needs something else instead.
    std::string_view fields = {};
    std::string_view because = {}; ///< why there is no counterpart
    std::string_view id = {};      ///< the original knows a record by a number, which is this option here
    std::string_view url = {};     ///< the account's, where it is not the provider's own
    std::string_view server = {};  ///< where the original asks if it does not say so
    bool relative = false;         ///< names are relative to the zone, `@` is the zone itself
    bool user_is_name = false;     ///< without a `username`, the record's name is it
};

using ProviderTable = std::span<const ProviderRow>;

/// nullptr: there is none.
const ProviderRow* find_row(ProviderTable table, std::string_view theirs);

/// The fields of a row, one by one.
struct FieldTarget {
    std::string_view theirs, target;
};
std::vector<FieldTarget> field_targets(std::string_view fields);

/// Takes the options that the row knows and puts them where it says; the account's provider and url as well.
/// An option that a record cannot have (it stands in a variable), and a second one for the same setting,
/// become notes of the account.
void carry_over(const ProviderRow& row, OriginalOptions& options, ImportedAccount& account,
                ImportedRecord& record);

} // namespace ddns
