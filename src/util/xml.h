// SPDX-License-Identifier: MIT
#pragma once

#include "util/json.h"

#include <cstddef>
#include <string_view>

namespace ddns {

/// Parses foreign bytes that are an XML document into the tree that JSON has, so that the same pointers read
/// both: the root element is the one member of an object; an element is a member of its parent's object,
/// several of one name are a list, attributes are members like elements. An element with neither is its text,
/// without space around; beside others the text is the member with the empty name. `<a><b>1</b><b
/// x="2">3</b></a>` is
/// `{"a": {"b": ["1", {"x": "2", "": "3"}]}}`.
///
/// At most `max_bytes`, 500,000 elements and attributes, nesting at most 64. Entities other than the five of
/// XML and numbers stay as they are written; what a DOCTYPE declares is skipped. Errors: `bad_reply`.
Result<Json> parse_xml(std::string_view text, std::size_t max_bytes = 4u << 20);

} // namespace ddns
