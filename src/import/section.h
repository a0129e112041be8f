// SPDX-License-Identifier: MIT
#pragma once

#include "import/draft.h"
#include "import/provider_table.h"

namespace ddns {

/// A name in a section, with what it has for itself.
struct SectionName {
    std::string name;
    ImportPlace place;
    std::vector<ImportedOption> options = {};
    std::string zone = {}; ///< else that of the section
    std::vector<ImportNote> notes = {};
};

/// One part of the original: an account, the names that are kept there, and where their addresses come from.
struct Section {
    std::string provider;             ///< in the original's words
    const ProviderRow* row = nullptr; ///< null: unknown
    ImportedAccount account;
    ImportedRecord record; ///< what all names have in common
    std::vector<SectionName> names;
    std::vector<std::pair<RecordType, AddressWay>> ways;
};

/// Makes the account and the records; when there is no such provider, a note for each name.
void add_section(Draft& draft, const Section& section);

} // namespace ddns
