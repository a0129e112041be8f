// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ddns {

/// The journal as an open file that grows at its end and is cut there. Knows nothing of what is in it; the
/// store does, and is the only one who has such a file. All errors are `system` and name the path.
class JournalFile {
public:
    explicit JournalFile(std::string path) : path_(std::move(path)) {}
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;
    ~JournalFile() { close(); }

    /// Opens the file that has the name now, in place of the one that may be open. It must exist, and not be
    /// a link.
    Result<void> open();

    /// One write at the end. Nothing of it is lost when the process is killed after that. After an error some
    /// of it may be there.
    Result<void> append(std::string_view text);

    /// Drops everything after that many bytes.
    Result<void> cut(std::size_t size);

    /// Waits until the disk has it all.
    Result<void> sync();

    [[nodiscard]] bool is_open() const { return handle_ != -1; }

    /// False when what is appended would be lost: no file is open, or somebody removed it under us (Windows
    /// lets nobody do that).
    [[nodiscard]] bool is_there() const;

    /// To be called before a new file is put in this one's place. Windows replaces no file that is open, so
    /// there it is closed; elsewhere nothing happens, and it can be appended to if the new one does not come.
    void make_way();

private:
    void close();

    const std::string path_;
    std::intptr_t handle_ = -1; ///< a descriptor, on Windows a HANDLE
};

/// Moves the file to a name that nobody has; false when that one is taken. Errors: `system`.
Result<bool> rename_to_new(const std::string& path, const std::string& new_path);

} // namespace ddns
