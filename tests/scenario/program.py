# SPDX-License-Identifier: MIT
"""The program under test and the provider simulator, as processes with logs one can wait for."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from world import PROVIDER4, PROVIDER6, until

SIM = Path(__file__).resolve().parent.parent / "sim" / "provider_sim.py"
PORT = 8080
# Unlikely strings: no output of the program may ever hold one of them.
TOKEN = "tok-3b9f5ecreT-0a1b2c3d"
USER, PASSWORD = "joe", "pw-7d5ecreT-x9y8z7"
SECRETS = (TOKEN, PASSWORD)
BASE = f"http://provider.test:{PORT}"
TLS_PORTS = {"good": 8443, "other name": 8444, "expired": 8445, "unknown authority": 8446}

# Where a test must know what the log says, it knows it from here: one place to change with the wording.
SAYS = {
    "lost": r"nothing to publish",
    "waiting": r"nothing to publish",
    "reloaded": r"^reading .* again",
    "reload refused": r"is not used",
    "damaged": r"damaged|set aside",
    "stopped": r"not tried again until the configuration changes",
}


def says(key):
    return re.compile(SAYS[key], re.IGNORECASE)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.unix_path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect(self.unix_path)


class Sim:
    """The provider simulator in the outside namespace."""

    def __init__(self, world, folder, *more):
        self.log = folder / "sim.jsonl"
        self.log.touch()
        self.admin = f"/tmp/ddnst-{os.getpid()}-{id(self):x}.sock"     # a path short enough for AF_UNIX
        out = folder / "sim.out"
        self.process = world.start(world.outside, [
            sys.executable, SIM, "--listen", f"{PROVIDER4}:{PORT}", "--listen", f"[{PROVIDER6}]:{PORT}",
            "--log", self.log, "--admin-socket", self.admin, "--zone", "example.com", "--user", USER,
            "--password", PASSWORD, "--token", TOKEN, "--max-seconds", "300", *more], out)
        until(lambda: "ready" in out.read_text(), 10, "the simulator is ready")

    def close(self):
        self.process.terminate()
        self.process.wait(5)
        if os.path.exists(self.admin):
            os.unlink(self.admin)

    def call(self, method, path, body=None):
        c = UnixConnection(self.admin)
        try:
            c.request(method, "/_admin/" + path, json.dumps(body) if body is not None else None)
            return json.loads(c.getresponse().read())
        finally:
            c.close()

    def faults(self, *rules):
        self.call("POST", "faults", list(rules))

    def seed(self, **records):
        self.call("POST", "seed", records)

    def state(self):
        return self.call("GET", "state")

    def requests(self, since=0, **match):
        """Log entries read after `since` (monotonic ns) in which all of `match` hold; host= one of hosts."""
        host = match.pop("host", None)
        data = self.log.read_text()
        entries = [json.loads(x) for x in data[: data.rfind("\n") + 1].splitlines()]
        return [e for e in entries if e["t_ns"] >= since and (host is None or host in e.get("hosts", ()))
                and all(e.get(k) == v for k, v in match.items())]

    def writes(self, since=0, **match):
        """Requests that carry an address."""
        return [e for e in self.requests(since, **match)
                if e.get("op") in ("update", "create", "patch", "put", "batch", "Record.Create", "Record.Modify",
                                   "Record.Ddns")]

    def value(self, name, family=4):
        """What dyndns2 holds for a name."""
        return self.state()["dyndns2"].get(name, {}).get(f"ip{family}")

    def wait_value(self, name, wanted, family=4, timeout=8):
        """Waits until the last update in the log is this one (cheap), then checks that the provider holds it."""
        key = f"ip{family}"

        def last():
            seen = [e[key] for e in self.writes(host=name) if key in e and "changed" in e]
            return seen[-1] if seen else None
        until(lambda: last() == wanted, timeout, f"{name} becomes {wanted} at the provider")
        assert self.value(name, family) == wanted

    def cloudflare(self, name, kind="A"):
        return [r for r in self.state()["cloudflare"] if (r["name"], r["type"]) == (name, kind)]

    def quiet(self, seconds, since=None):
        """Asserts that no request comes for so long. The only place where time is let pass."""
        begin = time.monotonic_ns() if since is None else since
        time.sleep(seconds)
        got = self.requests(begin)
        assert not got, f"requests although nothing was to be sent: {got}"


def yaml(value):
    """JSON's scalars, lists and maps are YAML's."""
    return json.dumps(value, ensure_ascii=False)


def config(accounts, records, **top):
    top.setdefault("state", "./state")
    top.setdefault("log", {"level": "debug", "format": "json"})
    lines = [f"{k}: {yaml(v)}" for k, v in top.items()] + ["accounts:"]
    lines += [f"  {name}: {yaml(a)}" for name, a in accounts.items()] + ["records:"]
    lines += [f"  - {yaml(r)}" for r in records]
    return "\n".join(lines) + "\n"


def dyndns2(**more):
    return {"provider": "dyndns2", "url": BASE, "username": USER, "password": PASSWORD, "allow_http": True, **more}


def over_tls(what, ca, **more):
    """dyndns2 at the server whose certificate is `what`, one of TLS_PORTS."""
    return dyndns2(url=f"https://provider.test:{TLS_PORTS[what]}", ca=str(ca), allow_http=False, **more)


def cloudflare(**more):
    return {"provider": "cloudflare", "url": BASE + "/client/v4", "token": TOKEN, "allow_http": True, **more}


def record(name="home.example.com", account="dyn", types=("A",), **more):
    return {"name": name, "account": account, "types": list(types), "source": "interface", **more}


def plain(types=("A",), account=None, top=None, **more):
    """The configuration most scenarios need: one record at dyndns2."""
    return config({"dyn": account or dyndns2()}, [record(types=types, **more)], **(top or {}))


class Daemon:
    def __init__(self, world, folder, text=None, binary=None, name="config.yaml", env=None, argv=None):
        self.world, self.folder, self.binary = world, folder, binary
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / name
        if text is not None:
            self.write(text)
        self.log = folder / "daemon.log"
        self.env = {k: v for k, v in os.environ.items() if k not in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "JOURNAL_STREAM")}
        self.env.update(env or {})
        self.argv = argv or [binary, "run", "-c", self.config]
        self.process = None

    def write(self, text):
        """As an editor does: a new file in the place of the old one."""
        new = self.config.with_suffix(".new")
        new.write_text(text)
        new.chmod(0o600)
        new.replace(self.config)

    def start(self):
        self.began = time.monotonic_ns()
        self.process = self.world.start(self.world.inside, self.argv, self.log, self.env, self.folder)
        return self

    @property
    def pid(self):
        return self.process.pid

    def running(self):
        return self.process.poll() is None

    def signal(self, number):
        os.kill(self.pid, number)

    def stop(self, timeout=6):
        """SIGTERM and the exit code."""
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def kill(self):
        self.process.kill()
        self.process.wait(5)

    def text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def lines(self, level=None, start=0):
        """The log from byte `start` on, parsed; `level`: this one or worse."""
        order = ["debug", "info", "warn", "error"]
        found = []
        for ln in self.text()[start:].splitlines():
            try:
                entry = json.loads(ln)
            except ValueError:
                entry = {"level": "error", "message": ln}      # what is not JSON is worth seeing
            if level is None or order.index(entry.get("level", "error")) >= order.index(level):
                found.append(entry)
        return found

    def mark(self):
        return len(self.text())

    def said(self, key, start=0, level="info"):
        pattern = says(key) if isinstance(key, str) and key in SAYS else re.compile(key)
        return [e for e in self.lines(level, start) if pattern.search(e.get("message", ""))]

    def wait_said(self, key, start=0, level="info", timeout=6):
        return until(lambda: self.said(key, start, level), timeout, f"the log says {key!r}")

    def ask(self, *argv, timeout=10):
        """Another run of the binary beside it, in the same namespace and folder."""
        return command(self.world, self.binary, *argv, "-c", str(self.config), cwd=self.folder, env=self.env,
                       timeout=timeout)


def command(world, binary, *argv, cwd, env=None, timeout=20, stdin=None):
    """Runs the binary inside to its end; keeps its output beside the other logs. Into files, because what it leaves
    running may hold them."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        r = subprocess.run(["ip", "netns", "exec", world.inside, str(binary), *map(str, argv)], cwd=cwd, env=env,
                           input=None if stdin is None else stdin.encode(),
                           stdin=subprocess.DEVNULL if stdin is None else None, stdout=out, stderr=err, timeout=timeout)
        r.stdout, r.stderr = (whole_text(f) for f in (out, err))
    with open(Path(cwd) / "commands.log", "a") as f:
        f.write(f"$ {' '.join(map(str, argv[:1]))}\n{r.stdout}{r.stderr}")
    return r


def whole_text(file):
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


def switches(pid):
    """Voluntary context switches of all threads."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        status = Path(f"/proc/{pid}/task/{task}/status").read_text()
        total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M).group(1))
    return total


def netlink_drops(pid, ns):
    """Messages the kernel could not deliver to the process's routing sockets (protocol 0)."""
    inodes = set()
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            m = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(fd))
        except OSError:
            continue
        if m:
            inodes.add(m.group(1))
    drops = 0
    for ln in Path(f"/proc/{pid}/net/netlink").read_text().splitlines()[1:]:
        f = ln.split()
        if f[1] == "0" and f[9] in inodes:
            drops += int(f[8])
    return drops
