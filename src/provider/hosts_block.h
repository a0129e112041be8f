// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <compare>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The text of a hosts file, without the file: the block of one account in it, and nothing else.
///
///     # BEGIN ddns-reactor lan
///     192.168.1.5 nas.example.com
///     # END ddns-reactor lan
namespace ddns {

/// One line of the block: an address and its name. Ordered by name, IPv4 before IPv6.
struct HostsEntry {
    std::string name;
    IpAddress address;
    auto operator<=>(const HostsEntry&) const = default;
};
using HostsEntries = std::set<HostsEntry>;

/// Whether a name can stand in a hosts file: letters, digits, `-`, `_` and `.`, at most 253.
bool is_hosts_name(std::string_view name);
/// Whether an account's name can stand in a marker: at most 200 bytes, no control characters, no space at
/// either end.
bool is_marker_name(std::string_view account);

/// What the account's block holds; empty when there is no block. Comments and what cannot be read inside the
/// block do not count, a line with several names is several entries.
/// Errors: `system`, saying what is wrong with the markers, when it is not one BEGIN followed by one END.
Result<HostsEntries> read_hosts_block(std::string_view text, std::string_view account);

/// The text with the block holding exactly these. All outside the block, and the markers, stay byte for byte;
/// a missing block is added at the end. The block has the line ends of its BEGIN, a new one those of the
/// file's first line. Every name must be an `is_hosts_name`, the account an `is_marker_name`.
/// Errors: as reading.
Result<std::string> write_hosts_block(std::string_view text, std::string_view account,
                                      const HostsEntries& entries);

/// Makes these the addresses of the name in the family of `type`; the other family stays. False when they
/// were already.
bool set_hosts_values(HostsEntries& entries, const std::string& name, RecordType type,
                      const std::vector<IpAddress>& values);

} // namespace ddns
