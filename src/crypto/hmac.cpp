// SPDX-License-Identifier: MIT
#include "crypto/hmac.h"

#include "crypto/digest_method.h"

#include <array>
#include <new>
#include <openssl/crypto.h>
#include <openssl/hmac.h>

namespace ddns {

namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::string hmac(Digest digest, const Secret& key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const std::string& secret = key.reveal();
    // An empty key must still be a pointer; a null one would stand for the key of a call before.
    if (!HMAC(method_of(digest), secret.c_str(), static_cast<int>(secret.size()), bytes_of(message),
              message.size(), out.data(), &size))
        throw std::bad_alloc();
    return {reinterpret_cast<const char*>(out.data()), size};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Secret> decode_base64(const Secret& text) {
    const std::string& in = text.reveal();
    if (in.size() % 4 != 0) return std::nullopt;
    if (in.empty()) return Secret();
    const std::size_t padding = in.ends_with("==") ? 2 : in.ends_with('=') ? 1 : 0;
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // OpenSSL skips white space and takes a `=` anywhere.
    if (in.find_first_not_of(digits) < in.size() - padding) return std::nullopt;
    std::string out(in.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(in),
                                     static_cast<int>(in.size()));
    if (size < 0) return std::nullopt;
    out.resize(static_cast<std::size_t>(size) - padding);
    return Secret(std::move(out));
}

} // namespace ddns
