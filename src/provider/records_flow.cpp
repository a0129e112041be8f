// SPDX-License-Identifier: MIT
#include "provider/records_flow.h"

#include "util/text.h"

#include <fmt/format.h>
#include <set>

namespace ddns {

namespace {

/// Up to so many names of a zone are looked up one by one; for more the whole zone is read.
constexpr std::size_t few_names = 3;

/// The texts that a list request views.
struct ListTexts {
    std::shared_ptr<const Zone> zone;
    std::string_view type; ///< in the provider's own code
    bool type_is_number = false;
    std::optional<std::string> name; ///< as the provider writes it
    std::string fqdn;                ///< "" = the whole zone
};

void fill_list_scope(const ListTexts& texts, Bindings& scope) {
    scope.set(Var::zone, texts.zone->id, texts.zone->numeric_id).set(Var::zone_name, texts.zone->name);
    scope.set(Var::type, texts.type, texts.type_is_number);
    if (texts.fqdn.empty()) return;
    if (texts.name) scope.names = std::span<const std::string>(&*texts.name, 1);
    scope.set(Var::fqdn, texts.fqdn);
}

/// Every value of an item, addresses in their canonical form; one where none is told.
std::vector<std::string> values_in(const Json& item, const std::string* pointer) {
    std::vector<std::string> values;
    if (pointer && split_word(*pointer).word > 0) {
        values.push_back(text_at(item, pointer));
    } else if (pointer) {
        for (const Json* found : item.all_at(*pointer)) {
            if (const auto* several = found->if_array())
                for (const Json& one : *several) values.push_back(one.scalar_text());
            else
                values.push_back(found->scalar_text());
        }
    }
    std::erase(values, "");
    if (values.empty()) values.emplace_back();
    for (std::string& value : values)
        if (const auto address = IpAddress::parse(value)) value = address->to_string();
    return values;
}

Error no_zone(const BoundAccount& bound) {
    return {ErrorKind::rejected,
            fmt::format("no zone of this account at {} holds the name; check the name and what the "
                        "credentials may see",
                        bound.definition().info.title),
            {}};
}

} // namespace

RecordsFlow::RecordsFlow(std::shared_ptr<SessionCore> core, std::vector<Change> changes,
                         AccountSession::OnOutcome on_outcome)
    : core_(std::move(core)), changes_(std::move(changes)), jobs_(changes_.size()),
      sink_(core_->timers, std::move(on_outcome)) {
    Indices all(changes_.size());
    for (Index i = 0; i < all.size(); ++i) all[i] = i;
    if (const auto& problem = core_->bound.problem()) {
        for (const Index job : all) fail(job, *problem);
    } else {
        begin(all);
    }
    sink_.flush_later();
}

RecordsFlow::~RecordsFlow() {
    // From the end, so that nothing waiting is started only to be cancelled.
    while (!running_.empty()) running_.pop_back();
}

std::size_t RecordsFlow::reserve() {
    if (free_slots_.empty()) {
        running_.emplace_back();
        return running_.size() - 1;
    }
    const std::size_t slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
}

std::unique_ptr<Operation> RecordsFlow::take(std::size_t slot) {
    free_slots_.push_back(slot);
    return std::move(running_[slot]);
}

void RecordsFlow::begin_with_given_zones(const Indices& jobs) {
    Indices ready;
    for (const Index job : jobs) {
        const auto zone = given_zone(core_->bound, changes_[job]);
        if (!zone) {
            fail(job, zone.error());
            continue;
        }
        jobs_[job].zone = core_->zones.given(*zone);
        ready.push_back(job);
    }
    have_zones(ready);
}

void RecordsFlow::begin(const Indices& jobs) {
    if (!core_->bound.definition().zone) return begin_with_given_zones(jobs);
    const bool lists = core_->zones.lists();
    std::map<std::string, Indices, std::less<>> unknown; // by the name where the search starts
    Indices ready;
    for (const Index job : jobs) {
        const std::string& name = changes_[job].name;
        const std::string_view parent = parent_of(name);
        auto zone = core_->zones.known(name);
        if (!zone && !lists && !parent.empty()) {
            zone = core_->zones.known(parent);
            if (zone && !*zone) {
                find_own_zone(job, true);
                continue;
            }
        }
        if (zone && *zone) {
            jobs_[job].zone = *zone;
            ready.push_back(job);
        } else {
            // Names below one parent share the search; all of them when every zone is listed at once.
            const std::string start = lists ? std::string() : std::string(parent.empty() ? name : parent);
            unknown[start].push_back(job);
        }
    }
    for (auto& [start, waiting] : unknown) find_zone(start, std::move(waiting));
    have_zones(ready);
}

void RecordsFlow::find_zone(const std::string& start, Indices jobs) {
    const std::size_t slot = reserve();
    const std::string first = start.empty() ? changes_[jobs[0]].name : start;
    running_[slot] = core_->zones.find(
        first, false, [this, slot, start, jobs = std::move(jobs)](const Result<ZoneFinder::Found>& found) {
            const Indices mine = jobs; // the callback's own copies die with the operation
            const std::string from = start;
            const auto keep = take(slot);
            on_zone(mine, from, found);
            sink_.flush();
        });
}

void RecordsFlow::on_zone(const Indices& jobs, const std::string& start,
                          const Result<ZoneFinder::Found>& found) {
    Indices ready;
    for (const Index job : jobs) {
        if (!found) {
            fail(job, found.error());
            continue;
        }
        count(job, found->requests, found->sent);
        const std::string& name = changes_[job].name;
        auto zone = core_->zones.lists() ? core_->zones.known(name).value_or(nullptr) : found->zone;
        if (zone) {
            jobs_[job].zone = std::move(zone);
            ready.push_back(job);
        } else {
            find_own_zone(job, core_->zones.lists() || start == name);
        }
    }
    have_zones(ready);
}

void RecordsFlow::find_own_zone(Index job, bool must) {
    // `must` with nothing left to ask: every parent and the name itself are known to be no zone.
    const bool nothing_left = core_->zones.lists() || parent_of(changes_[job].name).empty();
    if (nothing_left && must && !jobs_[job].zone) {
        return fail(job, no_zone(core_->bound));
    }
    jobs_[job].own_zone_asked = true;
    ++own_zones_asked_;
    const std::size_t slot = reserve();
    running_[slot] = core_->zones.find(changes_[job].name, true,
                                       [this, slot, job](const Result<ZoneFinder::Found>& found) {
                                           const Index mine = job;
                                           const auto keep = take(slot);
                                           --own_zones_asked_;
                                           if (found) count(mine, found->requests, found->sent);
                                           if (!found) {
                                               fail(mine, found.error());
                                           } else if (found->zone) {
                                               jobs_[mine].zone = found->zone;
                                               have_zones({mine});
                                           } else if (jobs_[mine].zone) {
                                               without_own_zone_.push_back(mine);
                                           } else {
                                               fail(mine, no_zone(core_->bound));
                                           }
                                           on_own_zones();
                                           sink_.flush();
                                       });
}

void RecordsFlow::on_own_zones() {
    const bool waits = core_->bound.definition().batch && own_zones_asked_ > 0;
    if (!waits && !without_own_zone_.empty()) compare(std::exchange(without_own_zone_, {}));
}

bool RecordsFlow::lists_zones() const {
    const Call& list = *core_->bound.definition().list;
    return list.pointer("name") && !list.needs(Var::name) && !list.needs(Var::fqdn);
}

void RecordsFlow::have_zones(const Indices& jobs) {
    if (!core_->bound.definition().list) return compare(jobs);
    std::map<std::pair<const Zone*, RecordType>, Indices> unknown;
    Indices ready;
    for (const Index job : jobs) {
        const Change& change = changes_[job];
        if (core_->records.find(kept_as(change), change.name))
            ready.push_back(job);
        else
            unknown[{jobs_[job].zone.get(), change.type}].push_back(job);
    }
    for (const auto& [key, some] : unknown) {
        std::set<std::string_view> names;
        for (const Index job : some) names.insert(changes_[job].name);
        if (names.size() > few_names && lists_zones()) {
            list(some, true);
        } else {
            for (const Index job : some) list({job}, false);
        }
    }
    if (!ready.empty()) compare(ready);
}

void RecordsFlow::list(const Indices& jobs, bool whole_zone) {
    const Change& first = changes_[jobs[0]];
    auto texts = std::make_shared<ListTexts>();
    texts->zone = jobs_[jobs[0]].zone;
    texts->type = core_->bound.definition().types.code(first.type);
    texts->type_is_number = core_->bound.definition().types.numbers;
    if (!whole_zone) {
        texts->name = core_->bound.write_name(first.name, texts->zone->name);
        texts->fqdn = first.name;
    }
    auto listing = std::make_shared<Listing>();
    listing->jobs = jobs;
    for (const Index job : jobs) listing->found.try_emplace(changes_[job].name);
    const std::size_t slot = reserve();
    running_[slot] = std::make_unique<PageReader>(
        core_->bound, core_->gate, *core_->bound.definition().list,
        fmt::format("the {} records of {}", to_string(first.type),
                    !whole_zone                 ? first.name
                    : texts->zone->name.empty() ? "the account"
                                                : texts->zone->name),
        [texts](Bindings& scope) { fill_list_scope(*texts, scope); },
        [this, texts, listing, type = first.type](const Json& item) {
            on_item(*listing, *texts->zone, type, item);
        },
        [this, slot, listing](const PagesRead& read) {
            const auto mine = listing;
            const auto keep = take(slot);
            on_listed(mine, read);
            sink_.flush();
        });
}

bool RecordsFlow::is_of_type(const Json& item, RecordType type) const {
    const Call& call = *core_->bound.definition().list;
    const std::string told = text_at(item, call.pointer("type"));
    if (*call.pointer("type") != *call.pointer("value"))
        return told == core_->bound.definition().types.code(type);
    const auto address = IpAddress::parse(told);
    return address && type_of(address->family()) == type;
}

void RecordsFlow::on_item(Listing& listing, const Zone& zone, RecordType type, const Json& item) const {
    const Call& call = *core_->bound.definition().list;
    const std::string* type_at = call.pointer("type");
    if (type_at && !is_of_type(item, type)) return;
    // A list that does not tell names was asked about one.
    const std::string* name_at = call.pointer("name");
    const auto set = name_at ? listing.found.find(core_->bound.read_name(text_at(item, name_at), zone.name))
                             : listing.found.begin();
    if (set == listing.found.end()) return;
    HeldRecord record;
    if (const std::string* id_at = call.pointer("id")) {
        const Json* id = item.at(*id_at);
        record.id = id ? id->scalar_text() : std::string();
        record.numeric_id = id && id->if_integer();
        if (record.id.empty()) return;
    }
    if (const auto ttl = parse_unsigned(text_at(item, call.pointer("ttl"))))
        record.ttl = static_cast<unsigned>(std::min<std::uint64_t>(*ttl, 0x7fffffff));
    for (const SettingTraits& trait : core_->bound.definition().settings)
        if (trait.record && call.pointer(trait.name))
            record.options.push_back(text_at(item, call.pointer(trait.name)));
    for (std::string& value : values_in(item, call.pointer("value"))) {
        record.value = std::move(value);
        set->second.push_back(record);
        if (!call.pointer("id")) set->second.back().id = set->second.back().value;
    }
}

void RecordsFlow::on_listed(const std::shared_ptr<Listing>& listing, const PagesRead& read) {
    for (const Index job : listing->jobs) count(job, read.requests, read.sent);
    if (!read.result) {
        // The zone itself may be what is wrong; the next try looks for it again.
        core_->zones.forget();
        for (const Index job : listing->jobs) fail(job, read.result.error());
        return;
    }
    for (const Index job : listing->jobs) {
        const Change& change = changes_[job];
        core_->records.put(kept_as(change), change.name, listing->found[change.name]);
    }
    compare(listing->jobs);
}

void RecordsFlow::look_again(const Indices& jobs) {
    for (const Index job : jobs) {
        jobs_[job].looked_again = true;
        jobs_[job].ops.clear();
        jobs_[job].next_op = 0;
        core_->records.forget(kept_as(changes_[job]), changes_[job].name);
    }
    have_zones(jobs);
}

void RecordsFlow::count(Index job, unsigned requests, Instant sent) {
    jobs_[job].requests = static_cast<std::uint16_t>(jobs_[job].requests + requests);
    if (jobs_[job].sent == Instant{}) jobs_[job].sent = sent;
}

void RecordsFlow::end(Index job, Outcome::Status status, Instant confirmed) {
    leave(job);
    Outcome outcome;
    outcome.record = changes_[job].record;
    outcome.status = status;
    outcome.values = changes_[job].values;
    outcome.sent = jobs_[job].sent;
    outcome.confirmed = confirmed;
    outcome.requests = jobs_[job].requests;
    sink_.add(std::move(outcome), changes_[job]);
}

void RecordsFlow::fail(Index job, Error error) {
    leave(job);
    Outcome outcome;
    outcome.record = changes_[job].record;
    outcome.values = changes_[job].values;
    outcome.error = std::move(error);
    outcome.sent = jobs_[job].sent;
    outcome.confirmed = core_->timers.now();
    outcome.requests = jobs_[job].requests;
    sink_.add(std::move(outcome), changes_[job]);
}

} // namespace ddns
