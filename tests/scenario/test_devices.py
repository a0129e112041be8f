# SPDX-License-Identifier: MIT
"""An address on each kind of device; a kind that the kernel lacks is skipped by its name."""

import pytest

from program import config, dyndns2, record
from world import run

MAKE = {
    "dummy": "link add x7 type dummy",
    "vlan": "link add link wan0 name x7 type vlan id 7",
    "vrf": "link add x7 type vrf table 77",
    "wireguard": "link add x7 type wireguard",
    "macvlan": "link add link wan0 name x7 type macvlan",
    "bond": "link add x7 type bond",
    "bridge": "link add x7 type bridge",
    "ifb": "link add x7 type ifb",
    "ipip": "link add x7 type ipip local 198.51.100.77",
}


def make(world, kind):
    r = run("ip", "-n", world.inside, *MAKE[kind].split(), check=False)
    if r.returncode:
        pytest.skip(f"device type {kind}: {r.stderr.strip().splitlines()[0]}")
    world.inner("link set x7 up")


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_an_address_on_a_device(kind, world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)                 # a road to the provider
    make(world, kind)
    if kind == "vrf":                        # the cable moves into it, with its route
        world.inner("addr add 91.65.8.7/32 dev x7", "route add default via 198.51.100.1 dev wan0 onlink metric 5 table 77")
    elif kind == "bridge":                   # without a port it has no carrier
        world.inner("link add v7 type veth peer name w7", "link set v7 master x7", "link set v7 up", "link set w7 up",
                    "addr add 91.65.8.7/32 dev x7")
    elif kind == "bond":
        pytest.skip("device type bond: needs slaves to have a carrier")
    else:
        world.inner("addr add 91.65.8.7/32 dev x7")
    daemon(world, config({"dyn": dyndns2()}, [record(), record("dev.example.com", address="dev",
                                                               needs_default_route=False)],
                         uplinks={"dev": {"interface": "x7"}}))
    sim.wait_value("home.example.com", first)
    sim.wait_value("dev.example.com", "91.65.8.7", timeout=12)
