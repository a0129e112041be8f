// SPDX-License-Identifier: MIT
#include "service/daemon_life.h"

#include <chrono>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration look_again = std::chrono::milliseconds(100);
constexpr int most_start_looks = 200, most_stop_looks = 100;

} // namespace

Result<void> wait_until_it_answers(WindowsMachine& machine, const std::string& config,
                                   const std::function<std::optional<std::string>()>& ended) {
    for (int looks = 0; looks < most_start_looks; ++looks) {
        if (machine.daemon_of(config) != 0) return {};
        if (const auto why = ended())
            return fail(ErrorKind::system, fmt::format("the daemon did not start: {}", *why));
        machine.wait(look_again);
    }
    return fail(ErrorKind::system, "the daemon was started but does not answer; `ddns-reactor status` asks "
                                   "again, and the Event Log may say why");
}

Result<void> stop_daemon(WindowsMachine& machine, const std::string& config) {
    const std::uint32_t process = machine.daemon_of(config);
    if (process == 0) return {};
    const auto asked = machine.ask_to_stop(config);
    const auto is_there = [&] { return machine.daemon_of(config) == process || machine.lives(process); };
    bool there = is_there();
    for (int looks = 0; there && looks < most_stop_looks; ++looks) {
        machine.wait(look_again);
        there = is_there();
    }
    if (!there) return {};
    return fail(ErrorKind::system,
                fmt::format("the daemon does not end{}; `taskkill /f /pid {}` ends it",
                            asked ? "" : fmt::format(" ({})", asked.error().what), process));
}

StarterStatus status_of_daemon(WindowsMachine& machine, const std::string& config) {
    const std::uint32_t process = machine.daemon_of(config);
    return {process != 0, process != 0 ? "running" : "stopped", process};
}

} // namespace ddns
