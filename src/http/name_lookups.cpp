// SPDX-License-Identifier: MIT
#include "http/name_lookups.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace ddns {

namespace {

constexpr std::chrono::seconds serves_for(60);
constexpr std::chrono::hours lasts_for(24);

/// So many names that hang at once, and further ones wait for the first of them to give up.
constexpr std::size_t most_threads = 32;

} // namespace

/// Shared with the threads, so that it lives as long as the last of them.
struct NameLookups::Threads : std::enable_shared_from_this<Threads> {
    struct Job {
        LookupKey key;
        std::uint64_t number;
    };
    struct Found {
        Job job;
        std::vector<IpAddress> addresses;
    };

    explicit Threads(Query q) : query(std::move(q)) {}

    void add(Job job);
    std::vector<Found> take_found();
    void close();

private:
    void start_one();
    void work();

    const Query query;
    std::mutex mutex;
    std::condition_variable more;
    std::deque<Job> jobs;
    std::vector<Found> found;
    ThreadWake* wake = nullptr; ///< null once the loop's side has died
    std::size_t running = 0, idle = 0;
    bool closed = false;

    friend class NameLookups;
};

void NameLookups::Threads::add(Job job) {
    const std::lock_guard lock(mutex);
    jobs.push_back(std::move(job));
    if (idle >= jobs.size())
        more.notify_one();
    else if (running < most_threads)
        start_one();
}

void NameLookups::Threads::start_one() {
    try {
        std::thread([self = shared_from_this()] { self->work(); }).detach();
        ++running;
    } catch (const std::system_error&) {
        if (running > 0) return; // one of those will come to it
        found.push_back({std::move(jobs.back()), {}});
        jobs.pop_back();
        wake->wake();
    }
}

/// One thread waits for the next job; those that were started beside it end when there is nothing more to do.
void NameLookups::Threads::work() {
    std::unique_lock lock(mutex);
    while (!closed) {
        if (jobs.empty()) {
            if (idle > 0) break;
            ++idle;
            more.wait(lock, [this] { return closed || !jobs.empty(); });
            --idle;
            continue;
        }
        Job job = std::move(jobs.front());
        jobs.pop_front();
        lock.unlock();
        std::vector<IpAddress> addresses = query(job.key);
        lock.lock();
        found.push_back({std::move(job), std::move(addresses)});
        if (wake) wake->wake();
    }
    --running;
}

std::vector<NameLookups::Threads::Found> NameLookups::Threads::take_found() {
    const std::lock_guard lock(mutex);
    return std::exchange(found, {});
}

void NameLookups::Threads::close() {
    const std::lock_guard lock(mutex);
    wake = nullptr;
    closed = true;
    more.notify_all();
}

/// Someone who waits for an answer, in the list of an entry.
struct NameLookups::Waiter final : Operation {
    Waiter(NameLookups& owner, const LookupKey& k, OnFound callback)
        : lookups(&owner), key(k), on_found(std::move(callback)) {}
    ~Waiter() override {
        if (!lookups) return;
        const auto entry = lookups->entries_.find(key);
        if (entry != lookups->entries_.end()) std::erase(entry->second.waiters, this);
    }

    NameLookups* lookups; ///< null when it need not be told: it has died, or has given its answer
    const LookupKey key;
    OnFound on_found;
};

NameLookups::NameLookups(Loop& loop, Query query)
    : loop_(loop), threads_(std::make_shared<Threads>(std::move(query))), wake_(loop, [this] { collect(); }) {
    threads_->wake = &wake_;
    wake_.unref();
}

NameLookups::~NameLookups() {
    threads_->close();
    for (auto& [key, entry] : entries_)
        for (Waiter* waiter : entry.waiters) waiter->lookups = nullptr;
}

std::optional<std::vector<IpAddress>> NameLookups::known(const LookupKey& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return std::nullopt;
    Entry& entry = found->second;
    entry.used = true;
    if (!entry.addresses || entry.addresses->empty()) return std::nullopt;
    if (loop_.now() - entry.found_at > serves_for) return std::nullopt;
    return entry.addresses;
}

bool NameLookups::lasts(const Entry& entry) const {
    return !entry.last.empty() && loop_.now() - entry.last_at <= lasts_for;
}

std::optional<std::vector<IpAddress>> NameLookups::last_known(const LookupKey& key) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || !lasts(found->second)) return std::nullopt;
    return found->second.last;
}

std::unique_ptr<Operation> NameLookups::find(const LookupKey& key, OnFound on_found) {
    Entry& entry = entries_[key];
    entry.used = true;
    auto waiter = std::make_unique<Waiter>(*this, key, std::move(on_found));
    entry.waiters.push_back(waiter.get());
    if (entry.asked == 0) ask(key, entry);
    return waiter;
}

void NameLookups::network_changed() {
    std::erase_if(entries_, [this](const auto& named) {
        return !named.second.used && named.second.waiters.empty() && !lasts(named.second);
    });
    for (auto& [key, entry] : entries_) {
        entry.addresses.reset();
        const bool used = std::exchange(entry.used, !entry.waiters.empty());
        entry.asked = 0;
        if (used || entry.used) ask(key, entry);
    }
}

void NameLookups::ask(const LookupKey& key, Entry& entry) {
    entry.asked = ++last_number_;
    threads_->add({key, entry.asked});
}

void NameLookups::collect() {
    for (auto& [job, addresses] : threads_->take_found()) found(job.key, job.number, std::move(addresses));
}

void NameLookups::found(const LookupKey& key, std::uint64_t number, std::vector<IpAddress> addresses) {
    const auto named = entries_.find(key);
    if (named == entries_.end() || named->second.asked != number)
        return; // an older one, from before a change
    Entry& entry = named->second;
    entry.asked = 0;
    entry.addresses = addresses;
    entry.found_at = loop_.now();
    if (!addresses.empty()) {
        entry.last = addresses;
        entry.last_at = loop_.now();
    } else if (lasts(entry)) {
        addresses = entry.last;
    }
    while (!entry.waiters.empty()) {
        Waiter* waiter = entry.waiters.front();
        entry.waiters.pop_front();
        waiter->lookups = nullptr;
        const OnFound on_found = std::move(waiter->on_found);
        on_found(addresses);
    }
}

} // namespace ddns
