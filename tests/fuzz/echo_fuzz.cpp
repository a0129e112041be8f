// SPDX-License-Identifier: MIT
#include "detect/echo.h"
#include "net/address_class.h"

#include <cstdlib>

using namespace ddns;

/// Whatever is believed is a public address of the family that was asked for.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    for (const EchoForm form : {EchoForm::plain, EchoForm::trace})
        for (const Family family : {Family::v4, Family::v6}) {
            const auto address = read_echo(form, body, family);
            if (!address) continue;
            if (address->family() != family) std::abort();
            if (classify(*address).address_class != AddressClass::public_) std::abort();
            if (body.find(form == EchoForm::trace ? "ip=" : "") == std::string_view::npos) std::abort();
        }
    return 0;
}
