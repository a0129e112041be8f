// SPDX-License-Identifier: MIT
#include "service/windows/seams.h"
#include "util/windows/wide.h"

#include <windows.h>

namespace ddns {

namespace {

constexpr const wchar_t* run_key = L"Software\\Microsoft\\Windows\\CurrentVersion\\Run";

class RealRunKey final : public RunKey {
public:
    Asked<std::string> read() override {
        DWORD size = 0;
        LSTATUS got =
            RegGetValueW(HKEY_CURRENT_USER, run_key, service_name, RRF_RT_REG_SZ, nullptr, nullptr, &size);
        std::wstring text(size / sizeof(wchar_t) + 1, L'\0');
        size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
        if (got == ERROR_SUCCESS)
            got = RegGetValueW(HKEY_CURRENT_USER, run_key, service_name, RRF_RT_REG_SZ, nullptr, text.data(),
                               &size);
        if (got != ERROR_SUCCESS) return refused(got);
        return narrow(text.c_str()); // up to its end
    }

    Asked<void> write(std::string_view command_line) override {
        const std::wstring text = widen(command_line);
        const LSTATUS set = RegSetKeyValueW(HKEY_CURRENT_USER, run_key, service_name, REG_SZ, text.c_str(),
                                            static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
        if (set != ERROR_SUCCESS) return refused(set);
        return {};
    }

    Asked<void> remove() override {
        const LSTATUS removed = RegDeleteKeyValueW(HKEY_CURRENT_USER, run_key, service_name);
        if (removed != ERROR_SUCCESS) return refused(removed);
        return {};
    }

private:
    static tl::unexpected<std::uint32_t> refused(LSTATUS status) {
        return tl::unexpected<std::uint32_t>(static_cast<std::uint32_t>(status));
    }
};

} // namespace

std::unique_ptr<RunKey> make_run_key() { return std::make_unique<RealRunKey>(); }

} // namespace ddns
