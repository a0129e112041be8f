// SPDX-License-Identifier: MIT
#include "provider/zone_finder.h"

#include "util/idn.h"

#include <fmt/format.h>

namespace ddns {

std::string_view parent_of(std::string_view name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return {};
    const std::string_view parent = name.substr(dot + 1);
    return parent.find('.') == std::string_view::npos ? std::string_view() : parent;
}

/// One question on its way up through the parents.
class ZoneFinder::Walk final : public Operation {
public:
    Walk(ZoneFinder& finder, std::string name, bool exactly, OnFound on_found)
        : finder_(finder), alive_(finder.alive_), name_(std::move(name)), exactly_(exactly),
          on_found_(std::move(on_found)) {
        wait();
    }

    ~Walk() override {
        if (!waits_for_ || alive_.expired()) return;
        waits_for_->waiting.remove(this);
        waits_for_->answering.remove(this);
        if (waits_for_->waiting.empty()) waits_for_->reader.reset(); // nobody wants to know any more
    }

    /// The question it waited for was answered.
    void answered(const PagesRead& read) {
        waits_for_ = nullptr;
        found_.requests += read.requests;
        if (found_.sent == Instant{}) found_.sent = read.sent;
        if (!read.result) return finish(tl::unexpected(read.result.error()));
        const auto zone = exactly_ ? std::optional(finder_.entries_[name_].zone) : finder_.known(name_);
        if (zone) {
            found_.zone = *zone;
            return finish(found_);
        }
        wait();
    }

private:
    /// To the next parent that is not known to be no zone; false when there is none.
    bool climb() {
        if (exactly_ || finder_.lists()) return false;
        const std::string_view parent = parent_of(name_);
        if (parent.empty()) return false;
        name_ = std::string(parent);
        return true;
    }

    void wait() {
        const auto key = [&] { return finder_.lists() ? std::string() : name_; };
        // Names already known to be no zone are passed over.
        for (auto it = finder_.entries_.find(key());
             it != finder_.entries_.end() && it->second.known && climb();)
            it = finder_.entries_.find(key());
        Entry& entry = finder_.entries_[key()];
        entry.key = key();
        entry.waiting.push_back(this);
        waits_for_ = &entry;
        if (!entry.reader) finder_.ask(entry);
    }

    void finish(Result<Found> result) {
        const OnFound callback = std::move(on_found_);
        callback(std::move(result)); // may destroy this walk
    }

    ZoneFinder& finder_;
    std::weak_ptr<char> alive_;
    std::string name_;
    bool exactly_;
    OnFound on_found_;
    Found found_;
    Entry* waits_for_ = nullptr;
};

bool ZoneFinder::lists() const { return !bound_.definition().zone->uses(Var::candidate); }

std::optional<std::shared_ptr<const Zone>> ZoneFinder::known(std::string_view name) const {
    if (lists()) {
        const auto all = entries_.find("");
        if (all == entries_.end() || !all->second.known) return std::nullopt;
    }
    for (; !name.empty(); name = parent_of(name)) {
        const auto it = entries_.find(name);
        const bool have = it != entries_.end() && it->second.known;
        if (have && it->second.zone) return it->second.zone;
        if (!have && !lists()) return std::nullopt;
    }
    return std::shared_ptr<const Zone>();
}

std::unique_ptr<Operation> ZoneFinder::find(std::string name, bool exactly, OnFound on_found) {
    return std::make_unique<Walk>(*this, std::move(name), exactly, std::move(on_found));
}

std::shared_ptr<const Zone> ZoneFinder::given(const std::string& name) {
    auto& zone = given_[name];
    if (!zone) zone = std::make_shared<const Zone>(Zone{name, name, false});
    return zone;
}

void ZoneFinder::ask(Entry& entry) {
    const std::string key = entry.key;
    entry.reader = std::make_unique<PageReader>(
        bound_, gate_, *bound_.definition().zone,
        key.empty() ? "the account's zones" : "whether " + key + " is a zone",
        [this, key](Bindings& scope) {
            const auto it = entries_.find(key); // its key lives as long as the question
            if (!key.empty() && it != entries_.end()) scope.set(Var::candidate, it->first);
        },
        [this, key](const Json& item) { take(entries_[key], item); },
        [this, key](const PagesRead& read) { done(key, read); });
}

void ZoneFinder::take(Entry& entry, const Json& item) {
    const Call& call = *bound_.definition().zone;
    const std::string* id_at = call.pointer("id");
    const std::string* name_at = call.pointer("name");
    const std::string told = text_at(item, name_at);
    std::string text = told.empty() ? entry.key : ascii_name_or_same(told);
    if (text.ends_with('.')) text.pop_back();
    const Json* id = id_at ? item.at(*id_at) : nullptr;
    const std::string id_text = id_at ? (id ? id->scalar_text() : std::string()) : text;
    if (id_text.empty() || text.empty()) return;
    auto zone = std::make_shared<const Zone>(Zone{id_text, text, id && id->if_integer()});
    if (entry.key.empty()) { // the list of all
        Entry& one = entries_[text];
        one.key = text;
        one.known = true;
        one.zone = std::move(zone);
    } else if (text == entry.key) { // the answer may hold similar names
        entry.zone = std::move(zone);
    }
}

void ZoneFinder::done(const std::string& key, const PagesRead& read) {
    Entry& entry = entries_[key];
    const auto reader = std::move(entry.reader); // it is calling; it dies after this
    if (read.result) entry.known = true;
    entry.answering.splice(entry.answering.end(), entry.waiting);
    // Whoever is told may destroy the others, ask again, or destroy all of this.
    const std::weak_ptr<char> alive = alive_;
    while (!alive.expired() && !entries_[key].answering.empty()) {
        Walk* next = entries_[key].answering.front();
        entries_[key].answering.pop_front();
        next->answered(read);
    }
}

void ZoneFinder::forget() {
    for (auto it = entries_.begin(); it != entries_.end();)
        it = it->second.waiting.empty() && it->second.answering.empty() ? entries_.erase(it) : std::next(it);
}

} // namespace ddns
