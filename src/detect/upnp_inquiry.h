// SPDX-License-Identifier: MIT
#pragma once

#include "detect/inquiry.h"
#include "detect/upnp.h"

namespace ddns {

struct UpnpAnswer {
    IpAddress address;
    WanService service; ///< that said so
};
using OnUpnpAnswer = std::function<void(Result<UpnpAnswer> answer)>;

/// Searches the router of the way by SSDP, reads its description and asks its services one after the other
/// until an address can be believed. Ends within `time`; errors as of `OnAnswer`. Inside of detect/ only.
[[nodiscard]] std::unique_ptr<Operation> ask_upnp(const InquiryParts& parts, const WayOut& way, Duration time,
                                                  OnUpnpAnswer on_answer);

} // namespace ddns
