// SPDX-License-Identifier: MIT
#include "http/curl_exchange.h"

#include "http/socket.h"
#include "http/url_text.h"
#include "util/text.h"

#include <algorithm>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace ddns {

namespace {

constexpr std::size_t max_header_bytes = 64u << 10;

/// In the spellings that curl reads.
bool proxy_in_environment() {
    constexpr const char* names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    return std::any_of(std::begin(names), std::end(names), [](const char* name) {
        const std::unique_ptr<char, decltype(&curl_free)> value(curl_getenv(name), &curl_free);
        return value && *value;
    });
}

} // namespace

/// These run inside curl: they only collect.
struct CurlExchange::Callbacks {
    static std::size_t on_body(const char* data, std::size_t, std::size_t size, void* self) {
        auto& exchange = *static_cast<CurlExchange*>(self);
        std::string& body = exchange.reply_.body;
        if (size > exchange.request_.max_reply - body.size()) {
            exchange.too_long_ = TooLong::body;
            return 0;
        }
        body.append(data, size);
        return size;
    }

    static std::size_t on_header(const char* data, std::size_t, std::size_t size, void* self) {
        auto& exchange = *static_cast<CurlExchange*>(self);
        exchange.header_bytes_ += size;
        if (exchange.header_bytes_ > max_header_bytes) {
            exchange.too_long_ = TooLong::headers;
            return 0;
        }
        exchange.add_header_line({data, size});
        return size;
    }

    /// The connection is ready; the request leaves when this returns. Curl sends it again when a kept
    /// connection breaks before the first byte of an answer; what may have been done is not to be done twice.
    static int on_ready(void* self, char* peer_ip, char* local_ip, int, int) {
        auto& exchange = *static_cast<CurlExchange*>(self);
        const bool once = exchange.request_.method == "POST" || exchange.request_.method == "PATCH";
        if (once && exchange.reply_.sent != Instant{}) {
            exchange.broken_off_ = true;
            return CURL_PREREQFUNC_ABORT;
        }
        exchange.reply_.sent = exchange.session_.clock.now();
        const auto local = IpAddress::parse(local_ip ? local_ip : "");
        if (!local) return CURL_PREREQFUNC_OK;
        exchange.ends_ = {*local, IpAddress::parse(peer_ip ? peer_ip : "")};
        if (exchange.is_free()) exchange.way_ = exchange.session_.connections.way_of(exchange.id_, *local);
        return CURL_PREREQFUNC_OK;
    }

    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address) {
        auto& exchange = *static_cast<CurlExchange*>(self);
        const std::string& interface = exchange.request_.interface;
        const auto destination = address_of(&address->addr);
        const SocketHandle fd = open_socket(address->family, address->socktype, address->protocol, interface,
                                            exchange.source_for(destination));
        if (fd == no_socket) {
            exchange.no_way_out_ = !interface.empty();
            return CURL_SOCKET_BAD;
        }
        Connections::Socket socket{fd, destination, exchange.id_, exchange.is_free()};
        if (const Detour* detour = exchange.detour_to(destination)) {
            if (!lead_through(fd, detour->interface, detour->source)) {
                close_socket(fd);
                return CURL_SOCKET_BAD;
            }
            socket.way = exchange.way_ = detour->phrase;
        }
        exchange.session_.connections.opened(std::move(socket));
        return fd;
    }

    /// Belongs to the connection, which outlives the exchange.
    static int on_close(void* connections, curl_socket_t fd) {
        static_cast<Connections*>(connections)->closed(fd);
        close_socket(fd);
        return 0;
    }
};

CurlExchange::CurlExchange(CurlSession& session, HttpRequest request, Connections::RequestId id,
                           Purpose purpose)
    : session_(session), request_(std::move(request)), id_(id), purpose_(purpose),
      started_(session.clock.now()) {
    static_assert(sizeof error_text_ >= CURL_ERROR_SIZE);
}

void CurlExchange::prepare(CurlEasy* easy) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.reveal().c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    // HTTP/2 in curl 7.87 to 8.5 loses transfers, and a few small requests gain nothing from it.
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
#if LIBCURL_VERSION_NUM >= 0x075700
    // Without it, ending a request waits for the thread that still looks its name up.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    set_request(easy);
    set_headers(easy);
    set_tls(easy);
    set_way_out(easy);
    set_callbacks(easy);
    if (purpose_ == Purpose::stream) set_stream(easy);
}

