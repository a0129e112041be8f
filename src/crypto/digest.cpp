// SPDX-License-Identifier: MIT
#include "crypto/digest.h"

#include "crypto/digest_method.h"

#include <algorithm>
#include <array>

namespace ddns {

const EVP_MD* method_of(Digest kind) {
    switch (kind) {
    case Digest::md5:
        return EVP_md5();
    case Digest::sha1:
        return EVP_sha1();
    case Digest::sha224:
        return EVP_sha224();
    case Digest::sha256:
        return EVP_sha256();
    case Digest::sha384:
        return EVP_sha384();
    case Digest::sha512:
        break;
    }
    return EVP_sha512();
}

std::size_t size_of(Digest kind) { return static_cast<std::size_t>(EVP_MD_get_size(method_of(kind))); }

std::string digest(Digest kind, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, method_of(kind), nullptr) != 1) return {};
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4, '\0');
    // Writes the final zero where a string has it anyway.
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return out;
}

std::string base64url(std::string_view bytes) {
    std::string out = base64(bytes);
    out.erase(std::find(out.begin(), out.end(), '='), out.end());
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}

} // namespace ddns
