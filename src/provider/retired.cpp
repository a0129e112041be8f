// SPDX-License-Identifier: MIT
#include "provider/retired.h"

#include "provider/embedded.h"
#include "provider/yaml_reader.h"

namespace ddns {

std::optional<std::string> retired_sentence(std::string_view name) {
    YamlReader yaml("providers/retired.yaml", retired_providers());
    const auto document = yaml.parse();
    if (!document || !document->IsMap()) return std::nullopt;
    for (const auto& member : *document)
        if (member.first.Scalar() == name) return member.second.Scalar();
    return std::nullopt;
}

} // namespace ddns
