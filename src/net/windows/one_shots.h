// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/ip_helper.h"

#include <memory>

namespace ddns::windows {

/// NotifyAddrChange and SIO_ADDRESS_LIST_CHANGE, overlapped, on events of their own: the handle of
/// NotifyAddrChange must not join a completion port, so that the loop cannot wait for it itself.
///
/// What Windows has not given back within the second of the destructor is left to it for ever (some hundred
/// bytes and an event), since it may still write there; under Wine 8 that is always so.
/// Sockets need a started Winsock, as every Loop starts it.
std::unique_ptr<iphelper::OneShots> open_one_shots();

} // namespace ddns::windows
