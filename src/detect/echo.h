// SPDX-License-Identifier: MIT
#pragma once

#include "detect/party.h"

#include <string_view>
#include <vector>

namespace ddns {

/// Those that are asked when the caller names none: all over HTTPS, each by another operator, each meant for
/// programs. Their answers need no guessing.
std::vector<EchoService> public_echo_services();

/// The address itself, when one party alone can be believed to have seen it: of that family and of class
/// public. Errors: `bad_reply`.
Result<IpAddress> believable(const IpAddress& address, Family family);

/// The address in an answer. Believed only when it is exactly one address, of that family and of class
/// public; a page of a captive portal, an error text or a private address is not one, and neither is the way
/// out of a tunnel that the service itself runs (`warp=on`).
/// Errors: `bad_reply`.
Result<IpAddress> read_echo(EchoForm form, std::string_view body, Family family);

} // namespace ddns
