// SPDX-License-Identifier: MIT
#include "state/journal.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Whatever is read can be written, and reads the same again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const ddns::JournalContent content = ddns::read_journal(text);
    if (content.good_bytes > size) std::abort();
    if (!content.damage.empty() && !content.records.empty()) std::abort();
    const ddns::JournalContent again = ddns::read_journal(ddns::journal_text(content.records));
    if (!again.damage.empty() || again.torn_tail || again.records != content.records) std::abort();
    return 0;
}
