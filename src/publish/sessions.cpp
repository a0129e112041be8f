// SPDX-License-Identifier: MIT
#include "publish/sessions.h"

#include "provider/backends.h"
#include "provider/engine.h"

namespace ddns {

std::vector<std::unique_ptr<AccountSession>> make_sessions(const Config& config,
                                                           const ProviderCatalogue& catalogue,
                                                           HttpTransport& transport, Timers& timers) {
    std::vector<std::unique_ptr<AccountSession>> sessions;
    for (const Account& account : config.accounts) {
        const ProviderDefinition* definition = catalogue.definition(account.provider);
        sessions.push_back(definition ? make_session(*definition, account, transport, timers)
                                      : find_backend(account.provider)->make(account, transport, timers));
    }
    return sessions;
}

} // namespace ddns
