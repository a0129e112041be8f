# SPDX-License-Identifier: MIT
import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scenario")]

from fixtures import (ROOT, authorities, make_world, no_secret_leaks, pytest_runtest_makereport, sim, tls_sim,  # noqa: E402, F401
                      world)
from wine import Windows, WindowsDaemon, compile_helper  # noqa: E402


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("DDNS_REACTOR_BIN") or ROOT / "build/windows/ddns-reactor.exe").resolve()
    if not path.is_file():
        pytest.fail(f"no program to test: {path}; build it with tools/windows/build or set DDNS_REACTOR_BIN", pytrace=False)
    return path


@pytest.fixture(scope="session")
def prefix(tmp_path_factory):
    """The disk of a Windows, for one test after the other: it takes 0.7 GB and ten seconds to make."""
    if not shutil.which("wine"):
        pytest.skip("needs wine")
    folder = tmp_path_factory.mktemp("windows")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def windows(world, prefix, binary):
    w = Windows(world, prefix, binary)
    yield w
    w.close()


@pytest.fixture
def daemon(windows, tmp_path):
    """daemon(config text) starts the program; ended with the test."""
    made = []

    def make(text=None, folder="d", start=True, **kw):
        d = WindowsDaemon(windows, tmp_path / folder, text, **kw)
        made.append(d)
        return d.start() if start else d
    yield make
    for d in made:
        if d.process and d.running():
            d.kill()


@pytest.fixture(scope="session")
def hold_file(tmp_path_factory):
    """A program that keeps a file open and lets nobody else: hold_file.exe PATH."""
    return compile_helper(HERE / "hold_file.cpp", tmp_path_factory.mktemp("helper")) or pytest.skip("needs mingw-w64")
