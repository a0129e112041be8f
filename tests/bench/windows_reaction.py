#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Address added -> request read by the provider, under Wine: our program against those that only listen and send.

All hear of the change from the same source (the list of addresses, which is what Wine tells): our program, the least that
can react ("bare"), and the same with one look at interfaces, addresses and routes ("bare, looking"), which is what the
system takes from whoever wants to know what has changed. They take turns, in the same namespaces and the same Windows.
The clock starts before `ip` is told and the provider's clock is the same. DDNS_REACTOR_WINDOWS is the exe, default
build/windows/ddns-reactor.exe.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "windows"), str(TESTS / "scenario")]

import program  # noqa: E402
from wine import Windows, WindowsDaemon, compile_helper  # noqa: E402
from world import PROVIDER4, World, until  # noqa: E402

ROUNDS = 4


class Road:
    """The wire on which addresses come and go, and an `ip` that waits for orders."""

    def __init__(self, world):
        self.world, self.uplink, self.n = world, world.uplinks[0], 10
        # a way to the provider while the others come and go; nobody publishes it
        world.inner(f"addr add 192.168.7.9/24 dev {self.uplink.dev}")
        self.ip = subprocess.Popen(["ip", "-n", world.inside, "-batch", "-"], stdin=subprocess.PIPE, text=True)

    def tell(self, what):
        self.ip.stdin.write(f"addr {what} {self.uplink.v4(self.n)}/32 dev {self.uplink.dev}\n")
        self.ip.stdin.flush()

    def change(self, settle):
        """Returns the moment before the new address; the old one has been gone for a while."""
        self.tell("del")
        self.n = 10 + (self.n - 9) % 240
        time.sleep(settle)
        begin = time.monotonic_ns()
        self.tell("add")
        return begin

    def close(self):
        self.ip.stdin.close()
        self.ip.wait(5)


def first_request(sim, begin, name):
    found = until(lambda: sim.requests(begin, host=name), 10, f"a request for {name}")
    return (found[0]["t_ns"] - begin) / 1e6


def measure(road, sim, name, n, settle):
    return [first_request(sim, road.change(settle), name) for _ in range(n)]


def run(exe, n, settle, folder):
    world = World(1)
    windows = sim = None
    try:
        windows = Windows(world, folder / "prefix", exe)
        sim = program.Sim(world, folder)
        helper = compile_helper(Path(__file__).parent / "windows_listener.cpp", folder)
        if not helper:
            sys.exit("error: no compiler for Windows (apt-get install g++-mingw-w64-x86-64-posix)")
        road = Road(world)
        road.tell("add")
        text = program.plain(top={"log": {"level": "info", "format": "json"}})
        samples, own = {"ours": [], "bare": [], "bare_looking": []}, []
        for turn in range(ROUNDS):
            d = WindowsDaemon(windows, folder / f"d{turn}", text).start()
            until(lambda: sim.requests(host="home.example.com"), 20, "the first update")
            samples["ours"] += measure(road, sim, "home.example.com", n // ROUNDS, settle)
            own += [e for e in d.said(r"^published .* after the address")]
            d.stop()
            for who, option in (("bare", []), ("bare_looking", ["look"])):
                out = folder / f"{who}{turn}.out"
                bare = windows.spawn(out, folder, helper, PROVIDER4, program.PORT, *option)
                until(lambda path=out: "listening" in path.read_text(), 20, "the bare program listens")
                samples[who] += measure(road, sim, "bare.example.com", n // ROUNDS, settle)
                bare.kill()
                bare.wait(5)
        road.close()
        return samples, {k: statistics.median(e[k] for e in own) for k in ("planned_ms", "sent_ms")}
    finally:
        if sim:
            sim.close()
        if windows:
            windows.close()
        world.close()


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=40, help="changes for each program")
    ap.add_argument("--settle", type=float, default=0.4)
    ap.add_argument("--json")
    a = ap.parse_args()
    exe = Path(os.environ.get("DDNS_REACTOR_WINDOWS") or TESTS.parent / "build/windows/ddns-reactor.exe").resolve()
    if not exe.is_file():
        sys.exit(f"error: no program to measure: {exe}; build it with tools/windows/build")
    with tempfile.TemporaryDirectory() as folder:
        samples, own = run(exe, max(a.n, ROUNDS), a.settle, Path(folder))
    result = {"bench": "windows_reaction", "mib": exe.stat().st_size / 2**20, **own}
    for who, values in samples.items():
        values.sort()
        result[who + "_ms"] = {"n": len(values), "median": statistics.median(values), "min": values[0],
                               "p99": values[min(len(values) - 1, int(len(values) * 0.99))]}
        print(f"{who}: n {len(values)}  median {statistics.median(values):.2f}  max {values[-1]:.2f} ms")
    for who in ("bare", "bare_looking"):
        result["ratio_to_" + who] = result["ours_ms"]["median"] / result[who + "_ms"]["median"]
    print(f"of ours, by its own log: event to plan {own['planned_ms']:.2f} ms, plan to request {own['sent_ms']:.2f} ms")
    print(f"ratio of the medians: {result['ratio_to_bare']:.3g} to bare, {result['ratio_to_bare_looking']:.3g} to bare "
          f"with a look; the exe has {result['mib']:.1f} MiB")
    if a.json:
        with open(a.json, "a") as f:
            f.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
