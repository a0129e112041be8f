# SPDX-License-Identifier: MIT
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scenario"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import servers  # noqa: E402
from fixtures import *  # noqa: E402, F403
from program import command, config  # noqa: E402
from world import until  # noqa: E402

MISSING = [p for p in ("dig", "nsupdate", "faketime") if not shutil.which(p)]


class Lab:
    """A server, the program, and questions to what the server holds; all in one namespace."""

    def __init__(self, kind, world, folder, binary, **server):
        self.world, self.folder, self.binary = world, folder, binary
        self.server = servers.ALL[kind](self.start, folder / "server", **server)
        self.kind = kind
        until(self.answers, 20, f"{kind} answers")

    def start(self, argv, log):
        return self.world.start(self.world.inside, list(map(str, argv)), log)

    def inside(self, *argv, stdin=None, check=True):
        r = subprocess.run(["ip", "netns", "exec", self.world.inside, *map(str, argv)], input=stdin, text=True,
                           capture_output=True, timeout=60)
        assert not check or r.returncode == 0, r.stdout + r.stderr
        return r

    def answers(self):
        r = self.inside("dig", "+tcp", "+short", "+time=1", "+tries=1", "@127.0.0.1", servers.ZONE, "SOA", check=False)
        return "ns1" in r.stdout

    def held(self, name="home", kind="A"):
        """The values, sorted."""
        r = self.inside("dig", "+tcp", "+short", "+norecurse", "@127.0.0.1", self.full(name), kind, check=False)
        return sorted(r.stdout.split("\n")[:-1])

    def ttl(self, name="home", kind="A"):
        r = self.inside("dig", "+tcp", "+noall", "+answer", "+norecurse", "@127.0.0.1", self.full(name), kind)
        return {int(ln.split()[1]) for ln in r.stdout.splitlines()}

    @staticmethod
    def full(name):
        return name if "." in name else f"{name}.{servers.ZONE}"

    def nsupdate(self, *lines, check=True):
        """What somebody else does, with the same key."""
        text = "\n".join(["server 127.0.0.1", f"zone {servers.ZONE}", *lines, "send", ""])
        return self.inside("nsupdate", "-v", "-y", f"{self.server.algorithm}:{servers.KEY}:{servers.SECRET}", stdin=text,
                           check=check)

    def write(self, *records, label="config", top=None, **account):
        account = {"provider": "rfc2136", "server": "127.0.0.1", "zone": servers.ZONE,
                   "key": f"{self.server.algorithm}:{servers.KEY}:{servers.SECRET}", **account}
        account = {k: v for k, v in account.items() if v is not None}
        folder = self.folder / label
        folder.mkdir(exist_ok=True)
        path = folder / "config.yaml"
        path.write_text(config({"dns": account}, records, **(top or {})))
        path.chmod(0o600)
        return path

    def once(self, *records, env=None, code=0, **account):
        """One pass of the program; what it printed."""
        path = self.write(*(records or [record()]), **account)
        r = command(self.world, self.binary, "once", "-c", path, cwd=path.parent, env=env, timeout=60)
        output = r.stdout + r.stderr
        assert servers.SECRET not in output
        assert r.returncode == code, output
        return output


def record(name="home", types=("A",), **more):
    return {"name": Lab.full(name), "account": "dns", "types": list(types), "source": "interface", **more}


@pytest.fixture
def lab(make_world, tmp_path, binary):
    """lab(kind) starts a server of that kind."""
    if MISSING:
        pytest.skip(f"needs {', '.join(MISSING)}")
    made = []

    def make(kind, **server):
        if not servers.ALL[kind].installed():
            pytest.skip(f"needs {kind}: {servers.ALL[kind].program} is not installed")
        made.append(Lab(kind, make_world(1), tmp_path, binary, **server))
        return made[-1]
    yield make
    for one in made:
        one.server.stop()
