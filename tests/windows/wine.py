# SPDX-License-Identifier: MIT
"""The Windows program under Wine, in the networks of the scenarios."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import program

WINE = Path(__file__).resolve().parents[2] / "tools" / "windows" / "wine"
COMPILER = "x86_64-w64-mingw32-g++-posix"


def windows_path(path):
    """How Windows calls a file of this system."""
    return "Z:" + str(path).replace("/", "\\")


class Windows:
    """A Windows inside a world. Sockets and the tables of IP Helper are those of the namespace in which Wine's server
    runs, so it is started there and ended with the test; its disk (the prefix) may serve the next one."""

    def __init__(self, world, prefix, binary):
        self.world, self.binary, self.prefix = world, binary, prefix
        self.env = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
        subprocess.run(["ip", "netns", "exec", world.inside, WINE, "--boot"], env=self.env, check=True, timeout=120,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        subprocess.run([WINE, "--stop"], env=self.env, timeout=60, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    @property
    def drive(self):
        """C:"""
        return self.prefix / "drive_c"

    def command(self, *argv, cwd, stdin=None, timeout=60, program_file=None):
        """Runs our program, or another one, to its end."""
        return program.command(self.world, WINE, program_file or self.binary, *argv, cwd=cwd, env=self.env, stdin=stdin,
                               timeout=timeout)

    def spawn(self, out, cwd, *argv):
        return self.world.start(self.world.inside, [WINE, *argv], out, self.env, cwd)


class WindowsDaemon(program.Daemon):
    def __init__(self, windows, folder, text=None, name="config.yaml", argv=None):
        super().__init__(windows.world, folder, text, windows.binary, name, argv=argv or ["run"])
        self.windows = windows
        self.env = windows.env

    def start(self):
        options = [] if self.argv != ["run"] else ["-c", windows_path(self.config)]
        self.process = self.windows.spawn(self.log, self.folder, self.binary, *self.argv, *options)
        return self

    def stop(self, timeout=10):
        """Ctrl-C and the exit code."""
        if self.running():
            self.signal(signal.SIGINT)
        return self.process.wait(timeout)

    def ask(self, *argv, timeout=60):
        return self.windows.command(*argv, "-c", windows_path(self.config), cwd=self.folder, timeout=timeout)


def compile_helper(source, folder):
    """A small Windows program of the tests' own; None without a compiler."""
    if not shutil.which(COMPILER):
        return None
    target = folder / (source.stem + ".exe")
    subprocess.run([COMPILER, "-O2", "-static", "-std=c++20", "-Wall", "-Wextra", "-D_WIN32_WINNT=0x0A00", "-o", target,
                    source, "-liphlpapi", "-lws2_32"], check=True, timeout=120)
    return target
