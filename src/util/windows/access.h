// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <windows.h>

/// Who may do what with a file: accounts as text (SIDs, "S-1-5-18") and access lists.
namespace ddns {

/// The account of this process, "S-1-5-21-…"; empty when Windows does not tell.
std::string current_account();

/// Whether it runs as a service, or as one of the accounts that only services have.
bool is_service_account();

/// What LocalFree frees.
struct FreeLocal {
    void operator()(void* memory) const { LocalFree(memory); }
};
template <class T>
using LocalMemory = std::unique_ptr<T, FreeLocal>;
using SecurityDescriptor = LocalMemory<void>;

/// The access list that lets in Administrators, SYSTEM and `account` (a SID; empty: nobody else) and nobody
/// besides, cut off from what the folder above would hand down. Null with the reason in GetLastError() when
/// `account` is no SID.
enum class AccessOf { file, folder };
SecurityDescriptor private_access(AccessOf what, const std::string& account);

/// Gives an open file or folder the access list that `from` has; it is cut off from the folder above when
/// that one is. `file` needs WRITE_DAC. 0 or an error of Windows.
DWORD set_access_list(HANDLE file, PSECURITY_DESCRIPTOR from);

/// Whether a file or folder can be read by more than named accounts: by Everyone, Users, Authenticated Users,
/// Guests, who logs on here or over the network, all of a domain, or without any access list. False when
/// there is no such file or its list is not shown.
bool open_to_many(const std::wstring& path);

/// Makes an open file private (`private_access` for this process's account) when it is open to many; one that
/// is not keeps what it inherited from a private folder. `file` needs READ_CONTROL and WRITE_DAC. 0 or an
/// error of Windows.
DWORD close_to_many(HANDLE file);

} // namespace ddns
