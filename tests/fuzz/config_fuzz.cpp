// SPDX-License-Identifier: MIT
#include "config/load.h"
#include "fakes/known_providers.h"

#include <cstdlib>

/// Any bytes as a configuration file: never a crash, and a value that came from outside is never quoted.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ddns;
    static const fakes::FakeConfigWorld world = [] {
        fakes::FakeConfigWorld out;
        out.variables = {{"X", "hunter2-from-outside"}};
        out.files = {{"/f", "hunter2-from-outside\n"}};
        return out;
    }();
    const std::string text(reinterpret_cast<const char*>(data), size);
    const LoadedConfig loaded = parse_config(text, "c.yaml", fakes::known_providers(), world.world());
    const std::string said = to_string(std::span<const Diagnostic>(loaded.diagnostics));
    if (said.find("hunter2-from-outside") != std::string::npos && text.find("hunter2") == std::string::npos)
        std::abort();
    if (!loaded.config && loaded.diagnostics.empty()) std::abort();
    return 0;
}
