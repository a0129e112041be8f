// SPDX-License-Identifier: MIT
#include "util/memory.h"

#include <malloc.h>
#include <windows.h>

namespace ddns {

void release_free_memory() {
    _heapmin(); // the C run-time's heap, which on some versions is one of its own
    HeapCompact(GetProcessHeap(), 0);
}

} // namespace ddns
