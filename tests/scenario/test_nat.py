# SPDX-License-Identifier: MIT
"""Behind NAT: the address to publish is on no interface, the outside has to be asked.

The services asked are the program's own list, over TLS, through real routers that masquerade (nat.py).
"""

import re
import time

import pytest

import nat
from nat import HOSTS, OPERATORS, NatSim, NatWorld
from program import config, dyndns2, plain, record
from world import until

IMPOSSIBLE = nat.why_impossible()
NAME = "home.example.com"
UNKNOWN = "address seen outside through wan0 is not known"
PORTAL = "<html><body>Please log in. Your address: 8.8.8.8</body></html>"


@pytest.fixture
def make_nat(make_world):
    if IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE)
    return lambda uplinks: make_world(uplinks, kind=NatWorld)


@pytest.fixture
def home(make_nat):
    """One uplink with a private address; its router is 81.2.69.10 outside."""
    return make_nat(1)


@pytest.fixture
def make_sim(tmp_path):
    made = []

    def make(world):
        made.append(NatSim(world, tmp_path))
        return made[-1]
    yield make
    for s in made:
        s.close()


@pytest.fixture
def sim(home, make_sim):
    return make_sim(home)


def auto(source="auto", **more):
    return plain(source=source, **more)


def fault(host, action, **more):
    return {"kind": "echo", "host": host, "action": action, **more}


def complaints(d, start=0):
    """What is said aloud about detection."""
    return [e["message"] for e in d.lines("warn", start) if e.get("part", "").startswith("detection")]


def published(home, sim, daemon, text=None, **more):
    """A daemon that has published the router's address, and that address."""
    d = daemon(home, text or auto(**more))
    address = home.uplinks[0].v4(10)
    sim.wait_value(NAME, address)
    return d, address


def look_again(home):
    home.look_again(home.uplinks[0])


# -- the good days --

@pytest.mark.parametrize("source", ["auto", "detect"])
def test_the_record_gets_the_address_that_the_router_has_outside(source, home, sim, daemon):
    d, address = published(home, sim, daemon, source=source)
    asked = sim.asked()
    in_time = [e for e in asked if e["t_ns"] - asked[0]["t_ns"] < 200e6]
    assert len(in_time) == 2, "two that agree are enough; others are asked only when these take their time"
    assert len({e["hosts"][0] for e in asked}) == len(asked)
    assert all(e["tls"] and e["peer"] == address for e in asked)
    assert not d.lines("warn"), "nothing is wrong, so nothing is complained about"
    assert [e["ip4"] for e in sim.writes()] == [address]


def test_once_waits_for_the_answer_from_outside(home, sim, daemon):
    d = daemon(home, auto(), start=False)
    r = d.ask("once", timeout=15)
    assert r.returncode == 0, r.stderr
    assert sim.value(NAME) == home.uplinks[0].v4(10)


def test_plan_says_that_it_would_ask_and_does_not(home, sim, daemon):
    d = daemon(home, auto(), start=False)
    r = d.ask("plan")
    assert r.returncode == 0 and re.search(r"ask .*wan0", r.stdout), r.stdout + r.stderr
    assert not sim.requests()


def test_each_uplink_is_asked_through_itself(make_nat, make_sim, daemon):
    two = make_nat(2)
    sim = make_sim(two)
    main, backup = two.uplinks
    names = {"fiber.example.com": main, "lte.example.com": backup}
    daemon(two, config({"dyn": dyndns2()},
                       [record("fiber.example.com", source="auto", address="fiber"),
                        record("lte.example.com", source="auto", address="lte")],
                       uplinks={"fiber": {"interface": main.dev}, "lte": {"interface": backup.dev}}))
    for name, u in names.items():
        sim.wait_value(name, u.v4(10))
    assert {e["peer"] for e in sim.asked()} == {main.v4(10), backup.v4(10)}
    moved = two.set_outside_address(backup, 11)
    two.look_again(backup)
    sim.wait_value("lte.example.com", moved)
    assert sim.value("fiber.example.com") == main.v4(10)


def test_failover_to_an_uplink_behind_another_nat_and_back(make_nat, make_sim, daemon):
    two = make_nat(2)
    sim = make_sim(two)
    main, backup = two.uplinks
    daemon(two, auto())
    sim.wait_value(NAME, main.v4(10))
    two.inner(f"link set {main.dev} down")
    sim.wait_value(NAME, backup.v4(10), timeout=15)
    two.inner(f"link set {main.dev} up")
    two.default_route(main, 100)
    sim.wait_value(NAME, main.v4(10), timeout=15)
    assert [e["ip4"] for e in sim.writes()] == [main.v4(10), backup.v4(10), main.v4(10)]


# -- when to ask --

