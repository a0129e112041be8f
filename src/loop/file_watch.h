// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <string>

namespace ddns {

/// Tells when a file was written, replaced or removed. The file itself is watched, not its folder, so that
/// its neighbours wake nobody; once it was replaced or removed the watch has seen the last of it: open a new
/// one then. Of a folder it tells when something in it comes, goes or changes. `on_change` runs from the
/// loop, perhaps several times for one save. Does not keep the loop alive.
class FileWatch final : public Operation {
public:
    static Result<std::unique_ptr<FileWatch>> open(Loop& loop, const std::string& path,
                                                   std::function<void()> on_change);

private:
    FileWatch() = default;
    std::function<void()> on_change_;
    UvPtr<uv_fs_event_t> handle_;
};

} // namespace ddns
