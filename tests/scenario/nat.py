# SPDX-License-Identifier: MIT
"""Uplinks behind NAT, and the services on the internet that say where a request came from.

    outside                                  router 0 (masquerades)             inside
    p0  198.51.100.1 ==veth== wan 81.2.69.10 | lan 192.168.100.1 ==veth== wan0  192.168.100.2
    lo  the services' addresses

The services are those that the program asks when nobody tells it otherwise, by their real names and over
TLS: inside, the names lead to the simulator and the system trusts the authority of its certificate.
"""

import itertools
import json
import os
import shutil
from pathlib import Path

from authority import Authority
from program import Sim
from world import World, run

# Host -> (who runs it, the address it has here). src/detect/echo.cpp has the same hosts.
SERVICES = {
    "1.1.1.1": ("Cloudflare", "1.1.1.1"),
    "api4.ipify.org": ("ipify", "192.0.2.11"),
    "v4.ident.me": ("ident.me", "192.0.2.12"),
    "checkipv4.dedyn.io": ("deSEC", "192.0.2.13"),
    "ipv4.nsupdate.info": ("nsupdate.info", "192.0.2.14"),
    "ip4.dnshome.de": ("dnsHome", "192.0.2.15"),
    "checkip.amazonaws.com": ("Amazon", "192.0.2.16"),
}
HOSTS = list(SERVICES)
OPERATORS = [operator for operator, _ in SERVICES.values()]
MASQUERADE = ("table ip nat { chain out { type nat hook postrouting priority srcnat; "
              "oifname \"wan\" masquerade; }; }")


def why_impossible():
    """None, or why there can be no NAT here."""
    if not shutil.which("nft"):
        return "needs nft (nftables)"
    name = f"ddnst-probe-nat-{os.getpid()}"
    try:
        run("ip", "netns", "add", name)
        run("ip", "netns", "exec", name, "nft", MASQUERADE)
    except RuntimeError as e:
        return f"needs a kernel with masquerade: {e}"
    finally:
        run("ip", "netns", "del", name, check=False)
    return None


class NatWorld(World):
    """As World, but with a router of its own in each cable. Of a router's outside addresses only the newest is used."""

    def __init__(self, uplinks=1, **kw):
        self.routers = []
        self.spare_metrics = itertools.count(5000)
        super().__init__(uplinks, **kw)
        # What is not there is said to be unreachable, every time.
        run("ip", "netns", "exec", self.outside, "sysctl", "-q", "-w", "net.ipv4.conf.all.forwarding=1",
            "net.ipv4.icmp_ratelimit=0")
        self.outer(*(f"addr add {address}/32 dev lo" for _, address in SERVICES.values()))

    @staticmethod
    def etc(ns):
        World.etc(ns)
        with open(Path("/etc/netns") / ns / "hosts", "a") as f:
            f.writelines(f"{address} {host}\n" for host, (_, address) in SERVICES.items() if host != address)

    def router(self, u):
        return self.routers[u.number]

    def cable(self, u):
        router = self.inside.replace("ddnst-i", f"ddnst-r{u.number}")
        self.routers.append(router)
        run("ip", "netns", "add", router)
        run("ip", "-n", self.inside, "link", "add", u.dev, "type", "veth", "peer", "name", "lan", "netns", router)
        run("ip", "-n", router, "link", "add", "wan", "type", "veth", "peer", "name", u.peer, "netns", self.outside)
        self.batch(router, ["link set lo up", "link set lan up", f"addr add {self.gateway(u)}/24 dev lan",
                            "link set wan up", "addr add 169.254.78.1/32 dev wan scope link"])
        self.set_outside_address(u, 10)
        self.sysctl4(router, "forwarding", 1)
        run("ip", "netns", "exec", router, "nft", MASQUERADE)
        self.inner(f"addr add {self.private(u)}/24 dev {u.dev}")

    @staticmethod
    def gateway(u):
        return f"192.168.{100 + u.number}.1"

    @staticmethod
    def private(u, n=2):
        return f"192.168.{100 + u.number}.{n}"

    def default_route(self, u, metric):
        self.inner(f"route add default via {self.gateway(u)} dev {u.dev} metric {metric}")

    def default_route_del(self, u, metric):
        self.inner(f"route del default via {self.gateway(u)} dev {u.dev} metric {metric}")

    def set_outside_address(self, u, n):
        """What the outside sees of this uplink from now on; the inside is told nothing. Returns the address."""
        router = self.router(u)
        shown = json.loads(run("ip", "-4", "-n", router, "-j", "addr", "show", "dev", "wan").stdout)
        old = [a["local"] for a in shown[0]["addr_info"] if a["scope"] == "global"] if shown else []
        self.batch(router, [f"addr add {u.v4(n)}/32 dev wan", *(f"addr del {a}/32 dev wan" for a in old),
                            f"route replace default via {u.gw4} dev wan onlink src {u.v4(n)}"])
        return u.v4(n)

    def take_down(self, *hosts):
        """These services are out of reach from now on."""
        self.outer(*(f"addr del {SERVICES[host][1]}/32 dev lo" for host in hosts))

    def bring_up(self, *hosts):
        self.outer(*(f"addr add {SERVICES[host][1]}/32 dev lo" for host in hosts))

    def look_again(self, u):
        """One more default route, which leads nowhere else: another network as far as detection is concerned."""
        self.default_route(u, next(self.spare_metrics))

    def close(self):
        super().close()
        for router in self.routers:
            run("ip", "netns", "del", router, check=False)


class NatSim(Sim):
    """The simulator as a provider at its usual place and as all the services over TLS."""

    def __init__(self, world, folder):
        authority = Authority(folder, "services")
        world.trust(authority.pem)
        super().__init__(world, folder, "--tls", f"0.0.0.0:443,{authority.certificate('services', HOSTS)}")

    def answers(self, **by_host):
        """What services say in place of the truth; with `*` all of them."""
        self.seed(echo=by_host)

    def asked(self, since=0):
        return self.requests(since, kind="echo")