def test_a_change_of_the_default_routes_is_a_reason_to_ask_at_once(home, sim, daemon):
    d, _ = published(home, sim, daemon)
    moved = home.set_outside_address(home.uplinks[0], 11)
    begin = time.monotonic_ns()
    look_again(home)
    sim.wait_value(NAME, moved)
    assert len(sim.asked(begin)) >= 2
    assert [e["ip4"] for e in sim.writes(begin)] == [moved]
    assert not d.lines("warn")


def test_another_private_address_is_a_reason_too_but_no_other_value(home, sim, daemon):
    d, address = published(home, sim, daemon)
    u = home.uplinks[0]
    begin = time.monotonic_ns()
    home.inner(f"addr add {home.private(u, 3)}/24 dev {u.dev}")
    until(lambda: len(sim.asked(begin)) >= 2, 5, "asked again")
    time.sleep(0.5)                          # what an answer might lead to
    assert not sim.writes(begin) and sim.value(NAME) == address
    assert not d.lines("warn")


def test_the_poll_finds_a_change_that_only_the_outside_knows_of(home, sim, daemon):
    _, address = published(home, sim, daemon, top={"poll": "30s"})
    begin = time.monotonic_ns()
    moved = home.set_outside_address(home.uplinks[0], 11)
    sim.quiet(1.0, begin)                    # nothing inside has changed
    assert sim.value(NAME) == address
    sim.wait_value(NAME, moved, timeout=34)
    assert [e["ip4"] for e in sim.writes(begin)] == [moved]


def test_nothing_is_asked_while_the_interface_has_a_public_address(home, sim, daemon):
    d, _ = published(home, sim, daemon)
    u = home.uplinks[0]
    begin = time.monotonic_ns()
    own = home.add(u, 20)
    sim.wait_value(NAME, own)
    look_again(home)                         # what made it ask before
    mark = d.mark()
    d.signal(1)                              # a new start, which asks what it wants to know
    d.wait_said("reloaded", mark)
    sim.quiet(1.0)
    assert not sim.asked(begin)
    home.remove(u, 20)
    sim.wait_value(NAME, u.v4(10))
    assert sim.asked(begin), "the address is private again"


def test_a_carriers_nat_is_not_asked_about_unless_told(home, sim, daemon):
    u = home.uplinks[0]
    home.inner(f"addr add 100.64.7.2/32 dev {u.dev}", f"addr del {home.private(u)}/24 dev {u.dev}",
               f"route replace {home.gateway(u)}/32 dev {u.dev} src 100.64.7.2",
               f"route replace default via {home.gateway(u)} dev {u.dev} metric 100 src 100.64.7.2")
    home.batch(home.router(u), ["route add 100.64.7.2/32 dev lan"])
    d = daemon(home, config({"dyn": dyndns2()}, [record(source="auto"),
                                                record("told.example.com", source="detect")]))
    sim.wait_value("told.example.com", u.v4(10))
    d.wait_said("source: detect", level="warn")
    assert sim.value(NAME) is None


# -- the bad days --

def test_services_that_disagree_change_nothing_and_are_quoted_once(home, sim, daemon):
    d, address = published(home, sim, daemon)
    lies = {host: f"62.4.5.{n}" for n, host in enumerate(HOSTS)}
    sim.answers(**lies)
    begin, mark = time.monotonic_ns(), d.mark()
    look_again(home)
    said = until(lambda: complaints(d, mark), 8, "the disagreement is said")
    assert UNKNOWN in said[0]
    for host, operator in zip(HOSTS, OPERATORS):
        assert f"{operator}: {lies[host]}" in said[0]
    assert sorted(e["hosts"][0] for e in sim.asked(begin)) == sorted(HOSTS), "each is asked once"
    look_again(home)
    until(lambda: len(sim.asked(begin)) == 2 * len(HOSTS), 8, "asked again")
    time.sleep(0.3)
    assert len(complaints(d, mark)) == 1, "the same trouble is said once"
    assert not sim.writes(begin) and sim.value(NAME) == address
    status = d.ask("why", NAME).stdout
    assert "believed" in status, status
    sim.answers()
    look_again(home)
    d.wait_said("the outside answers again", mark)
    sim.quiet(0.5)
    assert not sim.writes(begin) and sim.value(NAME) == address


def test_two_honest_ones_outvote_five_that_lie_differently(home, sim, daemon):
    sim.answers(**{host: f"62.4.5.{n}" for n, host in enumerate(HOSTS[:5])})
    published(home, sim, daemon)
    assert len(sim.writes()) == 1, "no lie was published on the way"


