// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ddns {

/// Which RRset of which account.
struct RecordKey {
    std::string account;
    std::string name;
    RecordType type = RecordType::A;
    auto operator<=>(const RecordKey&) const = default;
};

struct StoredRecord {
    std::vector<IpAddress> values; ///< sorted
    std::int64_t confirmed_at = 0; ///< seconds since 1970
    bool operator==(const StoredRecord&) const = default;
};

/// What is published, across restarts and `kill -9` at any instant.
///
/// One folder, owned by one process: a lock file refuses the second. The journal is a text file of one
/// checksummed line a fact, only ever appended to; a half line at its end is what a crash leaves and is
/// dropped. It is rewritten (new file, sync, rename) when it has grown to several times what it holds. Any
/// other damage sets the file aside under a new name and starts empty: then the world is read again.
class StateStore {
public:
    /// Errors: `system` with the path and what to do: no permission, disk full, another process has the
    /// folder.
    static Result<std::unique_ptr<StateStore>> open(const std::string& folder);

    virtual ~StateStore() = default;

    /// What the journal held when it was opened plus what was recorded since.
    [[nodiscard]] virtual const std::map<RecordKey, StoredRecord>& records() const = 0;

    /// One sentence when the journal was damaged and set aside; empty otherwise.
    [[nodiscard]] virtual const std::string& damage() const = 0;

    /// Remembers these. In the file when it returns (one write for all of them, synced for power loss as far
    /// as that costs no waiting). After an error the records are still remembered in memory and written with
    /// the next.
    virtual Result<void> record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) = 0;
};

/// Reads the journal's text; pure, for tests and the fuzzer.
struct JournalContent {
    std::map<RecordKey, StoredRecord> records;
    std::size_t facts = 0;  ///< lines read, also those a later line replaces
    bool torn_tail = false; ///< the last line was incomplete
    std::string damage;     ///< not empty: something else is wrong
};
JournalContent read_journal(std::string_view text);

} // namespace ddns
