// SPDX-License-Identifier: MIT
#pragma once

#include "http/curl_handles.h"
#include "loop/loop.h"

#include <unordered_map>

namespace ddns {

/// One curl multi handle on the loop: curl says which sockets and which alarm it waits for, this class waits
/// and tells curl. While curl waits for nothing, neither does the loop.
class CurlMulti {
public:
    /// `code` is curl's (CURLcode). The handle is still to be removed, which closes a connection that was
    /// made for its own sake. Called from the loop or from `add`'s later turns, never inside `add` or
    /// `remove`, and never inside curl; must not destroy this object.
    using OnDone = std::function<void(CurlEasy* easy, int code)>;

    CurlMulti(Loop& loop, OnDone on_done);
    ~CurlMulti();
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    /// Begins in the next turn of the loop. The handle stays the caller's.
    Result<void> add(CurlEasy* easy);
    /// Ends what is under way on that handle; its connection is closed unless it was idle.
    void remove(CurlEasy* easy);

private:
    struct Callbacks; // what curl calls

    void watch(SocketHandle fd, int what);
    void set_alarm(long ms);
    void on_socket(SocketHandle fd, int curl_events);
    void drain();

    Loop& loop_;
    OnDone on_done_;
    Deferred at_once_;
    std::unique_ptr<Operation> alarm_;
    std::unordered_map<SocketHandle, std::unique_ptr<FdWatch>> watches_;
    CurlMultiHandle* multi_;
};

} // namespace ddns
