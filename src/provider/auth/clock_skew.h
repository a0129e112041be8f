// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "util/time.h"

#include <optional>
#include <string>
#include <string_view>

/// Signatures carry the time, and providers refuse those that are some minutes off. Pure.
namespace ddns {

/// How far the server's clock is ahead of `ours`, the time with which the refused request was signed;
/// negative when behind. Nothing when the reply has no date or the clocks agree to a minute, so that the time
/// is not what is wrong.
std::optional<Duration> skew_in(const HttpReply& reply, WallTime ours);

/// "this machine's clock is 5 min behind api.example.com; set it", for a server that is so far `ahead` of it;
/// "" when the clocks agree to a minute.
std::string tell_skew(Duration ahead, std::string_view host);

} // namespace ddns
