// SPDX-License-Identifier: MIT
#include "provider/not_done_yet.h"

#include <algorithm>

namespace ddns {

namespace {

using Calls = std::vector<const Call*>;

Calls calls_of(const ProviderDefinition& d) {
    Calls out;
    for (const auto* call : {&d.push, &d.zone, &d.list, &d.create, &d.update, &d.remove, &d.batch, &d.after})
        if (*call) out.push_back(&**call);
    return out;
}

bool pends(const std::vector<ReplyRule>& rules) {
    return std::any_of(rules.begin(), rules.end(),
                       [](const ReplyRule& rule) { return rule.means.kind == Meaning::Kind::pending; });
}

template <class Test> bool any(const ProviderDefinition& d, Test test) {
    const Calls calls = calls_of(d);
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) { return test(*call); });
}

bool top_level_batch(const Call& batch) {
    return batch.body && batch.body->kind == BodyNode::Kind::object &&
           std::any_of(batch.body->items.begin(), batch.body->items.end(),
                       [](const BodyNode& item) { return item.kind == BodyNode::Kind::each; });
}

bool names_star(const Call& list) {
    const std::string* value = list.pointer("value");
    return value && value->find("/*") != std::string::npos;
}

} // namespace

std::string not_done_yet(const ProviderDefinition& d) {
    using Scheme = AuthSpec::Scheme;
    using By = More::By;
    struct Lack {
        bool needed;
        std::string_view what;
    };
    const Lack lacks[] = {
        {d.auth.scheme != Scheme::none && d.auth.scheme != Scheme::basic && d.auth.scheme != Scheme::bearer,
         "signed requests or a login"},
        {any(d, [](const Call& c) { return c.more.by == By::cursor || c.more.by == By::link; }),
         "paging by cursor or Link"},
        {any(d, [](const Call& c) { return c.whole_set(); }), "writes of whole RRsets"},
        {any(d, [](const Call& c) { return c.uses(Var::old) || c.uses(Var::job); }), "{old} or {job}"},
        {d.after || any(d, [](const Call& c) { return pends(c.replies); }) || pends(d.replies),
         "a call after the writes"},
        {d.push && (d.zone || d.list || d.remove || d.batch), "look-ups before a push"},
        {!d.push && !(d.zone && d.create && d.remove), "records without zone, create or delete"},
        {d.list && !(d.list->pointer("id") && d.list->pointer("name")), "a list without ids or names"},
        {d.list && names_star(*d.list), "a list with several values in an item"},
        {d.zone && !d.zone->pointer("id"), "zones without ids"},
        {d.batch && !top_level_batch(*d.batch), "batches of this form"},
        {d.zone_by_option, "zones without a call for them"},
        {d.types.together, "both families in one write"},
    };
    for (const Lack& lack : lacks)
        if (lack.needed) return std::string(lack.what);
    return {};
}

} // namespace ddns
