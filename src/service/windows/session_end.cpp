// SPDX-License-Identifier: MIT
#include "service/windows/session_end.h"

#include <windows.h>

#include <chrono>

namespace ddns {

namespace {

constexpr const wchar_t* class_name = L"ddns-reactor session end";
/// Windows waits 5 s for each program.
constexpr auto longest_wait = std::chrono::milliseconds(4900);

LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM value) {
    auto* owner = reinterpret_cast<SessionEnd*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    switch (message) {
    case WM_QUERYENDSESSION:
        return TRUE;
    case WM_ENDSESSION:
        if (word && owner) owner->session_ends();
        return 0;
    case WM_CLOSE:
        DestroyWindow(window);
        return 0;
    case WM_DESTROY:
        PostQuitMessage(0);
        return 0;
    default:
        return DefWindowProcW(window, message, word, value);
    }
}

/// Not a message-only window: those do not hear broadcasts.
HWND make_window(SessionEnd* owner) {
    WNDCLASSW description{};
    description.lpfnWndProc = on_message;
    description.hInstance = GetModuleHandleW(nullptr);
    description.lpszClassName = class_name;
    RegisterClassW(&description);
    HWND window = CreateWindowExW(WS_EX_TOOLWINDOW, class_name, L"", WS_POPUP, 0, 0, 0, 0, nullptr, nullptr,
                                  description.hInstance, nullptr);
    if (window) SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(owner));
    return window;
}

} // namespace

SessionEnd::SessionEnd(ServiceRequests& requests) : requests_(requests), thread_([this] { serve(); }) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return opened_; });
}

SessionEnd::~SessionEnd() {
    void* window = nullptr;
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        window = window_;
    }
    changed_.notify_all();
    if (window) PostMessageW(static_cast<HWND>(window), WM_CLOSE, 0, 0);
    thread_.join();
}

void SessionEnd::serve() {
    HWND window = make_window(this);
    {
        const std::lock_guard lock(mutex_);
        window_ = window;
        opened_ = true;
    }
    changed_.notify_all();
    MSG message;
    while (window && GetMessageW(&message, nullptr, 0, 0) > 0) DispatchMessageW(&message);
}

void SessionEnd::session_ends() {
    requests_.stop(StopCause::shutdown);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest_wait, [this] { return over_; });
}

} // namespace ddns
