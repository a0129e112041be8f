# SPDX-License-Identifier: MIT
"""Two uplinks with policy routing by marks: the main table knows one of them alone, and packets get their mark, and by
it their table, from the firewall."""

import pytest

import nat
from nat import NatSim, NatWorld
from program import config, dyndns2, record
from world import run

IMPOSSIBLE = nat.why_impossible()
MARKS = """
table inet marks {
    chain out {
        type route hook output priority mangle;
        ip saddr 192.168.100.2 meta mark set 1
        ip saddr 192.168.101.2 meta mark set 2
    }
}
"""


@pytest.fixture
def marked(make_world, tmp_path):
    if IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE)
    world = make_world(2, kind=NatWorld)
    world.default_route_del(world.uplinks[1], 200)
    for u in world.uplinks:
        world.inner(f"route add default via {world.gateway(u)} dev {u.dev} table {101 + u.number}",
                    f"rule add fwmark {1 + u.number} table {101 + u.number}")
    run("ip", "netns", "exec", world.inside, "nft", "-f", "-", stdin=MARKS)
    run("ip", "netns", "exec", world.inside, "sysctl", "-q", "-w", "net.ipv4.conf.all.rp_filter=2")
    sim = NatSim(world, tmp_path)
    yield world, sim
    sim.close()


def test_questions_and_updates_go_through_the_uplink_they_name(marked, daemon):
    world, sim = marked
    lines = [u.v4(10) for u in world.uplinks]
    names = [f"line{u.number}.example.com" for u in world.uplinks]
    accounts = {f"dyn{u.number}": dyndns2(interface=u.dev) for u in world.uplinks}
    daemon(world, config({**accounts, "free": dyndns2()}, [
        *(record(name, f"dyn{i}", address=f"line{i}", source="auto") for i, name in enumerate(names)),
        record("free.example.com", "free", address="line1", source="auto")],
        uplinks={f"line{u.number}": {"interface": u.dev} for u in world.uplinks}))
    for name, value in zip([*names, "free.example.com"], [*lines, lines[1]]):
        sim.wait_value(name, value, timeout=15)
    assert {e["peer"] for e in sim.asked()} == set(lines), "each uplink was asked through itself"
    for name, line in zip(names, lines):
        assert {e["peer"] for e in sim.writes(host=name)} == {line}
    assert {e["peer"] for e in sim.writes(host="free.example.com")} == {lines[0]}, "the main table's way"


def test_updates_get_around_the_main_tables_uplink_when_it_is_dead(marked, daemon):
    world, sim = marked
    first, second = world.uplinks
    probe = {"url": "https://api4.ipify.org/", "every": "1s", "down_after": 2, "up_after": 2}
    d = daemon(world, config({"dyn": dyndns2()}, [record(source="auto", address=["line0", "line1"])], uplinks={
        "line0": {"interface": first.dev, "probe": probe}, "line1": {"interface": second.dev}}))
    sim.wait_value("home.example.com", first.v4(10), timeout=15)
    world.batch(world.router(first), ["link set wan down"])
    sim.wait_value("home.example.com", second.v4(10), timeout=25)
    assert sim.writes(host="home.example.com")[-1]["peer"] == second.v4(10)
    assert "because nothing answers through line0 (wan0)" in d.ask("why", "home.example.com").stdout
