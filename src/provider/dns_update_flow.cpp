// SPDX-License-Identifier: MIT
#include "provider/dns_update_flow.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

/// Leaves room for the header and the signature.
constexpr std::size_t largest_update = 60'000;

/// How often a name is written when somebody else is faster each time. Who shares a set has to give way to
/// everybody else who does; who has it for himself is at odds with somebody.
constexpr unsigned tries_alone = 2, tries_shared = 10;

std::string values_of(const DnsHeld& held) {
    std::vector<std::string> parts;
    for (const auto* set : {&held.a, &held.aaaa})
        if (*set)
            for (const IpAddress& value : (*set)->values) parts.push_back(value.to_string());
    return parts.empty() ? "nothing" : join(parts, ", ");
}

/// What was read last, beside what is known of the other family.
DnsHeld merged(DnsHeld known, const DnsHeld& reading) {
    if (reading.a) known.a = reading.a;
    if (reading.aaaa) known.aaaa = reading.aaaa;
    known.marks = reading.marks;
    known.alias = reading.alias;
    return known;
}

} // namespace

struct DnsUpdateFlow::Job {
    enum class Phase : std::uint8_t { before, after };

    [[nodiscard]] bool shared() const {
        return (wanted.a && wanted.a->ours) || (wanted.aaaa && wanted.aaaa->ours);
    }

    DnsWanted wanted;
    std::vector<std::size_t> changes; ///< indices
    bool refresh = false;
    DnsPlace place;
    Phase phase = Phase::before;
    DnsHeld held;    ///< what its prerequisites say
    DnsHeld reading; ///< what is being read
    std::size_t open = 0;
    bool in_conflict = false; ///< `held` was refused when it was alone in a message
    unsigned tries = 1;
    bool in_company = true; ///< may share a message
    bool held_up = false;   ///< shared a message that was refused for somebody's prerequisite
    Instant sent{}, confirmed{};
    unsigned requests = 0;
    std::string way; ///< of its last write
    std::unique_ptr<Operation> search;
    std::vector<std::unique_ptr<Operation>> questions;
};

struct DnsUpdateFlow::Write {
    std::vector<Job*> jobs;
    std::unique_ptr<Operation> question;
};

DnsUpdateFlow::DnsUpdateFlow(std::shared_ptr<DnsUpdateCore> core, std::vector<Change> changes,
                             AccountSession::OnOutcome on_outcome)
    : core_(std::move(core)), changes_(std::move(changes)), outcomes_(core_->timers, std::move(on_outcome)) {
    make_jobs();
    for (const auto& job : jobs_) begin(*job);
    if (coming_ == 0) write_ready();
    outcomes_.flush_later();
}

DnsUpdateFlow::~DnsUpdateFlow() = default;

void DnsUpdateFlow::make_jobs() {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        const Change& change = changes_[i];
        auto name = DnsName::parse(change.name);
        const std::string wrong = wrong_dns_update_name(core_->settings.zone, change.name);
        const bool fits = std::all_of(change.values.begin(), change.values.end(), [&](const IpAddress& a) {
            return a.family() == family_of(change.type);
        });
        if (!name || !wrong.empty()) {
            add(i, nullptr, Outcome::Status::failed, {ErrorKind::rejected, "its name " + wrong, {}});
        } else if (!fits) {
            add(i, nullptr, Outcome::Status::failed,
                {ErrorKind::internal, "its values do not fit its type", {}});
        } else {
            job_of(change, std::move(*name)).changes.push_back(i);
        }
    }
}

DnsUpdateFlow::Job& DnsUpdateFlow::job_of(const Change& change, DnsName name) {
    Job*& job = by_name_[name];
    if (!job) {
        job = jobs_.emplace_back(std::make_unique<Job>()).get();
        job->wanted.name = std::move(name);
    }
    auto& set = change.type == RecordType::A ? job->wanted.a : job->wanted.aaaa;
    set.emplace(DnsWanted::Set{change.values, change.ttl, {}});
    if (change.keep_others) set->ours = change.ours;
    job->refresh = job->refresh || change.refresh;
    return *job;
}

