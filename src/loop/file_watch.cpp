// SPDX-License-Identifier: MIT
#include "loop/file_watch.h"

#include <fmt/format.h>

namespace ddns {

Result<std::unique_ptr<FileWatch>> FileWatch::open(Loop& loop, const std::string& path,
                                                   std::function<void()> on_change) {
    const std::size_t slash = path.find_last_of("/\\");
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    std::unique_ptr<FileWatch> watch(new FileWatch);
    watch->name_ = slash == std::string::npos ? path : path.substr(slash + 1);
    watch->on_change_ = std::move(on_change);
    auto* handle = new uv_fs_event_t{};
    uv_fs_event_init(loop.uv(), handle);
    watch->handle_.reset(handle);
    handle->data = watch.get();
    const auto on_event = [](uv_fs_event_t* event, const char* name, int, int) {
        if (!event->data) return;
        const auto* self = static_cast<FileWatch*>(event->data);
        if (name && self->name_ != name) return;
        const auto callback = self->on_change_;
        callback();
    };
    if (const int error = uv_fs_event_start(handle, on_event, folder.c_str(), 0); error < 0)
        return fail(ErrorKind::system,
                    fmt::format("cannot watch {} for changes: {}", folder, uv_strerror(error)));
    uv_unref(reinterpret_cast<uv_handle_t*>(handle));
    return watch;
}

} // namespace ddns
