# SPDX-License-Identifier: MIT
"""Two and three uplinks, each behind a NAT router of its own: killed and restored in every order.

What each provider was told, write by write, is compared with what had to be told: no wrong value, no flip-flop,
no empty set, and a stranger's value in the shared set untouched. Every row is printed.
"""

import itertools
import json
import re
import time

import pytest

import nat
from nat import NatSim, NatWorld
from program import cloudflare, config, dyndns2, record
from world import until

IMPOSSIBLE = nat.why_impossible()
STRANGER = "203.0.113.77"
SET, FIRST = "set.example.com", "first.example.com"
PROBE = {"url": "https://api4.ipify.org/", "every": "1s", "down_after": 2, "up_after": 2}
HOLD = 3.0


@pytest.fixture
def make_nat(make_world):
    if IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE)
    return lambda uplinks: make_world(uplinks, kind=NatWorld)


class Case:
    """One life of the program among uplinks that die and return."""

    def __init__(self, world, folder, daemon, probe):
        self.world, self.probe = world, probe
        self.sim = NatSim(world, folder)
        self.sim.seed(cloudflare=[{"type": "A", "name": SET, "content": STRANGER, "ttl": 300}])
        for u in world.uplinks:                  # answers leave through the uplink that they belong to
            world.inner(f"route add default via {world.gateway(u)} dev {u.dev} table {100 + u.number}",
                        f"rule add from {world.private(u)} table {100 + u.number}")
        names = {u.dev: f"line{u.number}" for u in world.uplinks}
        uplinks = {name: {"interface": dev, **({"probe": PROBE} if probe else {})} for dev, name in names.items()}
        self.daemon = daemon(world, config({"dyn": dyndns2(), "cf": cloudflare()}, [
            record(FIRST, source="auto", address=list(names.values())),
            record(SET, "cf", source="auto", address="all")], uplinks=uplinks))
        self.alive = [u.number for u in world.uplinks]
        self.first = self.alive[0]
        self.set = set(self.alive)
        self.sim.wait_value(FIRST, self.value(self.first), timeout=20)
        until(lambda: self.sets()[-1:] == [self.texts(self.set)], 20, "the whole set")
        self.begin = time.monotonic_ns()
        self.expected_first, self.expected_sets = [], []

    def value(self, number):
        return self.world.uplinks[number].v4(10)

    def texts(self, numbers):
        return sorted([STRANGER, *map(self.value, numbers)])

    def sets(self, since=0):
        return [e["sets"][f"A {SET}"] for e in self.sim.requests(since, kind="cloudflare", changed=True)]

    def firsts(self, since=0):
        return [e["ip4"] for e in self.sim.writes(since, host=FIRST)]

    def line(self, number, up):
        """The cable to the router, or what is beyond the router."""
        u = self.world.uplinks[number]
        router = self.world.router(u)
        device = "wan" if self.probe else "lan"
        self.world.batch(router, [f"link set {device} {'up' if up else 'down'}"])
        if up and self.probe:
            self.world.batch(router, [f"route replace default via {u.gw4} dev wan onlink src {u.v4(10)}"])
        if not self.probe:
            self.world.wait_carrier(u, up)

    def turn(self, number, up):
        had = list(self.alive)
        self.line(number, up)
        self.alive = sorted({*self.alive, number} if up else set(self.alive) - {number})
        self.expect_set(had)
        if self.alive and self.alive[0] != self.first:
            self.first = self.alive[0]
            self.expected_first.append(self.value(self.first))
        if self.probe:
            time.sleep(2.5)                      # two probes at their interval
        self.settle(number, up)

    def expect_set(self, had):
        if not self.alive:
            return                               # what is published stays
        steps = [set(self.alive) | self.set] if not had else []   # the old value has a hold of its own
        for step in [*steps, set(self.alive)]:
            if step != self.set:
                self.set = step
                self.expected_sets.append(self.texts(step))

    def settle(self, number, up):
        wanted = (self.expected_first, self.expected_sets)
        end = time.monotonic() + 45
        while (self.firsts(self.begin), self.sets(self.begin)) != wanted and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(HOLD + 0.7 if len(self.alive) < 2 else 0.3)    # what a wrong hold would still bring
        told = (self.firsts(self.begin), self.sets(self.begin))
        assert told == wanted, f"line{number} {'up' if up else 'down'}: told {told}, wanted {wanted}"

    def end(self, row):
        time.sleep(HOLD + 0.7)
        told = (self.firsts(self.begin), self.sets(self.begin))
        print(f"\n{row}\n  first: {' '.join(told[0])}\n  set:   " + "\n         ".join(" ".join(s) for s in told[1]))
        assert told == (self.expected_first, self.expected_sets)
        assert all(STRANGER in s and len(s) > 1 for s in told[1]), "a set was emptied, or a stranger's value went"
        self.sim.close()


def orders(count):
    names = range(count)
    for killed in itertools.permutations(names):
        for restored in itertools.permutations(names) if count == 2 else [killed, killed[::-1]]:
            yield killed, restored


