# SPDX-License-Identifier: MIT
"""PowerDNS by its HTTP API, with the file powerdns.yaml."""

import json

import pytest

from conftest import record
from servers import API_KEY, API_PORT, ZONE
from world import until

URL = f"http://127.0.0.1:{API_PORT}"
# One request to the API, in the server's namespace.
ASK = """
import sys, urllib.request
method, path, key = sys.argv[1:]
request = urllib.request.Request(path, sys.stdin.buffer.read() or None, {"X-API-Key": key}, method=method)
sys.stdout.write(urllib.request.urlopen(request, timeout=10).read().decode())
"""


class Api:
    def __init__(self, lab):
        self.lab = lab
        until(lambda: self.inside("GET", "", check=False).returncode == 0, 20, "the API answers")

    def inside(self, method, path, body=None, check=True):
        return self.lab.inside("/usr/bin/python3", "-c", ASK, method, f"{URL}/api/v1/servers/localhost{path}", API_KEY,
                               stdin="" if body is None else json.dumps(body), check=check)

    def sets(self, name):
        zone = json.loads(self.inside("GET", f"/zones/{ZONE}.").stdout)
        return [s for s in zone["rrsets"] if s["name"] == f"{name}.{ZONE}."]

    def replace(self, name, kind, *values, **more):
        self.inside("PATCH", f"/zones/{ZONE}.", {"rrsets": [{
            "name": f"{name}.{ZONE}.", "type": kind, "ttl": 60, "changetype": "REPLACE",
            "records": [{"content": v, "disabled": False} for v in values], **more}]})

    def once(self, *records, label, **more):
        """A pass with a state of its own: what the program remembers must not hide what it reads."""
        output = self.lab.once(*records, label=label, **{"provider": "powerdns", "url": URL, "key": API_KEY, "server": None,
                                                        "zone": None, **more})
        assert API_KEY not in output
        return output


@pytest.fixture
def api(lab):
    return Api(lab("powerdns"))


def test_replaces_adds_and_removes(api):
    b, cable = api.lab, api.lab.world.uplinks[0]
    first = b.world.add(cable, 7)
    api.replace("home", "A", "198.51.100.1", "198.51.100.2", comments=[
        {"content": "somebody's", "account": "x", "modified_at": 1700000000}])
    api.replace("home", "TXT", '"somebody\'s"')
    api.once(record(ttl=120), label="one")
    assert b.held() == [first] and b.ttl() == {120}
    assert b.held(kind="TXT") == ['"somebody\'s"']
    [ours] = [s for s in api.sets("home") if s["type"] == "A"]
    assert [c["content"] for c in ours["comments"]] == ["somebody's"], "comments stay"
    second = b.world.add(b.world.plug(metric=300), 8)
    api.once(record(address="all", ttl=120), label="two")
    assert b.held() == sorted([first, second])
    b.world.remove(cable, 7)
    api.once(record(ttl=120), label="three")
    assert b.held() == [second]


def test_what_is_right_already_is_not_written(api):
    b = api.lab
    b.world.add(b.world.uplinks[0], 7)
    before = b.held(ZONE, "SOA")
    api.once(label="one")
    serial = b.held(ZONE, "SOA")
    assert serial != before, "a write would be seen"
    api.once(label="two")
    assert b.held(ZONE, "SOA") == serial
    api.once(record(ttl=240), label="three")
    assert b.ttl() == {240} and b.held(ZONE, "SOA") != serial


def test_both_families_and_many_names(api):
    b, cable = api.lab, api.lab.world.uplinks[0]
    four, six = b.world.add(cable, 7), b.world.add6(cable, 7)
    names = [f"n{i}" for i in range(300)] + [ZONE]           # more than one request holds, and the zone itself
    api.once(*[record(n, ("A", "AAAA")) for n in names], label="many")
    for n in (names[0], names[150], names[-2], ZONE):
        assert b.held(n) == [four]
        assert b.held(n, "AAAA") == [six]
    assert b.held(ZONE, "NS") == ["ns1.example.com."]


def test_one_name_that_is_refused_does_not_take_the_others_with_it(api):
    b = api.lab
    four = b.world.add(b.world.uplinks[0], 7)
    names = [f"n{i}" for i in range(9)]
    said = api.once(record("other"), *[record(n) for n in names], label="one", code=1)
    assert "does not accept the record" in said and "Conflicts with pre-existing" in said
    assert b.held("other", "CNAME") == ["ns1.example.com."]
    assert all(b.held(n) == [four] for n in names)


def test_a_wrong_key_is_told_and_nothing_is_written(api):
    b = api.lab
    b.world.add(b.world.uplinks[0], 7)
    said = api.once(record(), record("more"), label="one", code=1, key="wrong")
    assert said.count('"level":"warn"') == 1 and "refused the credentials" in said
    assert b.held() == []


def test_a_name_of_no_zone_is_told(api):
    b = api.lab
    b.world.add(b.world.uplinks[0], 7)
    said = api.once(record("home.example.net"), label="one", code=1)
    assert "no zone of this account" in said


def test_a_server_that_comes_back_gets_it_in_the_end(api):
    from program import Daemon
    b, cable = api.lab, api.lab.world.uplinks[0]
    b.world.add(cable, 7)
    path = b.write(record(), label="d", provider="powerdns", url=URL, key=API_KEY, server=None, zone=None)
    daemon = Daemon(b.world, path.parent, binary=b.binary)
    daemon.start()
    try:
        until(lambda: b.held() == [cable.v4(7)], 20, "it is there")
        b.server.kill()
        new = b.world.add(cable, 8)
        b.world.remove(cable, 7)
        daemon.wait_said("failed", level="warn", timeout=20)
        b.server.start()
        until(lambda: b.held() == [new], 60, "the new address is there", every=0.5)
    finally:
        daemon.stop()
    assert API_KEY not in daemon.text()
