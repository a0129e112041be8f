// SPDX-License-Identifier: MIT
#include "detect/upnp.h"
#include "http/url_text.h"
#include "net/address_class.h"

#include <cstdlib>

using namespace ddns;

/// Whatever a router or its neighbour says: nobody but the router is asked next, and what is believed is
/// public.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const IpAddress gateway = *IpAddress::parse("192.168.1.1");
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto location = read_ssdp_answer(bytes, gateway))
        if (IpAddress::parse(host_of(*location)) != gateway) std::abort();
    if (const auto services = read_description(bytes, "http://192.168.1.1:5000/dir/r.xml", gateway))
        for (const WanService& service : *services)
            if (IpAddress::parse(host_of(service.control_url)) != gateway) std::abort();
    if (const auto address = read_address_reply(bytes))
        if (classify(*address).address_class != AddressClass::public_) std::abort();
    return 0;
}