def name_of(case):
    killed, restored = case
    return "".join(map(str, killed)) + "-" + "".join(map(str, restored))


def play(case, killed, restored):
    for number in killed:
        case.turn(number, False)
    for number in restored:
        case.turn(number, True)
    case.end(f"killed {killed}, restored {restored}" + (" beyond the router" if case.probe else ""))


@pytest.mark.parametrize("case", [c for n in (2, 3) for c in orders(n)], ids=name_of)
def test_cables_in_every_order(case, make_nat, tmp_path, daemon):
    killed, restored = case
    play(Case(make_nat(len(killed)), tmp_path, daemon, probe=False), killed, restored)


# The kernel still sends through the line with the best metric; what is written must find another way than a dead one.
@pytest.mark.parametrize("case", [*orders(2), ((0, 1, 2), (2, 1, 0)), ((2, 0, 1), (0, 1, 2))], ids=name_of)
def test_lines_that_die_beyond_the_router(case, make_nat, tmp_path, daemon):
    killed, restored = case
    play(Case(make_nat(len(killed)), tmp_path, daemon, probe=True), killed, restored)


def test_a_write_gets_around_a_dead_line_and_why_says_so(make_nat, tmp_path, daemon):
    case = Case(make_nat(2), tmp_path, daemon, probe=True)
    assert {e["peer"] for e in case.sim.writes(host=FIRST)} == {case.value(0)}, "the kernel's way, while it works"
    case.turn(0, False)
    told = case.sim.writes(case.begin, host=FIRST) + case.sim.requests(case.begin, kind="cloudflare", changed=True)
    assert {e["peer"] for e in told} == {case.value(1)}
    reason = "through line1 (wan1), because nothing answers through line0 (wan0)"
    for name in (FIRST, SET):
        assert f"sent {reason}" in case.daemon.ask("why", name).stdout
    assert case.daemon.said(re.escape(f"requests over IPv4 leave {reason}"))
    case.sim.close()


@pytest.mark.parametrize("fault, says", [({"action": "reset"}, "broke the connection|failed"),
                                         ({"action": "reply", "status": 200, "body": "911"}, "911")], ids=["reset", "refused"])
def test_an_attempt_that_fails_says_which_way_it_took(fault, says, make_nat, tmp_path, daemon):
    case = Case(make_nat(2), tmp_path, daemon, probe=True)
    case.sim.faults({"kind": "dyndns2", **fault})
    case.line(0, False)
    way = "sent through line1 (wan1), because nothing answers through line0 (wan0)"
    said = case.daemon.wait_said(f"{re.escape(FIRST)} A at dyn failed: .*{re.escape(way)}; next try", timeout=25)
    assert re.search(says, said[0]["message"]), said
    until(lambda: way in case.daemon.ask("why", FIRST).stdout, 5, "why says it", every=0.2)
    assert any(FIRST in ln and way in ln for ln in case.daemon.ask("status").stdout.splitlines())
    assert {e["peer"] for e in case.sim.requests(case.begin, kind="dyndns2")} == {case.value(1)}
    case.sim.close()


def test_a_line_that_flaps_every_second_costs_no_more_than_the_spacing(make_nat, tmp_path, daemon):
    case = Case(make_nat(2), tmp_path, daemon, probe=False)
    for _ in range(8):
        case.line(0, False)
        time.sleep(1)
        case.line(0, True)
        time.sleep(1)
    time.sleep(HOLD + 1)
    told = case.firsts(case.begin), case.sets(case.begin)
    print(f"\n8 flaps of 1 s: first {told[0]}, set {told[1]}")
    assert told == ([], []), "shorter than the hold"
    case.sim.close()


def test_status_and_why_tell_of_uplinks_and_values(make_nat, tmp_path, daemon):
    case = Case(make_nat(2), tmp_path, daemon, probe=True)
    d = case.daemon
    shown = d.ask("status").stdout
    print("\n" + shown)
    for u in case.world.uplinks:
        assert any(f"line{u.number} ({u.dev})" in ln and " up " in ln and f"seen as {u.v4(10)}" in ln
                   for ln in shown.splitlines()), shown
    why = d.ask("why", SET).stdout
    print(why)
    assert re.search(re.escape(f"{case.value(1)}: as the outside sees it through line1 (wan1); ") +
                     r"\S.*, \S.* agree \(https, .* ago, in .*\)", why), why
    told = json.loads(d.ask("status", "--json").stdout)["uplinks"][1]["v4"]
    assert told["outside"] == case.value(1) and len(told["confirmed"]["agreed"]) == 2, told
    assert told["confirmed"]["method"] == "https" and told["confirmed"]["latency_ms"] >= 0, told
    assert "class private is not allowed" in why
    case.line(1, False)
    until(lambda: "unanswered" in d.ask("status").stdout, 10, "the dead line is shown", every=0.2)
    case.sim.close()
