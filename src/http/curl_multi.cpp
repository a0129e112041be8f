// SPDX-License-Identifier: MIT
#include "http/curl_multi.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <new>

namespace ddns {

namespace {

/// Kept connections at most, the least recently used goes first.
constexpr long most_connections = 64;

int poll_events(int what) {
    return ((what & CURL_POLL_IN) ? UV_READABLE : 0) | ((what & CURL_POLL_OUT) ? UV_WRITABLE : 0);
}

int curl_events(int status, int events) {
    if (status < 0) return CURL_CSELECT_ERR;
    return ((events & UV_READABLE) ? CURL_CSELECT_IN : 0) | ((events & UV_WRITABLE) ? CURL_CSELECT_OUT : 0);
}

} // namespace

/// These run inside curl: they only note what curl wants. Calling curl from here is forbidden.
struct CurlMulti::Callbacks {
    static int on_watch(CURL*, curl_socket_t fd, int what, void* self, void*) {
        static_cast<CurlMulti*>(self)->watch(fd, what);
        return 0;
    }
    static int on_timer(CURLM*, long ms, void* self) {
        static_cast<CurlMulti*>(self)->set_alarm(ms);
        return 0;
    }
};

CurlMulti::CurlMulti(Loop& loop, OnDone on_done)
    : loop_(loop), on_done_(std::move(on_done)),
      at_once_(loop, [this] { on_socket(CURL_SOCKET_TIMEOUT, 0); }), multi_(curl_multi_init()) {
    if (!multi_) throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Callbacks::on_watch);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Callbacks::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most_connections);
}

CurlMulti::~CurlMulti() {
    watches_.clear();
    // Closing the kept connections would call back for each of them.
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
    curl_multi_cleanup(multi_);
}

Result<void> CurlMulti::add(CurlEasy* easy) {
    if (const CURLMcode code = curl_multi_add_handle(multi_, easy); code != CURLM_OK)
        return fail(ErrorKind::internal,
                    fmt::format("curl does not take the request: {}", curl_multi_strerror(code)));
    return {};
}

void CurlMulti::remove(CurlEasy* easy) { curl_multi_remove_handle(multi_, easy); }

/// A watch is made anew each time: after CURL_POLL_REMOVE the number may come back as another socket.
void CurlMulti::watch(SocketHandle fd, int what) {
    if (what == CURL_POLL_REMOVE) {
        watches_.erase(fd);
        return;
    }
    auto& watch = watches_[fd];
    if (!watch) {
        auto opened = FdWatch::open(
            loop_, fd, [this, fd](int status, int events) { on_socket(fd, curl_events(status, events)); });
        // Answering curl with an error would end every transfer for good; this way one of them times out.
        if (!opened) {
            watches_.erase(fd);
            return;
        }
        watch = std::move(*opened);
    }
    static_cast<void>(watch->start(poll_events(what)));
}

/// curl's "now" is the next turn of the loop, not an alarm of a millisecond.
void CurlMulti::set_alarm(long ms) {
    alarm_.reset();
    at_once_.cancel();
    if (ms == 0)
        at_once_.trigger();
    else if (ms > 0)
        alarm_ = loop_.after(std::chrono::milliseconds(ms), [this] { on_socket(CURL_SOCKET_TIMEOUT, 0); });
}

void CurlMulti::on_socket(SocketHandle fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    drain();
}

void CurlMulti::drain() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* easy = message->easy_handle; // the message dies with remove
        const CURLcode code = message->data.result;
        on_done_(easy, static_cast<int>(code));
    }
}

} // namespace ddns
