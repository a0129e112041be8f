// SPDX-License-Identifier: MIT
#include "detect/port_mapping.h"
#include "detect/stun.h"
#include "net/address_class.h"

#include <cstdlib>

using namespace ddns;

namespace {

void check(const std::optional<Result<IpAddress>>& answer, Family family) {
    if (!answer || !*answer) return;
    const IpAddress address = **answer;
    if (address.family() != family || classify(address).address_class != AddressClass::public_) std::abort();
}

} // namespace

/// What is said by NAT-PMP, PCP or STUN: whatever is believed is a public address of the family asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check(read_nat_pmp_reply(bytes), Family::v4);
    check(read_pcp_reply({*IpAddress::parse("192.168.1.2"), "abcdefghijkl", 0xC123}, bytes), Family::v4);
    for (const Family family : {Family::v4, Family::v6})
        check(read_stun_reply("abcdefghijkl", family, bytes), family);
    return 0;
}
