// SPDX-License-Identifier: MIT
#pragma once

#include "util/json.h"

namespace ddns {

/// The JSON Schema (draft 7) of provider files, for editors: made of the tables that the loader reads by. It
/// knows the words and where they stand; what they must be together only the loader knows.
Json provider_schema();

} // namespace ddns