def test_services_that_are_down_are_passed_over(home, sim, daemon):
    home.take_down(*HOSTS[:3])               # unreachable
    sim.faults(fault(HOSTS[3], "reset"), fault(HOSTS[4], "close"))
    d, _ = published(home, sim, daemon)
    assert not d.lines("warn"), "two are left, and they agree"
    home.bring_up(*HOSTS[:3])


def test_one_service_alone_is_not_believed(home, sim, daemon):
    honest = "v4.ident.me"
    home.take_down(*(host for host in HOSTS if host != honest))
    d = daemon(home, auto())
    said = until(lambda: complaints(d), 8, "said")
    assert f"ident.me: {home.uplinks[0].v4(10)}" in said[0] and "no two services agree" in said[0]
    assert not sim.writes()
    once = daemon(home, auto(), folder="once", start=False).ask("once", timeout=15)
    assert once.returncode == 3 and "cannot be published" in once.stderr


def test_all_down_is_said_once_and_tried_again_after_half_a_minute(home, sim, daemon):
    d, address = published(home, sim, daemon)
    home.take_down(*HOSTS)
    begin, mark = time.monotonic_ns(), d.mark()
    look_again(home)
    until(lambda: complaints(d, mark), 8, "said")
    failed = time.monotonic()
    moved = home.set_outside_address(home.uplinks[0], 11)
    home.bring_up(*HOSTS)
    sim.wait_value(NAME, moved, timeout=40)
    assert time.monotonic() - failed > 25, "not hurried"
    assert len(complaints(d, mark)) == 1
    assert d.said("the outside answers again", mark)
    assert [e["ip4"] for e in sim.writes(begin)] == [moved]


REFUSED = {
    "1.1.1.1": ({"action": "reply", "status": 429, "body": "ip=8.8.8.8", "retry_after": 60}, "status 429"),
    "api4.ipify.org": ({"action": "reply", "body": "10.1.2.3"}, "10.1.2.3, which is not public: .*1918"),
    "v4.ident.me": ({"action": "reply", "body": "100.64.1.2\n"}, "100.64.1.2, which is not public"),
    "checkipv4.dedyn.io": ({"action": "reply", "body": PORTAL, "content_type": "text/html"}, "no IPv4 address"),
    "ipv4.nsupdate.info": ({"action": "reply", "status": 403, "body": "8.8.8.8"}, "status 403"),
    "ip4.dnshome.de": ({"action": "huge", "size": 100_000}, "too long|longer|larger|more than"),
    "checkip.amazonaws.com": ({"action": "hang"}, "8 s|timed out|time"),
}


def test_what_is_no_answer_is_refused_with_the_reason(home, sim, daemon):
    """Each service fails in a way of its own, all at the same time."""
    d, address = published(home, sim, daemon)
    sim.faults(*({"kind": "echo", "host": host, **what} for host, (what, _) in REFUSED.items()))
    begin, mark = time.monotonic_ns(), d.mark()
    look_again(home)
    said = until(lambda: complaints(d, mark), 25, "said")
    assert UNKNOWN in said[0] and "8.8.8.8" not in said[0].replace("Your address: 8.8.8.8", "")
    for (_, reason), operator in zip(REFUSED.values(), OPERATORS):
        assert re.search(f"{re.escape(operator)}: [^;]*({reason})", said[0]), f"{operator}, {reason}: {said[0]}"
    assert not sim.writes(begin) and sim.value(NAME) == address


@pytest.mark.parametrize("what", [
    {"action": "portal"}, {"action": "redirect", "to": "https://v4.ident.me/"}, {"action": "garbage"},
    {"action": "truncate"}, {"action": "reply", "body": "8.8.8.8\n9.9.9.9\n"}, {"action": "reply", "body": ""},
    {"action": "reply", "body": "2001:4860:4860::8888"}, {"action": "reply", "body": "008.8.8.8"},
    {"action": "reply", "body": "192.168.1.1"}, {"action": "reply", "body": "127.0.0.1"},
    {"action": "reply", "status": 500, "body": "8.8.8.8"}],
    ids=["portal", "redirect", "garbage", "truncated", "two addresses", "empty", "other family", "octal", "private",
         "loopback", "status 500"])
def test_a_network_that_answers_everything_itself(what, home, sim, daemon):
    """All say the same, and still nobody is believed."""
    sim.faults({"kind": "echo", **what})
    d = daemon(home, auto())
    assert UNKNOWN in until(lambda: complaints(d), 8, "said")[0]
    assert not sim.writes()


def test_a_portal_that_cannot_prove_the_services_names_is_told_nothing(home, sim, daemon, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    home.trust(nat.Authority(other, "another").pem)
    d = daemon(home, auto())
    assert "certificate" in until(lambda: complaints(d), 8, "said")[0].lower()
    assert not sim.requests()
