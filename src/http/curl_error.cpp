// SPDX-License-Identifier: MIT
#include "http/curl_error.h"

#include "http/os_error.h"
#include "http/url_text.h"
#include "util/text.h"

#include <curl/curl.h>
#include <fmt/format.h>

namespace ddns {

namespace {

curl_off_t time_info(CurlEasy* easy, CURLINFO info) {
    curl_off_t us = 0;
    curl_easy_getinfo(easy, info, &us);
    return us;
}

std::string remote_address(CurlEasy* easy) {
    const char* ip = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
    return ip && *ip ? fmt::format(" ({})", ip) : std::string();
}

Error timed_out(CurlEasy* easy, const std::string& host, Duration timeout) {
    const std::string limit = describe(timeout);
    if (time_info(easy, CURLINFO_PRETRANSFER_TIME_T) > 0)
        return {ErrorKind::timeout, fmt::format("{} sent no complete answer within {}", host, limit)};
    if (time_info(easy, CURLINFO_NAMELOOKUP_TIME_T) > 0)
        return {ErrorKind::timeout,
                fmt::format("the connection to {}{} was not ready in time", host, remote_address(easy))};
    return not_resolved_in_time(host);
}

Error not_connected(CurlEasy* easy, const std::string& host) {
    long os_error = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
    const std::string where = remote_address(easy);
    if (is_connection_refused(os_error))
        return {ErrorKind::network, fmt::format("{}{} refused the connection", host, where)};
    if (is_connection_timeout(os_error))
        return {ErrorKind::timeout, fmt::format("the connection to {}{} timed out", host, where)};
    if (os_error == 0) return {ErrorKind::network, fmt::format("{}{} was not reached", host, where)};
    return {ErrorKind::network,
            fmt::format("{}{} was not reached: {}", host, where, describe_os_error(os_error))};
}

Error not_trusted(const std::string& host, const HttpRequest& request, std::string_view detail) {
    constexpr std::string_view prefix = "SSL certificate problem: ";
    if (detail.starts_with(prefix)) detail.remove_prefix(prefix.size());
    const std::string reason = printable(detail, 200);
    if (reason.find("subject name") != std::string::npos || reason.find("mismatch") != std::string::npos)
        return {ErrorKind::network, fmt::format("the TLS certificate of {} is not for that name; check `{}:`",
                                                host, request.address_key)};
    if (reason.find("expired") != std::string::npos || reason.find("not yet valid") != std::string::npos)
        return {ErrorKind::network,
                fmt::format("the TLS certificate of {} is not trusted ({}); it must be renewed there, or the "
                            "clock of this machine is wrong",
                            host, reason)};
    const std::string advice = request.ca.empty()
                                   ? std::string("name the file of its CA with `ca:` if it is a private one")
                                   : fmt::format("{} does not vouch for it", printable(request.ca));
    return {ErrorKind::network,
            fmt::format("the TLS certificate of {} is not trusted ({}); {}", host, reason, advice)};
}

Error no_tls(const std::string& host, std::string_view detail) {
    return {ErrorKind::network, fmt::format("no TLS connection (1.2 or newer) could be made with {}: {}",
                                            host, printable(detail, 200))};
}

Error too_long_reply(const std::string& host, const HttpRequest& request, TooLong what) {
    if (what == TooLong::headers)
        return {ErrorKind::bad_reply, fmt::format("the headers of the answer of {} are too long", host)};
    return {ErrorKind::bad_reply,
            fmt::format("the answer of {} is longer than {} bytes", host, request.max_reply)};
}

Error broken(const std::string& host, std::string_view how) {
    return {ErrorKind::network, fmt::format("{} {}", host, how)};
}

} // namespace

Error not_resolved(const std::string& host, std::optional<Family> family) {
    const std::string_view which = !family ? "" : *family == Family::v4 ? "IPv4 " : "IPv6 ";
    return {ErrorKind::network, fmt::format("the look-up of {} gave no {}address", host, which)};
}

Error not_resolved_in_time(const std::string& host) {
    return {ErrorKind::timeout, fmt::format("the name of {} was not resolved in time", host)};
}

Error describe_curl_error(CurlEasy* easy, int code, const HttpRequest& request, TooLong too_long,
                          std::string_view detail) {
    const std::string host = printable(authority_of(request.url.reveal()));
    if (too_long != TooLong::nothing) return too_long_reply(host, request, too_long);
    switch (static_cast<CURLcode>(code)) {
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {ErrorKind::network, "the name of the proxy in the environment has no address"};
    case CURLE_COULDNT_RESOLVE_HOST:
        return not_resolved(host, request.family);
    case CURLE_COULDNT_CONNECT:
        return not_connected(easy, host);
    case CURLE_INTERFACE_FAILED:
        return {ErrorKind::network, fmt::format("nothing can leave through the interface {} towards {} now",
                                                printable(request.interface), host)};
    case CURLE_OPERATION_TIMEDOUT:
        return timed_out(easy, host, request.timeout);
    case CURLE_PEER_FAILED_VERIFICATION:
        return not_trusted(host, request, detail);
    case CURLE_SSL_CACERT_BADFILE:
        return {ErrorKind::network,
                fmt::format("the file {} of trusted certificates can not be read; check `ca:`",
                            printable(request.ca.empty() ? "of the system" : request.ca))};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
        return no_tls(host, detail);
    case CURLE_FILESIZE_EXCEEDED:
        return too_long_reply(host, request, TooLong::body);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return {ErrorKind::bad_reply, fmt::format("what {} answered is not HTTP", host)};
    case CURLE_URL_MALFORMAT:
        return {ErrorKind::config,
                fmt::format("the address of the request to {} is not a URL; check `url:`", host)};
    case CURLE_GOT_NOTHING:
        return broken(host, "closed the connection without an answer");
    case CURLE_PARTIAL_FILE:
        return broken(host, "closed the connection in the middle of its answer");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return broken(host, "broke the connection");
    case CURLE_OUT_OF_MEMORY:
        return {ErrorKind::system, "there is no memory for a request"};
    default:
        return {ErrorKind::network, fmt::format("the request to {} failed: {}", host,
                                                curl_easy_strerror(static_cast<CURLcode>(code)))};
    }
}

} // namespace ddns
