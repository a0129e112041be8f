// SPDX-License-Identifier: MIT
#include "observe/control_client.h"
#include "service/windows/seams.h"
#include "util/text.h"
#include "util/windows/handle.h"
#include "util/windows/wide.h"

#include <windows.h>

#include <chrono>

namespace ddns {

namespace {

Json question(const char* ask) {
    Json json;
    json.set("ask", ask);
    return json;
}

class RealWindowsMachine final : public WindowsMachine {
public:
    using StateFolderOf = std::function<Result<std::string>(const std::string& config)>;
    explicit RealWindowsMachine(StateFolderOf state_folder_of)
        : state_folder_of_(std::move(state_folder_of)) {}

    std::string words(std::uint32_t error) override { return system_message(error); }

    void wait(Duration time) override {
        Sleep(static_cast<DWORD>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()));
    }

    std::uint32_t daemon_of(const std::string& config) override {
        const auto status = ask(config, "status");
        const Json* process = status ? status->find("pid") : nullptr;
        if (!process) return 0;
        return static_cast<std::uint32_t>(parse_unsigned(process->scalar_text()).value_or(0));
    }

    Result<void> ask_to_stop(const std::string& config) override {
        const auto answer = ask(config, "stop");
        if (!answer) return tl::unexpected(answer.error());
        return {};
    }

    Asked<void> launch(const std::string& command_line) override {
        std::wstring line = widen(command_line); // the function wants it writable
        STARTUPINFOW startup{};
        startup.cb = sizeof startup;
        PROCESS_INFORMATION process{};
        // Its own group, so that Ctrl-C here is not meant for it.
        if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE,
                            DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP, nullptr, nullptr, &startup,
                            &process))
            return tl::unexpected<std::uint32_t>(GetLastError());
        CloseHandle(process.hThread);
        launched_ = Handle(process.hProcess);
        return {};
    }

    std::optional<std::uint32_t> launched_exit() override {
        DWORD code = 0;
        if (WaitForSingleObject(launched_.get(), 0) != WAIT_OBJECT_0) return std::nullopt;
        return GetExitCodeProcess(launched_.get(), &code) ? code : 0;
    }

    bool lives(std::uint32_t process) override {
        const Handle opened(OpenProcess(SYNCHRONIZE, FALSE, process));
        return opened.valid() && WaitForSingleObject(opened.get(), 0) == WAIT_TIMEOUT;
    }

private:
    Result<Json> ask(const std::string& config, const char* what) {
        const auto folder = state_folder_of_(config);
        if (!folder) return tl::unexpected(folder.error());
        return ask_daemon(*folder + "/control.sock", question(what));
    }

    const StateFolderOf state_folder_of_;
    Handle launched_;
};

} // namespace

std::unique_ptr<WindowsMachine>
make_windows_machine(std::function<Result<std::string>(const std::string& config)> state_folder_of) {
    return std::make_unique<RealWindowsMachine>(std::move(state_folder_of));
}

} // namespace ddns
