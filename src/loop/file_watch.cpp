// SPDX-License-Identifier: MIT
#include "loop/file_watch.h"

#include <fmt/format.h>

namespace ddns {

Result<std::unique_ptr<FileWatch>> FileWatch::open(Loop& loop, const std::string& path,
                                                   std::function<void()> on_change) {
    std::unique_ptr<FileWatch> watch(new FileWatch);
    watch->on_change_ = std::move(on_change);
    auto* handle = new uv_fs_event_t{};
    uv_fs_event_init(loop.uv(), handle);
    watch->handle_.reset(handle);
    handle->data = watch.get();
    const auto on_event = [](uv_fs_event_t* event, const char*, int, int) {
        if (!event->data) return;
        const auto callback = static_cast<FileWatch*>(event->data)->on_change_;
        callback();
    };
    if (const int error = uv_fs_event_start(handle, on_event, path.c_str(), 0); error < 0)
        return fail(ErrorKind::system,
                    fmt::format("cannot watch {} for changes: {}", path, uv_strerror(error)));
    uv_unref(reinterpret_cast<uv_handle_t*>(handle));
    return watch;
}

} // namespace ddns
