// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <windows.h>

namespace ddns {

/// Owns a HANDLE: of a file, a process, a token, a pipe. Both NULL and INVALID_HANDLE_VALUE mean "none".
/// Destroying it keeps the thread's last error, so a failure can be reported after everything is closed.
class Handle {
public:
    Handle() = default;
    explicit Handle(HANDLE handle) : handle_(handle) {}
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { close(); }

    [[nodiscard]] HANDLE get() const { return handle_; }
    [[nodiscard]] bool valid() const { return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE; }

    /// Gives it away; whoever takes it closes it.
    [[nodiscard]] HANDLE release() { return std::exchange(handle_, nullptr); }

    /// For functions that fill in a handle; there must be none yet.
    HANDLE* out() { return &handle_; }

    void close() {
        if (!valid()) return;
        const DWORD error = GetLastError();
        CloseHandle(std::exchange(handle_, nullptr));
        SetLastError(error);
    }

private:
    HANDLE handle_ = nullptr;
};

} // namespace ddns
