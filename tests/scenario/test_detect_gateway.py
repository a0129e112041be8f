# SPDX-License-Identifier: MIT
"""Detection by asking the router itself (miniupnpd: NAT-PMP and PCP) and STUN servers (coturn)."""

import shutil
import time
from pathlib import Path

import pytest

import nat
import port_mapper
from nat import NatSim, NatWorld
from port_mapper import PortMapper
from program import config, dyndns2, plain, record
from world import run, until

NAT = nat.why_impossible()
MAPPER = port_mapper.why_impossible()
NAME = "home.example.com"
# Host -> (address here, port). src/detect/stun.cpp has the same.
STUN = {"stun.l.google.com": ("192.0.2.21", 19302), "stun.cloudflare.com": ("192.0.2.22", 3478)}


@pytest.fixture
def make_nat(make_world):
    if NAT:
        pytest.skip(NAT)
    return lambda uplinks: make_world(uplinks, kind=NatWorld)


@pytest.fixture
def home(make_nat):
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


@pytest.fixture
def mapper(tmp_path):
    if MAPPER:
        pytest.skip(MAPPER)
    made = []

    def make(world, uplink, **kw):
        folder = tmp_path / f"mapper{uplink.number}"
        folder.mkdir()
        made.append(PortMapper(world, uplink, folder, **kw))
        return made[-1]
    yield make
    for m in made:
        m.close()


@pytest.fixture
def stun(home, tmp_path):
    if not shutil.which("turnserver"):
        pytest.skip("needs turnserver (Debian: coturn)")
    made = []
    with open(Path("/etc/netns") / home.inside / "hosts", "a") as hosts:
        for host, (address, port) in STUN.items():
            home.outer(f"addr add {address}/32 dev lo")
            hosts.write(f"{address} {host}\n")
            out = tmp_path / f"{host}.log"
            made.append(home.start(home.outside, [
                "turnserver", "-n", "--no-tls", "--no-dtls", "--no-tcp", "--no-cli", "--listening-ip", address,
                "--listening-port", str(port), "--log-file", "stdout", "--pidfile", tmp_path / f"{host}.pid",
                "--db", tmp_path / f"{host}.db"], out))
            until(lambda p=port: f":{p} " in run("ip", "netns", "exec", home.outside, "ss", "-Hlun").stdout, 10,
                  "turnserver listens")
    yield made
    for process in made:
        process.terminate()
        process.wait(10)


def detecting(methods, quorum=1):
    return plain(source="auto", top={"detect": {"methods": methods, "quorum": quorum}})


def complaints(d, start=0):
    return [e["message"] for e in d.lines("warn", start) if e.get("part", "").startswith("detection")]


def never_gets(world, u, first_byte):
    """Requests for port mappings that begin with this byte (the version) are lost on the way to the router."""
    run("ip", "netns", "exec", world.router(u), "nft",
        f"table ip lost {{ chain lost {{ type filter hook input priority -5; udp dport 5351 @th,64,8 {first_byte} drop; }}; }}")


# -- the router --

@pytest.mark.parametrize("protocol, lost", [("NAT-PMP", 2), ("PCP", 0)])
def test_the_router_says_its_address(protocol, lost, home, sim, mapper, daemon):
    u = home.uplinks[0]
    router = mapper(home, u)
    never_gets(home, u, lost)
    d = daemon(home, detecting(["gateway"]))
    sim.wait_value(NAME, u.v4(10))
    moved = home.set_outside_address(u, 11)
    home.look_again(u)
    sim.wait_value(NAME, moved, timeout=15)
    assert not sim.asked(), "nobody outside was asked"
    assert not d.lines("warn")
    until(lambda: "dport" not in router.mappings(), 2, "no mapping is left")


def test_upnp_says_the_address_where_port_mappings_are_not_known(home, sim, mapper, daemon):
    u = home.uplinks[0]
    mapper(home, u)
    run("ip", "netns", "exec", home.router(u), "nft",
        "table ip lost { chain lost { type filter hook input priority -5; udp dport 5351 drop; }; }")
    d = daemon(home, detecting(["gateway"]))
    sim.wait_value(NAME, u.v4(10))
    assert not sim.asked() and not d.lines("warn")


