// SPDX-License-Identifier: MIT
#include "provider/definition.h"

#include <cstdint>
#include <cstdlib>

/// A text is a template or an error; what is filled in is never read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<SettingTraits> settings(2);
    settings[0].name = "token";
    settings[0].secret = true;
    settings[1].name = "a";
    const std::vector<std::optional<std::string>> values = {"{a}{token}&=%\r\n", std::nullopt};
    Bindings bindings;
    bindings.traits = settings;
    bindings.settings = values;
    bindings.set(Var::ip, "192.0.2.1").set(Var::ttl, "60");
    if (const auto parsed = Template::parse(text, settings)) {
        for (const Position position : {Position::plain, Position::url, Position::header}) {
            const auto filled = parsed->text(bindings, position);
            if (filled && filled->size() > size * 64 + 64) std::abort();
        }
        (void)parsed->redacted(bindings, Position::url);
        (void)parsed->json(bindings);
    }
    std::size_t at = 0;
    if (!RequestLine::parse(text, settings, &at) && at > size) std::abort();
    return 0;
}
