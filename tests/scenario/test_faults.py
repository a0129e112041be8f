# SPDX-License-Identifier: MIT
"""How the program behaves when the provider says no: 19 answers, each with its own rule.

One daemon for each answer, all at the same time in one world, each with one record; the simulator gives the
fault to that name only. Then the address changes, then the provider recovers.
"""

import time
from dataclasses import dataclass

import pytest

import program
import world as worlds
from program import dyndns2, plain
from world import until

WINDOW = 13.0         # seconds of watching while the provider is at fault
AFTER_CHANGE = 3.0
RECOVERY = 22.0

pytestmark = pytest.mark.xdist_group("faults")  # all look at one run

STOP = "stops until the user acts"
LATER = "comes again after half an hour or more"
BACK_OFF = "comes again, later each time"


@dataclass
class After:
    seconds: float

    def __str__(self):
        return f"comes again after {self.seconds} s, as told"


def word(text, status=200):
    return {"action": "reply", "body": text, "status": status}


CASES = {
    "badauth": (word("badauth"), STOP),
    "nohost": (word("nohost"), STOP),
    "notfqdn": (word("notfqdn"), STOP),
    "abuse": (word("abuse"), STOP),
    "badagent": (word("badagent"), STOP),
    "donator": (word("!donator"), STOP),
    "numhost": (word("numhost"), STOP),
    "good127": (word("good 127.0.0.1"), STOP),
    "911": (word("911"), LATER),
    "dnserr": (word("dnserr"), LATER),
    "429": ({**word("too many", 429), "retry_after": 3}, After(3)),
    "503": ({**word("maintenance", 503), "retry_after": 3}, After(3)),
    "500": (word("oops", 500), BACK_OFF),
    "reset": ({"action": "reset"}, BACK_OFF),
    "close": ({"action": "close"}, BACK_OFF),
    "hang": ({"action": "hang"}, BACK_OFF),
    "garbage": ({"action": "garbage"}, BACK_OFF),
    "portal": ({"action": "portal"}, BACK_OFF),
    "empty": (word(""), BACK_OFF),
}


def host(case):
    return f"f-{case}.example.com"


@dataclass
class Seen:
    """What happened to one case."""
    before: list          # request times in the first window, seconds
    changed: list         # after the address change
    recovered: bool
    alive: bool
    errors: list          # log lines, warn or worse, before the change

    @property
    def gaps(self):
        return [b - a for a, b in zip(self.before, self.before[1:])]


@pytest.fixture(scope="module")
def matrix(binary, tmp_path_factory):
    reason = worlds.why_impossible()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("matrix")
    w = worlds.World(1)
    sim, daemons = None, {}
    try:
        sim = program.Sim(w, folder)
        u = w.uplinks[0]
        w.add(u, 10)
        sim.faults(*({"kind": "dyndns2", "host": host(c), "name": c, **fault} for c, (fault, _) in CASES.items()))
        for c in CASES:
            account = dyndns2(timeout="1s") if c == "hang" else dyndns2()
            daemons[c] = program.Daemon(w, folder / c, plain(account=account, name=host(c)), binary).start()
        until(lambda: {e["fault"] for e in sim.writes()} >= set(CASES), 10, "every case has sent its first request")
        time.sleep(WINDOW)
        errors = {c: d.lines("warn") for c, d in daemons.items()}
        change = time.monotonic_ns()
        w.remove(u, 10)
        new = w.add(u, 11)
        time.sleep(AFTER_CHANGE)
        healed = time.monotonic_ns()
        sim.faults()
        retrying = {c for c, (_, rule) in CASES.items() if rule not in (STOP, LATER)}

        def values():
            state = sim.state()["dyndns2"]
            return {c for c in CASES if state.get(host(c), {}).get("ip4") == new}
        end = time.monotonic() + RECOVERY
        while time.monotonic() < end and not values() >= retrying:
            time.sleep(0.1)
        good = values()
        result = {}
        for c, d in daemons.items():
            times = [e["t_ns"] for e in sim.writes(host=host(c))]
            result[c] = Seen([t / 1e9 for t in times if t < change], [t / 1e9 for t in times if change <= t < healed],
                             c in good, d.running(), errors[c])
            print(f"{c:9} {len(result[c].before)} requests, gaps {[round(g, 1) for g in result[c].gaps]}, "
                  f"{len(result[c].changed)} after a change, recovered {result[c].recovered}: {CASES[c][1]}")
    finally:
        for d in daemons.values():
            if d.running():
                d.kill()
        if sim:
            sim.close()
        w.close()
    for f in folder.glob("*/daemon.log"):
        text = f.read_text(errors="replace")
        assert not any(s in text for s in program.SECRETS), f"a secret is in {f}"
    return result


@pytest.mark.parametrize("case", list(CASES))
def test_answer(case, matrix):
    seen, rule = matrix[case], CASES[case][1]
    assert seen.alive
    assert seen.errors, "the failure is said"
    assert seen.before, "there was a request"
    if rule == STOP:
        assert len(seen.before) == 1 and not seen.changed and not seen.recovered, f"{rule}: {seen}"
    elif rule == LATER:
        assert len(seen.before) == 1 and not seen.changed and not seen.recovered, f"{rule}: {seen}"
    elif isinstance(rule, After):
        assert seen.gaps, f"{rule}: it never came again"
        assert min(seen.gaps) >= rule.seconds - 0.05, f"{rule}: {seen.gaps}"
        assert seen.recovered
    else:
        assert len(seen.gaps) >= 1, f"{rule}: it never came again"
        assert all(b > a for a, b in zip(seen.gaps, seen.gaps[1:])), f"{rule}: {seen.gaps}"
        assert seen.gaps[0] >= 0.5, f"{rule}: at once is not a back-off: {seen.gaps}"
        assert seen.recovered


@pytest.mark.parametrize("case", list(CASES))
def test_a_failure_is_said_once_not_each_time(case, matrix):
    """However often it is tried: one line at warn or error for the same failure, not one a try."""
    same = [e["message"] for e in matrix[case].errors]
    assert len(same) <= 2, f"{len(same)} lines: {same}"
