// SPDX-License-Identifier: MIT
#include "crypto/random.h"

#include <new>
#include <openssl/rand.h>
#include <string_view>

namespace ddns {

std::string random_letters(std::size_t length) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr unsigned fair = 256 / letters.size() * letters.size();
    std::string out;
    while (out.size() < length) {
        unsigned char byte = 0;
        if (RAND_bytes(&byte, 1) != 1) throw std::bad_alloc();
        // The bytes beyond the last whole round would make some letters likelier.
        if (byte < fair) out += letters[byte % letters.size()];
    }
    return out;
}

std::string random_bytes(std::size_t length) {
    std::string out(length, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(length)) != 1)
        throw std::bad_alloc();
    return out;
}

} // namespace ddns
