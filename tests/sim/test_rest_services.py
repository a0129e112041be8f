# SPDX-License-Identifier: MIT
"""The real program against services that remember: what is written, what is left alone, what is asked how often."""

import pytest

from program import BASE, TOKEN, USER, Sim, config, record

WRITES = {"create", "put", "patch", "edit", "delete", "set_records", "batch"}
KEYS = {"token": TOKEN}
PAIR = {"username": USER, "token": TOKEN}

# name: (path, settings, the longest list that one request reads (0: a list for each name), other traits)
TABLE = {
    "digitalocean": ("/v2", KEYS, 200, {"single": "data"}),
    "godaddy": ("", {"key": USER, "secret": TOKEN}, 0, {}),
    "hetznercloud": ("/v1", KEYS, 50, {}),
    "porkbun": ("/api/json/v3", {"apikey": USER, "secretapikey": TOKEN}, 0, {"single": "content"}),
    "gandi": ("/v5/livedns", KEYS, 0, {}),
    "desec": ("/api/v1", KEYS, 100, {"in_one": 100}),
    "powerdns": ("", {"key": TOKEN}, 1000, {"in_one": 200, "limited": False}),
    "scaleway": ("/domain/v2beta1", {"secret_key": TOKEN}, 1000, {"in_one": 50}),
    "ns1": ("/v1", {"key": TOKEN}, 0, {}),
    "gcore": ("/dns/v2", KEYS, 0, {}),
    "servercow": ("/dns/v1/domains", {"username": USER, "password": TOKEN}, 1000, {"zone": False, "limited": False}),
    "vultr": ("/v2", KEYS, 500, {}),
    "linode": ("/v4", KEYS, 500, {}),
    "namesilo": ("/api", {"key": TOKEN}, 1000, {}),
    "namecom": ("/core/v1", PAIR, 1000, {}),
    "dnsimple": ("/v2", {"account": "1010", **KEYS}, 100, {}),
    "bunny": ("", {"access_key": TOKEN}, 1000, {}),
    "vercel": ("", KEYS, 100, {"note": True}),
    "netlify": ("/api/v1", KEYS, 1000, {"replaces": True}),
    "ionos": ("/dns/v1", {"api_key": TOKEN}, 1000, {}),
    "luadns": ("/v1", {"email": USER, "api_key": TOKEN}, 1000, {}),
    "njalla": ("/api/1", KEYS, 1000, {"ttl": 21600}),
    "spaceship": ("/api/v1", {"api_key": USER, "api_secret": TOKEN}, 500, {"replaces": True, "ttl": 3000}),
    "dreamhost": ("", {"key": TOKEN}, 1000, {"replaces": True, "zone": False, "ttl": 14400}),
    "technitium": ("", KEYS, 1000, {"limited": False, "note": True}),
    "opnsense": ("", {"key": USER, "secret": TOKEN}, 1000, {"limited": False, "zone": False, "note": True}),
    "adguardhome": ("", {"username": USER, "password": TOKEN}, 1000, {"limited": False, "zone": False}),
    "mikrotik": ("", {"username": USER, "password": TOKEN}, 1000, {"limited": False, "zone": False, "note": True}),
    "infomaniak": ("/2", KEYS, 1000, {}),
    "cloudns": ("/dns", {"auth_id": USER, "auth_password": TOKEN}, 1000, {"ttl": 21600}),
}


class Service:
    """One service in words that all of them share."""

    def __init__(self, name):
        self.name = name
        self.path, self.keys, self.page, traits = TABLE[name]
        self.single = traits.get("single", "values" if name in ("godaddy", "hetznercloud") else "value")
        self.ttl = traits.get("ttl", 7200)
        self.in_one = traits.get("in_one", 1)                # writes that share a request
        self.keeps_notes = traits.get("note", False)
        self.replaces = traits.get("replaces", False)        # an update is a creation and a removal
        self.limited = traits.get("limited", True)           # says when there were too many requests
        self.zone = traits.get("zone", True)                 # is asked for its zones

    def __repr__(self):
        return self.name

    def account(self, token=TOKEN, **more):
        keys = {k: token if v == TOKEN else v for k, v in self.keys.items()}
        return {"provider": self.name, "url": f"{BASE}/{self.name}{self.path}", "allow_http": True, **keys, **more}

    def seed(self, sim, sets):
        """sets: {(name, type): values}"""
        rows = [{"fqdn": n, "type": t, self.single: v, "ttl": self.ttl}
                for (n, t), values in sets.items() for v in ([values] if self.single == "values" else values)]
        notes = {"porkbun": {"notes": "mine"}, "hetznercloud": {"labels": {"by": "me"}}}
        note = notes.get(self.name, {"note": "mine"} if self.keeps_notes else {})
        sim.seed(**{self.name: [row | note for row in rows]})

    def rows(self, sim):
        return sim.state()[self.name]

    def sets(self, sim):
        found = {}
        for row in self.rows(sim):
            values = row[self.single]
            found.setdefault(key(row), []).extend(values if isinstance(values, list) else [values])
        return {k: sorted(v) for k, v in found.items()}

    def writes(self, sim):
        return [e["op"] for e in sim.requests(kind=self.name) if e["op"] in WRITES]


SERVICES = [Service(name) for name in TABLE]


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


def key(row):
    return row.get("fqdn") or row["name"], row["type"]


def test_publishes_one_value_an_uplink_beside_those_of_others_and_with_best_alone(service, two, start, daemon):
    sim = start(where=two)
    others = ["81.2.69.200", "81.2.69.201", "81.2.69.202"]
    service.seed(sim, {("home.example.com", "A"): others})
    values = [two.add(u, 10) for u in two.uplinks]
    text_ = text(service, record(account="acct", address="all"))
    assert daemon(two, text_, folder="all", start=False).ask("once").returncode == 0
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


def test_a_rate_limit_is_obeyed(service, world, start, daemon):
    if not service.limited:
        pytest.skip(f"{service} knows no limit")
    sim = start("--rate", "1")
    world.add(world.uplinks[0], 10)
    d = daemon(world, text(service))
    d.wait_said(r"next try in", level="warn")
    asked = len(sim.requests(kind=service.name))
    assert [e["status"] for e in sim.requests(kind=service.name)].count(429) <= 1 and asked == 2
    sim.quiet(1.5)


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
