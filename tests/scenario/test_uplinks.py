# SPDX-License-Identifier: MIT
"""Several ways out: holds, failover, names, flapping."""

import time

from program import config, dyndns2, plain, record
from world import until


def updates(sim, since, host="home.example.com"):
    return [e for e in sim.writes(since, host=host)]


def test_a_cable_that_is_back_within_the_hold_changes_nothing(two, sim_two, daemon):
    main, backup = two.uplinks
    a = two.add(main, 10)
    two.add(backup, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", a)
    begin = time.monotonic_ns()
    two.pull(main)
    two.wait_carrier(main, False)
    time.sleep(0.8)                          # how long the cable is out
    two.push(main)
    two.wait_carrier(main, True)
    sim_two.quiet(4.0, begin)
    assert sim_two.value("home.example.com") == a


def test_a_cable_pulled_for_good_moves_the_record_after_the_hold_and_back(two, sim_two, daemon):
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", a)
    begin = time.monotonic_ns()
    two.pull(main)
    sim_two.wait_value("home.example.com", b, timeout=12)
    held = (updates(sim_two, begin)[0]["t_ns"] - begin) / 1e9
    assert held >= 2.5, f"published the worse address after {held:.2f} s; the hold is 3 s"
    two.push(main)
    sim_two.wait_value("home.example.com", a, timeout=12)


def test_a_better_uplink_is_taken_after_a_short_hold(two, sim_two, daemon):
    better, worse = two.uplinks
    b = two.add(worse, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", b)
    begin = time.monotonic_ns()
    a = two.add(better, 10)
    sim_two.wait_value("home.example.com", a)
    held = (updates(sim_two, begin)[0]["t_ns"] - begin) / 1e9
    assert held >= 0.9, f"the old address still worked, yet the record moved after {held:.2f} s"


def test_a_better_uplink_that_does_not_stay_changes_nothing(two, sim_two, daemon):
    better, worse = two.uplinks
    b = two.add(worse, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", b)
    begin = time.monotonic_ns()
    two.add(better, 10)
    time.sleep(0.3)                          # less than the hold
    two.remove(better, 10)
    sim_two.quiet(2.0, begin)
    assert sim_two.value("home.example.com") == b


def test_an_address_replaced_on_the_same_uplink_is_published_at_once(two, sim_two, daemon):
    main, backup = two.uplinks
    a = two.add(main, 10)
    two.add(backup, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", a)
    begin = time.monotonic_ns()
    c = two.add(main, 11)
    two.remove(main, 10)
    sim_two.wait_value("home.example.com", c)
    assert [e["ip4"] for e in updates(sim_two, begin)] == [c], "nothing in between"


def test_records_follow_the_uplinks_they_name(two, sim_two, daemon):
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    daemon(two, config({"dyn": dyndns2()}, [
        record("best.example.com"), record("fiber.example.com", address="fiber"),
        record("lte.example.com", address="lte"), record("order.example.com", address=["lte", "fiber"])],
        uplinks={"fiber": {"interface": main.dev}, "lte": {"interface": backup.dev}}))
    for name, wanted in (("best", a), ("fiber", a), ("lte", b), ("order", b)):
        sim_two.wait_value(f"{name}.example.com", wanted)
    two.remove(backup, 10)
    sim_two.wait_value("order.example.com", a, timeout=12)
    assert sim_two.value("lte.example.com") == b, "a record bound to an uplink stays when that has no address"


def test_a_metric_in_the_configuration_overrides_the_kernels(two, sim_two, daemon):
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    d = daemon(two, plain(top={"uplinks": {"slow": {"interface": main.dev, "metric": 700}}}))
    sim_two.wait_value("home.example.com", b)
    assert a not in [e.get("ip4") for e in sim_two.writes()]
    d.stop()


def test_the_default_route_decides_not_the_address(two, sim_two, daemon):
    """The uplink loses its default route in silence (admin down and up); its address stays."""
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", a)
    two.inner(f"route del default via {main.gw4} dev {main.dev} metric 100")
    sim_two.wait_value("home.example.com", b, timeout=12)
    two.inner(f"route add default via {main.gw4} dev {main.dev} onlink metric 100")
    sim_two.wait_value("home.example.com", a, timeout=12)


def test_an_interface_taken_down_loses_its_routes_without_a_word(two, sim_two, daemon):
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", a)
    two.inner(f"link set {main.dev} down")
    sim_two.wait_value("home.example.com", b, timeout=12)


def test_flapping_is_slowed_down_and_ends_with_the_last_state(world, sim, daemon):
    u = world.uplinks[0]
    a = world.add(u, 10)
    daemon(world, plain())
    sim.wait_value("home.example.com", a)
    begin = time.monotonic_ns()
    flips = 12
    for i in range(flips):                   # an address that comes and goes, 4 times a second
        new, old = (11, 10) if i % 2 == 0 else (10, 11)
        world.remove(u, old)
        world.add(u, new)
        time.sleep(0.25)
    world.remove(u, 10)
    last = world.add(u, 12)
    sim.wait_value("home.example.com", last, timeout=14)
    sent = updates(sim, begin)
    assert len(sent) <= flips // 2, f"{len(sent)} updates for {flips} flips: no spacing"
    assert sent[-1]["ip4"] == last
    until(lambda: sim.value("home.example.com") == last, 2, "the last state stays")


def test_multipath_default_routes_count(two, sim_two, daemon):
    main, backup = two.uplinks
    two.default_route_del(main, 100)
    two.default_route_del(backup, 200)
    two.inner(f"route add default metric 50 nexthop via {main.gw4} dev {main.dev} onlink "
              f"nexthop via {backup.gw4} dev {backup.dev} onlink")
    b = two.add(backup, 10)
    daemon(two, plain())
    sim_two.wait_value("home.example.com", b)


def test_a_default_route_through_a_nexthop_object_counts(world, sim, daemon):
    u = world.uplinks[0]
    world.default_route_del(u, 100)
    a = world.add(u, 10)
    d = daemon(world, plain())
    sim.quiet(0.7)
    world.inner(f"nexthop add id 7 via {u.gw4} dev {u.dev} onlink", "route add default nhid 7")
    sim.wait_value("home.example.com", a)
    mark = d.mark()
    world.inner("nexthop del id 7")          # takes the route along without a message for it
    d.wait_said("lost", mark, timeout=8)


def test_a_policy_table_counts_after_the_main_table(two, sim_two, daemon):
    main, backup = two.uplinks
    two.default_route_del(main, 100)
    two.inner(f"route add default via {main.gw4} dev {main.dev} onlink metric 1 table 100",
              f"rule add from {main.v4(10)} table 100")
    a, b = two.add(main, 10), two.add(backup, 10)
    daemon(two, config({"dyn": dyndns2()}, [record(), record("policy.example.com", address="side")],
                       uplinks={"side": {"interface": main.dev}}))
    sim_two.wait_value("home.example.com", b)
    sim_two.wait_value("policy.example.com", a)


def test_an_anycast_address_on_lo_needs_no_default_route_when_told(world, sim, daemon):
    u = world.uplinks[0]
    world.add(u, 10)
    world.inner("addr add 91.65.8.53/32 dev lo scope global")
    daemon(world, config({"dyn": dyndns2()}, [record("any.example.com", address="anycast",
                                                     needs_default_route=False)],
                         uplinks={"anycast": {"interface": "lo"}}))
    sim.wait_value("any.example.com", "91.65.8.53")
