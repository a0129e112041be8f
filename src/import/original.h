// SPDX-License-Identifier: MIT
#pragma once

#include "import/imported.h"

#include <deque>
#include <functional>

namespace ddns {

/// An option of the original, under its name there in lower case.
struct OriginalOption {
    std::string name;
    ImportedValue value;
    ImportPlace place;
};

/// The options that one part of the original sets. It remembers which of them somebody took, so that the rest
/// can be listed as not carried over.
class OriginalOptions {
public:
    /// A name that is there already gets the new value, as the last one wins in every client.
    void set(OriginalOption option);
    void set(std::string name, std::string text, ImportPlace place);

    /// Without taking it; nullptr: it is not there.
    [[nodiscard]] const OriginalOption* peek(std::string_view name) const;
    /// nullptr: it is not there, or is empty.
    const OriginalOption* take(std::string_view name);
    /// The text of one; "" when it is not there or stands in an environment variable. Such a one is not
    /// taken.
    std::string take_text(std::string_view name);

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] bool was_taken(std::string_view name) const;
    /// What nobody took, in the order of the original.
    [[nodiscard]] std::vector<OriginalOption> rest() const;

private:
    struct Entry {
        OriginalOption option;
        bool taken = false;
    };
    Entry* find(std::string_view name);
    std::deque<Entry> entries_;                             ///< pointers into it stay good
    std::map<std::string, std::size_t, std::less<>> index_; ///< by name
};

/// Why an option means nothing here.
struct OptionReason {
    std::string_view name;
    std::string_view because; ///< "because ..."
};

/// A note for each option that nobody took. One that no reason names is unknown; an option that is empty says
/// nothing and gets none.
std::vector<ImportNote> lost_options(const OriginalOptions& options, std::span<const OptionReason> reasons);

/// true, yes, on, 1 and false, no, off, 0 in any case; nullopt: something else.
std::optional<bool> truth_of(std::string_view text);

} // namespace ddns
