// SPDX-License-Identifier: MIT
#include "net/snapshot_yaml.h"
#include "rank/report.h"
#include "rank/select.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

using namespace ddns;

namespace {

using Words = std::vector<std::string>;

Words words(const YAML::Node& node) { return node ? node.as<Words>() : Words{}; }

Words addresses(const Json& report, const char* key) {
    Words list;
    for (const Json& item : *report.find(key)->if_array())
        list.push_back(item.find("address")->scalar_text());
    return list;
}

Words sorted(Words list) {
    std::sort(list.begin(), list.end());
    return list;
}

/// "null" for no address, so that both sides read alike.
std::string published(const Json& report, const char* family) {
    const Json* address = report.find("publish")->find(family);
    return address->is_null() ? "null" : address->scalar_text();
}

std::string first(const std::vector<Candidate>& chosen) {
    return chosen.empty() ? "null" : chosen.front().address.to_string();
}

/// The order with deprecation behind metric.
std::vector<Criterion> brief_order() {
    using enum Criterion;
    return {has_default, address_class, main_table, metric, not_deprecated};
}

void check_case(const YAML::Node& row) {
    // The row as a file of its own: what stands beside the input is passed over, as `rank --snapshot` does.
    const auto file = parse_snapshot(YAML::Dump(row), "case.yaml");
    REQUIRE_MESSAGE(file, file.error().what);
    RankPolicy policy;
    policy.incumbents = file->incumbents;
    const Candidates candidates = rank(file->snapshot, policy);
    const Json report = rank_report(candidates);
    CHECK(addresses(report, "v4") == words(row["v4"]));
    CHECK(addresses(report, "v6") == words(row["v6"]));
    CHECK(sorted(addresses(report, "excluded")) == sorted(words(row["excluded"])));

    AddressPolicy weak;
    weak.needs_default_route = false;
    for (const Family family : {Family::v4, Family::v6}) {
        const std::string name(to_string(family));
        const auto expected = [&](const std::string& key) {
            const YAML::Node node = row[key + name];
            return !node || node.IsNull() ? std::string("null") : node.as<std::string>();
        };
        CHECK(published(report, name.c_str()) == expected("publish_"));
        if (row["publish_weak_" + name])
            CHECK(first(select(candidates, family, weak)) == expected("publish_weak_"));
        const auto winners = select(candidates, family, AddressPolicy{});
        if (!winners.empty()) CHECK(winners.front().temporary == row["provisional"].as<bool>(false));
    }
    if (row["v6_brief_order"]) {
        policy.order = brief_order();
        CHECK(addresses(rank_report(rank(file->snapshot, policy)), "v6") == words(row["v6_brief_order"]));
    }
    const auto again = parse_snapshot(to_yaml(*file), "again.yaml");
    REQUIRE(again);
    CHECK(*again == *file);
}

std::size_t check_file(const char* name) {
    const YAML::Node table =
        YAML::LoadFile(std::string(DDNS_SOURCE_DIR) + "/tests/unit/rank/" + name)["cases"];
    for (const YAML::Node& row : table) {
        const std::string title = row["id"].as<std::string>() + " " + row["name"].as<std::string>();
        CAPTURE(title);
        check_case(row);
    }
    return table.size();
}

} // namespace

TEST_CASE("the table of ranking cases: order, exclusions and what is published") {
    CHECK(check_file("ranking-cases.yaml") == 39);
}

TEST_CASE("further ranking cases") { CHECK(check_file("more-cases.yaml") == 28); }
