// SPDX-License-Identifier: MIT
#pragma once

#include "state/store.h"

namespace ddns {

/// The journal's text, without the files. First line: `ddns-reactor journal 1`. Then a line a fact, its
/// fields separated by tabs: CRC-32 of the rest of the line as 8 hex digits, account, name (both
/// percent-encoded), type, confirmed_at, values separated by commas, and where they are told apart the values
/// that are ours in the same form. A later line replaces an earlier one with the same key.

/// The first line.
std::string journal_header();

/// One fact, with its newline.
std::string journal_line(const RecordKey& key, const StoredRecord& record);

/// A whole journal that says the same in as few lines as possible.
std::string journal_text(const std::map<RecordKey, StoredRecord>& records);

} // namespace ddns
