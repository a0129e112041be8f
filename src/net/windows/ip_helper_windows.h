// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/ip_helper.h"

#include <memory>

namespace ddns {

/// The real IP Helper. Notifications are looked up when they are asked for: one that this Windows lacks is an
/// error of `subscribe` alone.
std::shared_ptr<iphelper::IpHelper> make_ip_helper();

} // namespace ddns
