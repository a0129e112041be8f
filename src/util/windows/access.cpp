// SPDX-License-Identifier: MIT
#include "util/windows/access.h"

#include "util/windows/handle.h"
#include "util/windows/wide.h"

#include <aclapi.h>
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sddl.h>
#include <vector>

namespace ddns {

namespace {

/// One piece of what the process's token says; empty when it does not.
std::vector<BYTE> token_information(TOKEN_INFORMATION_CLASS what) {
    Handle token;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token.out())) return {};
    DWORD size = 0;
    GetTokenInformation(token.get(), what, nullptr, 0, &size);
    std::vector<BYTE> bytes(size);
    if (size == 0 || !GetTokenInformation(token.get(), what, bytes.data(), size, &size)) return {};
    return bytes;
}

std::string sid_text(PSID sid) {
    LPWSTR text = nullptr;
    if (!ConvertSidToStringSidW(sid, &text)) return {};
    const LocalMemory<WCHAR> owner(text);
    return narrow(text);
}

/// Groups that are not chosen person by person.
bool is_many(const std::string& sid) {
    static constexpr std::array<std::string_view, 9> groups{
        "S-1-1-0",      // Everyone
        "S-1-5-2",      // NETWORK
        "S-1-5-4",      // INTERACTIVE
        "S-1-5-7",      // ANONYMOUS LOGON
        "S-1-5-11",     // Authenticated Users
        "S-1-2-0",      // LOCAL
        "S-1-5-32-545", // Users
        "S-1-5-32-546", // Guests
        "S-1-5-32-547", // Power Users
    };
    if (std::find(groups.begin(), groups.end(), sid) != groups.end()) return true;
    const bool of_domain = sid.starts_with("S-1-5-21-");
    return of_domain && (sid.ends_with("-513") || sid.ends_with("-514")); // Domain Users, Domain Guests
}

bool lets_many_read(PACL list) {
    for (DWORD i = 0; i < list->AceCount; ++i) {
        void* entry = nullptr;
        if (!GetAce(list, i, &entry)) continue;
        const auto* ace = static_cast<const ACCESS_ALLOWED_ACE*>(entry);
        if (ace->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) continue;
        if ((ace->Header.AceFlags & INHERIT_ONLY_ACE) != 0) continue;
        if ((ace->Mask & (FILE_READ_DATA | GENERIC_READ | GENERIC_ALL)) == 0) continue;
        if (is_many(sid_text(const_cast<DWORD*>(&ace->SidStart)))) return true;
    }
    return false;
}

} // namespace

std::string current_account() {
    const std::vector<BYTE> user = token_information(TokenUser);
    return user.empty() ? std::string()
                        : sid_text(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid);
}

bool is_service_account() {
    const std::string account = current_account();
    // SYSTEM, LOCAL SERVICE, NETWORK SERVICE, and the accounts called NT SERVICE\NAME.
    if (account == "S-1-5-18" || account == "S-1-5-19" || account == "S-1-5-20" ||
        account.starts_with("S-1-5-80-"))
        return true;
    std::array<BYTE, SECURITY_MAX_SID_SIZE> service;
    auto size = static_cast<DWORD>(service.size());
    BOOL member = FALSE;
    return CreateWellKnownSid(WinServiceSid, nullptr, service.data(), &size) &&
           CheckTokenMembership(nullptr, service.data(), &member) && member;
}

SecurityDescriptor private_access(AccessOf what, const std::string& account) {
    const std::string_view flags = what == AccessOf::folder ? "OICI" : "";
    std::string text = fmt::format("D:P(A;{0};FA;;;SY)(A;{0};FA;;;BA)", flags);
    // 0x1301bf: read, write, execute and delete, but not the access list itself.
    if (!account.empty()) text += fmt::format("(A;{};0x1301bf;;;{})", flags, account);
    PSECURITY_DESCRIPTOR made = nullptr;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(widen(text).c_str(), SDDL_REVISION_1, &made,
                                                              nullptr))
        return nullptr;
    return SecurityDescriptor(made);
}

DWORD set_access_list(HANDLE file, PSECURITY_DESCRIPTOR from) {
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    if (!GetSecurityDescriptorControl(from, &control, &revision)) return GetLastError();
    const SECURITY_INFORMATION inheritance = (control & SE_DACL_PROTECTED) != 0
                                                 ? PROTECTED_DACL_SECURITY_INFORMATION
                                                 : UNPROTECTED_DACL_SECURITY_INFORMATION;
    return SetKernelObjectSecurity(file, DACL_SECURITY_INFORMATION | inheritance, from) ? ERROR_SUCCESS
                                                                                        : GetLastError();
}

bool open_to_many(const std::wstring& path) {
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    std::wstring name = path; // the function wants it writable
    if (GetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, &list,
                              nullptr, &descriptor) != ERROR_SUCCESS)
        return false;
    const SecurityDescriptor owner(descriptor);
    return !list || lets_many_read(list);
}

DWORD close_to_many(HANDLE file) {
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR inherited = nullptr;
    const DWORD error = GetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                                        &list, nullptr, &inherited);
    if (error != ERROR_SUCCESS) return error;
    const SecurityDescriptor inherited_memory(inherited);
    if (list && !lets_many_read(list)) return ERROR_SUCCESS;
    const SecurityDescriptor access = private_access(AccessOf::file, current_account());
    if (!access) return GetLastError();
    return set_access_list(file, access.get());
}

} // namespace ddns
