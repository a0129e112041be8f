// SPDX-License-Identifier: MIT
#include "provider/bound_account.h"
#include "provider/catalogue.h"
#include "provider/reply_rules.h"

#include <cstdint>
#include <cstdlib>

/// The rules of the files in the catalogue on any body: always a verdict, and never success for a status that
/// is none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    static const ProviderCatalogue catalogue;
    if (size < 2) return 0;
    const int statuses[] = {200, 204, 302, 400, 401, 404, 429, 500};
    HttpReply reply;
    reply.status = statuses[data[0] % 8];
    const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    reply.body = text;
    reply.headers = {{"retry-after", std::string(text.substr(0, 40))},
                     {"date", std::string(text.substr(0, 29))}};
    const char* names[] = {"dyndns2", "duckdns", "cloudflare", "dnspod"};
    const ProviderDefinition* definition = catalogue.definition(names[data[1] % 4]);
    if (!definition) std::abort();
    Account account;
    account.url = "https://p.example";
    const BoundAccount bound(*definition, account);
    const ReplyView view(reply);
    const auto lines = view.lines();
    const Call& call = definition->push ? *definition->push : *definition->list;
    Bindings bindings = bound.scope();
    bindings.set(Var::ip, "192.0.2.1");
    const Verdict verdict = judge(call.replies, definition->replies, view,
                                  lines.empty() ? std::string_view() : lines[0], bindings);
    if (verdict.means.kind == Meaning::Kind::done && reply.status / 100 != 2) std::abort();
    if (verdict.wait && (*verdict.wait < Duration::zero() || *verdict.wait > std::chrono::hours(24)))
        std::abort();
    if (bound.quotable(view.words()).size() > 200) std::abort();
    return 0;
}
