// SPDX-License-Identifier: MIT
#include "http/request_check.h"

#include "http/url_text.h"
#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

/// The last two are those of UPnP's eventing.
constexpr std::array<std::string_view, 8> methods{"GET",    "POST", "PUT",       "PATCH",
                                                  "DELETE", "HEAD", "SUBSCRIBE", "UNSUBSCRIBE"};

/// What RFC 9110 section 5.6.2 allows in a token besides letters and digits.
constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               token_marks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

bool is_http_url(std::string_view url) {
    const std::string scheme = to_lower(url.substr(0, 8));
    if (!scheme.starts_with("http://") && scheme != "https://") return false;
    const bool clean = std::ranges::all_of(url, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte != 0x7f;
    });
    return clean && !host_of(url).empty();
}

} // namespace

Result<void> check_request(const HttpRequest& request) {
    if (std::ranges::find(methods, request.method) == methods.end())
        return fail(ErrorKind::config,
                    fmt::format("\"{}\" is not a method that a request can have; use one of "
                                "GET, POST, PUT, PATCH, DELETE",
                                printable(request.method, 20)));
    if (!is_http_url(request.url.reveal()))
        return fail(ErrorKind::config, fmt::format("the address of the request \"{}\" is not a complete "
                                                   "http:// or https:// URL; check `{}:`",
                                                   printable(request.label), request.address_key));
    const auto authority = authority_of(request.url.reveal());
    for (const HttpHeader& header : request.headers) {
        if (!is_token(header.name))
            return fail(ErrorKind::config,
                        fmt::format("a header for {} has a name with characters that no header can have",
                                    printable(authority)));
        if (!is_field_value(header.value.reveal()))
            return fail(ErrorKind::config,
                        fmt::format("the header {} for {} contains a line break or another control "
                                    "character; check the credentials of the account",
                                    printable(header.name, 40), printable(authority)));
    }
    return {};
}

} // namespace ddns
