# SPDX-License-Identifier: MIT
"""Detection beyond the usual: policy routing, hedges, rests, the quorum, and name servers (BIND) in place of HTTPS."""

import re
import time

import pytest

import nat
import name_server
from name_server import SERVERS, NameServer
from nat import HOSTS, NatSim, NatWorld
from program import config, dyndns2, plain, record
from world import run, until

NAT = nat.why_impossible()
NAMED = name_server.why_impossible()
NAME = "home.example.com"


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
def name_servers(tmp_path):
    """name_servers(world): each uplink's first three outside addresses are known there."""
    if NAMED:
        pytest.skip(NAMED)
    made = []

    def make(world, **kw):
        made.append(NameServer(world, tmp_path, [u.v4(n) for u in world.uplinks for n in (10, 11, 12)], **kw))
        return made[-1]
    yield make
    for s in made:
        s.close()


def detecting(detect, **more):
    return plain(source="auto", top={"detect": detect}, **more)


def complaints(d, start=0):
    return [e["message"] for e in d.lines("warn", start) if e.get("part", "").startswith("detection")]


def table_of_its_own(world, u, number):
    """As routers with several lines do: the default route is only in a table that the source address leads to."""
    run("ip", "-n", world.inside, "rule", "add", "from", world.private(u), "lookup", str(number))
    world.inner(f"route add default via {world.gateway(u)} dev {u.dev} table {number}",
                f"route del default via {world.gateway(u)} dev {u.dev}")


# -- the way out --

def test_policy_routing_does_not_lead_the_question_elsewhere(make_nat, make_sim, daemon):
    """The second line has no default route in the main table at all."""
    two = make_nat(2)
    sim = make_sim(two)
    main, backup = two.uplinks
    table_of_its_own(two, backup, 102)
    daemon(two, config({"dyn": dyndns2()},
                       [record("fiber.example.com", source="detect", address="fiber"),
                        record("lte.example.com", source="detect", address="lte")],
                       uplinks={"fiber": {"interface": main.dev}, "lte": {"interface": backup.dev}}))
    sim.wait_value("fiber.example.com", main.v4(10))
    sim.wait_value("lte.example.com", backup.v4(10))
    assert {e["peer"] for e in sim.asked()} == {main.v4(10), backup.v4(10)}


def test_another_gateway_is_a_reason_to_ask_at_once(home, sim, daemon):
    d = daemon(home, plain(source="auto"))
    u = home.uplinks[0]
    sim.wait_value(NAME, u.v4(10))
    moved = home.set_outside_address(u, 11)
    home.batch(home.router(u), [f"addr add {home.private(u, 9)}/24 dev lan"])
    begin = time.monotonic_ns()
    home.inner(f"route replace default via {home.private(u, 9)} dev {u.dev} metric 100")
    sim.wait_value(NAME, moved)
    assert [e["ip4"] for e in sim.writes(begin)] == [moved]
    assert not d.lines("warn")


def test_another_ipv6_prefix_is_a_reason_to_ask_for_ipv4(home, sim, daemon):
    daemon(home, plain(source="auto"))
    u = home.uplinks[0]
    sim.wait_value(NAME, u.v4(10))
    moved = home.set_outside_address(u, 11)
    begin = time.monotonic_ns()
    home.inner(f"addr add 2a02:db8:77::5/64 dev {u.dev} nodad")
    sim.wait_value(NAME, moved)
    assert [e["ip4"] for e in sim.writes(begin)] == [moved]


# -- whom to ask, and how long to wait --

def test_services_that_hang_are_overtaken(home, sim, daemon):
    sim.faults(*({"kind": "echo", "host": host, "action": "hang"} for host in HOSTS[:5]))
    d = daemon(home, plain(source="auto"))
    sim.wait_value(NAME, home.uplinks[0].v4(10), timeout=6)      # one that hangs is given up after 8 s
    assert not d.lines("warn")


def test_a_service_that_refuses_is_left_alone(home, sim, daemon):
    refusing = {HOSTS[0]: 429, HOSTS[1]: 403}
    sim.faults(*({"kind": "echo", "host": host, "action": "reply", "status": status, "body": "no"}
                 for host, status in refusing.items()))
    daemon(home, plain(source="auto"))
    u = home.uplinks[0]
    sim.wait_value(NAME, u.v4(10))
    for n in (11, 12, 13, 14, 15, 16):
        moved = home.set_outside_address(u, n)
        home.look_again(u)
        sim.wait_value(NAME, moved, timeout=40)                  # the spacing of a record that flaps
        if n == 13:
            begin = time.monotonic_ns()
    asked = [e["hosts"][0] for e in sim.asked()]
    for host in refusing:
        assert asked.count(host) <= 1, f"{host} was asked again: {asked}"
    assert len(sim.asked(begin)) >= 6, "and the others were asked"


