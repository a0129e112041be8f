# SPDX-License-Identifier: MIT
"""DNS UPDATE to a real name server (BIND) when the uplink that the kernel would use is dead beyond its router."""

import re

import pytest

import name_server
import nat
from nat import NatSim, NatWorld
from program import config, record
from world import PROVIDER4, until

NAMED = name_server.why_impossible()
NAT = nat.why_impossible()
ZONE, NAME = "example.com", "home.example.com"
SECRET = "c2VjcmV0LW9mLXRoZS11cGxpbmstdGVzdHMtMzItYnl0"
PROBE = {"url": "https://api4.ipify.org/", "every": "1s", "down_after": 2, "up_after": 2}


@pytest.fixture
def two(make_world):
    if NAT or NAMED:
        pytest.skip(NAT or NAMED)
    return make_world(2, kind=NatWorld)


@pytest.fixture
def named(two, tmp_path):
    """A function: who asked for which address in an update, in order."""
    folder = tmp_path / "named"
    folder.mkdir()
    (folder / "zone").write_text(f"$TTL 60\n@ IN SOA ns.{ZONE}. a.{ZONE}. 1 60 60 60 60\n@ IN NS ns.{ZONE}.\n"
                                 f"ns IN A {PROVIDER4}\n")
    (folder / "named.conf").write_text(f"""
        options {{ directory "{folder}"; pid-file none; session-keyfile none; recursion no; notify no;
            dnssec-validation no; listen-on {{ {PROVIDER4}; }}; listen-on-v6 {{ none; }}; }};
        controls {{ }};
        key "home" {{ algorithm hmac-sha256; secret "{SECRET}"; }};
        zone "{ZONE}" {{ type primary; file "{folder}/zone"; allow-update {{ key "home"; }}; }};
        """)
    log = folder / "log"
    process = two.start(two.outside, ["named", "-g", "-u", "root", "-n", "1", "-c", folder / "named.conf"], log)
    until(lambda: "running" in log.read_text() or process.poll() is not None, 20, "named is running")
    assert process.poll() is None, log.read_text()
    added = re.compile(rf"client @\S+ ([\d.]+)#\d+/key home: updating zone '{ZONE}/IN': adding an RR at '{NAME}' A ([\d.]+)")
    yield lambda: added.findall(log.read_text())
    process.terminate()
    process.wait(10)


def test_updates_get_around_a_dead_line(two, named, tmp_path, daemon):
    sim = NatSim(two, tmp_path)
    first, second = (u.v4(10) for u in two.uplinks)
    for u in two.uplinks:
        two.inner(f"route add default via {two.gateway(u)} dev {u.dev} table {100 + u.number}",
                  f"rule add from {two.private(u)} table {100 + u.number}")
    account = {"provider": "rfc2136", "server": PROVIDER4, "zone": ZONE, "key": f"home:{SECRET}"}
    d = daemon(two, config({"dns": account}, [record(NAME, "dns", source="auto", address=["line0", "line1"])],
                       uplinks={f"line{u.number}": {"interface": u.dev, "probe": PROBE} for u in two.uplinks}))
    until(lambda: named() == [(first, first)], 15, "the first address through the first line")
    two.batch(two.router(two.uplinks[0]), ["link set wan down"])
    until(lambda: named()[1:] == [(second, second)], 25, "the second address through the second line")
    until(lambda: "sent through line1 (wan1), because nothing answers through line0 (wan0)" in d.ask("why", NAME).stdout,
          5, "why says it", every=0.2)
    assert SECRET not in d.text()
    sim.close()
