// SPDX-License-Identifier: MIT
#pragma once

#include "detect/detector.h"
#include "http/transport.h"
#include "net/monitor.h"
#include "plan/plan.h"
#include "publish/publisher.h"
#include "reactor/detection.h"
#include "reactor/narrator.h"
#include "reactor/probes.h"
#include "reactor/reaction.h"
#include "state/store.h"
#include "util/json.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace ddns {

/// The heart: snapshot -> rank -> plan -> jobs -> outcomes -> published, for one configuration.
///
/// Level-triggered: whatever happens (a kernel event, an alarm, an outcome, a detection), the answer is the
/// same `look`. It owns the memory of the plan and what is published; everything it touches from outside
/// comes by reference and outlives it. Destroying it cancels all jobs: call `drain` first.
class Reactor {
public:
    struct Parts {
        Timers& timers;
        NetworkMonitor& monitor;
        HttpTransport& transport;
        Detector& detector;
        StateStore& store;
        Log& log;
        std::function<std::int64_t()> wall_clock; ///< seconds since 1970
        std::function<double()> chance;           ///< numbers in [0,1) for the jitter of retries
    };

    /// `sessions` is parallel to `config->accounts`.
    Reactor(const Parts& parts, std::shared_ptr<const Config> config,
            std::vector<std::unique_ptr<AccountSession>> sessions);

    /// Until when an account may send nothing, because its provider said so.
    struct Pause {
        Account account;
        Instant until{};
    };
    /// What the next configuration must respect.
    [[nodiscard]] std::vector<Pause> pauses() const;

    /// The first look. From then on it lives from the loop. `pauses` of accounts that are still the same
    /// hold.
    void start(Instant event, const std::vector<Pause>& pauses = {});

    /// The monitor says that something changed.
    void dirty(WakeReason reason, Instant event);
    /// The slow safety net: distrust everything, look, and (if there are events) say when they had missed
    /// something: a change that no event tells of within 2 s either.
    void poll(bool events_work = true);

    /// Sends nothing new and listens to no gateway any more; `on_done` runs from the loop when the last job
    /// has ended and the gateways have been told (in the next turn when there is none of it). Called again:
    /// only the last `on_done` runs.
    void drain(std::function<void()> on_done);

    /// No job on its way, no hold that ends by itself, no detection: nothing more will happen without an
    /// event.
    [[nodiscard]] bool settled() const;
    /// The network could be read at least once.
    [[nodiscard]] bool has_seen_the_network() const { return have_snapshot_; }
    /// Records whose update failed or that are stopped.
    [[nodiscard]] std::size_t failed_records() const;
    /// Records for which the machine has nothing to publish, except those of a family that it has no way out
    /// with; when it has none at all, all of them.
    [[nodiscard]] std::size_t lost_records() const;

    /// For the control socket.
    [[nodiscard]] Json status() const;
    /// Everything about one name: what is published, wanted, held, and why each address is or is not taken.
    [[nodiscard]] Json why(std::string_view name) const;

    /// Runs whenever `settled` may have changed.
    std::function<void()> on_progress;

private:
    void recall();
    void notice_the_date();
    void look(const std::string& cause, Instant event);
    void look_for_the_poll(Instant event);
    bool read_network();
    void look_later();
    void network_differs(const Snapshot& before);
    void rank_again();
    void renew_ways();
    [[nodiscard]] Candidates rank_now() const;
    void replan(const std::string& cause, Instant event);
    void send(Plan& plan, const std::string& cause, Instant event);
    void outcomes(std::vector<Outcome> outcomes);
    void forget_in_store(const std::vector<Change>& changes);
    void write_facts(const std::vector<std::pair<RecordKey, StoredRecord>>& facts);
    void settle_state();
    void remember(const std::vector<Outcome>& outcomes);
    void plan_after(const std::vector<Outcome>& outcomes);
    void wake_at(std::optional<Instant> when);
    void end_when_drained();
    void wake_no_later_than(Instant when);
    [[nodiscard]] Json describe_record(std::size_t index, Instant now) const;
    void add_memory(Json& out, std::size_t index, Instant now) const;
    [[nodiscard]] Json describe_uplinks(Instant now) const;
    [[nodiscard]] Json describe_uplink(const std::string& name, const std::string& interface,
                                       Instant now) const;
    void add_reasons(Json& out, std::size_t index, Instant now) const;
    [[nodiscard]] Json describe_value(std::size_t index, const IpAddress& value, Instant now) const;
    [[nodiscard]] Json refused_addresses(const Record& record) const;

    Parts parts_;
    std::shared_ptr<const Config> config_;
    Narrator narrator_;
    Detection detection_;
    Probes probes_;

    Snapshot snapshot_;
    bool have_snapshot_ = false;
    bool ranked_ = false; ///< `candidates_` is of this snapshot and these incumbents
    Candidates candidates_;
    Ways ways_;                      ///< that hold now
    std::vector<std::string> taken_; ///< Outcome::way of each record's last success
    std::vector<Published> published_;
    PlanMemory memory_;
    Plan last_plan_;                   ///< without its memory and what it sent
    std::set<std::size_t> superseded_; ///< records whose job on its way carries an old value
    std::uint64_t last_reaction_ = 0;
    std::map<std::size_t, std::shared_ptr<const Reaction>> reactions_; ///< of records whose job is on its way
    std::function<void()> on_drained_;
    std::unique_ptr<Operation> drained_;
    std::unique_ptr<Operation> sync_;
    std::unique_ptr<Operation> look_again_; ///< the network could not be read
    Duration look_pause_ = std::chrono::seconds(1);
    bool events_work_ = false;        ///< at the last poll
    std::unique_ptr<Operation> miss_; ///< the poll found something; perhaps its event is only late
    std::unique_ptr<Operation> alarm_;
    std::optional<Instant> alarm_at_;
    bool outcomes_unplanned_ = false; ///< jobs have ended since the last plan
    Publisher publisher_;             // last: it calls back into the rest
};

} // namespace ddns
