#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the benchmarks and prints one table: what was measured, the baseline of the same run, the ratio, the target.

Nothing here fails because of a time: a machine may be slow. The exit code is 0 when everything could be
measured, 1 when a driver failed, 2 when the harness is missing.

    tools/bench [--quick] [--only reaction tls many providers updates cloudflare memory idle scale start
                catalogue windows] [--json FILE]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import common

HERE = os.path.dirname(os.path.abspath(__file__))
WINDOWS = common.ROOT / "build" / "windows" / "ddns-reactor.exe"
PARTS = ["reaction", "tls", "many", "providers", "updates", "cloudflare", "memory", "idle", "scale", "start",
         "catalogue", "windows"]


class Bench:
    def __init__(self, quick, verbose):
        self.quick, self.verbose = quick, verbose
        self.folder = str(common.harness())
        self.env = dict(os.environ, DDNS_REACTOR_BIN=common.binary(), DDNS_BENCH_DIR=self.folder)
        self.rows, self.results, self.failed = [], [], []

    def drive(self, script, *argv):
        """The JSON results of one driver (of the harness, or of this folder); [] when it failed."""
        path = os.path.join(self.folder, script)
        if not os.path.exists(path):
            path = os.path.join(HERE, script)
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
            argv = [sys.executable, path, *map(str, argv), "--json", out.name]
            label = f"{script} {' '.join(argv[2:-2])}"
            print(f"  {label}", file=sys.stderr, flush=True)
            try:
                r = subprocess.run(argv, env=self.env, capture_output=True, text=True, timeout=1800)
                output, code = r.stdout + r.stderr, r.returncode
            except subprocess.TimeoutExpired as e:
                output, code = str(e), "no end"
            if code or self.verbose:
                print(output[-3000:], file=sys.stderr)
            found = [json.loads(x) for x in out.read().decode().splitlines()]
        if code:
            self.failed.append(f"{label}: exit {code}")
        self.results += found
        return found

    def one(self, script, *argv):
        found = self.drive(script, *argv)
        return found[0] if found else {}

    def row(self, what, ours, baseline, ratio, target, met):
        self.rows.append((what, ours, baseline, ratio, target, "-" if met is None else "yes" if met else "NO"))

    def compare(self, what, ours, base, unit, target, better, digits=2):
        """`ratio` of ours to the baseline; better(ratio) says whether the target is met."""
        if ours is None or not base:
            self.row(what, show(ours, unit, digits), show(base, unit, digits), "-", target, None)
            return
        ratio = ours / base
        self.row(what, show(ours, unit, digits), show(base, unit, digits), f"{ratio:.3g}", target, better(ratio))

    def limit(self, what, ours, unit, most, digits=1, baseline=None):
        """A target that is a number and not a ratio; the baseline, when there is one, for comparison only."""
        ratio = f"{ours / baseline:.3g}" if ours is not None and baseline else "-"
        self.row(what, show(ours, unit, digits), show(baseline, unit, digits), ratio, f"<= {show(most, unit, digits)}",
                 None if ours is None else ours <= most)

    # -- parts --
    def reaction(self):
        n = 8 if self.quick else 60
        ours = self.one("reaction.py", "--client", "ddns-reactor", "--n", n)
        peer = self.one("reaction.py", "--client", "inadyn", "--trigger", "signal", "--poll", 120, "--n", n)
        mine, theirs = dig(ours, "first_ms", "median"), dig(peer, "first_ms", "median")
        self.compare("reaction, 1 record, median (inadyn with a perfect signal)", mine, theirs, "ms", "<= 0.8",
                     lambda r: r <= 0.8)
        self.compare("reaction, p99 against the median", dig(ours, "first_ms", "p99"), mine, "ms", "<= 5",
                     lambda r: r <= 5)
        ten = self.one("reaction.py", "--client", "ddns-reactor", "--n", max(4, n // 2), "--records", 10)
        self.compare("reaction, 10 records, last against first (medians)", dig(ten, "last_ms", "median"),
                     dig(ten, "first_ms", "median"), "ms", "<= 2", lambda r: r <= 2)
        six = self.one("reaction.py", "--client", "ddns-reactor", "--n", max(4, n // 3), "--family", 6)
        self.row("reaction, 1 record, IPv6, median", show(dig(six, "first_ms", "median"), "ms", 2), "-", "-",
                 "(no target)", None)
        for r in (ours, ten, six):
            if r.get("missed") or r.get("stale_updates"):
                self.failed.append(f"reaction: {r.get('missed')} missed, {r.get('stale_updates')} stale")

    def tls(self):
        r = self.one("tls_reaction.py", "--n", 5 if self.quick else 40)
        for kind in ("fresh", "kept"):
            s = r.get(kind + "_ms", {})
            self.row(f"reaction over TLS, {kind} connection, median / p99 (n {s.get('n', 0)})",
                     f"{show(s.get('median'), 'ms', 2)} / {show(s.get('p99'), 'ms', 2)}", "-", "-", "(no target)", None)

    def many(self):
        n = 60 if self.quick else 1000
        for latency, faster in ((0, 3), (30, 20)):
            argv = ["--n", n, "--latency-ms", latency]
            ours = self.one("many_records.py", "--client", "ddns-reactor", *argv)
            peer = self.one("many_records.py", "--client", "inadyn", *argv)
            mine, theirs = ours.get("last_ms"), peer.get("last_ms")
            self.compare(f"{n} dyndns2 updates at {latency} ms, last update: times faster (inadyn)", theirs, mine, "ms",
                         f">= {faster}", lambda r, least=faster: r >= least, 0)
            self.rows[-1] = (self.rows[-1][0], self.rows[-1][2], self.rows[-1][1], *self.rows[-1][3:])
            if latency == 0:
                cpu = ours.get("update_cpu_own_ms")
                base = peer.get("update_cpu_own_ms")
                self.compare(f"{n} dyndns2 updates, CPU (inadyn)", cpu, base, "ms", "< 1", lambda r: r < 1, 0)
        grouped = self.one("many_records.py", "--client", "ddns-reactor", "--n", n, "--grouped", "--max-hosts", 20)
        self.limit(f"{n} dyndns2 names, grouped by 20: requests", grouped.get("requests"), "", -(-n // 20), 0)

    def providers(self):
        n = 200 if self.quick else 1000
        r = self.one("many_providers.py", "--n", n)
        share = r.get("share")
        self.row(f"{n} records over 20 providers at 100 ms: achieved / ideal (what their limits permit)",
                 show(r.get("took_ms"), "ms", 0), show(r.get("ideal_ms"), "ms", 0), show(share, "", 3), ">= 0.9",
                 None if share is None else share >= 0.9)
        self.row("  of the provider that fared worst", "-", "-", show(r.get("least_share"), "", 3), "(no target)", None)

    def updates(self):
        n = 100 if self.quick else 1000
        r = self.one("dns_update.py", "--n", n)
        for key, what, least in (("each_ms", "one nsupdate a name", 20), ("all_ms", "one nsupdate for all", 1)):
            theirs, mine = r.get(key), r.get("ours_ms")
            ratio = theirs / mine if mine and theirs else None
            self.row(f"{n} names at Knot, event to read back: times faster ({what})", show(mine, "ms", 0), show(theirs, "ms", 0),
                     show(ratio, "", 3), f">= {least}", None if ratio is None else ratio >= least)
        self.row("  a pass that knows nothing yet, exec to exit", show(r.get("once_ms"), "ms", 0), "-", "-", "(no target)", None)

    def cloudflare(self):
        n = 60 if self.quick else 1000
        r = self.one("many_records.py", "--client", "ddns-reactor", "--protocol", "cloudflare", "--grouped", "--n", n)
        self.limit(f"{n} records of one Cloudflare zone: requests for a change", r.get("requests"), "", 15, 0)
        self.limit("  requests at the first start", r.get("start_requests"), "", 15, 0)
        self.limit("  our CPU for the change", r.get("update_cpu_own_ms"), "ms", 100)

    def memory(self):
        small, large = (100, 500) if self.quick else (1000, 10000)
        found = {r["n"]: r for r in self.drive("many_records.py", "--client", "ddns-reactor", "--n", small, large)}
        a, z = found.get(small, {}), found.get(large, {})
        self.limit(f"{large} records: peak memory", mib(z.get("peak_rss_kib")), "MiB", 40)
        each = large / small
        self.compare(f"{large} against {small} records: CPU, divided by {each:g}",
                     z.get("update_cpu_own_ms") and z["update_cpu_own_ms"] / each, a.get("update_cpu_own_ms"), "ms",
                     "<= 1.5 (linear)", lambda r: r <= 1.5, 1)

    def idle(self):
        seconds = 5 if self.quick else 65
        argv = ["--records", 10, "--seconds", seconds]
        ours = self.one("idle.py", "--client", "ddns-reactor", *argv)
        peer = self.one("idle.py", "--client", "inadyn", *argv)
        self.limit(f"idle {seconds} s, 10 records: voluntary switches a minute (inadyn)", ours.get("voluntary_per_min"), "", 0,
                   0, peer.get("voluntary_per_min"))
        self.limit("  private memory (inadyn)", mib(ours.get("private_dirty_kib")), "MiB", 3, 2,
                   mib(peer.get("private_dirty_kib")))
        self.limit("  PSS (inadyn)", mib(ours.get("pss_kib")), "MiB", 8, 2, mib(peer.get("pss_kib")))
        self.limit("  requests", ours.get("requests_while_idle"), "", 0, 0)

    def scale(self):
        size = (20, 10, 1000, 4) if self.quick else (1000, 10, 100000, 30)
        r = self.one("machine_scale.py", "--interfaces", size[0], "--addresses", size[1], "--routes", size[2], "--n", size[3])
        full, empty = r.get("full", {}), r.get("empty", {})
        self.limit(f"{size[0]} interfaces x {size[1]}, {size[2]} routes: event to request, median (empty machine)",
                   dig(full, "first_ms", "median"), "ms", 5, 2, dig(empty, "first_ms", "median"))
        self.limit("  our CPU an event (empty machine)", full.get("cpu_ms_per_event"), "ms", 5, 2,
                   empty.get("cpu_ms_per_event"))
        self.limit("  wrong or missed updates", full.get("wrong") if full.get("wrong") is None
                   else full["wrong"] + full["missed"], "", 0, 0)

    def start(self):
        n = 3 if self.quick else 15
        ours = self.one("start.py", "--client", "ddns-reactor", "--n", n)
        peer = self.one("start.py", "--client", "inadyn", "--n", n)
        self.limit("start: exec to first request, median (inadyn)", dig(ours, "first_request_ms", "median"), "ms", 15, 1,
                   dig(peer, "first_request_ms", "median"))

    def catalogue(self):
        r = self.one("catalogue.py", "--n", 5 if self.quick else 40)
        none, one, every = (dig(r, kind + "_ms", "median") for kind in ("none", "one", "all"))
        if None not in (none, one, every):
            self.row(f"start that reads one of {r['files']} provider files (none)", show(one, "ms", 1), show(none, "ms", 1),
                     f"{one / none:.3g}", "<= 20 ms more", one - none <= 20)
            self.row("  that reads and checks all of them, as the list does (none)", show(every, "ms", 1),
                     show(none, "ms", 1), f"{every / none:.3g}", "(no target)", None)
        self.limit("  compiled in", mib(r.get("bytes") and r["bytes"] / 1024), "MiB", 1, 2)

    def windows(self):
        """Under Wine, whose answers about the network take most of the time: see the driver."""
        if not WINDOWS.is_file():
            self.row("Windows: event to request (not built: tools/windows/build)", "-", "-", "-", "<= 1.5", None)
            return
        r = self.one("windows_reaction.py", "--n", 8 if self.quick else 80)
        mine = dig(r, "ours_ms", "median")
        self.compare("Windows under Wine: event to request, median (listens, looks, sends)", mine,
                     dig(r, "bare_looking_ms", "median"), "ms", "<= 1.5", lambda x: x <= 1.5)
        self.compare("  (listens and sends)", mine, dig(r, "bare_ms", "median"), "ms", "(no target)", lambda x: None)
        self.limit("  the exe", r.get("mib"), "MiB", 10)

    def table(self):
        head = ("what (baseline)", "ours", "baseline", "ratio", "target", "met")
        rows = [head, *self.rows]
        width = [max(len(r[i]) for r in rows) for i in range(len(head))]
        lines = ["  ".join(c.ljust(width[i]) if i in (0, 4, 5) else c.rjust(width[i]) for i, c in enumerate(r)).rstrip()
                 for r in rows]
        return "\n".join([lines[0], "  ".join("-" * w for w in width), *lines[1:]])


def dig(value, *keys):
    for k in keys:
        value = value.get(k) if isinstance(value, dict) else None
    return value


def mib(kib):
    return None if kib is None else kib / 1024


def show(value, unit, digits):
    return "-" if value is None else f"{value:.{digits}f} {unit}".strip()


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--quick", action="store_true", help="small numbers: does everything run?")
    ap.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    ap.add_argument("--json", help="write every number of the drivers to this file")
    ap.add_argument("--verbose", action="store_true", help="show the drivers' own output")
    a = ap.parse_args()
    bench = Bench(a.quick, a.verbose)
    if os.geteuid() != 0:
        print("error: needs root: network namespaces", file=sys.stderr)
        return 2
    missing = [p for p in ("inadyn",) if not shutil.which(p, path=os.environ.get("PATH", "") + ":/usr/sbin")]
    if missing:
        print(f"error: not installed: {', '.join(missing)} (apt-get install {' '.join(missing)})", file=sys.stderr)
        return 2
    print(f"measuring {bench.env['DDNS_REACTOR_BIN']}", file=sys.stderr)
    for part in a.only:
        getattr(bench, part)()
    print(bench.table())
    for f in bench.failed:
        print("not measured as it should: " + f)
    if a.json:
        with open(a.json, "w") as f:
            f.write("".join(json.dumps(r) + "\n" for r in bench.results))
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
