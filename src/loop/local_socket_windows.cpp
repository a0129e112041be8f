// SPDX-License-Identifier: MIT
#include "loop/local_socket.h"

#include "loop/pipe_name_windows.h"
#include "util/windows/wide.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <io.h>
#include <sddl.h>
#include <windows.h>

namespace ddns {

namespace {

constexpr DWORD longest_wait_ms = 5000;
constexpr DWORD buffer_size = 65536;
constexpr DWORD wait_round_ms = 100;
constexpr Duration try_again = std::chrono::seconds(1);

struct HandleCloser {
    void operator()(void* handle) const noexcept { CloseHandle(handle); }
};
using HandlePtr = std::unique_ptr<void, HandleCloser>;

/// Of the functions that have INVALID_HANDLE_VALUE for none.
HandlePtr own(HANDLE handle) { return HandlePtr(handle == INVALID_HANDLE_VALUE ? nullptr : handle); }

struct LocalCloser {
    void operator()(void* memory) const noexcept { LocalFree(memory); }
};

/// The SID of the user of this process, as text; "" when Windows does not tell.
std::wstring own_sid() {
    HANDLE raw = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw)) return {};
    const HandlePtr token(raw);
    alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> user{};
    DWORD size = 0;
    wchar_t* text = nullptr;
    if (!GetTokenInformation(raw, TokenUser, user.data(), static_cast<DWORD>(user.size()), &size) ||
        !ConvertSidToStringSidW(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid, &text))
        return {};
    const std::unique_ptr<wchar_t, LocalCloser> owned(text);
    return text;
}

/// Full access for the system, Administrators and this user; nobody else is named, so nobody else may.
std::unique_ptr<void, LocalCloser> private_descriptor() {
    const std::wstring user = own_sid();
    const std::wstring sddl =
        L"D:P(A;;GA;;;SY)(A;;GA;;;BA)" + (user.empty() ? std::wstring() : L"(A;;GA;;;" + user + L")");
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl.c_str(), SDDL_REVISION_1, &descriptor, nullptr);
    return std::unique_ptr<void, LocalCloser>(descriptor);
}

/// Also when all its instances are taken.
bool exists(const std::wstring& pipe) {
    return WaitNamedPipeW(pipe.c_str(), 1) || GetLastError() != ERROR_FILE_NOT_FOUND;
}

/// libuv makes its pipes for everybody to read, also from other machines; so the instances are made here and
/// handed to libuv when a client has come.
class PipeListener final : public Operation {
public:
    PipeListener(Loop& loop, std::string path, OnConnection on_connection)
        : loop_(loop), path_(std::move(path)), name_(widen(pipe_name_of(path_))),
          on_connection_(std::move(on_connection)), descriptor_(private_descriptor()),
          client_came_(loop, [this] { accept(); }), event_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {
        client_came_.unref();
    }

    ~PipeListener() override {
        if (wait_) UnregisterWaitEx(wait_, INVALID_HANDLE_VALUE); // waits for its callback, which never waits
        drop_instance();
    }

    Result<void> start() {
        if (!event_ || !descriptor_ ||
            !RegisterWaitForSingleObject(
                &wait_, event_.get(),
                [](void* self, BOOLEAN) { static_cast<PipeListener*>(self)->client_came_.wake(); }, this,
                INFINITE, WT_EXECUTEINWAITTHREAD))
            return fail(ErrorKind::system,
                        fmt::format("cannot listen for {}: {}", path_, system_message(GetLastError())));
        // Wine takes no notice of FIRST_PIPE_INSTANCE, which on Windows leaves no gap.
        const DWORD error = exists(name_) ? ERROR_PIPE_BUSY : offer_instance(FILE_FLAG_FIRST_PIPE_INSTANCE);
        if (error != ERROR_SUCCESS) return fail(ErrorKind::system, not_mine(error));
        return {};
    }

private:
    [[nodiscard]] std::string not_mine(DWORD error) const {
        if (error != ERROR_ACCESS_DENIED && error != ERROR_PIPE_BUSY)
            return fmt::format("cannot make the pipe {} for {}: {}", narrow(name_), path_,
                               system_message(error));
        return fmt::format("another ddns-reactor answers for {}, or another program has taken its pipe {}; "
                           "stop it or use another `state:` folder",
                           path_, narrow(name_));
    }

