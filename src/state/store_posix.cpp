// SPDX-License-Identifier: MIT
#include "state/journal.h"
#include "util/file.h"
#include "util/text.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ddns {

namespace {

constexpr std::size_t largest_journal = 64u << 20;
constexpr std::size_t small_journal = 64u << 10; ///< not worth rewriting
constexpr std::size_t growth = 4;                ///< rewritten when this many times larger than needed

/// Creates the folder and those above it. 0 or an errno.
int make_folders(const std::string& folder) {
    for (std::size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
        const std::string part = folder.substr(0, end);
        if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return errno;
        if (end == std::string::npos) break;
    }
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) return errno;
    return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

tl::unexpected<Error> locked_by_another(const std::string& folder, int lock) {
    char text[32] = "";
    const ssize_t got = ::pread(lock, text, sizeof text - 1, 0);
    const auto pid =
        parse_unsigned(trim(std::string_view(text, got > 0 ? static_cast<std::size_t>(got) : 0)));
    return fail(
        ErrorKind::system,
        fmt::format("another ddns-reactor{} uses the state folder {}; stop it or give this one its own "
                    "`state:`",
                    pid ? fmt::format(" (pid {})", *pid) : "", folder));
}

/// Takes the lock; it lasts as long as the descriptor. The file stays when the process ends: removing it
/// would let two processes lock two files of the same name.
Result<int> take_lock(const std::string& folder) {
    const std::string path = folder + "/lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return file_error("open", path, errno);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        auto refused = error == EWOULDBLOCK ? locked_by_another(folder, fd) : file_error("lock", path, error);
        ::close(fd);
        return refused;
    }
    // Only a courtesy to whom we will refuse: a full disk must not keep us from working.
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) errno = 0;
    return fd;
}

class PosixStore final : public StateStore {
public:
    PosixStore(const std::string& folder, int lock)
        : path_(folder + "/" + std::string(journal_name)), lock_(lock) {}

    ~PosixStore() override {
        (void)record({}); // what could not be written before
        (void)sync();
        if (fd_ >= 0) ::close(fd_);
        ::close(lock_);
    }

    Result<void> load();

    [[nodiscard]] const std::map<RecordKey, StoredRecord>& records() const override { return records_; }
    [[nodiscard]] const std::string& damage() const override { return damage_; }
    Result<void> record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) override;
    Result<void> sync() override;

private:
    Result<void> set_aside(const std::string& why);
    Result<void> open_for_appending();
    Result<void> append();
    void trim_pending();
    void forget_pending();
    Result<void> rewrite();
    [[nodiscard]] bool file_is_ours() const;

    const std::string path_;
    const int lock_;
    int fd_ = -1;
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

Result<void> PosixStore::load() {
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
    if (auto opened = open_for_appending(); !opened) return opened;
    if (content.torn_tail && ::ftruncate(fd_, static_cast<off_t>(size_)) != 0)
        return file_error("write", path_, errno);
    return {};
}

Result<void> PosixStore::set_aside(const std::string& why) {
    for (unsigned n = 1; n <= 1000; ++n) {
        const std::string aside = fmt::format("{}.damaged-{}", path_, n);
        if (::access(aside.c_str(), F_OK) == 0) continue;
        if (::rename(path_.c_str(), aside.c_str()) != 0) return file_error("rename", path_, errno);
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

Result<void> PosixStore::open_for_appending() {
    const int fd = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return file_error("write", path_, errno);
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
    return {};
}

Result<void> PosixStore::record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) {
    for (const auto& [key, stored] : facts) {
        records_[key] = stored;
        unwritten_.insert(key);
        pending_ += journal_line(key, stored);
    }
    if (pending_.empty()) return {};
    trim_pending();
    if (must_rewrite_ || !file_is_ours()) return rewrite();
    auto appended = append();
    if (!appended || size_ < rewrite_at_) return appended;
    // The facts are safe already; if there is no room for a second file now, there may be later.
    if (!rewrite()) rewrite_at_ = 2 * size_;
    return {};
}

/// False when somebody removed the file under us: then what is appended would vanish with the process.
bool PosixStore::file_is_ours() const {
    struct stat info {};
    return fd_ >= 0 && ::fstat(fd_, &info) == 0 && info.st_nlink > 0;
}

Result<void> PosixStore::append() {
    ssize_t written = 0;
    do written = ::write(fd_, pending_.data(), pending_.size());
    while (written < 0 && errno == EINTR);
    if (written != static_cast<ssize_t>(pending_.size())) {
        const int error = written < 0 ? errno : ENOSPC;
        must_rewrite_ = ::ftruncate(fd_, static_cast<off_t>(size_)) != 0;
        return file_error("write", path_, error);
    }
    size_ += pending_.size();
    forget_pending();
    synced_ = false;
    return {};
}

/// While nothing can be written, lines that later ones replace must not pile up.
void PosixStore::trim_pending() {
    if (pending_.size() < trim_at_) return;
    pending_.clear();
    for (const RecordKey& key : unwritten_) pending_ += journal_line(key, records_.at(key));
    trim_at_ = std::max(small_journal, 2 * pending_.size());
}

void PosixStore::forget_pending() {
    unwritten_.clear();
    pending_.clear();
    trim_at_ = small_journal;
}

Result<void> PosixStore::rewrite() {
    const std::string text = journal_text(records_);
    if (auto replaced = replace_file(path_, text, FileMode::private_); !replaced) return replaced;
    must_rewrite_ = true; // until the new file is open
    if (auto opened = open_for_appending(); !opened) return opened;
    must_rewrite_ = false;
    size_ = text.size();
    rewrite_at_ = std::max(small_journal, growth * size_);
    forget_pending();
    synced_ = true;
    return {};
}

Result<void> PosixStore::sync() {
    if (synced_ || fd_ < 0) return {};
    if (::fdatasync(fd_) != 0) return file_error("write", path_, errno);
    synced_ = true;
    return {};
}

} // namespace

Result<std::unique_ptr<StateStore>> StateStore::open(const std::string& folder) {
    if (const int error = make_folders(folder); error != 0)
        return file_error("create the folder", folder, error);
    const Result<int> lock = take_lock(folder);
    if (!lock) return tl::unexpected<Error>(lock.error());
    auto store = std::make_unique<PosixStore>(folder, *lock);
    if (auto loaded = store->load(); !loaded) return tl::unexpected<Error>(loaded.error());
    return store;
}

} // namespace ddns
