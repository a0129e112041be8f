#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the catalogue of providers costs a start: nothing read, one file read, all files read, each a process of its own.

The three take turns, so that a busy machine is as busy for each. The difference to a start that reads none is
the catalogue's share.
"""

import argparse
import pathlib
import subprocess
import time

import common

b = common.library()
KINDS = {"none": ["--version"], "one": ["providers", "duckdns"], "all": ["providers", "index"]}


def ms(binary, words):
    began = time.monotonic_ns()
    subprocess.run([binary, *words], check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic_ns() - began) / 1e6


def embedded(folder):
    """How many files, and how many bytes of them are compiled in: all but their examples."""
    texts = [p.read_bytes() for p in pathlib.Path(folder).glob("*.yaml") if p.name != "retired.yaml"]
    return len(texts), sum(len(t.split(b"\nexamples:")[0]) for t in texts)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--n", type=int, default=30)
    ap.add_argument("--json")
    a = ap.parse_args()
    took = {kind: [] for kind in KINDS}
    for _ in range(a.n):
        for kind, words in KINDS.items():
            took[kind].append(ms(common.binary(), words))
    files, size = embedded(common.ROOT / "providers")
    found = {kind + "_ms": b.summary(values) for kind, values in took.items()}
    b.save_json(a.json, {"bench": "catalogue", "files": files, "bytes": size, **found})
    print(f"{files} files, {size} bytes: " + ", ".join(f"{k} {b.ms(s['median'])}" for k, s in found.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
