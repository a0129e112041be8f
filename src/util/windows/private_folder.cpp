// SPDX-License-Identifier: MIT
#include "util/windows/private_folder.h"

#include "util/file.h"
#include "util/path.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"
#include "util/windows/wide.h"

#include <aclapi.h>
#include <fmt/format.h>
#include <sddl.h>

namespace ddns {

namespace {

tl::unexpected<Error> cannot_make(const std::string& path, DWORD error) {
    return file_error("create the folder", path, static_cast<int>(error));
}

/// ERROR_SUCCESS also when it is there already.
DWORD create(const std::string& path, void* access) {
    SECURITY_ATTRIBUTES attributes{sizeof attributes, access, FALSE};
    if (CreateDirectoryW(api_path(path).c_str(), &attributes)) return ERROR_SUCCESS;
    const DWORD error = GetLastError();
    return error == ERROR_ALREADY_EXISTS ? static_cast<DWORD>(ERROR_SUCCESS) : error;
}

/// Creates it with those above that are missing.
DWORD create_all(const std::string& path, void* access) {
    const DWORD error = create(path, access);
    if (error != ERROR_PATH_NOT_FOUND) return error;
    const std::string above = from_path(to_path(path).parent_path());
    if (above.empty() || above.size() >= path.size()) return error;
    const DWORD above_error = create_all(above, access);
    return above_error != ERROR_SUCCESS ? above_error : create(path, access);
}

std::string owner_of(std::wstring path) {
    PSID owner = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (GetNamedSecurityInfoW(path.data(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr,
                              nullptr, nullptr, &descriptor) != ERROR_SUCCESS)
        return {};
    const SecurityDescriptor memory(descriptor);
    LPWSTR text = nullptr;
    if (!ConvertSidToStringSidW(owner, &text)) return {};
    const LocalMemory<WCHAR> text_memory(text);
    return narrow(text);
}

/// Everybody may create folders under %ProgramData%: what lies there is not ours because of its name.
Result<void> check_existing(const std::string& path, const std::string& account) {
    const std::wstring wide = api_path(path);
    const DWORD attributes = GetFileAttributesW(wide.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return cannot_make(path, GetLastError());
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
        return fail(
            ErrorKind::system,
            fmt::format("cannot create the folder {}: a file has its name; move the file away", path));
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        return fail(ErrorKind::system,
                    fmt::format("{} is a link; remove it, or name the folder that it leads to", path));
    const std::string owner = owner_of(wide);
    if (owner == "S-1-5-32-544" || owner == "S-1-5-18" || (!owner.empty() && owner == account) ||
        (!owner.empty() && owner == current_account()))
        return {};
    return fail(ErrorKind::system,
                fmt::format("{} belongs to another account ({}); look at what is in it, then remove it, or "
                            "make it the administrators': icacls \"{}\" /setowner *S-1-5-32-544",
                            path, owner.empty() ? "not shown" : owner, path));
}

DWORD set_access(const std::wstring& path, PSECURITY_DESCRIPTOR access) {
    const Handle folder(CreateFileW(path.c_str(), READ_CONTROL | WRITE_DAC,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    if (!folder.valid()) return GetLastError();
    BOOL present = FALSE, defaulted = FALSE;
    PACL list = nullptr;
    GetSecurityDescriptorDacl(access, &present, &list, &defaulted);
    // This one hands it down to what is inside ...
    const DWORD error = SetSecurityInfo(folder.get(), SE_FILE_OBJECT,
                                        DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                                        nullptr, nullptr, list, nullptr);
    // ... and this one makes sure that nothing from above was mixed in, as Wine does.
    return error == ERROR_SUCCESS ? set_access_list(folder.get(), access) : error;
}

} // namespace

Result<void> make_private_folder(const std::string& path, const std::string& account) {
    const SecurityDescriptor access = private_access(AccessOf::folder, account);
    if (!access)
        return fail(ErrorKind::internal, fmt::format("cannot protect {}: {} is no account", path, account));
    if (const DWORD error = create_all(path, access.get()); error != ERROR_SUCCESS)
        return cannot_make(path, error);
    if (auto checked = check_existing(path, account); !checked) return checked;
    if (const DWORD error = set_access(api_path(path), access.get()); error != ERROR_SUCCESS)
        return file_error("protect", path, static_cast<int>(error));
    return {};
}

} // namespace ddns
