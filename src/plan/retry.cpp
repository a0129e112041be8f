// SPDX-License-Identifier: MIT
#include "plan/flap.h"

#include <algorithm>
#include <utility>

namespace ddns {

namespace {

constexpr Duration first_back_off = std::chrono::seconds(2);
constexpr Duration longest_back_off = std::chrono::minutes(15);
constexpr Duration rate_wait = std::chrono::seconds(60);
/// Told more than this, somebody is joking, and the sum with the clock must not overflow.
constexpr Duration longest_told = std::chrono::hours(24 * 365);

Duration told(const Error& error, Duration otherwise) {
    if (!error.retry_after) return otherwise;
    return std::clamp(*error.retry_after, Duration::zero(), longest_told);
}

Duration back_off(unsigned failures, double jitter) {
    const unsigned doublings = std::min(failures - 1, 16u);
    const Duration base = std::min(first_back_off * (1u << doublings), longest_back_off);
    const double extra = static_cast<double>(base.count()) / 4 * std::clamp(jitter, 0.0, 1.0);
    return base + Duration(static_cast<Duration::rep>(extra));
}

/// The provider may have done what was asked although nobody heard it say so.
bool leaves_doubt(const Outcome& outcome) {
    if (outcome.requests == 0) return false;
    switch (outcome.error.kind) {
    case ErrorKind::network:
    case ErrorKind::timeout:
    case ErrorKind::server:
    case ErrorKind::bad_reply:
    case ErrorKind::system:
    case ErrorKind::internal:
        return true;
    case ErrorKind::config:
    case ErrorKind::rate:
    case ErrorKind::auth:
    case ErrorKind::abuse:
    case ErrorKind::rejected:
        return false;
    }
    return true;
}

void apply_failure(RecordMemory& record, AccountMemory& account, const Outcome& outcome, Instant now,
                   double jitter) {
    const Error& error = outcome.error;
    record.last_error = error;
    record.failures = std::min(record.failures + 1, 1'000'000u);
    record.uncertain = record.uncertain || leaves_doubt(outcome);
    if (outcome.requests > 0 && error.kind != ErrorKind::network) record.updated_at = now;
    switch (error.kind) {
    case ErrorKind::rate: {
        const Instant until = now + told(error, rate_wait);
        account.not_before = std::max(account.not_before.value_or(until), until);
        return;
    }
    case ErrorKind::auth:
    case ErrorKind::abuse:
        account.stopped = error;
        return;
    case ErrorKind::rejected:
    case ErrorKind::config:
        record.stopped = true;
        return;
    case ErrorKind::network:
    case ErrorKind::timeout:
    case ErrorKind::server:
    case ErrorKind::bad_reply:
    case ErrorKind::system:
    case ErrorKind::internal:
        record.retry_at = now + std::max(back_off(record.failures, jitter), told(error, Duration::zero()));
        return;
    }
}

} // namespace

PlanMemory fresh_memory(const Config& config) {
    PlanMemory memory;
    memory.records.resize(config.records.size());
    memory.accounts.resize(config.accounts.size());
    return memory;
}

void apply_outcome(PlanMemory& memory, const Config& config, const Outcome& outcome, Instant now,
                   double jitter) {
    if (outcome.record >= memory.records.size() || outcome.record >= config.records.size()) return;
    RecordMemory& record = memory.records[outcome.record];
    const RecordMemory::Job job = std::exchange(record.in_flight, std::nullopt).value_or(RecordMemory::Job{});
    if (outcome.status == Outcome::Status::failed) {
        AccountMemory& account = memory.accounts[config.records[outcome.record].account];
        apply_failure(record, account, outcome, now, jitter);
        return;
    }
    note_published(record, outcome.values, job.replaces, now);
    record.updated_at = now;
    if (!job.values.empty()) record.origin = job.origin;
    record.ours = outcome.values;
    std::erase_if(record.origins, [&](const auto& entry) {
        return !std::binary_search(outcome.values.begin(), outcome.values.end(), entry.first);
    });
    record.failures = 0;
    record.retry_at.reset();
    record.last_error.reset();
    record.uncertain = false;
}

void apply_network_change(PlanMemory& memory, Instant now) {
    for (RecordMemory& record : memory.records) {
        if (!record.retry_at || !record.last_error || record.last_error->retry_after) continue;
        const ErrorKind kind = record.last_error->kind;
        if (kind != ErrorKind::network && kind != ErrorKind::timeout) continue;
        record.retry_at = std::min(*record.retry_at, now);
        record.failures = 0;
    }
}

} // namespace ddns
