// SPDX-License-Identifier: MIT
#pragma once

#include "provider/bound_account.h"
#include "provider/page_reader.h"
#include "provider/record_cache.h"
#include "provider/request_gate.h"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ddns {

/// Which zone of the account a name is in. Every answer is kept and shared; a question that is already on its
/// way is not asked again.
///
/// A file whose `zone` call uses `{candidate}` is asked name by name, up through the parents. Otherwise the
/// call lists all zones of the account once, and the longest one that fits is taken.
class ZoneFinder {
public:
    struct Found {
        std::shared_ptr<const Zone> zone; ///< null: none
        unsigned requests = 0;
        Instant sent{};
    };
    using OnFound = std::function<void(Result<Found>)>;

    ZoneFinder(const BoundAccount& bound, RequestGate& gate) : bound_(bound), gate_(gate) {}

    /// Whether it knows every zone (after one look), so that one question answers for every name.
    [[nodiscard]] bool lists() const;

    /// The zone that is `name` or the nearest parent of it, if that is already known.
    [[nodiscard]] std::optional<std::shared_ptr<const Zone>> known(std::string_view name) const;
    /// The same, asking. With `exactly` no parents are tried.
    [[nodiscard]] std::unique_ptr<Operation> find(std::string name, bool exactly, OnFound on_found);

    /// The zone of that name where the provider is not asked: the same one each time.
    [[nodiscard]] std::shared_ptr<const Zone> given(const std::string& name);

    void forget();

private:
    class Walk;
    struct Entry {
        bool known = false;
        std::shared_ptr<const Zone> zone;
        std::unique_ptr<Operation> reader; ///< while it is being asked
        std::list<Walk*> waiting;
        std::list<Walk*> answering; ///< being told the answer; their turn comes one by one
        std::string key;
    };
    void ask(Entry& entry);
    void take(Entry& entry, const Json& item);
    void done(const std::string& key, const PagesRead& read);

    const BoundAccount& bound_;
    RequestGate& gate_;
    /// By candidate; when zones are listed: by zone name, and "" for the list as a whole.
    std::map<std::string, Entry, std::less<>> entries_;
    std::map<std::string, std::shared_ptr<const Zone>, std::less<>> given_;
    std::shared_ptr<char> alive_ = std::make_shared<char>();
};

/// "b.c" for "a.b.c"; "" when only a top-level name would be left.
std::string_view parent_of(std::string_view name);

} // namespace ddns
