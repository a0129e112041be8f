// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// How an answer says the address.
enum class EchoForm {
    plain, ///< the address alone, with white space around it
    trace, ///< lines `key=value`, one of them `ip=`
};

/// A public service that answers with the address a request came from.
struct EchoService {
    std::string run_by; ///< two services of one operator do not confirm each other
    std::string url_v4; ///< empty: not for IPv4
    std::string url_v6;
    EchoForm form = EchoForm::plain;

    [[nodiscard]] const std::string& url(Family family) const {
        return family == Family::v4 ? url_v4 : url_v6;
    }
};

/// Those that are asked when the caller names none: all over HTTPS, each by another operator, each meant for
/// programs. Their answers need no guessing.
std::vector<EchoService> public_echo_services();

/// The address in an answer. Believed only when it is exactly one address, of that family and of class
/// public; a page of a captive portal, an error text or a private address is not one, and neither is the way
/// out of a tunnel that the service itself runs (`warp=on`).
/// Errors: `bad_reply`.
Result<IpAddress> read_echo(EchoForm form, std::string_view body, Family family);

} // namespace ddns