def test_with_a_quorum_of_one_a_single_service_is_enough(home, sim, daemon):
    mine = "v4.ident.me"
    daemon(home, detecting({"quorum": 1, "https": [f"https://{mine}/"]}))
    sim.wait_value(NAME, home.uplinks[0].v4(10))
    assert {e["hosts"][0] for e in sim.asked()} == {mine}


def test_a_liar_is_outvoted_and_a_quorum_of_three_asks_three(home, sim, daemon):
    sim.answers(**{HOSTS[0]: "62.4.5.99"})
    daemon(home, detecting({"quorum": 3}))
    sim.wait_value(NAME, home.uplinks[0].v4(10))
    assert len(sim.asked()) >= 3
    assert [e["ip4"] for e in sim.writes()] == [home.uplinks[0].v4(10)]


# -- name servers --

def test_name_servers_say_the_address(home, sim, name_servers, daemon):
    name_servers(home)
    d = daemon(home, detecting({"methods": ["dns"]}))
    u = home.uplinks[0]
    sim.wait_value(NAME, u.v4(10))
    moved = home.set_outside_address(u, 11)
    home.look_again(u)
    sim.wait_value(NAME, moved, timeout=15)
    assert not sim.asked(), "nobody was asked over HTTPS"
    assert not d.lines("warn")


def test_each_uplink_asks_the_name_servers_through_itself(make_nat, make_sim, name_servers, daemon):
    two = make_nat(2)
    sim = make_sim(two)
    name_servers(two)
    main, backup = two.uplinks
    table_of_its_own(two, backup, 102)
    daemon(two, config({"dyn": dyndns2()},
                       [record("fiber.example.com", source="detect", address="fiber"),
                        record("lte.example.com", source="detect", address="lte")],
                       uplinks={"fiber": {"interface": main.dev}, "lte": {"interface": backup.dev}},
                       detect={"methods": ["dns"]}))
    sim.wait_value("fiber.example.com", main.v4(10))
    sim.wait_value("lte.example.com", backup.v4(10))
    assert not sim.asked()


def test_where_datagrams_are_lost_name_servers_are_asked_over_tcp(home, sim, name_servers, daemon):
    name_servers(home)
    run("ip", "netns", "exec", home.router(home.uplinks[0]), "nft",
        "table ip f { chain f { type filter hook forward priority 0; udp dport 53 drop; }; }")
    d = daemon(home, detecting({"methods": ["dns"]}))
    sim.wait_value(NAME, home.uplinks[0].v4(10))
    assert not d.lines("warn")


def test_one_name_server_that_lies_is_no_agreement_and_https_decides(home, sim, name_servers, daemon):
    u = home.uplinks[0]
    name_servers(home, lies={u.v4(10): "62.4.5.99"})
    daemon(home, detecting({"methods": ["dns", "https"], "quorum": 4}))
    sim.wait_value(NAME, u.v4(10), timeout=10)
    assert [e["ip4"] for e in sim.writes()] == [u.v4(10)], "three that lie are not four"


def test_name_servers_that_refuse_are_quoted(home, sim, name_servers, daemon):
    name_servers(home)
    home.set_outside_address(home.uplinks[0], 40)                # a client without a view
    d = daemon(home, detecting({"methods": ["dns"]}))
    said = until(lambda: complaints(d), 10, "said")
    for operator in SERVERS:
        assert re.search(f"{operator}: it answered REFUSED", said[0]), said[0]
    assert not sim.writes()


def test_name_servers_of_ones_own_and_rules_of_an_uplinks_own(make_nat, make_sim, name_servers, daemon):
    """One line asks two name servers that the user lists, the other a single HTTPS service."""
    two = make_nat(2)
    sim = make_sim(two)
    name_servers(two)
    main, backup = two.uplinks
    mine = "v4.ident.me"
    d = daemon(two, config(
        {"dyn": dyndns2()},
        [record("fiber.example.com", source="detect", address="fiber"),
         record("lte.example.com", source="detect", address="lte")],
        uplinks={"fiber": {"interface": main.dev},
                 "lte": {"interface": backup.dev,
                         "detect": {"methods": ["https"], "quorum": 1, "https": [f"https://{mine}/"]}}},
        detect={"methods": ["dns"], "dns": ["dns://208.67.222.222/myip.opendns.com",
                                            "dns://216.239.32.10/o-o.myaddr.l.google.com?type=TXT"]}))
    sim.wait_value("fiber.example.com", main.v4(10))
    sim.wait_value("lte.example.com", backup.v4(10))
    assert {(e["hosts"][0], e["peer"]) for e in sim.asked()} == {(mine, backup.v4(10))}
    assert re.search(r"(208\.67\.222\.222|216\.239\.32\.10), .* agree \(dns, ", d.ask("why", "fiber.example.com").stdout)
    assert f"{mine} says so (https, " in d.ask("why", "lte.example.com").stdout
