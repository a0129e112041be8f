# SPDX-License-Identifier: MIT
"""What tests of the real binary are given: networks, simulators, daemons."""

import os
from pathlib import Path

import pytest

import program
import world as worlds
from authority import Authority
from world import PROVIDER4

ROOT = Path(__file__).resolve().parents[2]
IMPOSSIBLE = worlds.why_impossible()


def find_binary():
    """DDNS_REACTOR_BIN, else the newest build of this tree."""
    given = os.environ.get("DDNS_REACTOR_BIN")
    if given:
        return Path(given).resolve()
    found = sorted(ROOT.glob("build/ddns-reactor")) + sorted(ROOT.glob("build/*/ddns-reactor"))
    found = [f for f in found if f.is_file()]
    return max(found, key=lambda f: f.stat().st_mtime) if found else None


@pytest.fixture(scope="session")
def binary():
    path = find_binary()
    if path is None or not path.is_file():
        pytest.fail(f"no program to test: {path or ROOT / 'build/ddns-reactor'}; build it or set DDNS_REACTOR_BIN",
                    pytrace=False)
    return path


@pytest.fixture
def make_world():
    if IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE)
    made = []

    def make(*args, kind=worlds.World, **kw):
        made.append(kind(*args, **kw))
        return made[-1]
    yield make
    for w in made:
        w.close()


@pytest.fixture
def world(make_world):
    """One uplink, a default route, no address yet."""
    return make_world(1)


@pytest.fixture
def sim(world, tmp_path):
    s = program.Sim(world, tmp_path)
    yield s
    s.close()


@pytest.fixture
def two(make_world):
    """Two uplinks: wan0 (metric 100) and wan1 (metric 200)."""
    return make_world(2)


@pytest.fixture
def sim_two(two, tmp_path):
    s = program.Sim(two, tmp_path)
    yield s
    s.close()


@pytest.fixture(scope="session")
def authorities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    ours, other = Authority(folder, "ours"), Authority(folder, "other")
    names = ["provider.test", "www.duckdns.org"]
    return {"ca": ours.pem, "other": other.pem, "certificates": {
        "good": ours.certificate("good", names),
        "other name": ours.certificate("elsewhere", ["elsewhere.test"]),
        "expired": ours.certificate("expired", names, "20200101000000Z", "20210101000000Z"),
        "unknown authority": other.certificate("unknown", names)}}


@pytest.fixture
def tls_sim(world, tmp_path, authorities):
    listen = []
    for what, port in program.TLS_PORTS.items():
        listen += ["--tls", f"{PROVIDER4}:{port},{authorities['certificates'][what]}"]
    listen += ["--tls", f"{PROVIDER4}:443,{authorities['certificates']['good']}"]
    s = program.Sim(world, tmp_path, *listen)
    yield s
    s.close()


@pytest.fixture
def daemon(tmp_path, binary):
    """daemon(world, config text) starts the program; stopped at the end, its log shown when the test failed."""
    made = []

    def make(world, text=None, folder="d", start=True, **kw):
        d = program.Daemon(world, tmp_path / folder, text, binary, **kw)
        made.append(d)
        return d.start() if start else d
    yield make
    for d in made:
        if d.process and d.running():
            d.kill()


def pytest_collection_modifyitems(items):
    """Nothing may hang: each test ends by itself within its waits; this marks what needs the binary."""
    for item in items:
        if "daemon" in item.fixturenames or "binary" in item.fixturenames:
            item.add_marker("program")


def pytest_configure(config):
    config.addinivalue_line("markers", "program: drives the real binary")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    folder = item.funcargs.get("tmp_path") if hasattr(item, "funcargs") else None
    if report.when == "call" and report.failed and folder:
        for log in sorted(folder.rglob("*.log")) + sorted(folder.glob("sim.jsonl")):
            tail = log.read_text(errors="replace").splitlines()[-40:]
            report.sections.append((str(log), "\n".join(tail)))


@pytest.fixture(autouse=True)
def no_secret_leaks(request):
    """After every test: no output, log or state file of the program holds a secret."""
    yield
    folder = request.node.funcargs.get("tmp_path")
    if folder:
        check_for_secrets(folder)


def check_for_secrets(folder):
    for f in folder.rglob("*"):
        if not f.is_file() or f.is_symlink() or f.name.startswith("config") or f.suffix in (".pem", ".key"):
            continue
        if any("secret" in part for part in f.parts[-2:]):     # files that the program reads secrets from
            continue
        data = f.read_bytes()
        for s in program.SECRETS:
            assert s.encode() not in data, f"a secret is in {f}"
