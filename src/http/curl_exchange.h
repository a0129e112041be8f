// SPDX-License-Identifier: MIT
#pragma once

#include "http/connections.h"
#include "http/curl_error.h"
#include "http/name_lookups.h"
#include "http/trust.h"
#include "loop/timers.h"

#include <array>

namespace ddns {

/// What all requests of one transport have in common.
struct CurlSession {
    CurlSession(const Timers& timers, std::string agent) : clock(timers), user_agent(std::move(agent)) {}

    const Timers& clock;
    std::string user_agent;
    Trust trust = system_trust();
    Connections connections;
    /// No older result of a look-up may be used, where curl does them.
    Instant look_ups_since{};
    Ways ways;
};

/// One request and its reply as curl sees them: owns everything that curl points to while the request runs,
/// and knows nothing of when it runs. The handle is its user's; so is the session, which outlives it.
class CurlExchange {
public:
    /// `stream`: only makes the connection of `request.url`, which stays open and goes through no proxy.
    enum class Purpose : std::uint8_t { request, stream };

    CurlExchange(CurlSession& session, HttpRequest request, Connections::RequestId id,
                 Purpose purpose = Purpose::request);
    CurlExchange(const CurlExchange&) = delete;
    CurlExchange& operator=(const CurlExchange&) = delete;

    /// What to look up before it runs; nullopt: nothing, or curl does it (the name of a proxy).
    [[nodiscard]] std::optional<LookupKey> lookup() const;

    /// Sets every option of the handle, which must be fresh. Call once.
    void prepare(CurlEasy* easy);
    /// To be called before each time the handle runs: at first, and when what has not got as far as a socket
    /// begins once more. `addresses` is what the look-up gave, empty when there was none to do.
    void prepare_run(CurlEasy* easy, const std::vector<IpAddress>& addresses);

    /// The outcome; `code` is curl's (CURLcode).
    [[nodiscard]] Result<HttpReply> finish(CurlEasy* easy, int code);

    /// True when the request stands on a connection that is lost.
    [[nodiscard]] bool is_lost(const Connections::IsLost& is_lost) const;
    /// Whether it leaves as the kernel says, or by a detour.
    [[nodiscard]] bool is_free() const { return request_.interface.empty(); }
    /// False while the name is looked up.
    [[nodiscard]] bool has_socket() const;
    /// What to say when the local address of its connection is gone, or belongs to a line that is dead.
    [[nodiscard]] Error lost() const;
    [[nodiscard]] Error unanswered() const;
    /// What to say when the look-up found nothing, or did not end within `time_to_connect`.
    [[nodiscard]] Error no_address() const;
    [[nodiscard]] Error no_answer() const;
    /// What is left for the look-up and the connection.
    [[nodiscard]] Duration time_to_connect() const;

private:
    struct Callbacks; // what curl calls

    void set_request(CurlEasy* easy);
    void set_headers(CurlEasy* easy);
    void set_tls(CurlEasy* easy);
    void set_way_out(CurlEasy* easy);
    void set_stream(CurlEasy* easy);
    void set_limits(CurlEasy* easy);
    [[nodiscard]] Duration time_left() const;
    void set_callbacks(CurlEasy* easy);
    void add_header_line(std::string_view line);
    [[nodiscard]] std::optional<IpAddress> source_for(const std::optional<IpAddress>& destination) const;
    [[nodiscard]] Error on_its_way(Error error) const;
    [[nodiscard]] const Detour* detour_to(const std::optional<IpAddress>& destination) const;

    CurlSession& session_;
    const HttpRequest request_;
    const Connections::RequestId id_;
    const Purpose purpose_;
    const Instant started_;
    CurlLines header_lines_, addresses_;
    std::array<char, 256> error_text_{}; ///< CURL_ERROR_SIZE

    HttpReply reply_;
    std::string way_; ///< the phrase of the detour it takes
    std::size_t header_bytes_ = 0;
    TooLong too_long_ = TooLong::nothing;
    bool no_way_out_ = false;               ///< a socket could not be bound to the interface
    bool broken_off_ = false;               ///< curl would have sent the request a second time
    std::optional<Connections::Ends> ends_; ///< of the connection the request went out on
};

} // namespace ddns
