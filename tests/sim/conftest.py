# SPDX-License-Identifier: MIT
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scenario")]

from fixtures import (binary, daemon, make_world, no_secret_leaks, pytest_runtest_makereport, two,  # noqa: E402, F401
                      world)
from program import Sim  # noqa: E402
from services import Proofs  # noqa: E402


@pytest.fixture(scope="session")
def proofs(tmp_path_factory):
    return Proofs(tmp_path_factory.mktemp("proofs"))


@pytest.fixture
def start(request, world, tmp_path):
    """start(option, ...) starts the simulator, with what the test's service needs of it."""
    made = []

    def make(*more, where=world):
        service = request.node.funcargs.get("service")
        made.append(Sim(where, tmp_path, *(service.options(where) if service else ()), *more))
        return made[-1]
    yield make
    for s in made:
        s.close()
