// SPDX-License-Identifier: MIT
#pragma once

#include "provider/dns_update_message.h"
#include "provider/dns_update_reply.h"
#include "provider/dns_update_zones.h"
#include "provider/session_core.h"

#include <map>

namespace ddns {

/// What the submissions of an account share. Owned by the session and by every submission.
struct DnsUpdateCore {
    DnsUpdateCore(DnsUpdateSettings s, HttpTransport& transport, Timers& t, DnsResolvers resolvers)
        : settings(std::move(s)), timers(t), zones(transport, t, settings, std::move(resolvers)) {}

    const DnsUpdateSettings settings;
    Timers& timers;
    DnsZones zones;
    /// What a name had when it was last read after an update.
    std::map<DnsName, DnsHeld> held;
};

/// One submission. Changes of one name are one job, which goes this way:
///
///     place ─► read ─► write ─► read back ─► done
///                ▲       │          │
///                └───────┴──────────┘   again, a few times, when somebody else was faster
///
/// - Names whose state is known from their last update are not read before they are written: their
///   prerequisites find out whether it is still so.
/// - Jobs that are ready together travel in one UPDATE, as many as `names` says and as a message holds. When
///   it is refused none of them was made; then each goes alone, so that every name gets its own answer.
/// - Of an RRset that is shared with others (`Change::keep_others`) only the program's own values come and
///   go; those of others are read, must still be there when it is written, and stay.
/// - NOERROR is no proof; only what is read back is. An UPDATE that got no answer is not sent again: what has
///   become of it is seen when the change is submitted anew, which begins with reading.
class DnsUpdateFlow final : public Operation {
public:
    DnsUpdateFlow(std::shared_ptr<DnsUpdateCore> core, std::vector<Change> changes,
                  AccountSession::OnOutcome on_outcome);
    ~DnsUpdateFlow() override;

private:
    struct Job;
    struct Write;

    void make_jobs();
    Job& job_of(const Change& change, DnsName name);
    void begin(Job& job);
    void place(Job& job);
    void placed(Job& job, Result<DnsPlace> place);
    void read(Job& job);
    void on_answer(Job& job, const DnsQuestion& question, Result<DnsLink::Answer> answer);
    void plan(Job& job);
    void check(Job& job);
    void write_ready();
    void write(std::vector<Job*> jobs);
    void on_written(Write& write, Result<DnsLink::Answer> answer);
    void judge(const std::vector<Job*>& jobs, const DnsLink::Answer& answer);
    void once_more(Job& job, const Error& why);
    void fail(Job& job, const Error& error);
    void end(Job& job, Outcome::Status status, const Error& error);
    void add(std::size_t change, const Job* job, Outcome::Status status, const Error& error);
    [[nodiscard]] DnsAsked asked(const Job& job) const;
    /// Must be the last thing that an event does.
    void settle();

    const std::shared_ptr<DnsUpdateCore> core_;
    const std::vector<Change> changes_;
    OutcomeSink outcomes_;
    std::vector<Job*> ready_;    ///< to be written
    std::vector<Job*> unplaced_; ///< wait for the search that answers for all
    std::size_t coming_ = 0;     ///< jobs that are being placed or read, and will be ready or done
    bool searching_ = false;
    std::vector<std::unique_ptr<Job>> jobs_;
    std::map<DnsName, Job*> by_name_;
    std::vector<std::unique_ptr<Write>> writes_;
};

} // namespace ddns
