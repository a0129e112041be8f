// SPDX-License-Identifier: MIT
#pragma once

#include "service/requests.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ddns {

/// Hears that the user logs off or the computer shuts down, in a daemon that is no service, asks it to stop
/// and keeps Windows waiting until this object dies, at most 5 s: then Windows ends the process anyway.
///
/// It is a window that nobody sees, on a thread of its own, because Windows does not tell console programs
/// that have loaded user32.dll in any other way. Where no window can be made (Wine without a display) nothing
/// is heard.
class SessionEnd {
public:
    /// `requests` lives longer.
    explicit SessionEnd(ServiceRequests& requests);
    ~SessionEnd();
    SessionEnd(const SessionEnd&) = delete;
    SessionEnd& operator=(const SessionEnd&) = delete;

    /// Of the window; on its thread.
    void session_ends();

private:
    void serve();

    ServiceRequests& requests_;
    std::mutex mutex_;
    std::condition_variable changed_;
    void* window_ = nullptr; ///< HWND
    bool opened_ = false;    ///< or given up
    bool over_ = false;      ///< the daemon has ended
    std::thread thread_;
};

} // namespace ddns
