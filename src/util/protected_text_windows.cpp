// SPDX-License-Identifier: MIT
#include "util/protected_text.h"

#include "util/windows/access.h"
#include "util/windows/wide.h"

#include <array>
#include <fmt/format.h>
#include <optional>
#include <vector>
#include <wincrypt.h>

namespace ddns {

namespace {

constexpr std::size_t largest = 1u << 20;

DATA_BLOB entropy() {
    static std::array<BYTE, 12> name{'d', 'd', 'n', 's', '-', 'r', 'e', 'a', 'c', 't', 'o', 'r'};
    return {static_cast<DWORD>(name.size()), name.data()};
}

std::string to_base64(const DATA_BLOB& blob) {
    constexpr DWORD format = CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF;
    DWORD size = 0;
    CryptBinaryToStringA(blob.pbData, blob.cbData, format, nullptr, &size);
    std::string text(size, '\0');
    CryptBinaryToStringA(blob.pbData, blob.cbData, format, text.data(), &size);
    text.resize(size); // the second call does not count the zero at the end
    return text;
}

std::optional<std::vector<BYTE>> from_base64(const std::string& text) {
    const auto length = static_cast<DWORD>(text.size());
    DWORD size = 0;
    if (text.empty() || text.size() > largest ||
        !CryptStringToBinaryA(text.data(), length, CRYPT_STRING_BASE64, nullptr, &size, nullptr, nullptr))
        return std::nullopt;
    std::vector<BYTE> bytes(size);
    if (!CryptStringToBinaryA(text.data(), length, CRYPT_STRING_BASE64, bytes.data(), &size, nullptr,
                              nullptr))
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

} // namespace

Result<std::string> protect_text(const Secret& text, ProtectedFor whom) {
    std::string bytes = text.reveal();
    DATA_BLOB in{static_cast<DWORD>(bytes.size()), reinterpret_cast<BYTE*>(bytes.data())};
    DATA_BLOB salt = entropy();
    DATA_BLOB out{};
    const DWORD flags = CRYPTPROTECT_UI_FORBIDDEN |
                        (whom == ProtectedFor::machine ? static_cast<DWORD>(CRYPTPROTECT_LOCAL_MACHINE) : 0u);
    const BOOL done = CryptProtectData(&in, L"ddns-reactor", &salt, nullptr, nullptr, flags, &out);
    const DWORD error = GetLastError();
    const LocalMemory<BYTE> memory(out.pbData);
    SecureZeroMemory(bytes.data(), bytes.size());
    if (!done)
        return fail(ErrorKind::system,
                    fmt::format("Windows cannot protect the secret: {}", system_message(error)));
    return to_base64(out);
}

Result<Secret> unprotect_text(std::string_view base64) {
    auto bytes = from_base64(std::string(base64));
    if (!bytes)
        return fail(ErrorKind::config, "what follows \"${dpapi:\" is not base64; copy the whole line that "
                                       "`ddns-reactor secret protect` prints");
    DATA_BLOB in{static_cast<DWORD>(bytes->size()), bytes->data()};
    DATA_BLOB salt = entropy();
    DATA_BLOB out{};
    if (!CryptUnprotectData(&in, nullptr, &salt, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out))
        return fail(
            ErrorKind::config,
            fmt::format("a ${{dpapi:...}} cannot be read ({}): it was made by another user, on another "
                        "machine, or is incomplete; make it again here with `ddns-reactor secret "
                        "protect`, for a service with --machine",
                        system_message(GetLastError())));
    const LocalMemory<BYTE> memory(out.pbData);
    Secret text(std::string(reinterpret_cast<const char*>(out.pbData), out.cbData));
    SecureZeroMemory(out.pbData, out.cbData);
    return text;
}

} // namespace ddns
