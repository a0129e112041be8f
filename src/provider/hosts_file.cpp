// SPDX-License-Identifier: MIT
#include "provider/hosts_file.h"

#include "provider/hosts_block.h"
#include "util/file.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace ddns {

namespace {

constexpr std::size_t largest_file = 4u << 20;

/// What an operation needs to know; a copy, so that operations do not depend on the session's life.
struct Place {
    std::string account;
    std::string path;
};

std::optional<Error> refusal(const Place& place) {
    if (place.path.empty())
        return Error{ErrorKind::config, "the account has no `path`; name the hosts file to keep"};
    if (!is_marker_name(place.account))
        return Error{ErrorKind::config,
                     "the account's name cannot stand in a hosts file; give it a plain one"};
    return std::nullopt;
}

std::optional<Error> refusal(const Change& change) {
    if (!is_hosts_name(change.name))
        return Error{ErrorKind::rejected,
                     "its name cannot stand in a hosts file; use one of letters, digits, - and ."};
    const bool fits = !change.values.empty() &&
                      std::all_of(change.values.begin(), change.values.end(),
                                  [&](const IpAddress& a) { return a.family() == family_of(change.type); });
    if (!fits) return Error{ErrorKind::internal, "its values do not fit its type"};
    return std::nullopt;
}

/// A refused change keeps its own error; all the others share the file's.
void fail_all(std::vector<Outcome>& outcomes, const Error& error) {
    for (Outcome& outcome : outcomes) {
        outcome.requests = 0;
        if (outcome.status == Outcome::Status::failed && !outcome.error.what.empty()) continue;
        outcome.status = Outcome::Status::failed;
        outcome.error = error;
    }
}

/// Reads, changes, and writes when something changed. `outcomes` is parallel to `changes`.
Result<void> apply(const Place& place, const std::vector<Change>& changes, std::vector<Outcome>& outcomes) {
    if (auto refused = refusal(place)) return tl::unexpected<Error>(std::move(*refused));
    const auto text = read_file(place.path, largest_file);
    if (!text) return tl::unexpected<Error>(text.error());
    const std::string_view old_text = *text ? std::string_view(**text) : std::string_view();
    auto entries = read_hosts_block(old_text, place.account);
    if (!entries) return fail(entries.error().kind, place.path + ": " + entries.error().what);
    bool changed = false;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        if (auto refused = refusal(change)) {
            outcomes[i].error = std::move(*refused);
            continue;
        }
        const bool differs = set_hosts_values(*entries, to_lower(change.name), change.type, change.values);
        outcomes[i].status = differs ? Outcome::Status::updated : Outcome::Status::unchanged;
        outcomes[i].requests = differs ? 1 : 0;
        changed = changed || differs;
    }
    if (!changed) return {};
    const auto new_text = write_hosts_block(old_text, place.account, *entries);
    if (!new_text) return fail(new_text.error().kind, place.path + ": " + new_text.error().what);
    if (new_text->size() > largest_file)
        return fail(ErrorKind::system, fmt::format("{} would be larger than {} bytes; use several files",
                                                   place.path, largest_file));
    return replace_file(place.path, *new_text, FileMode::keep);
}

class HostsOperation final : public Operation {
public:
    HostsOperation(Place place, std::vector<Change> changes, AccountSession::OnOutcome on_outcome,
                   Timers& timers)
        : place_(std::move(place)), changes_(std::move(changes)), on_outcome_(std::move(on_outcome)),
          timers_(timers), alarm_(timers.after(Duration::zero(), [this] { run(); })) {}

private:
    void run();

    const Place place_;
    const std::vector<Change> changes_;
    AccountSession::OnOutcome on_outcome_;
    Timers& timers_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<Operation> alarm_; // last: it is what calls back
};

void HostsOperation::run() {
    std::vector<Outcome> outcomes(changes_.size());
    const Instant sent = timers_.now();
    const Result<void> applied = apply(place_, changes_, outcomes);
    if (!applied) fail_all(outcomes, applied.error());
    const Instant confirmed = timers_.now();
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        outcomes[i].record = changes_[i].record;
        outcomes[i].values = changes_[i].values;
        outcomes[i].sent = sent;
        outcomes[i].confirmed = confirmed;
    }
    // Any call may destroy this operation, and with it everything that is not held here.
    const std::weak_ptr<bool> alive = alive_;
    const auto on_outcome = std::move(on_outcome_);
    for (Outcome& outcome : outcomes) {
        if (alive.expired()) return;
        on_outcome(std::move(outcome));
    }
}

class HostsSession final : public AccountSession {
public:
    HostsSession(Place place, Timers& timers) : place_(std::move(place)), timers_(timers) {}

    std::unique_ptr<Operation> submit(std::vector<Change> changes, OnOutcome on_outcome) override {
        return std::make_unique<HostsOperation>(place_, std::move(changes), std::move(on_outcome), timers_);
    }

    [[nodiscard]] bool is_local() const override { return true; }

private:
    const Place place_;
    Timers& timers_;
};

} // namespace

ProviderInfo hosts_info() {
    ProviderInfo info;
    info.name = "hosts";
    info.title = "Hosts file";
    info.docs = "https://man7.org/linux/man-pages/man5/hosts.5.html";
    SettingSpec path;
    path.name = "path";
    path.required = true;
    path.path = true;
    path.help = "The file to keep; only a marked block in it is ours, the rest stays as it is";
    info.settings.push_back(std::move(path));
    info.several_values = true;
    info.ttl = false;
    info.any_class_without_asking = true;
    return info;
}

std::unique_ptr<AccountSession> make_hosts_session(const Account& account, Timers& timers) {
    const auto path = account.settings.find("path");
    Place place{account.name, path == account.settings.end() ? std::string() : path->second.reveal()};
    return std::make_unique<HostsSession>(std::move(place), timers);
}

} // namespace ddns
