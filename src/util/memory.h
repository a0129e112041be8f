// SPDX-License-Identifier: MIT
#pragma once

namespace ddns {

/// Gives the pages that nothing uses any more back to the system. For the moments after something large has
/// died (the text and the tree of a configuration), before a long time of little.
void release_free_memory();

} // namespace ddns
