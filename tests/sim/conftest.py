# SPDX-License-Identifier: MIT
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scenario")]

from fixtures import (binary, daemon, make_world, no_secret_leaks, pytest_runtest_makereport, two,  # noqa: E402, F401
                      world)
