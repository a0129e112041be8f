# SPDX-License-Identifier: MIT
"""The daemon: what wakes it, what it answers, how it ends."""

import time

from program import SECRETS, config, dyndns2, plain, record
from wine import windows_path
from world import until


def published(daemon, value):
    """The line of the log that says so."""
    return daemon.wait_said(f"published .* {value.replace('.', chr(92) + '.')} at ", timeout=10)[0]


def test_an_event_brings_a_new_ipv4_address_to_the_provider(world, sim, daemon):
    """By the list of addresses (Wine 8) or by NotifyAddrChange too (Wine 10): the log says that it was no poll."""
    u = world.uplinks[0]
    first = world.add(u, 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", first, timeout=15)
    for n in (11, 12, 13):
        new = world.add(u, n)
        world.remove(u, n - 1)
        sim.wait_value("home.example.com", new, timeout=10)
        assert "after the address" in published(d, new)["message"]
    assert not d.said("miss:")


def test_a_storm_of_changes_ends_with_the_last_one(world, sim, daemon):
    u = world.uplinks[0]
    world.add(u, 10)
    daemon(plain())
    sim.wait_value("home.example.com", u.v4(10), timeout=15)
    for n in range(11, 60):
        world.add(u, n)
        world.remove(u, n - 1)
    sim.wait_value("home.example.com", u.v4(59), timeout=20)


def test_a_dead_source_is_named_once(world, sim, daemon):
    u = world.uplinks[0]
    d = daemon(plain())
    world.add(u, 10)
    sim.wait_value("home.example.com", u.v4(10), timeout=15)
    for function in ("NotifyIpInterfaceChange", "NotifyUnicastIpAddressChange", "NotifyRouteChange2"):
        assert len(d.said(f"{function}.*tells of no changes", level="warn")) == 1
    assert not d.said("SIO_ADDRESS_LIST_CHANGE.*tells of no changes", level="warn")


def test_status_and_why_over_the_pipe(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    world.inner(f"addr add 192.168.7.9/24 dev {world.uplinks[0].dev}")
    d = daemon(plain())
    sim.wait_value("home.example.com", a, timeout=15)
    r = d.ask("status")
    assert r.returncode == 0 and "home.example.com" in r.stdout and a in r.stdout, r.stderr
    r = d.ask("why", "home.example.com")
    assert r.returncode == 0 and a in r.stdout and "192.168.7.9" in r.stdout, r.stderr
    r = d.ask("why", "nobody.example.com")
    assert r.returncode == 2 and "nobody.example.com" in r.stderr
    assert d.stop() == 0
    r = d.ask("status")
    assert r.returncode == 3 and r.stderr.strip()


def test_ctrl_c_ends_it_cleanly(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", a, timeout=15)
    assert d.stop() == 0
    assert d.said("stopping") and d.said("^stopped")
    begin = time.monotonic_ns()
    d.start()
    until(lambda: len(d.said("waiting for the kernel")) == 2, 10, "it is up again")
    assert d.stop() == 0
    assert not sim.requests(begin), "it remembers"


def test_ctrl_c_ends_it_though_a_request_hangs(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    sim.faults({"kind": "dyndns2", "action": "hang"})
    d = daemon(plain())
    until(lambda: sim.requests(fault="hang"), 15, "the request hangs")
    assert d.stop() == 0


def test_a_second_daemon_on_the_same_state_refuses(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", a, timeout=15)
    r = d.ask("run")
    assert r.returncode == 3 and "state" in r.stderr and r.stderr.count("\n") == 1
    assert d.running()
    d.kill()
    mark = d.mark()
    d.start()
    d.wait_said("waiting for the kernel", mark, timeout=15)


def test_a_changed_configuration_is_noticed_and_a_bad_one_refused(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", a, timeout=15)
    d.write(config({"dyn": dyndns2()}, [record(), record("second.example.com")]))
    sim.wait_value("second.example.com", a, timeout=15)
    mark = d.mark()
    d.write(plain().replace("records:", "recrods:"))
    d.wait_said("reload refused", mark, "warn", timeout=15)
    assert d.running()


def test_a_configuration_that_an_editor_locks_changes_nothing(world, windows, sim, daemon, hold_file, tmp_path):
    u = world.uplinks[0]
    a = world.add(u, 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", a, timeout=15)
    out = tmp_path / "held.txt"
    holder = windows.spawn(out, tmp_path, hold_file, windows_path(d.config))
    until(lambda: "held" in out.read_text(), 10, "the file is held")
    d.config.write_text(config({"dyn": dyndns2()}, [record(), record("second.example.com")]))
    world.add(u, 11)
    world.remove(u, 10)
    sim.wait_value("home.example.com", u.v4(11), timeout=10)
    assert d.running()
    holder.kill()
    d.config.write_text(config({"dyn": dyndns2()}, [record(), record("third.example.com")]))
    sim.wait_value("third.example.com", u.v4(11), timeout=15)


def test_no_network_at_the_start(world, sim, daemon):
    u = world.uplinks[0]
    world.inner(f"link set {u.dev} down")
    d = daemon(plain())
    d.wait_said("waiting", timeout=15)
    world.inner(f"link set {u.dev} up")
    world.default_route(u, 100)
    a = world.add(u, 10)
    sim.wait_value("home.example.com", a, timeout=15)


def test_no_secret_is_shown_by_what_it_answers(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", world.uplinks[0].v4(10), timeout=15)
    for argv in (["status"], ["status", "--json"], ["why", "home.example.com"]):
        r = d.ask(*argv)
        assert r.returncode == 0 and SECRETS[1] not in r.stdout + r.stderr


def test_idle_it_does_not_wake_up(world, sim, daemon):
    """Its own threads; the poll of the blind sources aside, nothing is due."""
    from program import switches
    a = world.add(world.uplinks[0], 10)
    d = daemon(plain())
    sim.wait_value("home.example.com", a, timeout=15)
    time.sleep(2)
    before = switches(d.pid)
    sim.quiet(4)
    assert switches(d.pid) - before <= 2