void CurlExchange::prepare_run(CurlEasy* easy, const std::vector<IpAddress>& addresses) {
    set_limits(easy);
    way_.clear();
    if (addresses.empty()) return;
    std::string entry = host_and_port_of(request_.url.reveal());
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        entry += i == 0 ? ':' : ',';
        const bool v6 = addresses[i].family() == Family::v6;
        entry += v6 ? fmt::format("[{}]", addresses[i].to_string()) : addresses[i].to_string();
    }
    addresses_ = CurlLines();
    addresses_.add(Secret(std::move(entry)));
    curl_easy_setopt(easy, CURLOPT_RESOLVE, static_cast<curl_slist*>(addresses_.get()));
}

/// A name with a dot at its end, or with %XX in it, is curl's: it keeps those in its own way.
std::optional<LookupKey> CurlExchange::lookup() const {
    const std::string_view host = host_of(request_.url.reveal());
    const bool curl_knows = IpAddress::parse(host) || is_loopback_host(host) || host.ends_with('.') ||
                            host.find('%') != std::string_view::npos;
    const bool by_proxy = purpose_ == Purpose::request && !request_.family && proxy_in_environment();
    if (curl_knows || by_proxy) return std::nullopt;
    return LookupKey{to_lower(host), request_.family};
}

void CurlExchange::set_request(CurlEasy* easy) {
    const std::string& body = request_.body.reveal();
    const std::string& method = request_.method;
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
        // Not copied by curl. An empty one says "Content-Length: 0", which these methods need.
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
    } else if (method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    }
    if (method != "HEAD" || !body.empty()) curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void CurlExchange::set_headers(CurlEasy* easy) {
    bool has_agent = false;
    bool has_type = false;
    for (const HttpHeader& header : request_.headers) {
        const std::string& value = header.value.reveal();
        // A name with a colon alone would take the header away.
        header_lines_.add(Secret(value.empty() ? header.name + ";" : header.name + ": " + value));
        has_agent = has_agent || equals_ignoring_case(header.name, "user-agent");
        has_type = has_type || equals_ignoring_case(header.name, "content-type");
    }
    // What curl adds to a body by itself.
    if (!has_type) header_lines_.add(Secret("Content-Type:"));
    header_lines_.add(Secret("Expect:"));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(header_lines_.get()));
    if (!has_agent) curl_easy_setopt(easy, CURLOPT_USERAGENT, session_.user_agent.c_str());
}

void CurlExchange::set_tls(CurlEasy* easy) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    Trust trust = session_.trust;
    if (!request_.ca.empty()) {
        trust = Trust{{}, request_.ca};
#if LIBCURL_VERSION_NUM >= 0x075700
        // It is small, and the user may replace it.
        curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
#endif
    }
    // Intermediates of the store help to build a chain; only its roots are the end of one.
    if (trust.windows_store)
        curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS,
                         static_cast<long>(CURLSSLOPT_NATIVE_CA | CURLSSLOPT_NO_PARTIALCHAIN));
    else if (trust.folder.empty() && trust.file.empty())
        return;
    // Both are always set: one that is left to its default would be trusted as well.
    curl_easy_setopt(easy, CURLOPT_CAPATH, trust.folder.empty() ? nullptr : trust.folder.c_str());
    curl_easy_setopt(easy, CURLOPT_CAINFO, trust.file.empty() ? nullptr : trust.file.c_str());
}

void CurlExchange::set_way_out(CurlEasy* easy) {
    const std::string option = is_free() ? "" : interface_option(request_.interface);
    if (!option.empty()) curl_easy_setopt(easy, CURLOPT_INTERFACE, option.c_str());
    if (request_.family)
        curl_easy_setopt(
            easy, CURLOPT_IPRESOLVE,
            static_cast<long>(*request_.family == Family::v4 ? CURL_IPRESOLVE_V4 : CURL_IPRESOLVE_V6));
    if (request_.family || is_loopback_host(host_of(request_.url.reveal())))
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    // A request that names no interface would be given a kept connection through any, and from curl 8.9 on
    // one that names another too.
    if (request_.fresh_connection || !is_free()) {
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    }
}