void DnsUpdateFlow::begin(Job& job) {
    ++coming_;
    if (const auto known = core_->zones.known(job.wanted.name)) {
        job.place = *known;
        const auto held = core_->held.find(job.wanted.name);
        const bool marked = !core_->settings.owner.empty();
        const auto missing = [&](RecordType type) { return job.wanted.set(type) && !held->second.set(type); };
        if (held == core_->held.end() || marked || missing(RecordType::A) || missing(RecordType::AAAA) ||
            holds(held->second, job.wanted, true))
            return read(job);
        job.held = held->second;
        ready_.push_back(&job);
        --coming_;
    } else {
        place(job);
    }
}

/// With a zone in the settings one search answers for all names.
void DnsUpdateFlow::place(Job& job) {
    if (core_->settings.zone && searching_) {
        unplaced_.push_back(&job);
        return;
    }
    searching_ = true;
    ++job.requests;
    job.sent = core_->timers.now();
    job.search = core_->zones.find(job.wanted.name, [this, &job](Result<DnsPlace> found) {
        searching_ = false;
        std::vector<Job*> others = std::exchange(unplaced_, {});
        for (Job* other : others) placed(*other, found);
        placed(job, std::move(found));
        settle();
    });
}

void DnsUpdateFlow::placed(Job& job, Result<DnsPlace> found) {
    if (found) {
        job.place = *found;
        return read(job);
    }
    --coming_;
    fail(job, found.error());
}

void DnsUpdateFlow::read(Job& job) {
    const auto questions = questions_about(job.wanted, !core_->settings.owner.empty());
    job.reading = {};
    job.questions.clear();
    job.open = questions.size();
    if (job.requests == 0) job.sent = core_->timers.now();
    for (const DnsQuestion& question : questions) {
        DnsMessage message;
        message.questions = {question};
        ++job.requests;
        job.questions.push_back(
            job.place.link->ask(std::move(message), [this, &job, question](Result<DnsLink::Answer> answer) {
                on_answer(job, question, std::move(answer));
                settle();
            }));
    }
}

void DnsUpdateFlow::on_answer(Job& job, const DnsQuestion& question, Result<DnsLink::Answer> answer) {
    const auto give_up = [&](Error error) {
        if (job.phase == Job::Phase::before)
            --coming_;
        else
            error.what = "could not confirm the update: " + error.what;
        fail(job, error);
    };
    if (!answer) return give_up(answer.error());
    const auto judged = judge_answer(answer->message, answer->proof, asked(job));
    if (judged.verdict != DnsVerdict::good) return give_up(judged.error);
    take_answer(job.reading, question, answer->message);
    if (--job.open > 0) return;
    job.confirmed = core_->timers.now();
    if (job.phase == Job::Phase::before)
        plan(job);
    else
        check(job);
}

/// What was read decides whether there is something to write.
void DnsUpdateFlow::plan(Job& job) {
    --coming_;
    const std::string& owner = core_->settings.owner;
    if (!owner.empty())
        if (std::string refusal = refusal_by_mark(job.reading, job.wanted, owner); !refusal.empty())
            return fail(job, {ErrorKind::rejected, std::move(refusal), {}});
    if (holds(job.reading, job.wanted, true) && !job.reading.alias && !job.refresh) {
        core_->held[job.wanted.name] = merged(job.held, job.reading);
        return end(job, Outcome::Status::unchanged, {});
    }
    const DnsHeld now = merged(job.held, job.reading);
    const bool same = now == job.held;
    if (job.in_conflict && job.reading.alias)
        return fail(job, {ErrorKind::rejected,
                          "it is a CNAME there, which no address can stand beside; remove the CNAME, or use "
                          "another name",
                          {}});
    job.in_company = job.in_company && !job.reading.alias && (!job.held_up || same);
    job.held = now;
    // The server says that it is not there, and answers it nevertheless: a wildcard does.
    if (job.in_conflict && same) job.held.a = job.held.aaaa = DnsAddresses{};
    ready_.push_back(&job);
}

/// What was read back decides how it ended.
void DnsUpdateFlow::check(Job& job) {
    if (holds(job.reading, job.wanted, false)) {
        core_->held[job.wanted.name] = merged(job.held, job.reading);
        return end(job, Outcome::Status::updated, {});
    }
    once_more(job,
              {ErrorKind::server,
               fmt::format("{} says that it has made the update, but has {}; perhaps somebody else writes "
                           "it too",
                           job.place.link->server(), values_of(job.reading)),
               {}});
}

