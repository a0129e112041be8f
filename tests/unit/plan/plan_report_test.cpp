// SPDX-License-Identifier: MIT
#include "plan/plan_report.h"

#include "lab.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::lab;

namespace {

/// One record of each fate.
struct Case {
    Config config = config_of(5);
    Plan plan_;
    Instant now{std::chrono::hours(1)};

    Case() {
        config.records[1].type = RecordType::AAAA;
        config.accounts.push_back(Account{});
        config.accounts[1].name = "bad";
        config.records[2].account = 1;
        PlanMemory memory = fresh_memory(config);
        memory.accounts[1].stopped = Error{ErrorKind::auth, "The token of bad was refused.", std::nullopt};
        memory.records[3].retry_at = now + std::chrono::milliseconds(1500);
        config.records[4].source = AddressSource::detect;
        const Network net = network("eth0*100 62.4.5.1");
        const Candidates candidates = rank(net.snapshot, {});
        plan_ = plan(PlanInput{config, net.snapshot, candidates, {}, {}, now}, std::move(memory));
    }
};

} // namespace

TEST_CASE("a plan as JSON") {
    const Case c;
    CHECK(dump_json(plan_report(c.config, c.plan_, c.now)) ==
          R"({"send":[{"name":"h0.example.com","type":"A","account":"acc","values":["62.4.5.1"],)"
          R"("why":"nothing is known to be published"}],)"
          R"("hold":[{"name":"h3.example.com","type":"A","account":"acc","values":["62.4.5.1"],)"
          R"("reason":"back_off","seconds":1.5}],)"
          R"("lost":[{"name":"h1.example.com","type":"AAAA","account":"acc",)"
          R"("reason":"no usable IPv6 address on this machine"},)"
          R"({"name":"h4.example.com","type":"A","account":"acc",)"
          R"("reason":"detection through eth0 has no answer yet"}],"unchanged":0,)"
          R"("stopped":[{"name":"h2.example.com","type":"A","account":"bad",)"
          R"("reason":"The token of bad was refused."}],)"
          R"("detect":[{"family":"v4","interface":"eth0"}],"wake_in":1.5})");
}

TEST_CASE("a plan with nothing to do") {
    const Config config = config_of(1);
    const Network net = network("eth0*100 62.4.5.1");
    const Candidates candidates = rank(net.snapshot, {});
    const std::vector<Published> published{{addresses("62.4.5.1"), {}}};
    const Plan p =
        plan(PlanInput{config, net.snapshot, candidates, {}, published, Instant{}}, fresh_memory(config));
    CHECK(dump_json(plan_report(config, p, Instant{})) ==
          R"({"send":[],"hold":[],"lost":[],"unchanged":1,"stopped":[],"detect":[],"wake_in":null})");
    CHECK(plan_table(config, p, Instant{}) == "keep    A h0.example.com at acc  -  it is as it should be\n");
    CHECK(plan_table(config_of(0), Plan{}, Instant{}) == "Nothing to do: there are no records.\n");
}

TEST_CASE("a plan as a table says for each record what happens and why") {
    const Case c;
    CHECK(
        plan_table(c.config, c.plan_, c.now) ==
        "send    A h0.example.com at acc     62.4.5.1  nothing is known to be published\n"
        "hold    A h3.example.com at acc     62.4.5.1  for 1.5 s: the last update failed; wait before trying "
        "again\n"
        "lost    AAAA h1.example.com at acc  -         no usable IPv6 address on this machine; what is "
        "published stays\n"
        "lost    A h4.example.com at acc     -         detection through eth0 has no answer yet; what is "
        "published stays\n"
        "stopped A h2.example.com at bad     -         The token of bad was refused. (until the "
        "configuration changes)\n"
        "ask     the outside for the v4 address through eth0\n");
}
