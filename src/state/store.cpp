// SPDX-License-Identifier: MIT
#include "state/store.h"

#include "state/folder_lock.h"
#include "state/journal.h"
#include "state/journal_file.h"
#include "util/file.h"
#include "util/path.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace ddns {

namespace {

constexpr std::size_t largest_journal = 64u << 20;
constexpr std::size_t small_journal = 64u << 10; ///< not worth rewriting
constexpr std::size_t growth = 4; ///< rewritten when this many times larger than needed, in quiet half of it

class JournalStore final : public StateStore {
public:
    JournalStore(const std::string& folder, std::unique_ptr<FolderLock> lock)
        : lock_(std::move(lock)), path_(from_path(to_path(folder) / journal_name)), file_(path_) {}

    ~JournalStore() override {
        (void)record({}); // what could not be written before
        (void)sync();
    }

    Result<void> load();

    [[nodiscard]] const std::map<RecordKey, StoredRecord>& records() const override { return records_; }
    [[nodiscard]] const std::string& damage() const override { return damage_; }
    Result<void> record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) override;
    Result<void> sync() override;

private:
    Result<void> set_aside(const std::string& why);
    Result<void> append();
    void trim_pending();
    void forget_pending();
    Result<void> rewrite();

    const std::unique_ptr<FolderLock> lock_; // first: freed when all else is done
    const std::string path_;
    JournalFile file_;
    std::map<RecordKey, StoredRecord> records_;
    std::set<RecordKey> unwritten_;       ///< not in the file yet
    std::string pending_;                 ///< their lines
    std::size_t trim_at_ = small_journal; ///< the size of `pending_` that is too much
    std::string damage_;
    std::size_t size_ = 0;       ///< of the file, up to its last complete line
    std::size_t rewrite_at_ = 0; ///< the size that is too much
    bool must_rewrite_ = false;  ///< the end of the file cannot be trusted
    bool synced_ = true;
};

Result<void> JournalStore::load() {
    auto text = read_file(path_, largest_journal);
    if (!text) return tl::unexpected<Error>(text.error());
    JournalContent content = read_journal(text->value_or(""));
    if (!content.damage.empty()) {
        if (auto moved = set_aside(content.damage); !moved) return moved;
        content = JournalContent{};
        text->reset();
    }
    records_ = std::move(content.records);
    size_ = content.good_bytes;
    rewrite_at_ = std::max(small_journal, growth * journal_text(records_).size());
    if (size_ == 0) return rewrite();
    if (auto opened = file_.open(); !opened) return opened;
    return content.torn_tail ? file_.cut(size_) : Result<void>();
}

Result<void> JournalStore::set_aside(const std::string& why) {
    for (unsigned n = 1; n <= 1000; ++n) {
        const std::string aside = fmt::format("{}.damaged-{}", path_, n);
        const Result<bool> moved = rename_to_new(path_, aside);
        if (!moved) return tl::unexpected<Error>(moved.error());
        if (!*moved) continue;
        damage_ = fmt::format("The state file {} is damaged ({}); it is kept as {}, and every record is sent "
                              "again as if nothing were known.",
                              path_, why, aside);
        return {};
    }
    return fail(ErrorKind::system,
                fmt::format("{} is damaged, as a thousand before it; look after the disk and "
                            "remove {}.damaged-*",
                            path_, path_));
}

Result<void> JournalStore::record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) {
    for (const auto& [key, stored] : facts) {
        records_[key] = stored;
        unwritten_.insert(key);
        pending_ += journal_line(key, stored);
    }
    if (pending_.empty()) return {};
    trim_pending();
    if (must_rewrite_ || !file_.is_there()) return rewrite();
    auto appended = append();
    if (!appended || size_ < rewrite_at_) return appended;
    // The facts are safe already; if there is no room for a second file now, there may be later.
    if (!rewrite()) rewrite_at_ = 2 * size_;
    return {};
}

Result<void> JournalStore::append() {
    if (auto appended = file_.append(pending_); !appended) {
        must_rewrite_ = !file_.cut(size_);
        return appended;
    }
    size_ += pending_.size();
    forget_pending();
    synced_ = false;
    return {};
}

/// While nothing can be written, lines that later ones replace must not pile up.
void JournalStore::trim_pending() {
    if (pending_.size() < trim_at_) return;
    pending_.clear();
    for (const RecordKey& key : unwritten_) pending_ += journal_line(key, records_.at(key));
    trim_at_ = std::max(small_journal, 2 * pending_.size());
}

void JournalStore::forget_pending() {
    unwritten_.clear();
    pending_.clear();
    trim_at_ = small_journal;
}

Result<void> JournalStore::rewrite() {
    const std::string text = journal_text(records_);
    file_.make_way();
    if (auto replaced = replace_file(path_, text, FileMode::private_); !replaced) {
        if (!file_.is_open()) (void)file_.open(); // the old one goes on
        return replaced;
    }
    must_rewrite_ = true; // until the new file is open
    if (auto opened = file_.open(); !opened) return opened;
    must_rewrite_ = false;
    size_ = text.size();
    rewrite_at_ = std::max(small_journal, growth * size_);
    forget_pending();
    synced_ = true;
    return {};
}

Result<void> JournalStore::sync() {
    if (synced_ || !file_.is_open()) return {};
    if (size_ >= rewrite_at_ / 2) {
        if (rewrite()) return {};
        rewrite_at_ = 2 * size_;
    }
    if (auto synced = file_.sync(); !synced) return synced;
    synced_ = true;
    return {};
}

} // namespace

Result<std::unique_ptr<StateStore>> StateStore::open(const std::string& folder) {
    auto lock = FolderLock::take(folder);
    if (!lock) return tl::unexpected<Error>(lock.error());
    auto store = std::make_unique<JournalStore>(folder, std::move(*lock));
    if (auto loaded = store->load(); !loaded) return tl::unexpected<Error>(loaded.error());
    return store;
}

} // namespace ddns
