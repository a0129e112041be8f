// SPDX-License-Identifier: MIT
#pragma once

#include "provider/examples.h"

#include <string>

namespace ddns {

/// What `providers try` prints for one example: the change, each request with its headers, body and reply,
/// and what came of it. Pure.
std::string example_text(const Example& example, const ExampleRun& run);

} // namespace ddns
