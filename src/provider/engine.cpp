// SPDX-License-Identifier: MIT
#include "provider/engine.h"

#include "provider/push_flow.h"
#include "provider/records_flow.h"
#include "provider/session_core.h"
#include "provider/together.h"

namespace ddns {

namespace {

class FileSession final : public AccountSession {
public:
    FileSession(const ProviderDefinition& definition, const Account& account, HttpTransport& transport,
                Timers& timers, const AuthSources& sources)
        : core_(std::make_shared<SessionCore>(definition, account, transport, timers, sources)) {}

    std::unique_ptr<Operation> submit(std::vector<Change> changes, OnOutcome on_outcome) override {
        // The flow that calls back holds the core.
        on_outcome = [core = core_.get(), tell = std::move(on_outcome)](Outcome outcome) {
            outcome.note = core->auth.take_note();
            outcome.way = core->gate.way();
            tell(std::move(outcome));
        };
        const ProviderDefinition& definition = core_->bound.definition();
        if (definition.types.together) changes = merge_families(std::move(changes));
        if (definition.push && !definition.zone && !definition.list && !definition.batch)
            return std::make_unique<PushFlow>(core_, std::move(changes), std::move(on_outcome));
        return std::make_unique<RecordsFlow>(core_, std::move(changes), std::move(on_outcome));
    }

private:
    std::shared_ptr<SessionCore> core_;
};

} // namespace

std::unique_ptr<AccountSession> make_session(const ProviderDefinition& definition, const Account& account,
                                             HttpTransport& transport, Timers& timers,
                                             const AuthSources& sources) {
    return std::make_unique<FileSession>(definition, account, transport, timers, sources);
}

Result<void> check_account(const ProviderDefinition& definition, const Account& account,
                           const AuthSources& sources) {
    const BoundAccount bound(definition, account, sources.read_key);
    if (bound.problem()) return tl::unexpected(*bound.problem());
    return {};
}

} // namespace ddns
