// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"
#include "util/time.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
    std::vector<IpAddress> values; ///< sorted; empty: not known
    std::int64_t confirmed_at = 0; ///< seconds since 1970; without values: when something was last sent
    /// Where the name is shared with others: what this program put there, or may have; sorted. Unset: the
    /// values.
    std::optional<std::vector<IpAddress>> ours{};
    bool operator==(const StoredRecord&) const = default;
};

/// When that was on the clock of the program. What lies in the future was now: a clock was wrong.
inline Instant moment_of(std::int64_t wall, std::int64_t wall_now, Instant now) {
    constexpr std::int64_t longest = std::int64_t{10} * 365 * 86400;
    return now -
           std::chrono::seconds(std::clamp<std::int64_t>(wall_now - std::min(wall, wall_now), 0, longest));
}

/// The journal's file name in the state folder.
inline constexpr std::string_view journal_name = "published";

/// What is published, across restarts and `kill -9` at any instant.
///
/// One folder, owned by one process: a lock file refuses the second. The journal is a text file of one
/// checksummed line a fact, only ever appended to; a half line at its end is what a crash leaves and is
/// dropped. It is rewritten (new file, sync, rename) when it has grown to several times what it holds: by
/// `sync`, before `record` has to. Any other damage sets the file aside under a new name and starts empty:
/// then the world is read again.
///
/// A killed process loses nothing: what the kernel has been given is in the file. A power cut may take what
/// was recorded since the last `sync`.
class StateStore {
public:
    /// Creates the folder (for this user only) when it is missing.
    /// Errors: `system` with the path and what to do: no permission, disk full, another process has the
    /// folder.
    static Result<std::unique_ptr<StateStore>> open(const std::string& folder);

    /// Writes what is still owed, syncs and frees the folder.
    virtual ~StateStore() = default;

    /// What the journal held when it was opened plus what was recorded since.
    [[nodiscard]] virtual const std::map<RecordKey, StoredRecord>& records() const = 0;

    /// One sentence when the journal was damaged and set aside; empty otherwise.
    [[nodiscard]] virtual const std::string& damage() const = 0;

    /// Remembers these. In the file when it returns, with one write for all of them (so give it all that a
    /// turn of the loop brings); does not wait for the disk. After an error the records are still remembered
    /// in memory and written with the next call, which may have no facts of its own.
    virtual Result<void> record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) = 0;

    /// Waits until the disk has it all; for quiet moments, not for the way of an event. Does nothing when
    /// nothing was recorded since the last time.
    virtual Result<void> sync() = 0;
};

/// Reads the journal's text; pure, for tests and the fuzzer. Its format is in state/journal.h.
struct JournalContent {
    std::map<RecordKey, StoredRecord> records;
    std::size_t facts = 0;      ///< lines read, also those a later line replaces
    std::size_t good_bytes = 0; ///< where the last complete line ends
    bool torn_tail = false;     ///< something incomplete follows it
    std::string damage;         ///< not empty: something else is wrong, and nothing of it is used
};
JournalContent read_journal(std::string_view text);

} // namespace ddns
