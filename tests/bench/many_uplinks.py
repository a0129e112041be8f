#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""50 uplinks and 100 records: what does one reaction cost?

CPU time of the program (its own count, from the kernel) for one address that is replaced, all records that hold it
written to a hosts file. The same with one uplink and one record is measured in the same run. Budget: 20 ms.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import common

BUDGET_MS = 20.0


def cpu_ms(pid):
    return sum(int(Path(f"/proc/{pid}/task/{t}/schedstat").read_text().split()[0])
               for t in os.listdir(f"/proc/{pid}/task")) / 1e6


def configuration(folder, uplinks, records):
    names = [f"line{i}" for i in range(uplinks)]
    address = ["best", "all", names[:3], names[0]]
    lines = [f"state: {folder}/state", "uplinks:"]
    lines += [f"  {name}: {{ interface: d{i} }}" for i, name in enumerate(names)]
    lines += [f"accounts: {{ lan: {{ provider: hosts, path: {folder}/hosts }} }}", "records:"]
    lines += [f"  - {{ name: h{i}.lan, account: lan, types: [A], address: {json.dumps(address[i % 4])} }}"
              for i in range(records)]
    path = folder / "config.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def until(condition, what, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"not within {seconds} s: {what}")
        time.sleep(0.005)


def measure(uplinks, records, n):
    ns = f"ddns-bench-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", ns], check=True)
    try:
        with tempfile.TemporaryDirectory() as name:
            return run(ns, Path(name), uplinks, records, n)
    finally:
        subprocess.run(["ip", "netns", "del", ns], check=True)


def run(ns, folder, uplinks, records, n):
    def batch(*lines):
        subprocess.run(["ip", "-n", ns, "-batch", "-"], input="\n".join(lines) + "\n", text=True, check=True)

    for i in range(uplinks):
        batch(f"link add d{i} type veth peer name e{i}", f"link set d{i} addrgenmode none up",
              f"link set e{i} addrgenmode none up", f"addr add 62.4.{i}.1/32 dev d{i}",
              f"route add default dev d{i} metric {100 + i}")
    hosts = folder / "hosts"
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(["ip", "netns", "exec", ns, common.binary(), "run", "-c",
                                    str(configuration(folder, uplinks, records))], stdout=log, stderr=log)
    try:
        until(lambda: hosts.exists() and "62.4.0.1 " in hosts.read_text(), "the first publication")
        time.sleep(2)
        costs = []
        for k in range(2, n + 2):            # every value is a new one, so nothing is held
            before = cpu_ms(process.pid)
            batch(f"addr add 62.4.0.{k}/32 dev d0", f"addr del 62.4.0.{k - 1}/32 dev d0")
            until(lambda: f"62.4.0.{k} " in hosts.read_text() and f"62.4.0.{k - 1} " not in hosts.read_text(),
                  f"change {k}")
            time.sleep(0.3)                  # the end of what it has to do for it
            costs.append(cpu_ms(process.pid) - before)
    finally:
        process.terminate()
        process.wait(10)
    return sorted(costs)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=30)
    ap.add_argument("--uplinks", type=int, default=50)
    ap.add_argument("--records", type=int, default=100)
    a = ap.parse_args()
    one, many = measure(1, 1, a.n), measure(a.uplinks, a.records, a.n)
    median = [c[len(c) // 2] for c in (one, many)]
    print(f"1 uplink, 1 record: median {median[0]:.2f} ms CPU a reaction; {a.uplinks} uplinks, {a.records} records: "
          f"median {median[1]:.2f}, worst {many[-1]:.2f} ms ({median[1] / median[0]:.1f} x; budget {BUDGET_MS:.0f} ms)")
    return 1 if median[1] > BUDGET_MS else 0


if __name__ == "__main__":
    sys.exit(main())
