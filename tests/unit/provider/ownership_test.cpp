// SPDX-License-Identifier: MIT
// Values of others stay where they are: `address: all`.
#include "provider/record_diff.h"
#include "unit/provider/dialogue.h"

using namespace ddns;
using namespace ddns::provider_test;

namespace {

std::vector<IpAddress> ips(const std::vector<const char*>& words) {
    std::vector<IpAddress> out;
    for (const char* word : words) out.push_back(IpAddress::parse(word).value());
    std::sort(out.begin(), out.end());
    return out;
}

HeldSet held(const std::vector<std::pair<const char*, const char*>>& values_and_marks) {
    HeldSet set;
    for (const auto& [value, mark] : values_and_marks)
        set.push_back({"id-" + std::string(value), false, value, 300, {mark}});
    return set;
}

std::string told(const std::vector<WriteOp>& ops) {
    std::string out;
    for (const WriteOp& op : ops) {
        const char* words[] = {"push", "create", "update", "delete"};
        out += out.empty() ? "" : "; ";
        out += op.kind == WriteKind::create   ? words[1]
               : op.kind == WriteKind::update ? words[2]
               : op.kind == WriteKind::remove ? words[3]
                                              : words[0];
        if (!op.held.value.empty()) out += " " + op.held.value;
        for (const IpAddress& value : op.values) out += " =" + value.to_string();
    }
    return out;
}

} // namespace

TEST_CASE("record by record, a stranger's value is neither removed nor changed") {
    const Ownership shared{true, ips({"192.0.2.1", "192.0.2.2"}), std::nullopt};
    const Ownership alone;
    const HeldSet there = held({{"192.0.2.1", ""}, {"203.0.113.9", ""}});
    const auto differ = [&](const HeldSet& set, const std::vector<const char*>& wanted,
                            const Ownership& whose) {
        return told(difference(set, ips(wanted), {}, {}, whose));
    };
    CHECK(differ(there, {"192.0.2.1"}, shared).empty());
    CHECK(differ(there, {"192.0.2.1"}, alone) == "delete 203.0.113.9");
    CHECK(differ(there, {"192.0.2.2"}, shared) == "update 192.0.2.1 =192.0.2.2");
    CHECK(differ(there, {"192.0.2.1", "192.0.2.2"}, shared) == "create =192.0.2.2");
    CHECK(differ(there, {"192.0.2.1", "192.0.2.2"}, alone) == "update 203.0.113.9 =192.0.2.2");
    // The stranger's is wanted too: it is there already, and ours goes.
    CHECK(differ(there, {"203.0.113.9"}, shared) == "delete 192.0.2.1");
    // Nothing known to be ours: nothing may go.
    CHECK(differ(there, {"192.0.2.2"}, {true, {}, std::nullopt}) == "create =192.0.2.2");
}

TEST_CASE("a mark that the configuration gives tells what is ours without the state") {
    const WantedExtras extras{std::nullopt, {std::optional<std::string>("ddns@gw")}};
    const Ownership shared{true, {}, 0};
    const HeldSet there = held({{"192.0.2.1", "ddns@gw"}, {"203.0.113.9", "by hand"}, {"203.0.113.8", ""}});
    CHECK(told(difference(there, ips({"192.0.2.2"}), extras, {}, shared)) == "update 192.0.2.1 =192.0.2.2");
    const WantedExtras unmarked{std::nullopt, {std::nullopt}};
    CHECK(told(difference(there, ips({"192.0.2.2"}), unmarked, {}, shared)) == "create =192.0.2.2");
}

TEST_CASE("a set that is written as a whole takes the values of others along") {
    const Ownership shared{true, ips({"192.0.2.1"}), std::nullopt};
    const HeldSet there = held({{"192.0.2.1", ""}, {"203.0.113.9", ""}});
    const auto write = [&](const HeldSet& set, const std::vector<const char*>& wanted) {
        return told(
            difference_of_set(set, ips(wanted), {}, WriteKind::update, WriteKind::create, false, shared));
    };
    CHECK(write(there, {"192.0.2.1"}).empty());
    CHECK(write(there, {"192.0.2.2"}) == "update 192.0.2.1 =192.0.2.2 =203.0.113.9");
    CHECK(write({}, {"192.0.2.2"}) == "create =192.0.2.2");
    CHECK(write(held({{"203.0.113.9", ""}}), {"192.0.2.2"}) == "update 203.0.113.9 =192.0.2.2 =203.0.113.9");
}

TEST_CASE("a change that shares its name leaves the others at the provider") {
    const char* definition = R"(
format: 1
title: Sets
docs: https://p.example/docs
confidence: high, 2026-01-01
replies: [{ ok: { status: 2xx } }]
names: full
zone: { request: "GET /zones?name={candidate}", items: /zones, each: { id: /id, name: /name } }
list: { request: "GET /sets?name={name}&type={type}", items: /sets, each: { id: /id, name: /name, type: /type, value: /records } }
create: { request: "POST /zones/{zone}/sets", body: { name: "{name}", records: { each: "{ip}" } }, each: { id: /id } }
update: { request: "PUT /zones/{zone}/sets/{record_id}", body: { records: { each: "{ip}" } } }
delete: { request: "DELETE /zones/{zone}/sets/{record_id}" }
)";
    Bench bench(definition);
    Change shared = change(0, "home.example.com", {"192.0.2.2"});
    shared.keep_others = true;
    shared.ours = ips({"192.0.2.1", "192.0.2.2"});
    converse(
        bench, {shared},
        {{"GET /zones?name=example.com", 200, R"({"zones":[{"id":"z","name":"example.com"}]})", {}},
         {"GET /sets?name=home.example.com&type=A",
          200,
          R"({"sets":[{"id":"s","name":"home.example.com","type":"A","records":["192.0.2.1","203.0.113.9"]}]})",
          {}},
         {R"(PUT /zones/z/sets/s {"records":["192.0.2.2","203.0.113.9"]})", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
}
