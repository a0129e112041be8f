// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <uv.h>

namespace ddns {

/// Gives a libuv handle back: orphans it (late callbacks see a null `data`), closes it, frees it a turn
/// later.
template <class Handle>
struct UvCloser {
    void operator()(Handle* handle) const noexcept {
        handle->data = nullptr;
        uv_close(reinterpret_cast<uv_handle_t*>(handle),
                 [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
    }
};

/// An owned libuv handle. Wrap one only after its uv_*_init has succeeded. The loop must run once more after
/// the last one died, which `Loop` does in its destructor.
template <class Handle>
using UvPtr = std::unique_ptr<Handle, UvCloser<Handle>>;

} // namespace ddns
