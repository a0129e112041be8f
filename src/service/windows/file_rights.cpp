// SPDX-License-Identifier: MIT
#include "service/file_rights.h"

#include "util/windows/access.h"
#include "util/windows/wide.h"

#include <windows.h>

#include <aclapi.h>
#include <fmt/format.h>
#include <sddl.h>

namespace ddns {

namespace {

std::string sid_text(PSID sid) {
    LPWSTR text = nullptr;
    if (!ConvertSidToStringSidW(sid, &text)) return {};
    const LocalMemory<wchar_t> owned(text);
    return narrow(text);
}

} // namespace

Result<std::vector<AccessEntry>> access_entries(const std::string& path) {
    std::wstring name = widen(path); // the function wants it writable
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    const DWORD error = GetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                              nullptr, &list, nullptr, &descriptor);
    if (error != ERROR_SUCCESS)
        return fail(ErrorKind::system,
                    fmt::format("cannot see who may use {}: {}", path, system_message(error)));
    const SecurityDescriptor owned(descriptor);
    if (!list) return std::vector<AccessEntry>{{true, "S-1-1-0", GENERIC_ALL}};
    std::vector<AccessEntry> entries;
    for (DWORD i = 0; i < list->AceCount; ++i) {
        void* entry = nullptr;
        if (!GetAce(list, i, &entry)) continue;
        // Both kinds begin alike.
        auto* ace = static_cast<ACCESS_ALLOWED_ACE*>(entry);
        const bool allow = ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE;
        if (!allow && ace->Header.AceType != ACCESS_DENIED_ACE_TYPE) continue;
        if ((ace->Header.AceFlags & INHERIT_ONLY_ACE) != 0) continue;
        entries.push_back({allow, sid_text(&ace->SidStart), ace->Mask});
    }
    return entries;
}

} // namespace ddns
