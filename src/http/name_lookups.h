// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "net/address.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ddns {

/// Whose addresses, of which family (nullopt: of both).
struct LookupKey {
    std::string host;
    std::optional<Family> family;
    auto operator<=>(const LookupKey&) const = default;
};

/// What `getaddrinfo` of the system finds for a name, in its order; empty when it finds nothing. Blocks.
std::vector<IpAddress> system_addresses_of(const LookupKey& key);

/// Looks names up for the loop. The system only offers a call that blocks, so it runs on other threads: one
/// stays for the next time, and more come while look-ups hang. curl's own way is a new thread for each, which
/// costs 0.2 ms between a change of the network and the request that tells of it.
///
/// Results serve for 60 s (getaddrinfo does not tell their TTL), and not beyond a change of the network. When
/// that comes, the names that were asked for since the last change are looked up at once: while the change is
/// being thought about, its look-up is already on its way.
///
/// A look-up that finds nothing gives what was last found, for a day (RFC 8767): how a look-up leaves the
/// machine is the system's business, which may send it down a line that is dead.
///
/// Dying does not wait for look-ups that hang; their threads end by themselves.
class NameLookups {
public:
    using Query = std::function<std::vector<IpAddress>(const LookupKey&)>;
    using OnFound = std::function<void(std::vector<IpAddress> addresses)>;

    /// `query` runs on other threads, also after this object has died.
    explicit NameLookups(Loop& loop, Query query = system_addresses_of);
    ~NameLookups();
    NameLookups(const NameLookups&) = delete;
    NameLookups& operator=(const NameLookups&) = delete;

    /// What is known already; nullopt: `find` must ask.
    [[nodiscard]] std::optional<std::vector<IpAddress>> known(const LookupKey& key);

    /// What was last found, at most a day ago, for whom a look-up takes too long.
    [[nodiscard]] std::optional<std::vector<IpAddress>> last_known(const LookupKey& key) const;

    /// `on_found` gets an empty list when there is no such name; it must not call `network_changed`. No limit
    /// of time, and nothing here keeps the loop alive: both are the caller's.
    [[nodiscard]] std::unique_ptr<Operation> find(const LookupKey& key, OnFound on_found);

    /// Nothing found so far counts any more while something else can be found, and what is on its way begins
    /// anew: the name servers of the old network may never answer.
    void network_changed();

private:
    struct Threads; // what both sides touch
    struct Waiter;
    struct Entry {
        std::uint64_t asked = 0; ///< the number of the look-up on its way, 0: none
        std::optional<std::vector<IpAddress>> addresses;
        Instant found_at{};
        std::vector<IpAddress> last; ///< that were found, if ever
        Instant last_at{};
        bool used = false; ///< since the last change of the network
        std::deque<Waiter*> waiters;
    };

    [[nodiscard]] bool lasts(const Entry& entry) const;
    void ask(const LookupKey& key, Entry& entry);
    void collect();
    void found(const LookupKey& key, std::uint64_t number, std::vector<IpAddress> addresses);

    Loop& loop_;
    std::shared_ptr<Threads> threads_;
    ThreadWake wake_;
    std::map<LookupKey, Entry> entries_;
    std::uint64_t last_number_ = 0;
};

} // namespace ddns
