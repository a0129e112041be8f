// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace ddns {

/// `length` letters and digits that nobody can guess. Throws std::bad_alloc where the system has no
/// randomness.
std::string random_letters(std::size_t length);

/// `length` bytes that nobody can guess. Throws as above.
std::string random_bytes(std::size_t length);

} // namespace ddns
