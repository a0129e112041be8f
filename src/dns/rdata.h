// SPDX-License-Identifier: MIT
#pragma once

#include "dns/message.h"
#include "net/address.h"

/// What stands in the data of a record, for the few types that this program knows.
namespace ddns {

constexpr DnsType dns_type_of(RecordType type) { return type == RecordType::A ? DnsType::A : DnsType::AAAA; }

/// RDATA of an A or AAAA record.
std::string address_data(const IpAddress& address);
/// nullopt unless it is an A or AAAA record of class IN with the right number of bytes.
std::optional<IpAddress> address_of(const DnsRecord& record);

/// RDATA of a TXT record: the text in strings of at most 255 bytes.
std::string text_data(std::string_view text);
/// The strings of a TXT record put together; nullopt when they are broken.
std::optional<std::string> text_of(const DnsRecord& record);

/// The name of the primary server in a SOA record (RFC 1035 section 3.3.13); nullopt for anything else.
std::optional<DnsName> primary_of(const DnsRecord& soa);

} // namespace ddns
