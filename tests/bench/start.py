#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""exec -> first request read by the provider, with an address already there and no state.

The clock starts in the process itself, just before it becomes the program: a fork of the driver and the set-up
of its namespaces are not measured.
"""

import argparse
import sys

import common

b = common.library()
LAUNCH = ("import os,sys,time\nf=os.open(sys.argv[1],os.O_WRONLY|os.O_CREAT|os.O_TRUNC,0o600)\n"
          "os.write(f,b'%d'%time.monotonic_ns())\nos.execv(sys.argv[2],sys.argv[2:])")


class Launched:
    """An adapter of the harness behind a launcher that writes down when it calls exec."""

    def __init__(self, adapter):
        self.adapter = adapter
        self.extra_names = getattr(adapter, "extra_names", ())

    def command(self, c):
        return [sys.executable, "-I", "-S", "-c", LAUNCH, c.path("exec-time"), *self.adapter.command(c)]


def once(adapter):
    folder = b.workdir()
    net = b.Net()
    provider = b.start_provider(net, folder, adapter)
    net.add(b.ip4_nth(0))
    context = b.Context(folder, b.host_names(1), poll=adapter.default_poll)
    client = b.start_client(net, folder, Launched(adapter), context)
    got = b.Collector(provider, client).wait(context.hosts, b.ip4_nth(0), 0, 30)
    client.stop()
    provider.stop()
    net.close()
    if got["missing"]:
        b.die(f"{adapter.name} made no first update ({client.exit_text()})")
    with open(context.path("exec-time")) as f:
        return (got["first"] - int(f.read())) / 1e6


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--client", default="ddns-reactor")
    ap.add_argument("--n", type=int, default=10)
    ap.add_argument("--json")
    a = ap.parse_args()
    b.install_signals()
    adapter = b.load_adapter(a.client)
    s = b.summary([once(adapter) for _ in range(a.n)])
    b.save_json(a.json, {"bench": "start", "client": adapter.name, "first_request_ms": s})
    print(f"{adapter.name}: exec to first request  min {b.ms(s['min'])}  median {b.ms(s['median'])}  "
          f"max {b.ms(s['max'])} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
