# SPDX-License-Identifier: MIT
"""The kernel says more than the program can hear."""

import signal
import time

import pytest

from program import netlink_drops, plain


def storm(world, u, count):
    """Adds and removes addresses: messages of the kind the program must listen to."""
    lines = []
    for i in range(count):
        a = f"10.{50 + i // 62500}.{i // 250 % 250}.{1 + i % 250}/32 dev {u.dev}"
        lines += [f"addr add {a}", f"addr del {a}"]
    world.inner(*lines)


@pytest.mark.parametrize("family", [4, 6])
def test_an_overflow_is_survived_and_the_right_address_published(family, world, sim, daemon):
    u = world.uplinks[0]
    world.add(u, 10)
    first = world.add6(u, 10) if family == 6 else u.v4(10)
    d = daemon(world, plain(types=("A" if family == 4 else "AAAA",)))
    sim.wait_value("home.example.com", first, family)
    begin = time.monotonic_ns()
    d.signal(signal.SIGSTOP)
    for _ in range(6):
        storm(world, u, 4000)
        if netlink_drops(d.pid, world.inside):
            break
    dropped = netlink_drops(d.pid, world.inside)
    if family == 4:
        world.remove(u, 10)
        second = world.add(u, 11)
    else:
        world.remove6(u, 10)
        second = world.add6(u, 11)
    d.signal(signal.SIGCONT)
    sim.wait_value("home.example.com", second, family)
    assert [e[f"ip{family}"] for e in sim.writes(begin)] == [second]
    third = world.add(u, 12) if family == 4 else world.add6(u, 12)      # it hears again
    (world.remove if family == 4 else world.remove6)(u, 11)
    sim.wait_value("home.example.com", third, family)
    assert d.running()
    if not dropped:
        pytest.skip("the kernel dropped nothing: the buffer held 48,000 messages (the result was right)")


def test_a_storm_while_it_runs_delays_nothing_for_long(world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", first)
    begin = time.monotonic_ns()
    storm(world, u, 3000)
    world.remove(u, 10)
    second = world.add(u, 11)
    sim.wait_value("home.example.com", second)
    assert [e["ip4"] for e in sim.writes(begin)] == [second], "private addresses that pass by are not published"
    assert d.running()


def test_frozen_and_thawed(world, sim, daemon):
    """Stopped as by a debugger or a paused container while everything changes."""
    u = world.uplinks[0]
    first = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", first)
    d.signal(signal.SIGSTOP)
    world.inner(f"link set {u.dev} down", f"link set {u.dev} up")
    world.wait_carrier(u, True)
    world.remove(u, 10)
    second = world.add(u, 11)
    world.inner(f"route replace default via {u.gw4} dev {u.dev} onlink metric 100")
    d.signal(signal.SIGCONT)
    sim.wait_value("home.example.com", second)


def test_suspend_simulated_by_a_clock_step():
    pytest.skip("suspend: a time namespace sets its clocks once, before the first process; no private clock step here")
