# SPDX-License-Identifier: MIT
"""The real program against services that remember: what is written, what is left alone, what is asked how often."""

import pytest

from program import BASE, TOKEN, USER, Sim, config, record

BASES = {"digitalocean": "/digitalocean/v2", "godaddy": "/godaddy", "hetznercloud": "/hetznercloud/v1",
         "porkbun": "/porkbun/api/json/v3"}
WRITES = {"create", "put", "patch", "edit", "delete", "set_records"}


class Service:
    """One service in words that all of them share."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def account(self, token=TOKEN, **more):
        keys = {"digitalocean": {"token": token}, "hetznercloud": {"token": token},
                "godaddy": {"key": USER, "secret": token}, "porkbun": {"apikey": USER, "secretapikey": token}}
        return {"provider": self.name, "url": BASE + BASES[self.name], "allow_http": True, **keys[self.name], **more}

    def seed(self, sim, sets, ttl=1200):
        """sets: {(name, type): values}"""
        single = {"digitalocean": "data", "porkbun": "content"}.get(self.name)
        if single:
            rows = [{"fqdn": n, "type": t, single: v, "ttl": ttl, "notes": "mine"}
                    for (n, t), values in sets.items() for v in values]
        else:
            rows = [{"fqdn": n, "type": t, "values": v, "ttl": ttl, "labels": {"by": "me"}} for (n, t), v in sets.items()]
        sim.seed(**{self.name: rows})

    def rows(self, sim):
        return sim.state()[self.name]

    def sets(self, sim):
        found = {}
        for row in self.rows(sim):
            key = (row.get("fqdn") or row["name"], row["type"])
            found.setdefault(key, []).extend(row.get("values") or [row.get("data") or row.get("content")])
        return {k: sorted(v) for k, v in found.items()}

    def writes(self, sim):
        return [e["op"] for e in sim.requests(kind=self.name) if e["op"] in WRITES]


SERVICES = [Service(name) for name in BASES]


@pytest.fixture(params=SERVICES, ids=repr)
def service(request):
    return request.param


@pytest.fixture
def start(world, tmp_path):
    made = []

    def make(*more, where=world):
        made.append(Sim(where, tmp_path, *more))
        return made[-1]
    yield make
    for s in made:
        s.close()


def text(service, *records, **account):
    return config({"acct": service.account(**account)}, records or [record(account="acct")])


def test_creates_what_is_missing_and_then_writes_nothing(service, world, start, daemon):
    sim = start()
    four, six = world.add(world.uplinks[0], 10), world.add6(world.uplinks[0], 0x10)
    records = [record(account="acct", types=("A", "AAAA")), record("example.com", "acct", types=("A", "AAAA"))]
    first = daemon(world, text(service, *records), folder="first", start=False)
    assert first.ask("once").returncode == 0
    wanted = {(n, t): [v] for n in ("home.example.com", "example.com") for t, v in (("A", four), ("AAAA", six))}
    assert service.sets(sim) == wanted
    assert len(service.writes(sim)) == 4
    # Another machine with the same records: it looks, and finds everything so.
    second = daemon(world, text(service, *records), folder="second", start=False)
    assert second.ask("once").returncode == 0
    assert len(service.writes(sim)) == 4 and service.sets(sim) == wanted


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
    value = next(k for k in ("values", "data", "content") if k in old)
    assert {k: v for k, v in old.items() if k != value} == {k: v for k, v in new.items() if k != value}
    assert new[value] in (four, [four])


def key(row):
    return row.get("fqdn") or row["name"], row["type"]


def test_holds_exactly_the_values_that_it_shall(service, two, tmp_path, start, daemon):
    sim = start(where=two)
    service.seed(sim, {("home.example.com", "A"): ["81.2.69.200", "81.2.69.201", "81.2.69.202"]})
    values = sorted(two.add(u, 10) for u in two.uplinks)
    text_ = text(service, record(account="acct", address="all"))
    assert daemon(two, text_, folder="all", start=False).ask("once").returncode == 0
    assert service.sets(sim) == {("home.example.com", "A"): values}
    assert daemon(two, text(service), folder="best", start=False).ask("once").returncode == 0
    assert service.sets(sim) == {("home.example.com", "A"): [two.uplinks[0].v4(10)]}


def test_a_wrong_token_stops_the_account_and_says_so_once(service, world, start, daemon):
    sim = start()
    world.add(world.uplinks[0], 10)
    records = [record(f"{n}.example.com", "acct") for n in "abc"]
    d = daemon(world, text(service, *records, token="wrong"), start=False)
    r = d.ask("once")
    assert r.returncode == 1 and service.sets(sim) == {}
    assert len(sim.requests(kind=service.name)) <= 2
    assert "once" in r.args and r.stderr.count("credentials") <= 3


def test_a_rate_limit_is_obeyed(service, world, start, daemon):
    sim = start("--rate", "2")
    world.add(world.uplinks[0], 10)
    d = daemon(world, text(service))
    d.wait_said(r"next try in", level="warn")
    asked = len(sim.requests(kind=service.name))
    assert [e["status"] for e in sim.requests(kind=service.name)].count(429) == 1 and asked == 3
    sim.quiet(1.5)


def test_a_name_of_no_zone_is_refused_without_a_write(service, world, start, daemon):
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
    assert len([o for o in ops if o in WRITES]) == 250
    # Where a zone can be read, it is read in pages; else each name is asked for.
    pages = {"digitalocean": 1 + 2, "hetznercloud": 1 + 5, "godaddy": 1 + 250, "porkbun": 1 + 250}[service.name]
    assert len(ops) - 250 - ops.count("action") == pages


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
