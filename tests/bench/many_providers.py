#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many records over many providers, one address change: are the providers the limit, or are we?

Every provider answers after the same latency and allows so many requests at once (1, 2, 4 or 8: user's own
provider files say so). Ideal is what that permits: rounds x latency, for the slowest provider and for each.
Measured is from the change to the last request read, and the latency of its answer.
"""

import argparse
import os
import sys
import time

import common

b = common.library()
AT_ONCE = (1, 2, 4, 8)
SETTLE = 5      # seconds; a second change within less would be held back as flapping
FILE = """format: 1
like: dyndns2
title: Bench {i}
docs: https://bench.example.com
confidence: high, 2026-01-01
pace: {at_once} at once
"""


class Client:
    extra_names = ()

    def __init__(self, providers):
        self.providers = providers

    def command(self, c):
        os.makedirs(c.path("state"), exist_ok=True)
        os.makedirs(c.path("providers"), exist_ok=True)
        lines = [f"state: {c.path('state')}", "accounts:"]
        for i in range(self.providers):
            c.write(f"providers/bench{i}.yaml", FILE.format(i=i, at_once=at_once(i)))
            lines.append(f"  a{i}: {{ provider: bench{i}, url: 'http://{c.server}:{c.port}', allow_http: true, "
                         f"username: '{c.user}', password: '{c.password}', batch: 1 }}")
        lines.append("records:")
        lines += [f"  - {{ name: {h}, account: a{n % self.providers}, types: [A], source: interface, "
                  "classes: [public, special] }" for n, h in enumerate(c.hosts)]
        return [common.binary(), "run", "-c", c.write("ddns-reactor.yaml", "\n".join(lines) + "\n")]


def at_once(provider):
    return AT_ONCE[provider % len(AT_ONCE)]


def rounds(records, provider):
    return -(-records // at_once(provider))


def last_of_each(entries, since, providers):
    last = {}
    for e in entries:
        if e["t_ns"] < since or not b.is_update(e):
            continue
        for host in e.get("hosts", ()):
            i = int(b.short_name(host).split(".")[0][1:]) % providers
            last[i] = max(last.get(i, 0), e["t_ns"])
    return last


def measure(n, providers, latency_ms):
    folder = b.workdir()
    net = b.Net()
    client = Client(providers)
    provider = b.start_provider(net, folder, client, ["--fault", f"*:slow:times=0:delay_ms={latency_ms}"])
    net.add(b.ip4_nth(0))
    context = b.Context(folder, b.host_names(n), poll=0)
    process = b.start_client(net, folder, client, context)
    collector = b.Collector(provider, process)
    if collector.wait(context.hosts, b.ip4_nth(0), 0, 300, fast=False)["missing"]:
        b.die(f"no complete first update ({process.exit_text()})")
    time.sleep(SETTLE)
    provider.read()
    t, _, t1 = net.change(b.ip4_nth(0), b.ip4_nth(1), "swap")
    collector.entries = []
    got = collector.wait(context.hosts, b.ip4_nth(1), t, 300)
    last = last_of_each(collector.entries, t, providers)
    process.stop()
    provider.stop()
    net.close()
    if got["missing"]:
        b.die(f"{got['missing']} records were not updated")
    took = {i: (at - t1) / 1e6 + latency_ms for i, at in last.items()}
    return took, got["requests"]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=1000)
    ap.add_argument("--providers", type=int, default=20)
    ap.add_argument("--latency-ms", type=int, default=100)
    ap.add_argument("--json")
    a = ap.parse_args()
    b.install_signals()
    took, requests = measure(a.n, a.providers, a.latency_ms)
    each = a.n // a.providers
    ideal = {i: rounds(each, i) * a.latency_ms for i in range(a.providers)}
    shares = [ideal[i] / took[i] for i in ideal]
    result = {"bench": "many_providers", "n": a.n, "providers": a.providers, "requests": requests,
              "ideal_ms": max(ideal.values()), "took_ms": max(took.values()),
              "share": max(ideal.values()) / max(took.values()), "least_share": min(shares)}
    b.save_json(a.json, result)
    print(f"{a.n} records over {a.providers} providers: {result['took_ms']:.0f} ms, ideal {result['ideal_ms']} ms, "
          f"achieved / ideal {result['share']:.3f}; of the worst provider {result['least_share']:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
