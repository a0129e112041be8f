// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// STUN Binding (RFC 8489, sections 5, 6 and 14): a server on the internet says which address a datagram came
/// from. Pure.
namespace ddns {

struct StunServer {
    std::string run_by;
    std::string host; ///< a name or an address
    std::uint16_t port = 3478;
    bool operator==(const StunServer&) const = default;
};

/// Google and Cloudflare.
std::vector<StunServer> public_stun_servers();

constexpr std::size_t stun_transaction_size = 12;

/// A Binding request of 20 bytes. `transaction`: 12 bytes that nobody can guess.
std::string write_stun_request(std::string_view transaction);

/// nullopt: no reply to that request. XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS; the first of each counts.
/// Errors: `bad_reply`.
std::optional<Result<IpAddress>> read_stun_reply(std::string_view transaction, Family family,
                                                 std::string_view bytes);

} // namespace ddns