@pytest.mark.parametrize("methods", [["gateway"], ["https"]])
def test_a_change_that_the_router_announces_is_published_without_a_poll(methods, home, sim, mapper, daemon):
    u = home.uplinks[0]
    mapper(home, u)
    run("ip", "-n", home.router(u), "route", "add", "224.0.0.0/4", "dev", "lan")
    daemon(home, plain(source="auto", top={"detect": {"methods": methods, "quorum": 1}, "poll": "24h"}))
    sim.wait_value(NAME, u.v4(10))
    begin = time.monotonic_ns()
    moved = home.set_outside_address(u, 11)
    sim.wait_value(NAME, moved, timeout=10)
    written = sim.writes(begin)
    print(f"announced and published in {(written[-1]['t_ns'] - begin) / 1e6:.0f} ms by {methods[0]}")
    assert [e["ip4"] for e in written] == [moved]


def hears_events(d):
    return "UPnP events" in d.ask("status").stdout


def test_a_change_that_the_router_tells_by_upnp_events_alone_is_published_without_a_poll(home, sim, mapper, daemon):
    """It knows no port mapping protocol but UPnP's, and so announces nothing."""
    u = home.uplinks[0]
    router = mapper(home, u, natpmp=False)
    d = daemon(home, plain(source="auto", top={"detect": {"methods": ["gateway"], "quorum": 1}, "poll": "24h"}))
    sim.wait_value(NAME, u.v4(10))
    until(lambda: hears_events(d), 20, "subscribed")
    for n in (11, 12, 13):
        sim.quiet(1.5)
        begin = time.monotonic_ns()
        moved = home.set_outside_address(u, n)
        sim.wait_value(NAME, moved, timeout=10)
        written = sim.writes(begin)
        print(f"told by UPnP and published in {(written[-1]['t_ns'] - begin) / 1e6:.0f} ms")
        assert [e["ip4"] for e in written] == [moved]
    assert not sim.asked() and not d.lines("warn")
    d.stop()
    assert "UNSUBSCRIBE" in router.log.read_text(), "the router was told"


def test_each_uplink_asks_its_own_router(make_nat, make_sim, mapper, daemon):
    two = make_nat(2)
    sim = make_sim(two)
    main, backup = two.uplinks
    mapper(two, main)
    mapper(two, backup)
    daemon(two, config({"dyn": dyndns2()},
                       [record("fiber.example.com", source="detect", address="fiber"),
                        record("lte.example.com", source="detect", address="lte")],
                       uplinks={"fiber": {"interface": main.dev}, "lte": {"interface": backup.dev}},
                       detect={"methods": ["gateway"], "quorum": 1}))
    sim.wait_value("fiber.example.com", main.v4(10))
    sim.wait_value("lte.example.com", backup.v4(10))


def test_the_router_and_a_service_outside_make_a_quorum(home, sim, mapper, daemon):
    u = home.uplinks[0]
    mapper(home, u)
    daemon(home, detecting(["gateway", "https"], quorum=2))
    sim.wait_value(NAME, u.v4(10))
    assert sim.asked()


def test_a_router_behind_another_nat_is_not_believed(home, sim, mapper, daemon):
    """It sees a private address at its outside; the services see the truth."""
    u = home.uplinks[0]
    mapper(home, u)
    home.batch(home.router(u), ["addr add 10.9.9.9/24 dev wan", f"addr del {u.v4(10)}/32 dev wan"])
    d = daemon(home, detecting(["gateway"]))
    said = until(lambda: complaints(d), 10, "said")
    assert "the gateway" in said[0] and ("not public" in said[0] or "refused" in said[0]), said[0]
    assert not sim.writes()


def test_a_router_that_knows_none_of_it_is_passed_over(home, sim, daemon):
    d = daemon(home, detecting(["gateway", "https"], quorum=2))
    sim.wait_value(NAME, home.uplinks[0].v4(10))
    assert not d.lines("warn")


# -- STUN --

def test_stun_servers_say_the_address(home, sim, stun, daemon):
    u = home.uplinks[0]
    d = daemon(home, detecting(["stun"], quorum=2))
    sim.wait_value(NAME, u.v4(10))
    moved = home.set_outside_address(u, 11)
    home.look_again(u)
    sim.wait_value(NAME, moved, timeout=15)
    assert not sim.asked() and not d.lines("warn")


def test_a_stun_server_that_is_down_and_a_service_that_is_not(home, sim, stun, daemon):
    for process in stun:
        process.terminate()
        process.wait(10)
    daemon(home, detecting(["stun", "https"], quorum=2))
    begin = time.monotonic()
    sim.wait_value(NAME, home.uplinks[0].v4(10))
    assert time.monotonic() - begin < 6, "refused datagrams need no waiting"