/// In messages as full as they may be; what must go alone goes alone.
void DnsUpdateFlow::write_ready() {
    using Target = std::pair<DnsLink*, DnsName>;
    std::map<Target, std::pair<std::vector<Job*>, std::size_t>> groups;
    for (Job* job : std::exchange(ready_, {})) {
        if (!job->in_company) {
            write({job});
            continue;
        }
        auto& [jobs, size] = groups[{job->place.link, job->place.zone}];
        const std::size_t more = size_of_change(job->held, job->wanted, core_->settings.owner);
        if (!jobs.empty() && (jobs.size() >= core_->settings.names || size + more > largest_update)) {
            write(std::exchange(jobs, {}));
            size = 0;
        }
        jobs.push_back(job);
        size += more;
    }
    for (auto& [target, group] : groups) write(std::move(group.first));
}

void DnsUpdateFlow::write(std::vector<Job*> jobs) {
    DnsMessage update = update_of(jobs.front()->place.zone);
    for (Job* job : jobs) {
        add_change(update, job->held, job->wanted, core_->settings.owner);
        core_->held.erase(job->wanted.name);
        if (job->requests++ == 0) job->sent = core_->timers.now();
    }
    DnsLink& link = *jobs.front()->place.link;
    Write& write = *writes_.emplace_back(std::make_unique<Write>(Write{std::move(jobs), nullptr}));
    write.question = link.ask(std::move(update), [this, &write](Result<DnsLink::Answer> answer) {
        on_written(write, std::move(answer));
        settle();
    });
}

void DnsUpdateFlow::on_written(Write& write, Result<DnsLink::Answer> answer) {
    const std::vector<Job*> jobs = std::move(write.jobs);
    if (answer) return judge(jobs, *answer);
    for (Job* job : jobs)
        fail(*job, {answer.error().kind, "could not confirm the update: " + answer.error().what, {}});
}

void DnsUpdateFlow::judge(const std::vector<Job*>& jobs, const DnsLink::Answer& answer) {
    const auto judged = judge_update(answer.message, answer.proof, asked(*jobs.front()));
    const bool alone = jobs.size() == 1;
    for (Job* job : jobs) {
        job->way = answer.way;
        if (judged.verdict == DnsVerdict::good) {
            job->phase = Job::Phase::after;
            read(*job);
        } else if (judged.verdict == DnsVerdict::conflict && alone) {
            job->in_conflict = true;
            once_more(*job, judged.error);
        } else if (judged.verdict == DnsVerdict::conflict) {
            job->in_company = !std::exchange(job->held_up, true);
            ++coming_;
            read(*job);
        } else if (judged.verdict == DnsVerdict::refused && !alone) {
            job->in_company = false;
            ready_.push_back(job);
        } else {
            fail(*job, judged.error);
        }
    }
}

void DnsUpdateFlow::once_more(Job& job, const Error& why) {
    if (job.tries == (job.shared() ? tries_shared : tries_alone)) return fail(job, why);
    ++job.tries;
    job.phase = Job::Phase::before;
    ++coming_;
    read(job);
}

void DnsUpdateFlow::fail(Job& job, const Error& error) {
    core_->held.erase(job.wanted.name);
    core_->zones.forget(job.wanted.name);
    end(job, Outcome::Status::failed, error);
}

void DnsUpdateFlow::end(Job& job, Outcome::Status status, const Error& error) {
    job.questions.clear();
    for (const std::size_t change : job.changes) add(change, &job, status, error);
}

void DnsUpdateFlow::add(std::size_t change, const Job* job, Outcome::Status status, const Error& error) {
    const Change& made = changes_[change];
    Outcome outcome;
    outcome.record = made.record;
    outcome.status = status;
    outcome.values = made.values;
    outcome.sent = job && job->requests > 0 ? job->sent : core_->timers.now();
    outcome.confirmed = job && job->requests > 0 ? job->confirmed : outcome.sent;
    outcome.requests = job ? job->requests : 0;
    if (job) outcome.way = job->way;
    outcome.error = error;
    outcomes_.add(std::move(outcome), made);
}

DnsAsked DnsUpdateFlow::asked(const Job& job) const {
    return {job.place.link->server(), job.place.zone.to_text(), &core_->settings.key, core_->settings.tls,
            core_->timers.wall_clock()};
}

void DnsUpdateFlow::settle() {
    if (coming_ == 0 || ready_.size() >= core_->settings.names) write_ready();
    outcomes_.flush();
}

} // namespace ddns
