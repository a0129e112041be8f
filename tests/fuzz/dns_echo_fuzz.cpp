// SPDX-License-Identifier: MIT
#include "detect/dns_echo.h"
#include "net/address_class.h"

#include <cstdlib>

using namespace ddns;

/// Whatever is believed is a public address of the family that was asked for, in a reply to that question.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<DnsEcho> echoes = public_dns_echoes();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const DnsEcho& echo : echoes)
        for (const Family family : {Family::v4, Family::v6}) {
            constexpr std::uint16_t id = 0x1234;
            const auto reply = read_dns_echo(echo, family, id, bytes);
            if (!reply) continue;
            if (size < 12 || data[0] != 0x12 || data[1] != 0x34) std::abort();
            if (!reply->address) continue;
            if (reply->address->family() != family) std::abort();
            if (classify(*reply->address).address_class != AddressClass::public_) std::abort();
        }
    return 0;
}
