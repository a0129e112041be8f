// SPDX-License-Identifier: MIT
#pragma once

#include "config/node.h"

#include <tl/expected.hpp>

namespace ddns {

/// Why a text is no usable YAML. The message is our own sentence and quotes nothing of the text.
struct YamlError {
    Mark mark;
    std::string message;
};

/// The bounds of what is read. Nodes and bytes count every copy that an alias makes.
constexpr std::size_t max_yaml_bytes = std::size_t{16} << 20;
constexpr std::size_t max_yaml_depth = 32;
constexpr std::size_t max_yaml_nodes = 2'000'000;

/// Reads one document of foreign bytes. JSON is YAML. A byte order mark and CRLF are fine. Refused: more than
/// the bounds above, invalid UTF-8, control characters, several documents, tags, an alias inside its own
/// anchor, a quote that is never closed. An empty text is a null node.
tl::expected<Node, YamlError> parse_yaml(std::string_view text);

} // namespace ddns
