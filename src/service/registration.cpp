// SPDX-License-Identifier: MIT
#include "service/registration.h"

#include "util/windows_words.h"

namespace ddns {

std::vector<std::string> registered_arguments(const Registration& registration) {
    return {"run", registration.mode == StartMode::service ? "--service" : "--hidden", "-c",
            registration.config};
}

std::string registered_command(const Registration& registration) {
    std::vector<std::string> words = registered_arguments(registration);
    words.insert(words.begin(), registration.executable);
    return windows_command_line(words);
}

std::optional<Registration> registration_of(StartMode mode, std::string_view command_line) {
    const std::vector<std::string> words = windows_command_words(command_line);
    if (words.size() != 5) return std::nullopt;
    Registration found{mode, words.front(), words.back()};
    const std::vector<std::string> arguments(words.begin() + 1, words.end());
    return arguments == registered_arguments(found) ? std::optional(std::move(found)) : std::nullopt;
}

} // namespace ddns
