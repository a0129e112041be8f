# SPDX-License-Identifier: MIT
"""The real program against services that remember: what is written, what is left alone, what is asked how often."""

import pytest

from program import record
from services import TABLE, WRITES, Service, key, text


@pytest.fixture(params=TABLE)
def service(request, proofs):
    return Service(request.param, proofs)


def test_creates_what_is_missing_and_then_writes_nothing(service, world, start, daemon):
    sim = start("--rate", "0")
    four, six = world.add(world.uplinks[0], 10), world.add6(world.uplinks[0], 0x10)
    records = [record(account="acct", types=("A", "AAAA")), record("example.com", "acct", types=("A", "AAAA"))]
    first = daemon(world, text(service, *records), folder="first", start=False)
    assert first.ask("once").returncode == 0
    wanted = {(n, t): [v] for n in ("home.example.com", "example.com") for t, v in (("A", four), ("AAAA", six))}
    assert service.sets(sim) == wanted
    written = len(service.writes(sim))
    assert written == 4 if service.in_one == 1 else 1 <= written <= 4
    # Another machine with the same records: it looks, and finds everything so.
    second = daemon(world, text(service, *records), folder="second", start=False)
    assert second.ask("once").returncode == 0
    assert len(service.writes(sim)) == written and service.sets(sim) == wanted


def test_updates_and_leaves_alone_what_others_set(service, world, start, daemon):
    sim = start()
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200"], ("home.example.com", "AAAA"): ["2001:db8::1"],
                       ("example.com", "A"): ["81.2.69.201"], ("home.example.com", "TXT"): ["hello"]})
    before = service.rows(sim)
    four = world.add(world.uplinks[0], 10)
    assert daemon(world, text(service), start=False).ask("once").returncode == 0
    after = service.rows(sim)
    changed = [(old, new) for old, new in zip(sorted(before, key=key), sorted(after, key=key)) if old != new]
    assert len(before) == len(after) and len(changed) == 1
    old, new = changed[0]
    value = service.single
    assert {k: v for k, v in old.items() if k != value} == {k: v for k, v in new.items() if k != value}
    assert new[value] in (four, [four])


def test_publishes_one_value_an_uplink_beside_those_of_others_and_with_best_alone(service, two, start, daemon):
    sim = start(where=two)
    others = ["81.2.69.200", "81.2.69.201", "81.2.69.202"]
    service.seed(sim, {("home.example.com", "A"): others})
    values = [two.add(u, 10) for u in two.uplinks]
    text_ = text(service, record(account="acct", address="all"))
    r = daemon(two, text_, folder="all", start=False).ask("once")
    assert r.returncode == 0
    if service.sole:
        assert "keeps one address a name" in r.stderr
        assert service.sets(sim) == {("home.example.com", "A"): [two.uplinks[0].v4(10)]}
        return
    assert service.sets(sim) == {("home.example.com", "A"): sorted(others + values)}
    assert daemon(two, text(service), folder="best", start=False).ask("once").returncode == 0
    assert service.sets(sim) == {("home.example.com", "A"): [two.uplinks[0].v4(10)]}


def test_a_wrong_token_stops_the_account_and_says_so_once(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    records = [record(f"{n}.example.com", "acct") for n in "abc"]
    d = daemon(world, text(service, *records, token="wrong"), start=False)
    r = d.ask("once")
    assert r.returncode == 1 and service.sets(sim) == {}
    assert len(sim.requests(kind=service.name)) <= 3
    assert "once" in r.args and r.stderr.count("credentials") <= 3


@pytest.fixture
def limited(service):
    if not service.limited:
        pytest.skip(f"{service} knows no limit")
    if service.by_second:
        pytest.skip(f"{service} is waited for at once, see test_signed_services.py")


def test_a_rate_limit_is_obeyed(service, limited, world, start, daemon):
    sim = start("--rate", "1")
    world.add(world.uplinks[0], 10)
    d = daemon(world, text(service))
    d.wait_said(r"next try in", level="warn")
    asked = len(sim.requests(kind=service.name))
    assert [e["status"] for e in sim.requests(kind=service.name)].count(429) <= 1 and asked == 2
    sim.quiet(1.5)


def test_a_rate_limit_is_obeyed_by_all_records(service, limited, world, start, daemon):
    if service.in_one > 1:
        pytest.skip(f"{service} takes all in one request")
    sim = start("--rate", "10")
    world.add(world.uplinks[0], 10)
    service.seed(sim, {(f"n{i}.example.com", "A"): ["81.2.69.200"] for i in range(60)})
    d = daemon(world, text(service, *[record(f"n{i}.example.com", "acct") for i in range(60)]))
    d.wait_said(r"next try in", level="warn")
    sim.quiet(1)
    # What was on its way already when the first was refused.
    assert len(sim.requests(kind=service.name)) <= 10 + 8


def test_a_name_of_no_zone_is_refused_without_a_write(service, world, start, daemon):
    if not service.zone:
        pytest.skip(f"{service} is not asked for its zones")
    sim = start()
    world.add(world.uplinks[0], 10)
    d = daemon(world, text(service, record("home.example.net", "acct")), start=False)
    assert d.ask("once").returncode == 1
    assert service.writes(sim) == [] and service.sets(sim) == {}


def test_250_names(service, world, start, daemon):
    sim = start("--rate", "0", "--polls", "0")
    names = [f"n{i}.example.com" for i in range(250)]
    service.seed(sim, {(n, "A"): ["81.2.69.200"] for n in names})
    four = world.add(world.uplinks[0], 10)
    d = daemon(world, text(service, *[record(n, "acct") for n in names]), start=False)
    r = d.ask("once", timeout=120)
    assert r.returncode == 0, r.stderr
    assert service.sets(sim) == {(n, "A"): [four] for n in names}
    ops = [e["op"] for e in sim.requests(kind=service.name)]
    writes = -(-250 // service.in_one) * (2 if service.replaces else 1)
    assert len([o for o in ops if o in WRITES]) == writes
    # Where a zone can be read, it is read in pages; else each name is asked for.
    lists = -(-250 // service.page) if service.page else 250
    assert len(ops) - writes - ops.count("action") == lists + service.zone


def test_porkbun_says_that_a_domain_is_closed_to_its_api(world, start, daemon):
    sim = start("--closed", "example.com")
    world.add(world.uplinks[0], 10)
    r = daemon(world, text(Service("porkbun")), start=False).ask("once")
    assert r.returncode == 1 and "not opted in to API access" in r.stderr
    assert Service("porkbun").writes(sim) == []


def test_hetznercloud_waits_for_its_actions(world, start, daemon):
    sim = start("--polls", "2")
    service = Service("hetznercloud")
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200"]})
    four = world.add(world.uplinks[0], 10)
    assert daemon(world, text(service), start=False).ask("once", timeout=30).returncode == 0
    assert [e["op"] for e in sim.requests(kind="hetznercloud")].count("action") == 3
    assert service.sets(sim) == {("home.example.com", "A"): [four]}
