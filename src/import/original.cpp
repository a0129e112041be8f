// SPDX-License-Identifier: MIT
#include "import/original.h"

#include "import/plain_text.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

OriginalOptions::Entry* OriginalOptions::find(std::string_view name) {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &entries_[found->second];
}

void OriginalOptions::set(OriginalOption option) {
    if (Entry* known = find(option.name)) {
        known->option = std::move(option);
        return;
    }
    index_.emplace(option.name, entries_.size());
    entries_.push_back({std::move(option), false});
}

void OriginalOptions::set(std::string name, std::string text, ImportPlace place) {
    set({std::move(name), {ImportedValue::Kind::text, Secret(std::move(text))}, std::move(place)});
}

const OriginalOption* OriginalOptions::peek(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &entries_[found->second].option;
}

bool OriginalOptions::was_taken(std::string_view name) const {
    const auto found = index_.find(name);
    return found != index_.end() && entries_[found->second].taken;
}

const OriginalOption* OriginalOptions::take(std::string_view name) {
    Entry* entry = find(name);
    if (!entry || entry->option.value.text.empty()) return nullptr;
    entry->taken = true;
    return &entry->option;
}

std::string OriginalOptions::take_text(std::string_view name) {
    Entry* entry = find(name);
    if (!entry || entry->option.value.kind != ImportedValue::Kind::text) return {};
    entry->taken = true;
    return entry->option.value.text.reveal();
}

std::vector<OriginalOption> OriginalOptions::rest() const {
    std::vector<OriginalOption> out;
    for (const Entry& entry : entries_)
        if (!entry.taken) out.push_back(entry.option);
    return out;
}

std::vector<ImportNote> lost_options(const OriginalOptions& options, std::span<const OptionReason> reasons) {
    std::vector<ImportNote> out;
    for (const OriginalOption& option : options.rest()) {
        if (option.value.text.empty()) continue;
        const auto reason = std::find_if(reasons.begin(), reasons.end(), [&](const OptionReason& known) {
            return known.name == option.name;
        });
        out.push_back({ImportNote::Kind::lost, option.place, shown_name(option.name),
                       reason == reasons.end() ? "it is not known here" : std::string(reason->because)});
    }
    return out;
}

std::optional<bool> truth_of(std::string_view text) {
    for (const std::string_view word : {"true", "yes", "on", "1", "y", "t"})
        if (equals_ignoring_case(text, word)) return true;
    for (const std::string_view word : {"false", "no", "off", "0", "n", "f"})
        if (equals_ignoring_case(text, word)) return false;
    return std::nullopt;
}

} // namespace ddns
