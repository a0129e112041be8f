// SPDX-License-Identifier: MIT
#include "state/folder_lock.h"

#include "util/file.h"
#include "util/path.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"
#include "util/windows/private_folder.h"

#include <fmt/format.h>

namespace ddns {

namespace {

tl::unexpected<Error> cannot(std::string_view doing, const std::string& path, DWORD error) {
    return file_error(doing, path, static_cast<int>(error));
}

Result<void> make_folder(const std::string& folder) {
    const DWORD attributes = GetFileAttributesW(api_path(folder).c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return make_private_folder(folder, current_account());
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return {};
    return fail(ErrorKind::system,
                fmt::format("cannot use {} as the state folder: it is a file; name a folder", folder));
}

/// Far behind what is in the file: a range that is locked cannot be read, and the number in it shall be.
OVERLAPPED far_away() {
    OVERLAPPED place{};
    place.OffsetHigh = 0x7fffffff;
    return place;
}

/// Whoever can open the file can lock it. In a folder made for the program nobody else can.
void close_lock_to_many(const std::string& path) {
    const Handle file(CreateFileW(api_path(path).c_str(), READ_CONTROL | WRITE_DAC,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr));
    if (file.valid()) (void)close_to_many(file.get());
}

tl::unexpected<Error> refused(const std::string& folder, HANDLE lock) {
    char text[32] = "";
    DWORD got = 0;
    if (!ReadFile(lock, text, sizeof text, &got, nullptr)) got = 0;
    return locked_by_another(folder, std::string_view(text, got));
}

} // namespace

Result<std::unique_ptr<FolderLock>> FolderLock::take(const std::string& folder) {
    if (auto made = make_folder(folder); !made) return tl::unexpected<Error>(made.error());
    const std::string path = from_path(to_path(folder) / "lock");
    // Nobody may remove it meanwhile: no FILE_SHARE_DELETE.
    Handle file(CreateFileW(api_path(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                            FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_ALWAYS, 0, nullptr));
    if (!file.valid()) return cannot("open", path, GetLastError());
    OVERLAPPED place = far_away();
    if (!LockFileEx(file.get(), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place)) {
        const DWORD error = GetLastError();
        return error == ERROR_LOCK_VIOLATION || error == ERROR_IO_PENDING ? refused(folder, file.get())
                                                                          : cannot("lock", path, error);
    }
    close_lock_to_many(path);
    // Only a courtesy to whom we will refuse: a full disk must not keep us from working.
    const std::string pid = fmt::format("{}\r\n", GetCurrentProcessId());
    DWORD written = 0;
    if (SetEndOfFile(file.get()))
        (void)WriteFile(file.get(), pid.data(), static_cast<DWORD>(pid.size()), &written, nullptr);
    return std::unique_ptr<FolderLock>(new FolderLock(reinterpret_cast<std::intptr_t>(file.release())));
}

FolderLock::~FolderLock() { CloseHandle(reinterpret_cast<HANDLE>(handle_)); }

} // namespace ddns
