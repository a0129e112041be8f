# SPDX-License-Identifier: MIT
"""What is asked of a client that signs: proofs, clocks, tokens, lines, limits that count by the second."""

import re

import pytest

from program import record
from services import SIGNED, WRITES, Service, key, text
from world import until

LINED = {"tencentcloud": ("默认", "联通"), "alidns": ("default", "telecom"), "huaweicloud": ("default_view", "Liantong")}
TIMED = [s for s in SIGNED if s != "azure"]                  # azure's requests carry no time


def named(*names):
    return pytest.mark.parametrize("name", names or SIGNED)


@pytest.fixture
def service(name, proofs):
    return Service(name, proofs)


def once(daemon, world, service, *records, folder="d", **account):
    return daemon(world, text(service, *records, **account), folder=folder, start=False).ask("once", timeout=90)


@named()
def test_a_wrong_secret_is_told_once_and_then_there_is_silence(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    names = 3 if service.name == "route53" else 20           # it has no zone or token to ask for first
    d = daemon(world, text(service, *[record(f"n{i}.example.com", "acct") for i in range(names)], token="wrong-secret"))
    told = d.wait_said("not tried again until the configuration changes", level="warn")
    assert "refused the credentials" in told[0]["message"]
    until(lambda: len(d.said(" failed: ", level="debug")) == names, 5, "all have ended")
    sim.quiet(1.5)
    assert len(d.said("refused the credentials", level="warn")) == 1
    assert service.sets(sim) == {} and len(sim.requests()) <= 8
    assert "wrong-secret" not in d.text() and "PRIVATE KEY" not in d.text()


@named("tencentcloud", "alidns", "huaweicloud", "route53", "azure")
def test_an_unknown_key_is_told(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    identity = next(k for k, v in service.keys.items() if v == "joe")
    r = once(daemon, world, service, **{identity: "nobody"})
    assert r.returncode == 1 and "refused the credentials" in r.stderr and service.sets(sim) == {}


@named()
def test_a_key_that_may_only_read_is_told_and_stops_the_account(service, world, start, daemon):
    sim = start("--reads-only")
    world.add(world.uplinks[0], 10)
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200"]})
    d = daemon(world, text(service))
    told = d.wait_said("not tried again until the configuration changes", level="warn")
    assert "refused the credentials" in told[0]["message"]
    sim.quiet(1)
    assert service.sets(sim) == {("home.example.com", "A"): ["81.2.69.200"]}


@named(*TIMED)
@pytest.mark.parametrize("ahead, told", [(7200, "behind"), (-7200, "ahead of")])
def test_a_clock_that_is_far_off_is_told_and_got_over(service, ahead, told, world, start, daemon):
    sim = start("--clock-ahead", str(ahead))
    four = world.add(world.uplinks[0], 10)
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200"]})
    names = ["home.example.com", "a.example.com", "b.example.com"]
    r = once(daemon, world, service, *[record(n, "acct") for n in names])
    assert r.returncode == 0, r.stderr
    assert service.sets(sim) == {(n, "A"): [four] for n in names}
    assert len(re.findall(f"this machine's clock is (?:2 h|1\\d\\d min) {told} provider.test", r.stderr)) == 1


@named()
def test_a_clock_that_is_a_minute_off_needs_no_second_try(service, world, start, daemon):
    sim = start("--clock-ahead", "55")
    four = world.add(world.uplinks[0], 10)
    r = once(daemon, world, service)
    assert r.returncode == 0 and "clock is" not in r.stderr
    assert service.sets(sim) == {("home.example.com", "A"): [four]}


@named("gcloud", "azure")
def test_a_token_that_is_refused_is_replaced(service, world, start, daemon):
    sim = start()
    four = world.add(world.uplinks[0], 10)
    sim.faults({"kind": service.name, "action": "reply", "status": 401, "body": "{}", "times": 1})
    assert once(daemon, world, service).returncode == 0
    assert service.sets(sim) == {("home.example.com", "A"): [four]}
    assert len(sim.requests(kind="token")) == 2


@named("gcloud", "azure")
def test_one_token_serves_all(service, world, start, daemon):
    sim = start("--rate", "0")
    world.add(world.uplinks[0], 10)
    assert once(daemon, world, service, *[record(f"n{i}.example.com", "acct") for i in range(30)]).returncode == 0
    assert len(sim.requests(kind="token")) == 1


@named(*LINED)
def test_only_the_records_own_line_is_touched(service, world, start, daemon):
    sim = start()
    ours, theirs = LINED[service.name]
    base = {"fqdn": "home.example.com", "type": "A", "ttl": service.ttl, "note": "mine"}
    sim.seed(**{service.name: [{**base, "value": "81.2.69.201", "line": theirs}]})
    foreign = service.rows(sim)
    four = world.add(world.uplinks[0], 10)
    assert once(daemon, world, service, folder="new").returncode == 0
    rows = service.rows(sim)
    assert [r for r in rows if r["line"] == theirs] == foreign
    assert [(r["value"], r["line"]) for r in rows if r not in foreign] == [(four, ours)]
    # The other line, when the record says so, and its TTL and remark stay.
    assert once(daemon, world, service, record(account="acct", line=theirs), folder="line").returncode == 0
    assert sorted((r["value"], r["line"]) for r in service.rows(sim)) == sorted([(four, ours), (four, theirs)])
    assert [(r["ttl"], r["note"]) for r in service.rows(sim) if r["line"] == theirs] == [(service.ttl, "mine")]


@named("tencentcloud", "alidns", "huaweicloud")
def test_the_records_of_a_zone_are_read_to_the_last_page(service, world, start, daemon):
    sim = start("--rate", "0")
    others = {(f"o{i}.example.com", "A"): ["81.2.69.200"] for i in range(service.page + 50)}
    names = [f"n{i}.example.com" for i in range(10)]
    service.seed(sim, others)                                # so that ours are on the last page
    service.seed(sim, {(n, "A"): ["81.2.69.200"] for n in names})
    four = world.add(world.uplinks[0], 10)
    assert once(daemon, world, service, *[record(n, "acct") for n in names]).returncode == 0
    assert service.sets(sim) == others | {(n, "A"): [four] for n in names}
    ops = [e["op"] for e in sim.requests(kind=service.name)]
    assert len([o for o in ops if o in WRITES]) == 10
    assert len(ops) == 10 + 2 + 1                            # two pages of records, one of zones


@named("alidns", "huaweicloud")
def test_the_zones_of_an_account_are_read_to_the_last_page(service, world, start, daemon):
    most = {"alidns": 100, "huaweicloud": 500}[service.name]
    zones = [f"z{i}.example" for i in range(most + 20)] + ["last.example"]
    sim = start("--rate", "0", *[part for z in zones for part in ("--zone", z)])
    four = world.add(world.uplinks[0], 10)
    assert once(daemon, world, service, record("home.last.example", "acct")).returncode == 0
    assert service.sets(sim) == {("home.last.example", "A"): [four]}


@named("route53", "tencentcloud")
def test_a_limit_that_counts_by_the_second_is_waited_for(service, world, start, daemon):
    """Their real limits: 5 and 20 requests in a second."""
    sim = start()
    count = {"route53": 12, "tencentcloud": 60}[service.name]
    names = [f"n{i}.example.com" for i in range(count)]
    four = world.add(world.uplinks[0], 10)
    r = once(daemon, world, service, *[record(n, "acct") for n in names])
    assert r.returncode == 0, r.stderr
    assert service.sets(sim) == {(n, "A"): [four] for n in names}
    asked = sim.requests(kind=service.name)
    refused = [e for e in asked if "Throttling" in e["reply"] or "RequestLimitExceeded" in e["reply"]]
    seconds = (asked[-1]["t_ns"] - asked[0]["t_ns"]) / 1e9
    # No more at each wait than were on their way at once.
    assert refused and len(refused) <= 8 * (seconds / 2 + 1)
    assert len(asked) - len(refused) == 2 * count + (0 if service.name == "route53" else 2 - count)


@named("route53")
def test_route53_takes_one_change_of_a_zone_after_the_other(service, world, start, daemon):
    sim = start("--rate", "0")
    four, six = world.add(world.uplinks[0], 10), world.add6(world.uplinks[0], 0x10)
    sim.faults({"kind": service.name, "op": "create", "action": "reply", "status": 400, "times": 1, "body":
                "<ErrorResponse><Error><Type>Sender</Type><Code>PriorRequestNotComplete</Code><Message>The request was "
                "rejected because Route 53 was still processing a prior request.</Message></Error></ErrorResponse>"})
    assert once(daemon, world, service, record(account="acct", types=("A", "AAAA"))).returncode == 0
    assert service.sets(sim) == {("home.example.com", "A"): [four], ("home.example.com", "AAAA"): [six]}
    assert len(service.writes(sim)) == 3


@named("huaweicloud")
def test_huaweiclouds_own_flow_control_does_not_stop_the_account(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    sim.faults({"kind": service.name, "op": "list", "action": "reply", "status": 403, "times": 1,
                "body": '{"code": "DNS.0014", "message": "Request forbidden by flow control."}'})
    d = daemon(world, text(service))
    assert "flow control" in d.wait_said("next try in", level="warn")[0]["message"]


@named("route53", "gcloud", "azure")
def test_a_zone_that_is_not_there_is_told_and_nothing_is_written(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    wrong = {"route53": {"hosted_zone": "Z1"}, "gcloud": {"managed_zone": "nowhere"},
             "azure": {"resource_group": "nowhere"}}[service.name]
    r = once(daemon, world, service, **wrong)
    assert r.returncode == 1 and service.sets(sim) == {}
    assert re.search("No hosted zone found|managedZone|no zone of this account", r.stderr), r.stderr


@named()
def test_the_star_of_a_wildcard_is_found_again(service, world, start, daemon):
    sim = start()
    four = world.add(world.uplinks[0], 10)
    star = record("*.example.com", "acct")
    assert once(daemon, world, service, star, folder="first").returncode == 0
    assert service.sets(sim) == {("*.example.com", "A"): [four]}
    written = len(service.writes(sim))
    assert once(daemon, world, service, star, folder="second").returncode == 0
    assert len(service.writes(sim)) == written


@named()
def test_a_cname_in_the_way_is_told_and_left(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    service.seed(sim, {("home.example.com", "CNAME"): ["elsewhere.example.net."]})
    r = once(daemon, world, service)
    assert r.returncode == 1 and "A CNAME shares its name with nothing" in r.stderr
    assert service.sets(sim) == {("home.example.com", "CNAME"): ["elsewhere.example.net."]}


@named()
def test_a_write_whose_answer_is_lost_is_looked_up_before_the_next(service, world, start, daemon):
    sim = start()
    four = world.add(world.uplinks[0], 10)
    sim.faults({"kind": service.name, "op": "put" if service.name == "azure" else "create", "action": "apply-reset",
                "times": 1})
    d = daemon(world, text(service))
    assert "could not confirm" in d.wait_said("next try in", level="warn")[0]["message"]
    d.wait_said("already there: home.example.com A", timeout=10)
    assert service.sets(sim) == {("home.example.com", "A"): [four]}
    assert len(service.writes(sim)) == 1


@named("gcloud")
def test_a_set_that_somebody_made_meanwhile_is_updated(service, world, start, daemon):
    sim = start()
    four = world.add(world.uplinks[0], 10)
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200"]})
    sim.faults({"kind": service.name, "op": "list", "action": "reply", "status": 404, "body": "{}", "times": 1})
    assert once(daemon, world, service).returncode == 0
    assert service.sets(sim) == {("home.example.com", "A"): [four]} and service.writes(sim) == ["create", "patch"]


@named("alidns")
def test_a_ttl_below_that_of_the_plan_is_refused_in_the_services_words(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    r = once(daemon, world, service, record(account="acct", ttl=60))
    assert r.returncode == 1 and "The TTL 60 is not allowed" in r.stderr and service.sets(sim) == {}


@named()
def test_a_ttl_is_set_with_the_next_write_and_alone(service, world, start, daemon):
    sim = start()
    four = world.add(world.uplinks[0], 10)
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200"], ("home.example.com", "TXT"): ["hello"]})
    for folder, ttl in (("first", 900), ("second", 1200)):   # the second changes the TTL alone
        assert once(daemon, world, service, record(account="acct", ttl=ttl), folder=folder).returncode == 0
        held = {key(r): (r["value"], r["ttl"]) for r in service.rows(sim)}
        assert held == {("home.example.com", "A"): (four, ttl), ("home.example.com", "TXT"): ("hello", service.ttl)}


@named("tencentcloud", "alidns", "huaweicloud", "gcloud", "azure")
def test_a_value_that_went_is_removed(service, two, start, daemon):
    sim = start(where=two)
    values = [two.add(u, 10) for u in two.uplinks]
    everything = record(account="acct", address="all")
    d = daemon(two, text(service, everything))
    d.wait_said("published home.example.com")
    assert service.sets(sim) == {("home.example.com", "A"): sorted(values)}
    two.pull(two.uplinks[1])
    d.wait_said("published home.example.com A " + re.escape(values[0]) + " ", timeout=20)
    assert service.sets(sim) == {("home.example.com", "A"): [values[0]]}
