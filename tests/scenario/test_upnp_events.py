# SPDX-License-Identifier: MIT
"""A gateway whose UPnP events are listened to, and what others make of that."""

import json
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

import igd
import nat
from nat import NatSim, NatWorld
from program import plain
from world import run, until

NAT = nat.why_impossible()
NAME = "home.example.com"


class Igd:
    """igd.py on the router of an uplink."""

    def __init__(self, world, uplink, folder, *event_url):
        self.router, self.listen, self.folder = world.router(uplink), world.gateway(uplink), folder
        self.requests_log = folder / "requests.jsonl"
        self.requests_log.touch()
        self.says(uplink.v4(10))
        world.start(self.router, [sys.executable, igd.__file__, "serve", self.listen, folder, *event_url],
                    folder / "igd.out")
        until(lambda: ":5000 " in run("ip", "netns", "exec", self.router, "ss", "-Hltn").stdout, 10, "it listens")

    def says(self, address):
        (self.folder / "address").write_text(address)

    def asked(self, method, since=0):
        entries = [json.loads(line) for line in self.requests_log.read_text().splitlines()]
        return [e for e in entries if e["method"] == method and e["t_ns"] >= since]

    def callback(self):
        subscribed = until(lambda: self.asked("SUBSCRIBE"), 20, "subscribed")
        return subscribed[-1]["headers"]["callback"].strip("<>")

    def begin(self, d):
        """Says its state, as it does at the beginning of a subscription. Returns where its events go."""
        callback = self.callback()
        state = igd.notify(urlsplit(callback).path, igd.SID, (self.folder / "address").read_text())
        until(lambda: self.tell(callback, [state]) == [200], 5, "accepted")
        until(lambda: "UPnP events" in d.ask("status").stdout, 5, "status says it")
        return urlsplit(callback)

    def tell(self, callback, texts, source=None):
        return json.loads(subprocess.run(
            ["ip", "netns", "exec", self.router, sys.executable, igd.__file__, "tell", source or self.listen],
            input=json.dumps({"callback": callback, "texts": texts}), stdout=subprocess.PIPE, text=True, timeout=60,
            check=True).stdout)


@pytest.fixture
def home(make_world):
    if NAT:
        pytest.skip(NAT)
    return make_world(1, kind=NatWorld)


@pytest.fixture
def sim(home, tmp_path):
    s = NatSim(home, tmp_path)
    yield s
    s.close()


@pytest.fixture
def gateway(home, tmp_path):
    def make(*event_url):
        folder = tmp_path / "igd"
        folder.mkdir()
        return Igd(home, home.uplinks[0], folder, *event_url)
    return make


@pytest.fixture
def watching(home, sim, daemon):
    def start(seen="10"):
        d = daemon(home, plain(source="auto", top={"detect": {"methods": ["gateway"], "quorum": 1}, "poll": "24h"}))
        sim.wait_value(NAME, home.uplinks[0].v4(int(seen)))
        return d
    return start


def port_is_open(world, port):
    return f":{port} " in run("ip", "netns", "exec", world.inside, "ss", "-Hltn").stdout


def test_an_event_leads_to_a_look_and_the_end_unsubscribes(home, sim, gateway, watching):
    u = home.uplinks[0]
    router = gateway()
    d = watching()
    begin = time.monotonic_ns()
    to = router.begin(d)
    assert to.hostname == home.private(u)
    assert f"{home.private(u)}%{u.dev}:{to.port} " in run(
        "ip", "netns", "exec", home.inside, "ss", "-Hltn").stdout, "at the uplink's own address, on its device alone"
    time.sleep(1.5)
    assert len(router.asked("POST", begin)) == 1 and not sim.writes(begin), "the state at the beginning is no news"
    moved = home.set_outside_address(u, 11)
    router.says(moved)
    begin = time.monotonic_ns()
    assert router.tell(router.callback(), [igd.notify(to.path, igd.SID, "9.9.9.9")]) == [200]
    sim.wait_value(NAME, moved, timeout=5)
    assert [e["ip4"] for e in sim.writes(begin)] == [moved], "what the event names is not believed"
    d.stop()
    assert router.asked("UNSUBSCRIBE")[-1]["headers"]["sid"] == igd.SID
    assert not port_is_open(home, to.port) and not d.lines("warn")


def test_forged_events_lead_to_nothing(home, sim, gateway, watching):
    u = home.uplinks[0]
    router = gateway()
    d = watching()
    to = router.begin(d)
    stranger = home.private(u, 66)
    home.batch(home.router(u), [f"addr add {stranger}/24 dev lan"])
    begin = time.monotonic_ns()
    good = igd.notify(to.path, igd.SID, "9.9.9.9")
    assert set(router.tell(router.callback(), [good] * 50, source=stranger)) == {0}, "another host is not answered"
    assert router.tell(router.callback(), [
        igd.notify(to.path, "uuid:other", "9.9.9.9"), igd.notify("/", igd.SID, "9.9.9.9"),
        igd.notify(to.path, igd.SID, "9.9.9.9", nts="ssdp:alive"), "GET / HTTP/1.1\r\n\r\n",
        good.replace("\r\nSID", "\r\n SID"), "x" * 20000]) == [412, 412, 412, 400, 400, 400]
    time.sleep(1.5)
    assert not router.asked("POST", begin) and not sim.writes(begin), "nobody was asked for it"
    assert not d.lines("warn")


def test_a_storm_of_events_leads_to_one_look_a_second(home, sim, gateway, watching):
    router = gateway()
    d = watching()
    to = router.begin(d)
    begin = time.monotonic_ns()
    told = router.tell(router.callback(), [igd.notify(to.path, igd.SID, f"9.9.{n // 250}.{n % 250 + 1}") for n in range(500)])
    time.sleep(1.5)
    seconds = (time.monotonic_ns() - begin) / 1e9
    looks = len(router.asked("POST", begin))
    print(f"{len(told)} events in {seconds - 1.5:.1f} s: {looks} looks")
    assert set(told) == {200}
    assert 1 <= looks <= seconds + 1
    assert not sim.writes(begin) and d.running()


def test_a_gateway_that_sends_the_subscription_elsewhere_is_not_followed(home, sim, gateway, watching):
    u = home.uplinks[0]
    victim = home.private(u, 66)
    home.batch(home.router(u), [f"addr add {victim}/24 dev lan"])
    router = gateway(f"http://{victim}:5000/evt")
    d = watching()
    until(lambda: len(router.asked("POST")) >= 2, 20, "searched for its events")
    time.sleep(0.5)
    assert not router.asked("SUBSCRIBE") and "UPnP events" not in d.ask("status").stdout
    assert not d.lines("warn")
