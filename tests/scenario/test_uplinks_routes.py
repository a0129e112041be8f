# SPDX-License-Identifier: MIT
"""A route of the administrator's to one public network, through a second router, beside an uplink that is dead beyond
its own."""

import pytest

import nat
from nat import NatSim, NatWorld
from program import config, dyndns2, record
from world import PROVIDER4, run

IMPOSSIBLE = nat.why_impossible()
NAME = "home.example.com"
PROBE = {"url": "https://api4.ipify.org/", "every": "1s", "down_after": 2, "up_after": 2}
SECOND_ROUTER, SEEN_AS = "192.168.100.9", "88.198.7.10"


@pytest.fixture
def two(make_world):
    if IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE)
    return make_world(2, kind=NatWorld)


def second_router(world, u):
    """One more address inside, and one more line outside, on the machine that is the first router too."""
    router = world.router(u)
    run("ip", "-n", router, "link", "add", "side", "type", "veth", "peer", "name", "s0", "netns", world.outside)
    world.outer("link set s0 up", "addr add 198.51.100.99/32 dev s0", f"route add {SEEN_AS}/32 dev s0")
    world.batch(router, [f"addr add {SECOND_ROUTER}/24 dev lan", f"addr add {SEEN_AS}/32 dev side", "link set side up",
                         f"route add {PROVIDER4}/32 via 198.51.100.99 dev side onlink src {SEEN_AS}"])
    run("ip", "netns", "exec", router, "nft", "add rule ip nat out oifname \"side\" masquerade")


def test_what_has_a_route_of_its_own_stays_on_it(two, tmp_path, daemon):
    sim = NatSim(two, tmp_path)
    first, second = two.uplinks
    second_router(two, first)
    two.inner(f"route add 192.0.2.0/30 via {SECOND_ROUTER} dev {first.dev}")
    d = daemon(two, config({"dyn": dyndns2()}, [record(source="auto", address=["line0", "line1"])], uplinks={
        f"line{u.number}": {"interface": u.dev, "probe": PROBE} for u in two.uplinks}))
    sim.wait_value(NAME, first.v4(10), timeout=20)
    two.batch(two.router(first), ["link set wan down"])
    sim.wait_value(NAME, second.v4(10), timeout=25)
    moved = two.set_outside_address(second, 11)
    two.look_again(second)
    sim.wait_value(NAME, moved, timeout=25)
    written = sim.writes(host=NAME)
    assert [e["ip4"] for e in written] == [first.v4(10), second.v4(10), moved]
    assert {e["peer"] for e in written} == {SEEN_AS}, "the administrator's word"
    assert len({e["conn"] for e in written}) == 1, "nor is its connection given up"
    assert d.said("requests over IPv4 leave through line1"), "and the rest is led around"
    assert "sent through" not in d.ask("why", NAME).stdout
    sim.close()
