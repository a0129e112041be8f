// SPDX-License-Identifier: MIT
#pragma once

#include "http/curl_handles.h"
#include "http/stream.h"
#include "loop/loop.h"

namespace ddns {

/// Bytes over a connection that curl has made (CURLOPT_CONNECT_ONLY). Looking the name up, connecting,
/// verifying TLS and leaving through an interface are curl's there as for requests; nothing of that is
/// written twice.
class CurlStream final : public Stream {
public:
    /// `peer` names the other side in messages.
    CurlStream(Loop& loop, std::string peer, StreamEvents events);

    /// What holds the connection; dies before all else here.
    void hold(std::unique_ptr<Operation> connection) { connection_ = std::move(connection); }
    /// From here on the handle is used, until `let_go`.
    void connected(CurlEasy* easy, std::string way);
    /// Before the handle closes its socket.
    void let_go();
    /// Closes, and tells it. Must be the last thing that an event does.
    void end(Error error);

    void send(std::string_view bytes) override;
    [[nodiscard]] std::string way() const override { return way_; }

private:
    [[nodiscard]] Error lost(const char* how) const;
    void on_ready(int status, int events);
    bool receive();
    bool transmit();
    void watch();

    Loop& loop_;
    const std::string peer_;
    const StreamEvents events_;
    CurlEasy* easy_ = nullptr;
    SocketHandle socket_ = no_socket; ///< curl's; valid while there is `easy_`
    std::string way_;
    std::string sending_;  ///< stays as it is until all of it is sent: OpenSSL wants the same again
    std::size_t sent_ = 0; ///< of `sending_`
    std::string waiting_;  ///< what comes after
    std::shared_ptr<char> alive_ = std::make_shared<char>();
    Deferred transmit_soon_;
    std::unique_ptr<FdWatch> watch_;
    std::unique_ptr<Operation> connection_;
};

} // namespace ddns
