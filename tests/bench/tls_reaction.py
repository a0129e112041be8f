#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Address changed -> update read by the provider, over HTTPS; fresh and kept connections apart.

fresh: the address that changes is the one the connection comes from, so each update needs a new connection.
kept:  requests leave by another interface whose address stays, so the connection may be used again.
Each sample is filed by what really happened: the provider says how many requests a connection had before.
The provider is this tree's simulator; the clock is that of the harness.
"""

import argparse
import json
import os
import subprocess
import sys
import time

import common

b = common.library()
SIM = common.ROOT / "tests" / "sim" / "provider_sim.py"
PORT = 8443
SIDE = ("10.99.0.1", "10.99.0.2")        # provider, client: the road that stays


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", "/CN=bench", "-addext", f"subjectAltName=DNS:{b.SERVER_NAME},DNS:side.example.com",
                    "-days", "30", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
                   check=True, stderr=subprocess.DEVNULL)
    return f"{folder}/cert.pem", f"{folder}/key.pem"


class TlsProvider:
    """The simulator behind the interface of the harness's Provider, as far as its Collector needs."""

    def __init__(self, net, folder):
        cert, key = certificate(folder)
        log = os.path.join(folder, "sim.jsonl")
        open(log, "w").close()
        out = os.path.join(folder, "sim.out")
        listen = [a for ip in (b.SERVER4, SIDE[0]) for a in ("--tls", f"{ip}:{PORT},{cert},{key}")]
        self.proc = b.Proc(net, net.p, [sys.executable, str(SIM), "--log", log, "--user", b.USER, "--password",
                                        b.PASSWORD, "--max-seconds", "3600", *listen], folder, out)
        end = time.monotonic() + 10
        while "ready" not in open(out).read():
            if time.monotonic() > end or not self.proc.running():
                b.die("the simulator did not start; see " + out)
            time.sleep(0.02)
        self.f, self.rest, self.ca = open(log), "", cert

    read = b.Provider.read
    stop = b.Provider.stop


class Client:
    extra_names = ()

    def __init__(self, provider, kept):
        self.provider, self.kept = provider, kept

    def command(self, c):
        name = "side.example.com" if self.kept else b.SERVER_NAME
        lines = [f"state: {c.path('state')}", "log: { level: info, format: json }", "accounts:",
                 f"  bench: {{ provider: dyndns2, url: 'https://{name}:{PORT}', ca: '{self.provider.ca}', "
                 f"username: '{c.user}', password: '{c.password}' }}", "records:"]
        lines += [f"  - {{ name: {h}, account: bench, types: [A], source: interface, classes: [public, special], "
                  f"address: wan }}" for h in c.hosts]
        lines += ["uplinks:", f"  wan: {{ interface: {b.IFACE} }}"]
        os.makedirs(c.path("state"), exist_ok=True)
        return [common.binary(), "run", "-c", c.write("ddns-reactor.yaml", "\n".join(lines) + "\n")]


def side_road(net):
    net.ip("-n", net.c, "link", "add", "side0", "type", "veth", "peer", "name", "s0", "netns", net.p)
    for ns, dev, own in ((net.p, "s0", SIDE[0]), (net.c, "side0", SIDE[1])):
        net.ip("-n", ns, "addr", "add", own + "/24", "dev", dev)
        net.ip("-n", ns, "link", "set", dev, "up")


def measure(kept, n, settle):
    folder = b.workdir()
    net = b.Net()
    side_road(net)
    provider = TlsProvider(net, folder)
    # the private /etc/hosts is made here, before the harness would, for the name of the side road
    with open(os.path.join(folder, "hosts"), "w") as f:
        f.write(f"127.0.0.1 localhost\n{b.SERVER4} {b.SERVER_NAME}\n{SIDE[0]} side.example.com\n")
    with open(os.path.join(folder, "resolv.conf"), "w") as f:
        f.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    net.add(b.ip4_nth(0))
    hosts = b.host_names(1)
    client = b.start_client(net, folder, Client(provider, kept), b.Context(folder, hosts))
    collector = b.Collector(provider, client)
    got = collector.wait(hosts, b.ip4_nth(0), 0, 30)
    if got["missing"]:
        print(open(folder + "/client.out", errors="replace").read()[-2000:], file=sys.stderr)
        b.die(f"no first update over HTTPS ({client.exit_text()})")
    samples = {"fresh": [], "kept": []}
    missing = 0
    for i in range(1, n + 1):
        time.sleep(settle)
        provider.read()
        t, _, t1 = net.change(b.ip4_nth(i - 1), b.ip4_nth(i), "swap")
        collector.entries = []
        if collector.wait(hosts, b.ip4_nth(i), t, 15)["missing"]:
            missing += 1
            continue
        e = next(x for x in collector.entries if x["t_ns"] >= t and x.get("ip4") == b.ip4_nth(i))
        samples["kept" if e["n_on_conn"] > 1 else "fresh"].append((e["t_ns"] - t1) / 1e6)
    client.stop()
    provider.stop()
    net.close()
    return samples, missing


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=40, help="changes of each sort")
    ap.add_argument("--settle", type=float, default=0.4)
    ap.add_argument("--json")
    a = ap.parse_args()
    b.install_signals()
    total, missing = {"fresh": [], "kept": []}, 0
    for kept in (False, True):
        samples, lost = measure(kept, a.n, a.settle)
        missing += lost
        for k, v in samples.items():
            total[k] += v
    result = {"bench": "tls_reaction", "missed": missing, **{k + "_ms": b.summary(v) for k, v in total.items()}}
    b.save_json(a.json, result)
    for k, v in total.items():
        s = b.summary(v)
        print(f"TLS, {k} connection: " + (f"n {s['n']}  median {b.ms(s['median'])}  p99 {b.ms(s['p99'])} ms"
                                          if v else "never happened"))
    print(json.dumps({"missed": missing}))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
