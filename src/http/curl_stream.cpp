// SPDX-License-Identifier: MIT
#include "http/curl_stream.h"

#include "http/socket.h"
#include "net/detour.h"

#include <array>
#include <curl/curl.h>
#include <fmt/format.h>

namespace ddns {

CurlStream::CurlStream(Loop& loop, std::string peer, StreamEvents events)
    : loop_(loop), peer_(std::move(peer)), events_(std::move(events)), transmit_soon_(loop, [this] {
          if (transmit()) watch();
      }) {}

void CurlStream::connected(CurlEasy* easy, std::string way) {
    way_ = std::move(way);
    curl_socket_t fd = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd);
    socket_ = fd;
    auto opened = FdWatch::open(loop_, fd, [this](int status, int events) { on_ready(status, events); });
    if (!opened) return end(opened.error());
    easy_ = easy;
    watch_ = std::move(*opened);
    watch();
    if (!waiting_.empty()) transmit_soon_.trigger();
}

void CurlStream::let_go() {
    transmit_soon_.cancel();
    watch_.reset();
    easy_ = nullptr;
}

void CurlStream::end(Error error) {
    let_go();
    connection_.reset();
    const auto on_end = events_.on_end;
    on_end(std::move(error));
}

void CurlStream::send(std::string_view bytes) {
    waiting_ += bytes;
    if (easy_) transmit_soon_.trigger();
}

Error CurlStream::lost(const char* how) const {
    Error error{ErrorKind::network, fmt::format("{} {} the connection", peer_, how)};
    tell_way(error.what, way_);
    return error;
}

void CurlStream::on_ready(int status, int events) {
    const std::weak_ptr<char> alive = alive_;
    if (status < 0 || (events & UV_READABLE) != 0)
        if (!receive() || alive.expired()) return;
    // Of many small answers to many questions the last ones would come 40 ms later.
    if ((events & UV_READABLE) != 0) acknowledge(socket_);
    if ((events & UV_WRITABLE) != 0 && !transmit()) return;
    watch();
}

/// All there is: TLS may hold more than the socket tells. False: this stream has ended.
bool CurlStream::receive() {
    std::array<char, 16384> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const std::weak_ptr<char> alive = alive_;
    while (easy_) {
        std::size_t size = 0;
        const CURLcode code = curl_easy_recv(easy_, buffer.data(), buffer.size(), &size);
        if (code == CURLE_AGAIN) return true;
        if (code != CURLE_OK || size == 0) {
            end(lost(code == CURLE_OK ? "closed" : "broke"));
            return false;
        }
        const auto on_bytes = events_.on_bytes;
        on_bytes({buffer.data(), size});
        if (alive.expired()) return false;
    }
    return false;
}

bool CurlStream::transmit() {
    while (easy_) {
        if (sent_ == sending_.size()) {
            sending_ = std::exchange(waiting_, {});
            sent_ = 0;
        }
        if (sending_.empty()) return true;
        std::size_t size = 0;
        const CURLcode code = curl_easy_send(easy_, sending_.data() + sent_, sending_.size() - sent_, &size);
        if (code == CURLE_AGAIN) return true;
        if (code != CURLE_OK) {
            end(lost("broke"));
            return false;
        }
        sent_ += size;
    }
    return false;
}

void CurlStream::watch() {
    if (!watch_) return;
    const bool more = sent_ < sending_.size() || !waiting_.empty();
    static_cast<void>(watch_->start(more ? UV_READABLE | UV_WRITABLE : UV_READABLE));
}

} // namespace ddns
