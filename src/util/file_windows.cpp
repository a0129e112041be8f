// SPDX-License-Identifier: MIT
#include "util/file.h"

#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"
#include "util/windows/wide.h"

#include <aclapi.h>
#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <vector>

namespace ddns {

namespace {

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

// Of winerror.h and minwinbase.h; not all compilers' headers have them.
constexpr DWORD is_a_folder = 336;       // ERROR_DIRECTORY_NOT_SUPPORTED
constexpr DWORD is_no_file = 222;        // ERROR_BAD_FILE_TYPE
constexpr DWORD quota_is_used_up = 1295; // ERROR_DISK_QUOTA_EXCEEDED
constexpr auto file_rename_info_ex = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22); // FileRenameInfoEx

tl::unexpected<Error> refused(std::string_view doing, const std::string& path, DWORD error) {
    return file_error(doing, path, static_cast<int>(error));
}

bool is_folder(const std::wstring& path) {
    const DWORD attributes = GetFileAttributesW(path.c_str());
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

bool is_missing(DWORD error) { return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND; }

DWORD write_all(HANDLE file, std::string_view content) {
    constexpr std::size_t most = 16u << 20;
    while (!content.empty()) {
        DWORD written = 0;
        if (!WriteFile(file, content.data(), static_cast<DWORD>(std::min(content.size(), most)), &written,
                       nullptr))
            return GetLastError();
        if (written == 0) return ERROR_DISK_FULL;
        content.remove_prefix(written);
    }
    return ERROR_SUCCESS;
}

DWORD set_size(HANDLE file, LONGLONG size) {
    LARGE_INTEGER end;
    end.QuadPart = size;
    return SetFilePointerEx(file, end, nullptr, FILE_BEGIN) && SetEndOfFile(file) ? ERROR_SUCCESS
                                                                                  : GetLastError();
}

/// What is replaced.
struct Target {
    std::wstring path;
    bool exists = false;
    DWORD attributes = FILE_ATTRIBUTE_NORMAL; ///< those that a new file can take over
};

/// Where a link leads; the path itself when it leads nowhere.
Result<std::wstring> follow_link(const std::string& path, const std::wstring& wide) {
    const Handle file(CreateFileW(wide.c_str(), FILE_READ_ATTRIBUTES, share_all, nullptr, OPEN_EXISTING,
                                  FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    if (!file.valid()) return refused("follow the link", path, GetLastError());
    std::wstring name(32768, L'\0');
    const DWORD length =
        GetFinalPathNameByHandleW(file.get(), name.data(), static_cast<DWORD>(name.size()), 0);
    if (length == 0 || length >= name.size()) return refused("follow the link", path, GetLastError());
    name.resize(length);
    return name;
}

Result<Target> find_target(const std::string& path, FileMode mode) {
    Target target{api_path(path)};
    DWORD attributes = GetFileAttributesW(target.path.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        if (is_missing(GetLastError())) return target;
        return refused("look at", path, GetLastError());
    }
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && mode == FileMode::keep) {
        auto followed = follow_link(path, target.path);
        if (!followed) return tl::unexpected<Error>(followed.error());
        target.path = std::move(*followed);
        attributes = GetFileAttributesW(target.path.c_str());
        if (attributes == INVALID_FILE_ATTRIBUTES) return refused("look at", path, GetLastError());
    }
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return refused("write", path, is_a_folder);
    if ((attributes & FILE_ATTRIBUTE_DEVICE) != 0) return refused("write", path, is_no_file);
    if ((attributes & FILE_ATTRIBUTE_READONLY) != 0) return refused("write", path, ERROR_FILE_READ_ONLY);
    target.exists = true;
    if (const DWORD kept = attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM); kept != 0)
        target.attributes = kept;
    return target;
}

/// The new file's access list, before there is anything in it.
DWORD dress(HANDLE file, const Target& target, FileMode mode) {
    if (mode == FileMode::private_) return close_to_many(file);
    if (!target.exists) return ERROR_SUCCESS;
    PSECURITY_DESCRIPTOR old = nullptr;
    std::wstring path = target.path; // the function wants it writable
    const DWORD error = GetNamedSecurityInfoW(path.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                              nullptr, nullptr, nullptr, &old);
    if (error != ERROR_SUCCESS) return error;
    const SecurityDescriptor memory(old);
    return set_access_list(file, old);
}

/// The rename of Windows 10 and NTFS, which also replaces a file that others have open. Other file systems do
/// not have it.
DWORD rename_at_once(HANDLE file, const std::wstring& to) {
    const std::size_t bytes = to.size() * sizeof(wchar_t);
    std::vector<std::byte> memory(sizeof(FILE_RENAME_INFO) + bytes);
    auto* info = reinterpret_cast<FILE_RENAME_INFO*>(memory.data());
    info->Flags = FILE_RENAME_FLAG_REPLACE_IF_EXISTS | FILE_RENAME_FLAG_POSIX_SEMANTICS;
    info->FileNameLength = static_cast<DWORD>(bytes);
    std::memcpy(info->FileName, to.data(), bytes);
    if (!SetFileInformationByHandle(file, file_rename_info_ex, info, static_cast<DWORD>(memory.size())))
        return GetLastError();
    FlushFileBuffers(file); // with it goes the log that the new name is in
    return ERROR_SUCCESS;
}

/// A file that another program holds open looks like a missing right when it is renamed over.
DWORD real_reason(const Target& target, DWORD error) {
    if (error != ERROR_ACCESS_DENIED || !target.exists) return error;
    const Handle probe(
        CreateFileW(target.path.c_str(), DELETE, share_all, nullptr, OPEN_EXISTING, 0, nullptr));
    return !probe.valid() && GetLastError() == ERROR_SHARING_VIOLATION
               ? static_cast<DWORD>(ERROR_SHARING_VIOLATION)
               : error;
}

std::wstring temporary_name(const std::wstring& path) {
    const std::size_t slash = path.rfind(L'\\');
    const std::size_t base = slash == std::wstring::npos ? 0 : slash + 1;
    return path.substr(0, base) + L"." + path.substr(base) + L".ddns-reactor-" +
           std::to_wstring(GetCurrentProcessId());
}

Handle create_temporary(const std::wstring& path, DWORD attributes) {
    const auto create = [&] {
        return Handle(CreateFileW(path.c_str(), GENERIC_WRITE | READ_CONTROL | WRITE_DAC | DELETE, 0, nullptr,
                                  CREATE_NEW, attributes, nullptr));
    };
    Handle file = create();
    if (!file.valid() && GetLastError() == ERROR_FILE_EXISTS) {
        DeleteFileW(path.c_str()); // left by a process of the same number that was killed
        file = create();
    }
    return file;
}

/// ERROR_SUCCESS or why not; then nothing has changed and no temporary file is left.
DWORD replace_by_rename(const Target& target, std::string_view content, FileMode mode) {
    const std::wstring temporary = temporary_name(target.path);
    Handle file = create_temporary(temporary, target.attributes);
    if (!file.valid()) return GetLastError();
    DWORD error = dress(file.get(), target, mode);
    if (error == ERROR_SUCCESS) error = write_all(file.get(), content);
    if (error == ERROR_SUCCESS && !FlushFileBuffers(file.get())) error = GetLastError();
    if (error == ERROR_SUCCESS && rename_at_once(file.get(), target.path) == ERROR_SUCCESS) return error;
    file.close();
    if (error == ERROR_SUCCESS && !MoveFileExW(temporary.c_str(), target.path.c_str(),
                                               MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
        error = real_reason(target, GetLastError());
    if (error != ERROR_SUCCESS) DeleteFileW(temporary.c_str());
    return error;
}

DWORD write_in_place(const Target& target, std::string_view content) {
    const Handle file(
        CreateFileW(target.path.c_str(), GENERIC_WRITE, share_all, nullptr, OPEN_EXISTING, 0, nullptr));
    LARGE_INTEGER old_size;
    if (!file.valid() || !GetFileSizeEx(file.get(), &old_size)) return GetLastError();
    const auto size = static_cast<LONGLONG>(content.size());
    if (size > old_size.QuadPart) {
        // Takes the room from the disk; the old content stays when there is none.
        if (const DWORD error = set_size(file.get(), size); error != ERROR_SUCCESS) {
            (void)set_size(file.get(), old_size.QuadPart);
            return error;
        }
    }
    if (!SetFilePointerEx(file.get(), LARGE_INTEGER{}, nullptr, FILE_BEGIN)) return GetLastError();
    if (const DWORD error = write_all(file.get(), content); error != ERROR_SUCCESS) return error;
    if (const DWORD error = set_size(file.get(), size); error != ERROR_SUCCESS) return error;
    return FlushFileBuffers(file.get()) ? ERROR_SUCCESS : GetLastError();
}

bool folder_refuses(DWORD error) {
    return error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION || error == ERROR_WRITE_PROTECT ||
           error == ERROR_PRIVILEGE_NOT_HELD || error == ERROR_USER_MAPPED_FILE;
}

std::string_view advice(DWORD error) {
    switch (error) {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case quota_is_used_up:
    case ERROR_NOT_ENOUGH_QUOTA:
        return "the disk is full; free some space";
    case ERROR_ACCESS_DENIED:
    case ERROR_PRIVILEGE_NOT_HELD:
        return "no permission; give this user the right to it, run this as administrator, or choose another "
               "path";
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE:
        return "another program has it open and lets nobody else; close it there";
    case ERROR_FILE_READ_ONLY:
        return "it is marked read-only; take the mark away with attrib -r";
    case ERROR_WRITE_PROTECT:
        return "it is on a write-protected disk; choose another path";
    case is_a_folder:
        return "it is a folder; name a file";
    case is_no_file:
        return "it is not a regular file; name one";
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return "its folder does not exist; create it or choose another path";
    case ERROR_INVALID_DRIVE:
    case ERROR_NOT_READY:
        return "its drive is not there; choose another path";
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
        return "this cannot be the name of a file; it may not hold < > : \" | ? *";
    case ERROR_FILENAME_EXCED_RANGE:
        return "the path is too long; choose a shorter one";
    case ERROR_CANT_RESOLVE_FILENAME:
        return "its links lead in a circle";
    default:
        return {};
    }
}

} // namespace

tl::unexpected<Error> file_error(std::string_view doing, const std::string& path, int error_number) {
    const auto error = static_cast<DWORD>(error_number);
    const std::string_view known = advice(error);
    return fail(ErrorKind::system, fmt::format("cannot {} {}: {}", doing, path,
                                               known.empty() ? system_message(error) : std::string(known)));
}

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t max_bytes) {
    const std::wstring wide = api_path(path);
    const Handle file(CreateFileW(wide.c_str(), GENERIC_READ, share_all, nullptr, OPEN_EXISTING,
                                  FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
    if (!file.valid()) {
        const DWORD error = GetLastError();
        if (is_folder(wide)) return refused("read", path, is_a_folder);
        if (is_missing(error)) return std::nullopt;
        return refused("read", path, error);
    }
    if (GetFileType(file.get()) != FILE_TYPE_DISK) return refused("read", path, is_no_file);
    std::string content;
    char buffer[16384];
    for (;;) {
        DWORD got = 0;
        if (!ReadFile(file.get(), buffer, sizeof buffer, &got, nullptr))
            return refused("read", path, GetLastError());
        if (got == 0) return content;
        content.append(buffer, got);
        if (content.size() > max_bytes)
            return fail(ErrorKind::system,
                        fmt::format("cannot read {}: it is larger than {} bytes; is it the right file?", path,
                                    max_bytes));
    }
}

Result<void> replace_file(const std::string& path, std::string_view content, FileMode mode) {
    const Result<Target> target = find_target(path, mode);
    if (!target) return tl::unexpected<Error>(target.error());
    DWORD error = replace_by_rename(*target, content, mode);
    if (mode == FileMode::keep && target->exists && folder_refuses(error))
        error = write_in_place(*target, content);
    if (error != ERROR_SUCCESS) return refused("write", path, error);
    return {};
}

} // namespace ddns
