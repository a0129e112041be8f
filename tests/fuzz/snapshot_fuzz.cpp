// SPDX-License-Identifier: MIT
#include "net/snapshot_yaml.h"
#include "rank/report.h"

#include <cstdint>
#include <cstdlib>

using namespace ddns;

/// Whatever is accepted must survive a round trip, and ranking it must not fail.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto file = parse_snapshot(std::string(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
    if (!file) return 0;
    const auto again = parse_snapshot(to_yaml(*file), "again.yaml");
    if (!again || !(*again == *file)) std::abort();
    RankPolicy policy;
    policy.incumbents = file->incumbents;
    const Candidates candidates = rank(file->snapshot, policy);
    if (dump_json(rank_report(candidates)).empty() || rank_table(candidates, true).empty()) std::abort();
    return 0;
}
