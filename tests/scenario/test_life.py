# SPDX-License-Identifier: MIT
"""The life of the process: reload, restart, sudden death, signals, the service manager, silence."""

import os
import random
import signal
import socket
import time
from pathlib import Path

import pytest

from program import PASSWORD, config, dyndns2, plain, record, switches
from world import until


# -- reload --

def test_sighup_reads_a_good_file(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    begin = time.monotonic_ns()
    d.write(config({"dyn": dyndns2()}, [record(), record("second.example.com")]))
    d.signal(signal.SIGHUP)
    sim.wait_value("second.example.com", a)
    assert [e["hosts"] for e in sim.writes(begin)] == [["second.example.com"]], "the first record was right already"


def test_a_bad_file_keeps_the_old_configuration_and_says_so(world, sim, daemon):
    u = world.uplinks[0]
    a = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    mark = d.mark()
    d.write(plain().replace("records:", "recrods:"))
    d.signal(signal.SIGHUP)
    d.wait_said("reload refused", mark, "warn")
    assert d.running()
    assert "recrods" in d.text()[mark:] or "records" in d.text()[mark:]
    world.remove(u, 10)
    b = world.add(u, 11)
    sim.wait_value("home.example.com", b)
    mark = d.mark()
    d.write(plain(top={"poll": "20m"}))
    d.signal(signal.SIGHUP)
    d.wait_said("reloaded", mark)


def test_a_changed_file_is_noticed_without_a_signal(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    for name in ("second.example.com", "third.example.com"):        # replaced, as editors do; and again
        d.write(config({"dyn": dyndns2()}, [record(), record(name)]))
        sim.wait_value(name, a)
    d.config.write_text(config({"dyn": dyndns2()}, [record(), record("fourth.example.com")]))   # in place
    sim.wait_value("fourth.example.com", a)


def test_a_file_that_was_away_is_noticed_when_it_is_back(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    d.config.rename(d.folder / "config.away")
    time.sleep(0.5)                       # longer than a save takes
    assert d.running() and not d.lines("warn")
    d.write(config({"dyn": dyndns2()}, [record(), record("second.example.com")]))
    sim.wait_value("second.example.com", a)


def test_of_two_reloads_during_a_slow_update_the_last_one_counts(world, sim, daemon):
    u = world.uplinks[0]
    a = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    sim.faults({"action": "slow", "delay_ms": 2000})
    world.remove(u, 10)
    b = world.add(u, 11)
    until(lambda: "sending" in d.ask("status").stdout, 5, "an update is on its way")
    for name in ("second.example.com", "third.example.com"):
        mark = d.mark()
        d.write(config({"dyn": dyndns2()}, [record(), record(name)], state="./elsewhere"))
        d.signal(signal.SIGHUP)
        d.wait_said("reloaded", mark)
    sim.wait_value("third.example.com", b)
    assert (d.folder / "elsewhere" / "published").exists() and sim.value("second.example.com") is None


def test_a_stopped_account_tries_again_with_a_new_configuration(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain(account=dyndns2(password="wrong")))
    until(lambda: sim.requests(auth="bad"), 5, "the wrong password is tried")
    d.wait_said("stopped", level="warn")
    sim.quiet(1.0)
    d.write(plain(account=dyndns2(password=PASSWORD)))
    d.signal(signal.SIGHUP)
    sim.wait_value("home.example.com", a)
    assert len(sim.requests(auth="bad")) == 1


# -- restart --

def test_a_restart_with_nothing_changed_sends_nothing(world, sim, daemon):
    u = world.uplinks[0]
    a = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    assert d.stop() == 0
    d.start()
    sim.quiet(1.5)
    assert d.running()
    world.remove(u, 10)
    b = world.add(u, 11)
    sim.wait_value("home.example.com", b)


def test_a_change_while_it_was_away_is_sent_at_the_start(world, sim, daemon):
    u = world.uplinks[0]
    a = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    d.stop()
    world.remove(u, 10)
    b = world.add(u, 11)
    d.start()
    sim.wait_value("home.example.com", b)


def settle(sim, seconds=2.0):
    """Until nothing more has been written at the provider for so long."""
    end, count, since = time.monotonic() + 30, len(sim.writes()), time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < seconds:
        time.sleep(0.1)
        if len(sim.writes()) != count:
            count, since = len(sim.writes()), time.monotonic()


def test_killed_again_and_again_nothing_is_lost(world, sim, daemon):
    u = world.uplinks[0]
    dice = random.Random(7)
    names = [f"h{i}.example.com" for i in range(12)]
    d = daemon(world, config({"dyn": dyndns2(batch=1)}, [record(n) for n in names],
                             log={"level": "info", "format": "json"}), start=False)
    world.add(u, 10)
    n = 10
    for _ in range(15):
        d.start()
        time.sleep(dice.uniform(0.0, 0.12))          # anywhere: while it reads, sends, writes
        new = 10 + (n - 9) % 200
        world.add(u, new)
        world.remove(u, n)
        n = new
        time.sleep(dice.uniform(0.0, 0.03))
        d.kill()
    d.start()
    for name in names:
        sim.wait_value(name, u.v4(n))
    assert not d.said("damaged", level="warn"), "a crash leaves at most half a line, which is no damage"
    settle(sim)          # what was on its way at the last kill is sent once more
    d.stop()
    d.start()
    sim.quiet(1.0)


def test_a_damaged_state_is_set_aside(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    d.stop()
    state = d.folder / "state"
    spoiled = [f for f in state.iterdir() if f.is_file() and f.stat().st_size]
    assert spoiled, "there is a state file"
    for f in spoiled:
        f.write_bytes(os.urandom(300) + b"\n" + f.read_bytes()[::-1] + b"\n")
    mark = d.mark()
    d.start()
    d.wait_said("damaged", mark, "warn")
    assert d.running()


def test_a_second_daemon_on_the_same_state_refuses(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    r = d.ask("run")
    assert r.returncode == 3 and "state" in r.stderr
    assert d.running()
    d.kill()
    d.start()                                         # a lock does not outlive its holder
    time.sleep(0.3)
    assert d.running()


# -- signals --

def test_sigterm_ends_it_within_5_seconds_though_a_request_hangs(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    sim.faults({"kind": "dyndns2", "action": "hang"})
    d = daemon(world, plain())
    until(lambda: sim.requests(fault="hang"), 5, "the request hangs")
    begin = time.monotonic()
    assert d.stop(timeout=8) == 0
    assert time.monotonic() - begin < 5.5


def test_sigterm_lets_a_request_in_flight_finish(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    sim.faults({"kind": "dyndns2", "action": "slow", "delay_ms": 700})
    d = daemon(world, plain())
    until(lambda: sim.requests(fault="slow"), 5, "the request is on its way")
    assert d.stop() == 0
    sim.faults()
    d.start()
    sim.quiet(1.0)                                    # it knew the answer: nothing to send again
    assert sim.value("home.example.com") == a


# -- boot --

def test_no_network_at_boot(world, sim, daemon):
    u = world.uplinks[0]
    world.inner(f"link set {u.dev} down")
    d = daemon(world, plain())
    d.wait_said("waiting")
    time.sleep(1.0)                                   # long enough to say it twice
    assert d.running() and not sim.requests()
    assert len([e for e in d.said("waiting", level="info") if "home.example.com" in str(e)]) <= 1
    world.inner(f"link set {u.dev} up")
    a = world.add(u, 10)
    world.default_route(u, 100)
    sim.wait_value("home.example.com", a, timeout=12)


def test_a_provider_that_cannot_be_reached_is_reached_when_the_network_returns(world, sim, daemon):
    u = world.uplinks[0]
    world.add(u, 10)
    world.outer("addr del 192.0.2.1/32 dev lo", "route add unreachable 192.0.2.1/32")
    d = daemon(world, plain(account=dyndns2(timeout="1s")))
    until(lambda: d.lines("warn"), 8, "the failure is said")
    world.outer("route del unreachable 192.0.2.1/32", "addr add 192.0.2.1/32 dev lo")
    world.remove(u, 10)
    b = world.add(u, 11)
    sim.wait_value("home.example.com", b, timeout=6)


# -- service manager --

class Manager:
    """The receiving end of sd_notify."""

    def __init__(self):
        self.path = f"/tmp/ddnst-notify-{os.getpid()}-{id(self):x}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.got = []

    def heard(self, word):
        try:
            while True:
                self.got += self.socket.recv(4096).decode().split("\n")
        except BlockingIOError:
            pass
        return self.got.count(word)

    def close(self):
        self.socket.close()
        os.unlink(self.path)


def test_the_service_manager_is_told(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    manager = Manager()
    try:
        d = daemon(world, plain(), env={"NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "1000000"})
        until(lambda: manager.heard("READY=1"), 6, "READY=1")
        sim.wait_value("home.example.com", a)
        until(lambda: manager.heard("WATCHDOG=1") >= 2, 4, "WATCHDOG=1 twice")
        ready = manager.heard("READY=1")
        d.signal(signal.SIGHUP)
        until(lambda: manager.heard("RELOADING=1"), 4, "RELOADING=1")
        assert any(x.startswith("MONOTONIC_USEC=") for x in manager.got)
        until(lambda: manager.heard("READY=1") > ready, 4, "READY=1 after the reload")
        assert d.stop() == 0
        assert manager.heard("STOPPING=1") == 1
    finally:
        manager.close()


# -- silence --

def test_a_quiet_day_costs_nothing(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)

    def asleep():
        """3 seconds without a wake-up and without a word."""
        before, mark = switches(d.pid), d.mark()
        time.sleep(3.0)
        return switches(d.pid) == before and d.mark() == mark
    until(asleep, 15, "it sleeps")                    # after a publish it may look once more
    before, mark = switches(d.pid), d.mark()
    time.sleep(3.0)
    assert switches(d.pid) - before == 0
    assert d.mark() == mark


def test_memory_and_handles_do_not_grow_with_updates(world, sim, daemon):
    u = world.uplinks[0]
    world.add(u, 10)
    names = [f"h{i}.example.com" for i in range(5)]
    d = daemon(world, config({"dyn": dyndns2()}, [record(n) for n in names]))
    sim.wait_value(names[0], u.v4(10))

    def handles():
        return len(list(Path(f"/proc/{d.pid}/fd").iterdir()))
    n, counts = 10, []
    for _ in range(10):
        n += 1
        world.remove(u, n - 1)
        sim.wait_value(names[0], world.add(u, n))
        counts.append(handles())
    assert counts[-1] <= counts[0] + 3, f"open files: {counts}"


@pytest.mark.parametrize("where", ["state", "config"])
def test_the_system_refuses(where, world, daemon):
    """A state folder that cannot be; a configuration that is not there."""
    d = daemon(world, plain(top={"state": "/proc/nowhere/state"}), start=False)
    if where == "config":
        d.config.unlink()
    r = d.ask("run")
    assert r.returncode == (3 if where == "state" else 2) or (where == "config" and r.returncode == 3)
    assert ("/proc/nowhere" if where == "state" else "config.yaml") in r.stderr
