// SPDX-License-Identifier: MIT
#pragma once

#include "provider/after_writes.h"
#include "provider/record_diff.h"
#include "provider/session_core.h"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ddns {

/// Changes at a provider that keeps records in zones. Every change goes: zone, list, compare, write, and
/// `after` where the file has one. What concerns several changes (a zone, a list, a batch, a commit) is asked
/// once for all of them; what fails for one change ends that one alone.
///
/// A provider writes record by record, or whole RRsets (`Call::whole_set`, and every `push`).
class RecordsFlow final : public Operation {
public:
    RecordsFlow(std::shared_ptr<SessionCore> core, std::vector<Change> changes,
                AccountSession::OnOutcome on_outcome);
    ~RecordsFlow() override;

private:
    using Index = std::uint32_t; ///< of changes_ and jobs_
    using Indices = std::vector<Index>;

    struct Job {
        std::shared_ptr<const Zone> zone;
        std::vector<WriteOp> ops;
        std::uint32_t next_op = 0;
        std::uint16_t requests = 0;
        bool looked_again = false;   ///< the cache had been wrong once
        bool own_zone_asked = false; ///< whether the name itself is a zone
        bool writing = false;        ///< counted in writes_
        Instant sent{};
    };
    /// A list that is being read, for the names that are wanted of it.
    struct Listing {
        Indices jobs;
        std::unordered_map<std::string, HeldSet> found;
    };

    /// The writes of one zone that are to be committed together.
    struct ZoneWrites {
        std::size_t writing = 0; ///< jobs that have not ended
        Indices written;         ///< those that wait for the commit
        Instant confirmed{};
    };

    // records_flow.cpp: zone and list
    void begin(const Indices& jobs);
    void begin_with_given_zones(const Indices& jobs);
    void find_zone(const std::string& start, Indices jobs);
    void on_zone(const Indices& jobs, const std::string& start, const Result<ZoneFinder::Found>& found);
    void find_own_zone(Index job, bool must);
    /// The names among them that are no zones themselves, once there is an answer about all: in one batch.
    void on_own_zones();
    void have_zones(const Indices& jobs);
    /// Whether one list can serve for many names.
    [[nodiscard]] bool lists_zones() const;
    void list(const Indices& jobs, bool whole_zone);
    /// By the type that the item tells, or, where that is the same pointer as the value, by the address.
    [[nodiscard]] bool is_of_type(const Json& item, RecordType type) const;
    void on_item(Listing& listing, const Zone& zone, RecordType type, const Json& item) const;
    void on_listed(const std::shared_ptr<Listing>& listing, const PagesRead& read);
    void look_again(const Indices& jobs);

    // records_write.cpp: compare and write
    void compare(const Indices& jobs);
    [[nodiscard]] bool writes_sets() const;
    [[nodiscard]] std::vector<WriteOp> writes_for(Index job, const HeldSet& ours) const;
    [[nodiscard]] std::optional<Error> too_many_values(Index job) const;
    [[nodiscard]] bool may_be_own_zone(Index job, const HeldSet& ours) const;
    [[nodiscard]] WantedExtras extras(Index job) const;
    [[nodiscard]] Ownership ownership(Index job) const;
    /// Those of the records that are ours by the options that select (a line of DNSPod).
    [[nodiscard]] HeldSet select(Index job, const HeldSet& held) const;
    void write(const Indices& jobs);
    void write_batch(Indices jobs);
    Result<HttpRequest> batch_request(const Indices& jobs) const;
    [[nodiscard]] std::optional<Json> fill_batch(const BodyNode& node, const Bindings& scope,
                                                 const Indices& jobs) const;
    [[nodiscard]] Json batch_writes(const BodyNode& element, WriteKind kind, const Indices& jobs) const;
    void on_batch(const Indices& jobs, const Result<HttpReply>& reply, Instant sent);
    void write_one(Index job);
    Result<HttpRequest> one_request(Index job) const;
    void on_write(Index job, const Result<HttpReply>& reply, Instant sent);
    void written(Index job, const ReplyView* view, Instant confirmed);
    void remember(Index job, const WriteOp& op, const ReplyView* view);
    void remember(HeldSet& held, const WriteOp& op, HeldRecord record, bool has_ids) const;
    [[nodiscard]] const Call& call_for(WriteKind kind) const;

    // records_after.cpp: what follows the writes
    void follow(const Indices& jobs, const std::string& job_id, std::function<void(Index)> go_on);
    void on_followed(const Indices& jobs, const AfterWrites::Decided& decided,
                     const std::function<void(Index)>& go_on);
    void next_write(Index job, Instant confirmed);
    void finished(Index job, Instant confirmed);
    void leave(Index job);
    void commit(const Zone* zone);

    /// Where the types go together, both families of a name are one thing in the cache.
    [[nodiscard]] RecordType kept_as(const Change& change) const {
        return core_->bound.definition().types.together ? RecordType::A : change.type;
    }

    void end(Index job, Outcome::Status status, Instant confirmed);
    void fail(Index job, Error error);
    void count(Index job, unsigned requests, Instant sent);
    /// A place in running_ for an operation that is about to start, and taking it out again: in its callback,
    /// which keeps it until it is over.
    std::size_t reserve();
    [[nodiscard]] std::unique_ptr<Operation> take(std::size_t slot);

    std::shared_ptr<SessionCore> core_;
    std::vector<Change> changes_;
    std::vector<Job> jobs_;
    std::vector<std::unique_ptr<Operation>> running_;
    std::vector<std::size_t> free_slots_;
    std::map<const Zone*, ZoneWrites> writes_;
    std::size_t own_zones_asked_ = 0; ///< without an answer yet
    Indices without_own_zone_;        ///< to be written when there are all answers
    OutcomeSink sink_;
};

} // namespace ddns
