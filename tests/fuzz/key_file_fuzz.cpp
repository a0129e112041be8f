// SPDX-License-Identifier: MIT
#include "dns/key_file.h"

#include <cstdlib>

/// Whatever the file holds: a key with a secret, or a sentence that begins with a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const auto key = parse_key_file({reinterpret_cast<const char*>(data), size});
    if (key) {
        if (key->secret.empty() || key->digest == Digest::md5) std::abort();
    } else if (key.error().what.empty() || key.error().what[0] < '1' || key.error().what[0] > '9') {
        std::abort();
    }
    return 0;
}
