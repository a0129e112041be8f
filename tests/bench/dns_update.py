#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A new address for many names of a zone in a Knot on loopback: the daemon, from the change in the kernel to the last
name that is written and read back; nsupdate given them all, and one nsupdate a name, from exec to exit; and one pass
of the program that knows nothing yet and so reads every name first. After each the zone is asked whether it is so.
"""

import argparse
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import common

for folder in ("scenario", "interop"):
    sys.path.insert(0, str(common.ROOT / "tests" / folder))

import servers  # noqa: E402
from program import Daemon, config  # noqa: E402
from world import World, until  # noqa: E402

KEY = f"hmac-sha256:{servers.KEY}:{servers.SECRET}"
SETTLE = 6              # seconds; a second change within less would be held back as flapping
IN_ONE_MESSAGE = 200    # names; 1,000 are more than the 64 KiB of one message


def timed(world, argv, stdin=None):
    begin = time.monotonic()
    r = subprocess.run(["ip", "netns", "exec", world.inside, *map(str, argv)], input=stdin, capture_output=True, text=True)
    took = (time.monotonic() - begin) * 1000
    if r.returncode:
        raise RuntimeError(f"{argv[0]}: {r.stdout[-500:]}{r.stderr[-500:]}")
    return took, r.stdout


def replace(name, address):
    return [f"update delete {name} A", f"update add {name} 300 A {address}"]


def script(names, address):
    lines = ["server 127.0.0.1", f"zone {servers.ZONE}"]
    for at in range(0, len(names), IN_ONE_MESSAGE):
        for name in names[at:at + IN_ONE_MESSAGE]:
            lines += replace(name, address)
        lines.append("send")
    return "\n".join(lines) + "\n"


def nsupdate(world, names, address):
    return timed(world, ["nsupdate", "-v", "-y", KEY], script(names, address))[0]


def nsupdate_each(world, names, address):
    """In one shell, so that starting it is not measured."""
    folder = Path(tempfile.mkdtemp(prefix="ddns-bench-"))
    for i, name in enumerate(names):
        (folder / str(i)).write_text(script([name], address))
    took, _ = timed(world, ["sh", "-ec", f'for f in {folder}/*; do nsupdate -v -y "$1" "$f"; done', "sh", KEY])
    subprocess.run(["rm", "-r", folder], check=True)
    return took


class Ours:
    """The daemon, and passes that remember nothing."""

    def __init__(self, world, names, folder):
        self.world, self.folder = world, folder
        self.cable = world.uplinks[0]
        self.path = folder / "config.yaml"
        records = [{"name": n, "account": "dns", "types": ["A"], "source": "interface", "ttl": 300} for n in names]
        self.path.write_text(config({"dns": {"provider": "rfc2136", "server": "127.0.0.1", "zone": servers.ZONE, "key": KEY}},
                                    records, log={"level": "info", "format": "json"}))
        self.path.chmod(0o600)
        self.names = names
        self.daemon = Daemon(world, folder, binary=common.binary())
        self.old = None

    def start(self, address):
        self.world.inner(f"addr add {address}/32 dev {self.cable.dev}")
        self.old = address
        self.daemon.start()
        self.confirmed(address)

    def confirmed(self, address):
        """When the last name was; seconds since 1970."""
        def all_of_them():
            found = [e for e in self.daemon.lines() if e["message"].startswith("published") and f" {address} at dns" in e["message"]]
            return len(found) == len(self.names) and found
        return max(datetime.fromisoformat(e["time"]).timestamp() for e in until(all_of_them, 120, "all are confirmed", every=0.2))

    def change(self, address):
        """From before the kernel is told to the last name that is confirmed."""
        time.sleep(SETTLE)
        begin = time.time()
        self.world.inner(f"addr add {address}/32 dev {self.cable.dev}", f"addr del {self.old}/32 dev {self.cable.dev}")
        self.old = address
        return (self.confirmed(address) - begin) * 1000

    def once(self, address):
        """A pass from exec to exit, which reads every name first because nothing is known."""
        self.world.inner(f"addr add {address}/32 dev {self.cable.dev}", f"addr del {self.old}/32 dev {self.cable.dev}")
        self.old = address
        state = self.folder / "state"
        if state.exists():
            shutil.rmtree(state)
        return timed(self.world, [common.binary(), "once", "-c", self.path])[0]


def check(world, names, address):
    lines = "".join(f"{n} A\n" for n in names)
    _, out = timed(world, ["dig", "+tcp", "+keepopen", "+short", "@127.0.0.1", "-f", "/dev/stdin"], lines)
    if out.split() != [address] * len(names):
        raise RuntimeError(f"the zone does not hold {address} everywhere")


def measure(n, rounds, folder):
    world = World(1)
    try:
        server = servers.Knot(lambda argv, log: world.start(world.inside, argv, log), folder / "server")
        names = [f"n{i}.{servers.ZONE}" for i in range(n)]
        until(lambda: subprocess.run(["ip", "netns", "exec", world.inside, "dig", "+tcp", "+time=1", "+tries=1", "@127.0.0.1",
                                      servers.ZONE, "SOA"], capture_output=True).returncode == 0, 20, "Knot answers")
        addresses = map(world.uplinks[0].v4, itertools.count(1))
        mine = Ours(world, names, folder)
        mine.start(next(addresses))
        took = {"ours_ms": [], "once_ms": [], "all_ms": [], "each_ms": []}

        def run(key, how):
            address = next(addresses)
            took[key].append(how(address))
            check(world, names, address)
        for _ in range(rounds):
            run("ours_ms", mine.change)
        mine.daemon.stop(30)
        for i in range(rounds):
            run("once_ms", mine.once)
            run("all_ms", lambda address: nsupdate(world, names, address))
            if i == 0:      # it takes long
                run("each_ms", lambda address: nsupdate_each(world, names, address))
        server.stop()
        return {k: sorted(v)[len(v) // 2] for k, v in took.items()}
    finally:
        world.close()


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=1000)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--json")
    a = ap.parse_args()
    with tempfile.TemporaryDirectory(prefix="ddns-bench-") as folder:
        result = {"bench": "dns_update", "n": a.n, **measure(a.n, a.rounds, Path(folder))}
    if a.json:
        Path(a.json).write_text(json.dumps(result) + "\n")
    print(f"{a.n} names: {result['ours_ms']:.0f} ms, a pass that knows nothing {result['once_ms']:.0f} ms, all in one nsupdate {result['all_ms']:.0f} ms, "
          f"one nsupdate a name {result['each_ms']:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
