// SPDX-License-Identifier: MIT
#include "service/starter.h"

#include "util/exit_code.h"

#include <fmt/format.h>

namespace ddns {

std::string_view to_string(ServiceDetail detail) {
    switch (detail) {
    case ServiceDetail::description:
        return "its description";
    case ServiceDetail::delayed_start:
        return "its delayed start";
    case ServiceDetail::failure_actions:
        return "its restart after a failure";
    case ServiceDetail::failure_flag:
        return "its restart after an end with an error";
    case ServiceDetail::sid_type:
        return "the SID of its account";
    case ServiceDetail::privileges:
        return "its privileges";
    case ServiceDetail::preshutdown:
        return "its time before a shutdown";
    }
    return "?";
}

Result<std::optional<Found>> find_installed(std::span<const std::unique_ptr<Starter>> starters) {
    for (const auto& starter : starters) {
        auto found = starter->find();
        if (!found) return tl::unexpected(found.error());
        if (*found) return Found{starter.get(), std::move(**found)};
    }
    return std::nullopt;
}

Result<void> check_no_other_mode(std::span<const std::unique_ptr<Starter>> starters, StartMode mode) {
    for (const auto& starter : starters) {
        const auto found = starter->find();
        if (!found) return tl::unexpected(found.error());
        if (*found && (*found)->mode != mode)
            return fail(ErrorKind::system,
                        fmt::format("{} is installed already, and two daemons would be in each other's way; "
                                    "remove it first with `ddns-reactor service uninstall`",
                                    describe((*found)->mode)));
    }
    return {};
}

ServiceExit service_exit(int exit_code) {
    const auto code = static_cast<std::uint32_t>(exit_code);
    const bool final = exit_code == 0 || exit_code == static_cast<int>(ExitCode::bad_config);
    return {final ? 0 : windows_error::service_specific, code};
}

std::string describe_exit(std::uint32_t exit_code, const std::string& config) {
    if (exit_code == static_cast<std::uint32_t>(ExitCode::bad_config))
        return fmt::format("the configuration is wrong; `ddns-reactor check -c \"{}\"` says where", config);
    return fmt::format(
        "it ended with {}; log.txt in its state folder and the Event Log say why (Event Viewer, "
        "Windows Logs, Application, source ddns-reactor)",
        exit_code);
}

tl::unexpected<Error> windows_refused(WindowsMachine& machine, std::string_view doing, std::uint32_t error) {
    std::string sentence = fmt::format("cannot {}: {}", doing, machine.words(error));
    if (error == windows_error::access_denied) sentence += "; run this in an administrator's terminal";
    return fail(ErrorKind::system, std::move(sentence));
}

} // namespace ddns
