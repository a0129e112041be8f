# SPDX-License-Identifier: MIT
"""Sudden death: what is remembered is never damaged, whatever the program was doing."""

import random
import time

from program import config, dyndns2, record
from world import until


def test_killed_again_and_again_nothing_is_lost(world, sim, daemon):
    """Each time while it writes: something is published, then the program dies within some milliseconds."""
    u = world.uplinks[0]
    dice = random.Random(7)
    names = [f"h{i}.example.com" for i in range(12)]
    d = daemon(config({"dyn": dyndns2(batch=1)}, [record(n) for n in names],
                      log={"level": "info", "format": "json"}), start=False)
    world.add(u, 10)
    n = 10
    for _ in range(15):
        written = len(sim.writes())
        d.start()
        end = time.monotonic() + 10
        while len(sim.writes()) == written and time.monotonic() < end:      # it has begun
            time.sleep(0.005)
        time.sleep(dice.uniform(0.0, 0.05))
        d.kill()
        world.add(u, n + 1)
        world.remove(u, n)
        n += 1
    d.start()
    for name in names:
        sim.wait_value(name, u.v4(n), timeout=20)
    assert not d.said("damaged", level="warn"), "a crash leaves at most half a line, which is no damage"
    assert d.stop() == 0
    left = {f.name for f in (d.folder / "state").iterdir()}
    assert left <= {"published", "lock"}, "no stray files"
    before = len(sim.writes())
    r = d.ask("once")
    assert r.returncode == 0 and len(sim.writes()) == before, "it remembers all of it"


def test_a_damaged_state_is_set_aside(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(config({"dyn": dyndns2()}, [record()]))
    sim.wait_value("home.example.com", a, timeout=15)
    assert d.stop() == 0
    published = d.folder / "state" / "published"
    published.write_bytes(bytes(x % 251 for x in range(7, 900, 3)) + b"\n" + published.read_bytes()[::-1] + b"\n")
    begin = time.monotonic_ns()
    mark = d.mark()
    d.start()
    d.wait_said("damaged", mark, "warn", timeout=15)
    until(lambda: sim.writes(begin), 15, "everything is sent again, as if nothing were known")
    assert d.running() and list(published.parent.glob("published.damaged-*"))
