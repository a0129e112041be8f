#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A machine with 1,000 interfaces of 10 addresses and 100,000 routes: what does one event cost?

The same changes on an empty namespace are measured in the same run.
"""

import argparse
import subprocess
import sys
import time

import common

b = common.library()


def batch(ns, lines):
    p = subprocess.run(["ip", "-n", ns, "-batch", "-"], input="\n".join(lines) + "\n", text=True, capture_output=True)
    if p.returncode:
        b.die("ip -batch: " + p.stderr[:300])


def crowd(net, interfaces, addresses, routes):
    """veth pairs inside the client's namespace, private addresses on both ends, routes to nowhere."""
    pairs = interfaces // 2
    batch(net.c, [f"link add x{i} type veth peer name y{i}" for i in range(pairs)])
    names = [f"{end}{i}" for i in range(pairs) for end in "xy"]
    batch(net.c, [f"link set {n} addrgenmode none up" for n in names])
    batch(net.c, [f"addr add 10.{i // 250}.{i % 250}.{k + 1}/32 dev {n}" for i, n in enumerate(names)
                  for k in range(addresses)])
    batch(net.c, [f"route add {20 + i // 65536}.{i // 256 % 256}.{i % 256}.0/24 via {b.SERVER4} dev {b.IFACE} onlink"
                  for i in range(routes)])


def measure(n, settle, crowded):
    folder = b.workdir()
    net = b.Net()
    adapter = b.load_adapter("ddns-reactor")
    provider = b.start_provider(net, folder, adapter)
    if crowded:
        begin = time.monotonic()
        crowd(net, *crowded)
        print(f"  {crowded[0]} interfaces x {crowded[1]} addresses, {crowded[2]} routes made in "
              f"{time.monotonic() - begin:.1f} s", flush=True)
        time.sleep(2)
    net.add(b.ip4_nth(0))
    hosts = b.host_names(1)
    client = b.start_client(net, folder, adapter, b.Context(folder, hosts))
    collector = b.Collector(provider, client)
    got = collector.wait(hosts, b.ip4_nth(0), 0, 60)
    if got["missing"]:
        print(open(folder + "/client.out", errors="replace").read()[-2000:], file=sys.stderr)
        b.die(f"no first update ({client.exit_text()})")
    first = (got["first"] - client.t_start) / 1e6
    times, missing, wrong = [], 0, 0
    time.sleep(3)
    u0 = client.usage()
    for i in range(1, n + 1):
        time.sleep(settle)
        provider.read()
        t, _, t1 = net.change(b.ip4_nth(i - 1), b.ip4_nth(i), "swap")
        got = collector.wait(hosts, b.ip4_nth(i), t, 15)
        wrong += got["other"]
        if got["missing"]:
            missing += 1
        else:
            times.append((got["first"] - t1) / 1e6)
    u1 = client.usage()
    client.stop()
    provider.stop()
    net.close()
    return {"first_ms": b.summary(times), "missed": missing, "wrong": wrong, "start_ms": first,
            "cpu_ms_per_event": (u1["cpu_ns"] - u0["cpu_ns"]) / 1e6 / n, "peak_kib": u1.get("peak_kib")}


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=30)
    ap.add_argument("--interfaces", type=int, default=1000)
    ap.add_argument("--addresses", type=int, default=10)
    ap.add_argument("--routes", type=int, default=100000)
    ap.add_argument("--settle", type=float, default=0.3)
    ap.add_argument("--json")
    a = ap.parse_args()
    b.install_signals()
    empty = measure(a.n, a.settle, None)
    full = measure(a.n, a.settle, (a.interfaces, a.addresses, a.routes))
    b.save_json(a.json, {"bench": "machine_scale", "empty": empty, "full": full})
    for name, r in (("empty", empty), ("full", full)):
        s = r["first_ms"]
        print(f"{name}: median {b.ms(s.get('median'))}  p99 {b.ms(s.get('p99'))} ms, {r['cpu_ms_per_event']:.2f} ms CPU "
              f"an event, {r['missed']} missed, {r['wrong']} wrong, start {b.ms(r['start_ms'])} ms, "
              f"peak {(r['peak_kib'] or 0) / 1024:.1f} MiB")
    return 1 if empty["missed"] + full["missed"] + full["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
