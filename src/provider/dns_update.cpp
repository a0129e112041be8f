// SPDX-License-Identifier: MIT
#include "provider/dns_update.h"

#include "net/name_servers.h"
#include "provider/dns_update_flow.h"

#include <fmt/format.h>

namespace ddns {

namespace {

/// All that can be done with an account that has no settings to work with.
class Refusal final : public Operation {
public:
    Refusal(const std::vector<Change>& changes, AccountSession::OnOutcome on_outcome, const Error& error,
            Timers& timers)
        : outcomes_(timers, std::move(on_outcome)) {
        for (const Change& change : changes) {
            Outcome outcome;
            outcome.record = change.record;
            outcome.values = change.values;
            outcome.error = error;
            outcome.sent = outcome.confirmed = timers.now();
            outcomes_.add(std::move(outcome), change);
        }
        outcomes_.flush_later();
    }

private:
    OutcomeSink outcomes_;
};

class DnsUpdateSession final : public AccountSession {
public:
    DnsUpdateSession(const Account& account, HttpTransport& transport, Timers& timers, DnsResolvers resolvers)
        : timers_(timers) {
        auto read = read_dns_update_account(account);
        if (read.settings) {
            core_ = std::make_shared<DnsUpdateCore>(std::move(*read.settings), transport, timers,
                                                    std::move(resolvers));
            return;
        }
        error_ = {ErrorKind::config, "the account has no \"key\"", {}};
        for (const SettingProblem& problem : read.problems)
            if (!problem.warning)
                error_ = {ErrorKind::config,
                          fmt::format("the account's \"{}\" {}", problem.setting, problem.what),
                          {}};
    }

    std::unique_ptr<Operation> submit(std::vector<Change> changes, OnOutcome on_outcome) override {
        if (core_) return std::make_unique<DnsUpdateFlow>(core_, std::move(changes), std::move(on_outcome));
        return std::make_unique<Refusal>(changes, std::move(on_outcome), error_, timers_);
    }

private:
    Timers& timers_;
    std::shared_ptr<DnsUpdateCore> core_;
    Error error_;
};

} // namespace

std::vector<DnsResolver> system_resolvers() {
    std::vector<DnsResolver> resolvers;
    for (const IpAddress& address : system_name_servers()) resolvers.push_back({address.to_string(), 53});
    return resolvers;
}

std::unique_ptr<AccountSession> make_dns_update_session(const Account& account, HttpTransport& transport,
                                                        Timers& timers, DnsResolvers resolvers) {
    return std::make_unique<DnsUpdateSession>(account, transport, timers, std::move(resolvers));
}

} // namespace ddns
