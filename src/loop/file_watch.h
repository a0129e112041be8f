// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <string>

namespace ddns {

/// Tells when a file was written, replaced or removed, also when its editor renames a new one over it (the
/// folder is watched, not the file). `on_change` runs from the loop, perhaps several times for one save. Does
/// not keep the loop alive.
class FileWatch final : public Operation {
public:
    static Result<std::unique_ptr<FileWatch>> open(Loop& loop, const std::string& path,
                                                   std::function<void()> on_change);

private:
    FileWatch() = default;
    std::string name_; ///< the file's name in its folder
    std::function<void()> on_change_;
    UvPtr<uv_fs_event_t> handle_;
};

} // namespace ddns
