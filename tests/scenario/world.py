# SPDX-License-Identifier: MIT
"""A private little internet: the machine under test in one network namespace, the outside in another.

    outside (provider simulator, routers)        inside (the program under test)
    lo   192.0.2.1, 2001:db8:ffff::1             wan0  81.2.69.0/24, 2a02:db8:1::/64
    p0   198.51.100.1, 2001:db8:fe::1   ==veth== wan1  62.4.5.0/24,  2a02:db8:2::/64
    p1   198.51.100.2, 2001:db8:fe::2   ==veth== ...

No packet leaves the two. Inside, /etc/hosts and /etc/resolv.conf are private (`ip netns exec` binds
/etc/netns/NAME over /etc), provider.test is the simulator, and a DNS server is not there.
"""

import atexit
import ctypes
import itertools
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

PROVIDER4, PROVIDER6 = "192.0.2.1", "2001:db8:ffff::1"
NAMES = "provider.test www.duckdns.org"
KEEPER = "169.254.77.{}/32"            # link scope: the last global address may go and the routes stay
SERIAL = itertools.count(1)
PR_SET_PDEATHSIG, SIGKILL = 1, 9
libc = ctypes.CDLL(None)


@atexit.register
def leave_no_folder():
    try:
        Path("/etc/netns").rmdir()
    except OSError:
        pass


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL)


def run(*argv, stdin=None, check=True, timeout=30):
    r = subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=timeout)
    if check and r.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {r.stderr.strip() or r.stdout.strip()}")
    return r


def why_impossible():
    """None, or why network namespaces cannot be made here."""
    if os.geteuid() != 0:
        return "needs root: network namespaces"
    if not shutil.which("ip"):
        return "needs iproute2"
    name = f"ddnst-probe-{os.getpid()}"
    try:
        run("ip", "netns", "add", name)
        run("ip", "-n", name, "link", "add", "a0", "type", "veth", "peer", "name", "b0")
    except RuntimeError as e:
        return f"needs network namespaces and veth: {e}"
    finally:
        run("ip", "netns", "del", name, check=False)
    return None


class Uplink:
    """One cable: `dev` inside, `peer` outside, addresses of a prefix of its own."""

    V4 = ["81.2.69", "62.4.5", "88.198.7", "91.65.8"]

    def __init__(self, number):
        self.number = number
        self.dev, self.peer = f"wan{number}", f"p{number}"
        self.net4, self.net6 = self.V4[number], f"2a02:db8:{number + 1}:"
        self.gw4, self.gw6 = f"198.51.100.{number + 1}", f"2001:db8:fe::{number + 1}"

    def v4(self, n):
        return f"{self.net4}.{n}"

    def v6(self, n):
        return f"{self.net6}:{n:x}"