/// A connection of this kind is never shared, so nothing is said about reuse.
void CurlExchange::set_stream(CurlEasy* easy) {
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 0L);
}

void CurlExchange::set_limits(CurlEasy* easy) {
    using std::chrono::milliseconds;
    const auto in_ms = [](Duration time) {
        return static_cast<long>(std::chrono::ceil<milliseconds>(time).count());
    };
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, in_ms(time_left()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, in_ms(time_to_connect()));
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.max_reply));

    constexpr std::chrono::seconds longest(60);
    const auto age = std::min(
        longest, std::chrono::floor<std::chrono::seconds>(session_.clock.now() - session_.look_ups_since));
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, static_cast<long>(age.count()));
}

Duration CurlExchange::time_left() const {
    const Duration left = request_.timeout - (session_.clock.now() - started_);
    return std::max(left, Duration(std::chrono::milliseconds(1)));
}

Duration CurlExchange::time_to_connect() const {
    constexpr Duration least = std::chrono::seconds(5);
    return std::min(time_left(), std::max(time_left() / 3, least));
}

void CurlExchange::set_callbacks(CurlEasy* easy) {
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Callbacks::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Callbacks::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Callbacks::on_ready);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Callbacks::on_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &session_.connections);
}

/// Lines come one by one; a status line begins anew, after a 1xx.
void CurlExchange::add_header_line(std::string_view line) {
    if (line.starts_with("HTTP/")) {
        reply_.headers.clear();
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    reply_.headers.emplace_back(to_lower(line.substr(0, colon)), trim(line.substr(colon + 1)));
}

Result<HttpReply> CurlExchange::finish(CurlEasy* easy, int code) {
    if (code == CURLE_COULDNT_CONNECT && no_way_out_) code = CURLE_INTERFACE_FAILED;
    if (broken_off_) code = CURLE_GOT_NOTHING;
    if (code != CURLE_OK)
        return tl::unexpected<Error>(
            on_its_way(describe_curl_error(easy, code, request_, too_long_, error_text_.data())));
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    reply_.status = static_cast<int>(status);
    reply_.completed = session_.clock.now();
    reply_.way = way_;
    return std::move(reply_);
}

Error CurlExchange::on_its_way(Error error) const {
    tell_way(error.what, way_);
    return error;
}

/// What names an interface leaves from an address of it: device and source together satisfy every rule.
std::optional<IpAddress> CurlExchange::source_for(const std::optional<IpAddress>& destination) const {
    if (request_.source || !destination) return request_.source;
    const auto& sources = session_.ways.sources;
    const auto found = sources.find({request_.interface, destination->family()});
    // Nearby, the network of the destination decides.
    if (found == sources.end() || !is_out_there(*destination)) return std::nullopt;
    return found->second;
}

/// Null: the kernel's way is as good as any.
const Detour* CurlExchange::detour_to(const std::optional<IpAddress>& destination) const {
    if (!is_free() || !destination) return nullptr;
    for (const Detour& detour : session_.ways.detours) {
        if (!leads_to(detour, *destination)) continue;
        const auto source = source_towards(*destination);
        const bool led = source && avoids(detour, *source) && takes_default_route(*destination, *source);
        return led ? &detour : nullptr;
    }
    return nullptr;
}

bool CurlExchange::is_lost(const Connections::IsLost& is_lost) const {
    if (ends_) return is_lost(*ends_);
    return session_.connections.all_lost(id_, is_lost);
}

bool CurlExchange::has_socket() const { return ends_ || session_.connections.any_of(id_); }

Error CurlExchange::lost() const {
    return on_its_way({ErrorKind::network, fmt::format("the local address of the connection to {} is gone",
                                                       printable(authority_of(request_.url.reveal())))});
}

Error CurlExchange::unanswered() const {
    return {ErrorKind::network,
            fmt::format("nothing answers any more through the uplink of the connection to {}",
                        printable(authority_of(request_.url.reveal())))};
}

Error CurlExchange::no_address() const {
    return not_resolved(printable(authority_of(request_.url.reveal())), request_.family);
}

Error CurlExchange::no_answer() const {
    return not_resolved_in_time(printable(authority_of(request_.url.reveal())));
}

} // namespace ddns