    /// An instance that waits for the next client.
    DWORD offer_instance(DWORD flags) {
        SECURITY_ATTRIBUTES security{sizeof security, descriptor_.get(), FALSE};
        pipe_ =
            own(CreateNamedPipeW(name_.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | flags,
                                 PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
                                 PIPE_UNLIMITED_INSTANCES, buffer_size, buffer_size, 0, &security));
        if (!pipe_) return GetLastError();
        connecting_ = {};
        connecting_.hEvent = event_.get();
        const bool connected = ConnectNamedPipe(pipe_.get(), &connecting_) != 0;
        const DWORD error = connected ? ERROR_PIPE_CONNECTED : GetLastError();
        waiting_ = error == ERROR_IO_PENDING;
        if (waiting_) return ERROR_SUCCESS;
        // A client was quicker, or has come and gone.
        if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) {
            SetEvent(event_.get());
            return ERROR_SUCCESS;
        }
        pipe_.reset();
        return error;
    }

    /// The system writes to `connecting_` as long as the wait is pending.
    void drop_instance() {
        DWORD none = 0;
        if (waiting_ && CancelIoEx(pipe_.get(), &connecting_))
            GetOverlappedResult(pipe_.get(), &connecting_, &none, TRUE);
        pipe_.reset();
    }

    void accept() {
        if (waiting_ && !HasOverlappedIoCompleted(&connecting_))
            return; // woken for the instance before this one
        waiting_ = false;
        HandlePtr connected = std::move(pipe_);
        if (offer_instance(0) != ERROR_SUCCESS) later_ = loop_.after(try_again, [this] { accept(); });
        if (!connected) return;
        if (auto connection = to_stream(std::move(connected))) on_connection_(std::move(connection));
    }

    UvPtr<uv_pipe_t> to_stream(HandlePtr pipe) {
        auto* handle = new uv_pipe_t{};
        uv_pipe_init(loop_.uv(), handle, 0);
        UvPtr<uv_pipe_t> stream(handle);
        const int fd = _open_osfhandle(reinterpret_cast<std::intptr_t>(pipe.get()), 0);
        if (fd < 0) return nullptr;
        static_cast<void>(pipe.release()); // belongs to the descriptor
        if (uv_pipe_open(handle, fd) == 0) return stream;
        _close(fd);
        return nullptr;
    }

    Loop& loop_;
    const std::string path_;
    const std::wstring name_;
    const OnConnection on_connection_;
    const std::unique_ptr<void, LocalCloser> descriptor_;
    ThreadWake client_came_;
    HandlePtr event_; ///< auto-reset, so that one wait serves all instances
    HANDLE wait_ = nullptr;
    HandlePtr pipe_; ///< the instance that no client has yet
    OVERLAPPED connecting_{};
    bool waiting_ = false; ///< whether `connecting_` tells when a client comes; else it says nothing
    std::unique_ptr<Operation> later_;
};

class PipeConnection final : public LocalConnection {
public:
    explicit PipeConnection(HandlePtr pipe)
        : pipe_(std::move(pipe)), event_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}

    bool send(std::string_view text) override {
        while (!text.empty()) {
            OVERLAPPED step = begin();
            const auto size = static_cast<DWORD>(std::min<std::size_t>(text.size(), buffer_size));
            const auto sent = end(WriteFile(pipe_.get(), text.data(), size, nullptr, &step), step);
            if (!sent || *sent == 0) return false;
            text.remove_prefix(*sent);
        }
        return true;
    }

    std::optional<std::string> receive_all(std::size_t longest) override {
        std::string text;
        std::array<char, 16384> buffer{};
        while (text.size() <= longest) {
            OVERLAPPED step = begin();
            const auto size =
                end(ReadFile(pipe_.get(), buffer.data(), static_cast<DWORD>(buffer.size()), nullptr, &step),
                    step);
            if (!size && GetLastError() == ERROR_BROKEN_PIPE) return text;
            if (!size) return std::nullopt;
            text.append(buffer.data(), *size);
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] OVERLAPPED begin() const {
        OVERLAPPED step{};
        step.hEvent = event_.get();
        return step;
    }

    /// How many bytes were moved; nullopt: see GetLastError.
    std::optional<DWORD> end(BOOL begun, OVERLAPPED& step) {
        DWORD size = 0;
        if (!begun && GetLastError() != ERROR_IO_PENDING) return std::nullopt;
        if (WaitForSingleObject(event_.get(), longest_wait_ms) != WAIT_OBJECT_0)
            CancelIoEx(pipe_.get(), &step);
        if (!GetOverlappedResult(pipe_.get(), &step, &size, TRUE)) return std::nullopt;
        return size;
    }

    HandlePtr pipe_;
    HandlePtr event_;
};

/// Whoever has made the pipe must not act as this user.
constexpr DWORD anonymously = SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS;

HandlePtr open_pipe(const std::wstring& name) {
    return own(CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                           FILE_FLAG_OVERLAPPED | anonymously, nullptr));
}

} // namespace

Result<std::unique_ptr<Operation>> listen_locally(Loop& loop, const std::string& path,
                                                  OnConnection on_connection) {
    auto listener = std::make_unique<PipeListener>(loop, path, std::move(on_connection));
    if (auto started = listener->start(); !started) return tl::unexpected<Error>(started.error());
    return listener;
}

Result<std::unique_ptr<LocalConnection>> connect_locally(const std::string& path) {
    const std::wstring name = widen(pipe_name_of(path));
    HandlePtr pipe = open_pipe(name);
    // The next instance is made when the loop gets to it, and others may be quicker then.
    const ULONGLONG deadline = GetTickCount64() + longest_wait_ms;
    while (!pipe && GetLastError() == ERROR_PIPE_BUSY && GetTickCount64() < deadline) {
        WaitNamedPipeW(name.c_str(), wait_round_ms);
        pipe = open_pipe(name);
    }
    if (pipe) return std::make_unique<PipeConnection>(std::move(pipe));
    const DWORD error = GetLastError();
    if (error == ERROR_FILE_NOT_FOUND)
        return fail(
            ErrorKind::system,
            fmt::format("no ddns-reactor answers at {}; is it running with this state folder?", path));
    if (error == ERROR_ACCESS_DENIED)
        return fail(ErrorKind::system,
                    fmt::format("this user may not ask the daemon at {}; use its user or an elevated prompt "
                                "(\"Run as administrator\")",
                                path));
    return fail(ErrorKind::system,
                fmt::format("the daemon at {} does not answer: {}", path, system_message(error)));
}

bool is_listened_at(const std::string& path) { return exists(widen(pipe_name_of(path))); }

} // namespace ddns
