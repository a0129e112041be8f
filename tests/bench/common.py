# SPDX-License-Identifier: MIT
"""Finds the side-by-side harness (fake provider, namespaces, adapters for the peers) and what is to be measured."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOW = """The benchmarks compare with other clients through a harness that is not part of this tree.
  - point DDNS_BENCH_DIR at its folder (the one with benchlib.py); default: {default}
  - install the peers: apt-get install inadyn ddclient
  - run as root (network namespaces)"""


def harness():
    """The harness's folder; ends the program with 2 and says what to do when it is not there."""
    default = ROOT.parent / "shared" / "bench"
    folder = Path(os.environ.get("DDNS_BENCH_DIR", default)).resolve()
    if not (folder / "benchlib.py").is_file():
        print(f"error: no benchmark harness in {folder}\n" + HOW.format(default=default), file=sys.stderr)
        sys.exit(2)
    return folder


def library():
    """The harness's benchlib module."""
    folder = str(harness())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import benchlib
    return benchlib


def binary():
    """DDNS_REACTOR_BIN, else a release build of this tree, else the newest build."""
    given = os.environ.get("DDNS_REACTOR_BIN")
    if given:
        return str(Path(given).resolve())
    found = [f for f in [*ROOT.glob("build/release*/ddns-reactor"), ROOT / "build" / "ddns-reactor"] if f.is_file()]
    found += sorted((f for f in ROOT.glob("build/*/ddns-reactor") if f.is_file()), key=lambda f: -f.stat().st_mtime)
    if not found:
        print(f"error: no program to measure in {ROOT / 'build'}; build it or set DDNS_REACTOR_BIN", file=sys.stderr)
        sys.exit(2)
    return str(found[0])
