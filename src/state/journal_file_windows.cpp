// SPDX-License-Identifier: MIT
#include "state/journal_file.h"

#include "util/file.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"

namespace ddns {

namespace {

HANDLE native(std::intptr_t handle) { return reinterpret_cast<HANDLE>(handle); }

tl::unexpected<Error> cannot(std::string_view doing, const std::string& path, DWORD error) {
    return file_error(doing, path, static_cast<int>(error));
}

} // namespace

Result<void> JournalFile::open() {
    close();
    // Others may read and even write (a backup, a virus scanner), but not remove or rename it.
    Handle file(CreateFileW(api_path(path_).c_str(), GENERIC_WRITE | FILE_READ_ATTRIBUTES,
                            FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr));
    if (!file.valid()) return cannot("write", path_, GetLastError());
    handle_ = reinterpret_cast<std::intptr_t>(file.release());
    return {};
}

void JournalFile::close() {
    if (handle_ != -1) CloseHandle(native(handle_));
    handle_ = -1;
}

void JournalFile::make_way() { close(); }

Result<void> JournalFile::append(std::string_view text) {
    OVERLAPPED at_the_end{};
    at_the_end.Offset = 0xffffffff;
    at_the_end.OffsetHigh = 0xffffffff;
    DWORD written = 0;
    if (!WriteFile(native(handle_), text.data(), static_cast<DWORD>(text.size()), &written, &at_the_end))
        return cannot("write", path_, GetLastError());
    if (written != text.size()) return cannot("write", path_, ERROR_DISK_FULL);
    return {};
}

Result<void> JournalFile::cut(std::size_t size) {
    FILE_END_OF_FILE_INFO end;
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
    if (!SetFileInformationByHandle(native(handle_), FileEndOfFileInfo, &end, sizeof end))
        return cannot("write", path_, GetLastError());
    return {};
}

Result<void> JournalFile::sync() {
    if (!FlushFileBuffers(native(handle_))) return cannot("write", path_, GetLastError());
    return {};
}

bool JournalFile::is_there() const { return handle_ != -1; }

Result<bool> rename_to_new(const std::string& path, const std::string& new_path) {
    if (MoveFileExW(api_path(path).c_str(), api_path(new_path).c_str(), MOVEFILE_WRITE_THROUGH)) return true;
    const DWORD error = GetLastError();
    if (error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS) return false;
    return cannot("rename", path, error);
}

} // namespace ddns
