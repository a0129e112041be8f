// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ddns {

/// What providers/retired.yaml says about a service that is gone: one sentence without a full stop.
std::optional<std::string> retired_sentence(std::string_view name);

} // namespace ddns
