// SPDX-License-Identifier: MIT
#include "rank/select.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

Candidate candidate(const char* address, const char* interface, const char* uplink = "",
                    AddressClass address_class = AddressClass::public_, bool has_default = true) {
    Candidate made;
    made.address = *IpAddress::parse(address);
    made.interface = interface;
    made.uplink = uplink;
    made.address_class = address_class;
    made.has_default = has_default;
    return made;
}

using Texts = std::vector<std::string>;

Texts chosen(const Candidates& candidates, const AddressPolicy& policy) {
    Texts result;
    for (const Candidate& c : select(candidates, Family::v4, policy)) result.push_back(c.address.to_string());
    return result;
}

Candidates four() {
    Candidates candidates;
    candidates.v4 = {candidate("192.168.1.2", "eth0", "fiber", AddressClass::private_),
                     candidate("81.2.69.1", "eth0", "fiber"), candidate("62.4.5.6", "wwan0", "lte"),
                     candidate("81.2.69.9", "lo", "", AddressClass::public_, false)};
    candidates.v4[2].ifindex = 2;
    candidates.v4[3].ifindex = 3;
    return candidates;
}

} // namespace

TEST_CASE("a refusal says which condition is not met") {
    AddressPolicy policy;
    CHECK_FALSE(refusal(candidate("81.2.69.1", "eth0"), policy));
    CHECK(refusal(candidate("100.64.0.1", "eth0", "", AddressClass::cgnat), policy) ==
          "class cgnat is not allowed");
    CHECK(refusal(candidate("81.2.69.1", "eth0", "", AddressClass::public_, false), policy) ==
          "its interface has no default route");
    policy.choice = AddressPolicy::Choice::uplinks;
    policy.uplinks = {"fiber"};
    CHECK(refusal(candidate("81.2.69.1", "eth1"), policy) == "it is not on uplink fiber");
    policy.uplinks = {"fiber", "eth1"};
    CHECK_FALSE(refusal(candidate("81.2.69.1", "eth1"), policy));
    CHECK(refusal(candidate("81.2.69.1", "eth2", "lte"), policy) == "it is not on uplink fiber or eth1");
}

TEST_CASE("best is the first that is allowed") {
    AddressPolicy policy;
    CHECK(chosen(four(), policy) == Texts{"81.2.69.1"});
    policy.classes = {AddressClass::private_};
    CHECK(chosen(four(), policy) == Texts{"192.168.1.2"});
    policy.classes = {AddressClass::teredo};
    CHECK(chosen(four(), policy).empty());
    CHECK(select(four(), Family::v6, AddressPolicy{}).empty());
}

TEST_CASE("all takes the best of each interface in order, at most 16") {
    AddressPolicy policy;
    policy.choice = AddressPolicy::Choice::all;
    CHECK(chosen(four(), policy) == Texts{"81.2.69.1", "62.4.5.6"});
    policy.needs_default_route = false;
    CHECK(chosen(four(), policy) == Texts{"81.2.69.1", "62.4.5.6", "81.2.69.9"});
    Candidates many;
    for (int i = 0; i < 40; ++i) {
        const std::string interface = "eth" + std::to_string(i / 2);
        many.v4.push_back(candidate(("81.2.69." + std::to_string(i)).c_str(), interface.c_str()));
        many.v4.back().ifindex = static_cast<std::uint32_t>(i / 2);
    }
    const Texts result = chosen(many, policy);
    REQUIRE(result.size() == 16);
    CHECK(result.front() == "81.2.69.0");
    CHECK(result.back() == "81.2.69.30");
}

TEST_CASE("an uplink that does not answer gives nothing") {
    Candidates candidates = four();
    candidates.v4[1].unanswered = true;
    CHECK(chosen(candidates, AddressPolicy{}) == Texts{"62.4.5.6"});
    CHECK(refusal(candidates.v4[1], AddressPolicy{}) == "nothing answers through eth0 (its probe fails)");
}

TEST_CASE("uplinks are tried in the order of the record, by their names or their interfaces' names") {
    AddressPolicy policy;
    policy.choice = AddressPolicy::Choice::uplinks;
    policy.uplinks = {"lte", "fiber"};
    CHECK(chosen(four(), policy) == Texts{"62.4.5.6"});
    policy.uplinks = {"eth0", "lte"};
    CHECK(chosen(four(), policy) == Texts{"81.2.69.1"});
    policy.uplinks = {"lo", "dsl", "lte"}; // lo has no default route, dsl does not exist
    CHECK(chosen(four(), policy) == Texts{"62.4.5.6"});
    policy.uplinks = {"dsl"};
    CHECK(chosen(four(), policy).empty());
    policy.uplinks = {};
    CHECK(chosen(four(), policy).empty());
}