class World:
    def __init__(self, uplinks=1, metrics=(100, 200, 300, 400)):
        tag = f"{os.getpid()}-{next(SERIAL)}"
        self.inside, self.outside = f"ddnst-i-{tag}", f"ddnst-o-{tag}"
        self.processes = []
        self.uplinks = []
        self.trusted = None
        try:
            for ns in (self.inside, self.outside):
                run("ip", "netns", "add", ns)
                self.etc(ns)
                self.sysctl(ns, accept_dad=0, accept_ra=0, autoconf=0)
            self.outer("link set lo up", f"addr add {PROVIDER4}/32 dev lo", f"addr add {PROVIDER6}/128 dev lo nodad")
            self.inner("link set lo up")
            self.sysctl4(self.inside, "ignore_routes_with_linkdown", 1)
            for i in range(uplinks):
                self.plug(metrics[i])
        except BaseException:
            self.close()
            raise

    # -- building --
    @staticmethod
    def etc(ns):
        folder = Path("/etc/netns") / ns
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hosts").write_text(f"127.0.0.1 localhost\n::1 localhost\n{PROVIDER4} {NAMES}\n"
                                      f"{PROVIDER6} provider6.test\n")
        (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")

    def trust(self, bundle):
        """From now on processes started inside trust these certificates as the system's."""
        folder = Path("/etc/netns") / self.inside / "ssl" / "certs"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(bundle, folder / "ca-certificates.crt")

    def sysctl(self, ns, dev=("all", "default"), **values):
        devs = (dev,) if isinstance(dev, str) else dev
        lines = [f"net.ipv6.conf.{d}.{k}={v}" for d in devs for k, v in values.items()]
        run("ip", "netns", "exec", ns, "sysctl", "-q", "-w", *lines)

    @staticmethod
    def sysctl4(ns, key, value, dev="all"):
        run("ip", "netns", "exec", ns, "sysctl", "-q", "-w", f"net.ipv4.conf.{dev}.{key}={value}")

    def plug(self, metric=None):
        """One more cable, with a default route of this metric when one is given."""
        u = Uplink(len(self.uplinks))
        self.uplinks.append(u)
        self.cable(u)
        self.outside_up(u)
        self.inner(f"link set {u.dev} up", f"addr add {KEEPER.format(u.number + 1)} dev {u.dev} scope link")
        if metric is not None:
            self.default_route(u, metric)
        self.wait_carrier(u, True)
        return u

    def cable(self, u):
        """u.dev inside, u.peer outside, and what is between."""
        run("ip", "-n", self.inside, "link", "add", u.dev, "type", "veth", "peer", "name", u.peer,
            "netns", self.outside)

    def outside_up(self, u):
        self.outer(f"link set {u.peer} up", f"addr replace {u.gw4}/32 dev {u.peer}",
                   f"addr replace {u.gw6}/128 dev {u.peer} nodad",
                   f"route replace {u.net4}.0/24 dev {u.peer}",
                   f"route replace 192.168.7.0/24 dev {u.peer} metric {u.number + 1}", f"route replace {u.net6}:/64 dev {u.peer}")

    def default_route(self, u, metric):
        self.inner(f"route add default via {u.gw4} dev {u.dev} onlink metric {metric}",
                   f"route add default via {u.gw6} dev {u.dev} onlink metric {metric}")

    def default_route_del(self, u, metric):
        self.inner(f"route del default via {u.gw4} dev {u.dev} metric {metric}",
                   f"route del default via {u.gw6} dev {u.dev} metric {metric}")

    # -- what happens to it --
    @staticmethod
    def batch(ns, lines, timeout=60):
        run("ip", "-n", ns, "-batch", "-", stdin="\n".join(lines) + "\n", timeout=timeout)

    def inner(self, *lines, timeout=60):
        self.batch(self.inside, lines, timeout)

    def outer(self, *lines):
        self.batch(self.outside, lines)

    def add(self, u, n, *options):
        """The n-th IPv4 address of an uplink; returns it."""
        self.inner(f"addr add {u.v4(n)}/32 dev {u.dev} {' '.join(options)}")
        return u.v4(n)

    def add6(self, u, n, *options):
        self.inner(f"addr add {u.v6(n)}/128 dev {u.dev} nodad {' '.join(options)}")
        return u.v6(n)

    def remove(self, u, n):
        self.inner(f"addr del {u.v4(n)}/32 dev {u.dev}")

    def remove6(self, u, n):
        self.inner(f"addr del {u.v6(n)}/128 dev {u.dev}")

    def pull(self, u):
        """The cable is pulled: the other end goes down, this end loses its carrier."""
        self.outer(f"link set {u.peer} down")

    def push(self, u):
        self.outside_up(u)

    def carrier(self, u):
        link = json.loads(run("ip", "-n", self.inside, "-j", "link", "show", "dev", u.dev).stdout)[0]
        return "LOWER_UP" in link["flags"] and link["operstate"] == "UP"

    def wait_carrier(self, u, wanted, timeout=5):
        until(lambda: self.carrier(u) == wanted, timeout, f"{u.dev} carrier {wanted}")

    def addresses(self, u, family=6):
        """[{local, temporary, deprecated ...}] of the uplink, global ones."""
        shown = json.loads(run("ip", f"-{family}", "-n", self.inside, "-j", "addr", "show", "dev", u.dev).stdout)
        return [a for i in shown for a in i.get("addr_info", []) if a.get("scope") == "global"]

    # -- processes --
    def start(self, ns, argv, out, env=None, cwd=None):
        with open(out, "ab") as f:
            p = subprocess.Popen(["ip", "netns", "exec", ns, *map(str, argv)], stdin=subprocess.DEVNULL, stdout=f,
                                 stderr=f, env=env, cwd=cwd, start_new_session=True, preexec_fn=die_with_parent)
        self.processes.append(p)
        return p

    def close(self):
        for p in self.processes:
            if p.poll() is None:
                p.kill()
            p.wait(10)
        for ns in (self.inside, self.outside):
            listed = run("ip", "netns", "pids", ns, check=False)
            for pid in listed.stdout.split():      # what a started program left behind, in our own namespaces
                try:
                    os.kill(int(pid), SIGKILL)
                except ProcessLookupError:
                    pass
            run("ip", "netns", "del", ns, check=False)
            shutil.rmtree(Path("/etc/netns") / ns, ignore_errors=True)


def until(condition, timeout, what, every=0.01):
    """Waits for the condition's first true value and returns it."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(every)
