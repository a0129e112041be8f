// SPDX-License-Identifier: MIT
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <iphlpapi.h>

#include "net/windows/one_shots.h"

#include "net/windows/system_function.h"
#include "util/windows/wide.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns::windows {

namespace {

using namespace iphelper;

constexpr DWORD longest_goodbye = 1000;  ///< milliseconds, for all together
constexpr DWORD pause_when_broken = 500; ///< when Windows refuses to wait

/// What Windows may write to while it is armed, so its place in memory never changes.
struct Slot {
    Slot() : event(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
    ~Slot() {
        if (socket != INVALID_SOCKET) closesocket(socket);
        if (event) CloseHandle(event);
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    void prepare() {
        ResetEvent(event);
        overlapped = {};
        overlapped.hEvent = event;
    }
    void close_socket() {
        closesocket(socket);
        socket = INVALID_SOCKET;
    }

    OVERLAPPED overlapped{};
    HANDLE event = nullptr;
    HANDLE not_ours = nullptr; ///< from NotifyAddrChange; must not be closed
    SOCKET socket = INVALID_SOCKET;
    DWORD bytes = 0;
    bool armed = false;
};

tl::unexpected<Error> refused(EventSource source, DWORD error) {
    return fail(ErrorKind::system,
                fmt::format("{} failed: {}", function_name(source), system_message(error)));
}

class WindowsOneShots final : public OneShots {
public:
    WindowsOneShots() : interrupt_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {
        for (auto& slot : slots_) slot = std::make_unique<Slot>();
    }
    ~WindowsOneShots() override;

    Result<void> arm(EventSource source) override;
    Wakeup wait(std::optional<Duration> longest) override;
    void interrupt() override { SetEvent(interrupt_); }

private:
    static std::size_t place(EventSource source) {
        return static_cast<std::size_t>(std::find(one_shot_sources.begin(), one_shot_sources.end(), source) -
                                        one_shot_sources.begin());
    }
    Result<void> arm_address_table(Slot& slot);
    static Result<void> arm_address_list(Slot& slot, EventSource source);
    [[nodiscard]] bool cancel(Slot& slot, EventSource source) const;

    decltype(&::NotifyAddrChange) notify_addr_change_ =
        system_function<decltype(::NotifyAddrChange)>(L"iphlpapi.dll", "NotifyAddrChange");
    decltype(&::CancelIPChangeNotify) cancel_ip_change_notify_ =
        system_function<decltype(::CancelIPChangeNotify)>(L"iphlpapi.dll", "CancelIPChangeNotify");
    HANDLE interrupt_;
    std::array<std::unique_ptr<Slot>, one_shot_sources.size()> slots_;
};

Result<void> WindowsOneShots::arm(EventSource source) {
    Slot& slot = *slots_[place(source)];
    slot.prepare();
    const auto armed =
        source == EventSource::address_table ? arm_address_table(slot) : arm_address_list(slot, source);
    slot.armed = armed.has_value();
    return armed;
}

Result<void> WindowsOneShots::arm_address_table(Slot& slot) {
    if (!notify_addr_change_ || !cancel_ip_change_notify_)
        return refused(EventSource::address_table, ERROR_PROC_NOT_FOUND);
    // Success at once would mean that it has waited, which an overlapped call never does.
    const DWORD error = notify_addr_change_(&slot.not_ours, &slot.overlapped);
    if (error == ERROR_IO_PENDING) return {};
    return refused(EventSource::address_table, error ? error : ERROR_INVALID_FUNCTION);
}

/// After a failure with a new socket, since the old one may be the reason.
Result<void> WindowsOneShots::arm_address_list(Slot& slot, EventSource source) {
    const int family = source == EventSource::address_list_v4 ? AF_INET : AF_INET6;
    if (slot.socket == INVALID_SOCKET)
        slot.socket = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0,
                                 WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (slot.socket == INVALID_SOCKET) return refused(source, static_cast<DWORD>(WSAGetLastError()));
    if (WSAIoctl(slot.socket, SIO_ADDRESS_LIST_CHANGE, nullptr, 0, nullptr, 0, &slot.bytes, &slot.overlapped,
                 nullptr) == 0)
        return {}; // it has fired already, and so has its event
    const auto error = static_cast<DWORD>(WSAGetLastError());
    if (error == WSA_IO_PENDING) return {};
    slot.close_socket();
    return refused(source, error);
}

OneShots::Wakeup WindowsOneShots::wait(std::optional<Duration> longest) {
    const DWORD limit =
        longest ? static_cast<DWORD>(std::chrono::ceil<std::chrono::milliseconds>(*longest).count())
                : INFINITE;
    HANDLE handles[1 + one_shot_sources.size()] = {interrupt_};
    EventSource sources[1 + one_shot_sources.size()] = {};
    DWORD count = 1;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (!slots_[i]->armed) continue;
        sources[count] = one_shot_sources[i];
        handles[count++] = slots_[i]->event;
    }
    const DWORD woken = WaitForMultipleObjects(count, handles, FALSE, limit);
    if (woken == WAIT_OBJECT_0) return {Wakeup::Why::interrupted, {}};
    if (woken > WAIT_OBJECT_0 && woken < WAIT_OBJECT_0 + count) {
        const EventSource source = sources[woken - WAIT_OBJECT_0];
        slots_[place(source)]->armed = false;
        return {Wakeup::Why::fired, source};
    }
    if (woken != WAIT_TIMEOUT) WaitForSingleObject(interrupt_, std::min(limit, pause_when_broken));
    return {Wakeup::Why::timed_out, {}};
}

/// Whether its event will say when Windows has let go of it.
bool WindowsOneShots::cancel(Slot& slot, EventSource source) const {
    if (source == EventSource::address_table) return cancel_ip_change_notify_(&slot.overlapped) != FALSE;
    slot.close_socket();
    return true;
}

WindowsOneShots::~WindowsOneShots() {
    std::array<bool, one_shot_sources.size()> ends{};
    for (std::size_t i = 0; i < slots_.size(); ++i)
        if (slots_[i]->armed) ends[i] = cancel(*slots_[i], one_shot_sources[i]);
    const ULONGLONG deadline = GetTickCount64() + longest_goodbye;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (!slots_[i]->armed) continue;
        const ULONGLONG now = GetTickCount64();
        const DWORD left = ends[i] && now < deadline ? static_cast<DWORD>(deadline - now) : 0;
        if (WaitForSingleObject(slots_[i]->event, left) != WAIT_OBJECT_0)
            static_cast<void>(slots_[i].release()); // left to Windows
    }
    CloseHandle(interrupt_);
}

} // namespace

std::unique_ptr<OneShots> open_one_shots() { return std::make_unique<WindowsOneShots>(); }

} // namespace ddns::windows
