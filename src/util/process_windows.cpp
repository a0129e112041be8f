// SPDX-License-Identifier: MIT
#include "util/process.h"

#include "util/windows/api_path.h"
#include "util/windows/handle.h"
#include "util/windows/wide.h"
#include "util/windows_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace ddns {

namespace {

constexpr std::size_t output_limit = 64u << 10;

tl::unexpected<Error> cannot_start(const std::string& program, DWORD error) {
    return fail(ErrorKind::system, fmt::format("cannot start {}: {}", program, system_message(error)));
}

std::wstring variable(const wchar_t* name) {
    std::wstring value(GetEnvironmentVariableW(name, nullptr, 0), L'\0');
    if (!value.empty())
        value.resize(GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size())));
    return value;
}

/// In the system's folder and then in PATH. Windows itself would look into the current folder first, where
/// anybody may have put a program of that name.
std::optional<std::wstring> find_program(const std::string& name) {
    if (name.find_first_of("\\/:") != std::string::npos) return api_path(name);
    std::wstring folders(MAX_PATH, L'\0');
    folders.resize(GetSystemDirectoryW(folders.data(), static_cast<UINT>(folders.size())));
    folders += L';' + variable(L"PATH");
    std::wstring found(32768, L'\0');
    const DWORD length = SearchPathW(folders.c_str(), widen(name).c_str(), L".exe",
                                     static_cast<DWORD>(found.size()), found.data(), nullptr);
    if (length == 0 || length >= found.size()) return std::nullopt;
    found.resize(length);
    return found;
}

/// What the child gets, and nothing else of ours: its ends of the pipe and the null device.
class Inheritance {
public:
    Inheritance(HANDLE input, HANDLE output) : handles_{input, output} {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        memory_.resize(size);
        list_ = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
        if (!InitializeProcThreadAttributeList(list_, 1, 0, &size)) list_ = nullptr;
        if (list_)
            UpdateProcThreadAttribute(list_, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_, sizeof handles_,
                                      nullptr, nullptr);
    }
    Inheritance(const Inheritance&) = delete;
    Inheritance& operator=(const Inheritance&) = delete;
    ~Inheritance() {
        if (list_) DeleteProcThreadAttributeList(list_);
    }
    [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() const { return list_; }

private:
    HANDLE handles_[2];
    std::vector<BYTE> memory_;
    LPPROC_THREAD_ATTRIBUTE_LIST list_ = nullptr;
};

Result<Handle> start(const std::vector<std::string>& command, HANDLE input, HANDLE output) {
    const auto program = find_program(command.front());
    if (!program) return cannot_start(command.front(), ERROR_FILE_NOT_FOUND);
    const Inheritance inheritance(input, output);
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = input;
    startup.StartupInfo.hStdOutput = output;
    startup.StartupInfo.hStdError = output;
    startup.lpAttributeList = inheritance.get();
    PROCESS_INFORMATION child{};
    std::wstring line = widen(windows_command_line(command));
    if (!CreateProcessW(program->c_str(), line.data(), nullptr, nullptr, TRUE,
                        CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT, nullptr, nullptr,
                        &startup.StartupInfo, &child))
        return cannot_start(command.front(), GetLastError());
    CloseHandle(child.hThread);
    return Handle(child.hProcess);
}

/// Reads to the end, also what is over the limit, so that the other program is never stopped by a full pipe.
std::string read_all(HANDLE pipe) {
    std::string output;
    char buffer[4096];
    DWORD size = 0;
    while (ReadFile(pipe, buffer, sizeof buffer, &size, nullptr)) {
        const std::size_t room = output_limit - output.size();
        output.append(buffer, std::min<std::size_t>(room, size));
    }
    return output;
}

/// The tools of Windows write in the console's old code page.
std::string in_utf8(std::string text) {
    const int bytes = static_cast<int>(text.size());
    if (bytes == 0 || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), bytes, nullptr, 0) > 0)
        return text;
    std::wstring wide(
        static_cast<std::size_t>(MultiByteToWideChar(CP_OEMCP, 0, text.data(), bytes, nullptr, 0)), L'\0');
    MultiByteToWideChar(CP_OEMCP, 0, text.data(), bytes, wide.data(), static_cast<int>(wide.size()));
    return narrow(wide);
}

class WindowsProcessRunner final : public ProcessRunner {
public:
    Result<ProcessResult> run(const std::vector<std::string>& command) override {
        SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
        Handle output_read, output_write;
        if (!CreatePipe(output_read.out(), output_write.out(), &inherited, 0))
            return fail(ErrorKind::system,
                        fmt::format("cannot make a pipe: {}", system_message(GetLastError())));
        const Handle nothing(CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                                         OPEN_EXISTING, 0, nullptr));
        const Result<Handle> child = start(command, nothing.get(), output_write.get());
        if (!child) return tl::unexpected<Error>(child.error());
        output_write.close(); // else the pipe would never end
        ProcessResult result;
        result.output = in_utf8(read_all(output_read.get()));
        WaitForSingleObject(child->get(), INFINITE);
        DWORD exit_code = 0;
        GetExitCodeProcess(child->get(), &exit_code);
        result.exit_code = static_cast<int>(exit_code);
        return result;
    }
};

} // namespace

std::unique_ptr<ProcessRunner> make_process_runner() { return std::make_unique<WindowsProcessRunner>(); }

} // namespace ddns
