// SPDX-License-Identifier: MIT
#include "provider/load_definition.h"

#include <cstdint>
#include <cstdlib>

/// Any text is a provider file or a list of mistakes, never both and never neither.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const LoadedDefinition loaded = load_definition("fuzz", "fuzz.yaml", without_examples(text));
    if ((loaded.definition != nullptr) != loaded.diagnostics.empty()) std::abort();
    return 0;
}
