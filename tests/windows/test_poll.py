# SPDX-License-Identifier: MIT
"""What no event tells is found by the poll: 30 s while sources are missing, so this file takes that long."""

from program import plain
from world import until


def test_the_poll_finds_a_new_ipv6_address(world, sim, daemon):
    """Wine 8 and 10 tell nothing about IPv6, and Wine 8 has no table of IPv6 routes."""
    u = world.uplinks[0]
    world.add(u, 10)          # the way to the provider
    first = world.add6(u, 0x10)
    d = daemon(plain(types=("AAAA",), needs_default_route=False, top={"poll": "24h"}))
    sim.wait_value("home.example.com", first, family=6, timeout=15)
    second = world.add6(u, 0x11)
    world.remove6(u, 0x10)
    sim.wait_value("home.example.com", second, family=6, timeout=50)
    line = until(lambda: d.said(f"published .* {second} at "), 5, "the log says so")[0]
    assert "after the poll" in line["message"]
    for function in ("NotifyIpInterfaceChange", "NotifyRouteChange2"):
        assert len(d.said(f"{function}.*tells of no changes", level="warn")) == 1, "the poll tries it again and is silent"
