// SPDX-License-Identifier: MIT
#pragma once

#include "detect/inquiry.h"

namespace ddns {

/// Searches the router of the way by SSDP, reads its description and asks its services one after the other
/// until an address can be believed. Ends within `time`. Inside of detect/ only.
[[nodiscard]] std::unique_ptr<Operation> ask_upnp(const InquiryParts& parts, const WayOut& way, Duration time,
                                                  OnAnswer on_answer);

} // namespace ddns
