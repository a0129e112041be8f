// SPDX-License-Identifier: MIT
#include "provider/examples.h"
#include "provider/load_definition.h"

#include <cstdint>
#include <cstdlib>

/// Any text is a provider file or a list of mistakes, never both and never neither; its examples, when there
/// are any, come to an end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const LoadedDefinition loaded = load_definition("fuzz", "fuzz.yaml", without_examples(text));
    if ((loaded.definition != nullptr) != loaded.diagnostics.empty()) std::abort();
    if (!loaded.definition) return 0;
    const LoadedExamples examples = load_examples(*loaded.definition, "fuzz.yaml", text);
    if (!examples.examples.empty() && !examples.diagnostics.empty()) std::abort();
    for (const Example& example : examples.examples) run_example(*loaded.definition, example);
    return 0;
}
