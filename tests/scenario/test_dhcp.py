# SPDX-License-Identifier: MIT
"""A real DHCP server (dnsmasq) and two real clients, dhclient and busybox udhcpc."""

import shutil
import signal
import time

import pytest

from program import plain
from world import run, until

# What a client's script does with a lease: the least of what the distributions' scripts do.
DHCLIENT_SCRIPT = """#!/bin/sh
case "$reason" in
BOUND|RENEW|REBIND|REBOOT)
    [ -n "$old_ip_address" ] && [ "$old_ip_address" != "$new_ip_address" ] && ip addr del "$old_ip_address/24" dev "$interface"
    ip addr replace "$new_ip_address/24" dev "$interface" valid_lft "$new_dhcp_lease_time" preferred_lft "$new_dhcp_lease_time"
    ip route replace default via "$new_routers" dev "$interface" metric 100 ;;
EXPIRE|FAIL|RELEASE|STOP)
    [ -n "$old_ip_address" ] && ip addr del "$old_ip_address/24" dev "$interface" ;;
esac
echo "$reason" >> "$REASONS"
exit 0
"""

UDHCPC_SCRIPT = """#!/bin/sh
case "$1" in
deconfig) busybox ifconfig "$interface" 0.0.0.0 ;;
bound)
    busybox ifconfig "$interface" "$ip" netmask "${subnet:-255.255.255.0}"
    ip route replace default via "$router" dev "$interface" metric 100 ;;
esac
echo "$1" >> "$REASONS"
"""


class Lan:
    """The outside end of the cable as a LAN with a DHCP server; leases may be renewed after 2 seconds."""

    def __init__(self, world, folder):
        self.world, self.folder = world, folder
        self.u = u = world.uplinks[0]
        world.default_route_del(u, 100)
        world.outer(f"addr add {u.v4(1)}/24 dev {u.peer}")
        self.mac = run("ip", "netns", "exec", world.inside, "cat", f"/sys/class/net/{u.dev}/address").stdout.strip()
        self.hosts = folder / "dhcp-hosts"
        self.offer(100)
        self.reasons = folder / "reasons"
        self.reasons.touch()
        self.server = world.start(world.outside, [
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", f"--interface={u.peer}",
            "--bind-interfaces", f"--dhcp-range={u.v4(0)},static,255.255.255.0,2m", "--dhcp-authoritative",
            f"--dhcp-hostsfile={self.hosts}", f"--dhcp-leasefile={folder / 'leases'}", "--user=root", "--no-ping",
            f"--dhcp-option=3,{u.v4(1)}", "--dhcp-option=option:T1,2", "--dhcp-option=option:T2,60", "--log-facility=-",
            "--log-dhcp", "--pid-file="], folder / "dnsmasq.log")
        self.log = folder / "dnsmasq.log"
        until(lambda: "started" in self.log.read_text(), 5, "dnsmasq runs")

    def offer(self, n):
        self.hosts.write_text(f"{self.mac},{self.u.v4(n)}\n")

    def move(self, n):
        """The server has another address for this client, and refuses the old one at the next renewal."""
        self.offer(n)
        known = self.log.read_text().count("read " + str(self.hosts))
        self.server.send_signal(signal.SIGHUP)
        until(lambda: self.log.read_text().count("read " + str(self.hosts)) > known, 5, "dnsmasq has read its hosts")

    def acks(self):
        return self.log.read_text().count("DHCPACK(")

    def heard(self, *words):
        got = self.reasons.read_text().split()
        return sum(got.count(w) for w in words)

    def client(self, which):
        script = self.folder / "script"
        script.write_text(DHCLIENT_SCRIPT if which == "dhclient" else UDHCPC_SCRIPT)
        script.chmod(0o755)
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "REASONS": str(self.reasons)}
        if which == "dhclient":
            conf = self.folder / "dhclient.conf"
            conf.write_text("timeout 10;\ninitial-interval 1;\nbackoff-cutoff 1;\nretry 1;\n"
                            "request subnet-mask, routers, dhcp-renewal-time, dhcp-rebinding-time;\n"
                            "supersede dhcp-renewal-time 2;\nsupersede dhcp-rebinding-time 60;\n")
            argv = ["dhclient", "-4", "-d", "-v", "-sf", script, "-cf", conf, "-lf", self.folder / "dhclient.leases",
                    "-pf", self.folder / "dhclient.pid", "-e", f"REASONS={self.reasons}", self.u.dev]
        else:
            argv = ["busybox", "udhcpc", "-f", "-i", self.u.dev, "-s", script, "-t", "5", "-T", "1", "-A", "1"]
        return self.world.start(self.world.inside, argv, self.folder / "client.out", env)


def need(*programs):
    for p in programs:
        if not shutil.which(p):
            pytest.skip(f"needs {p}")


@pytest.fixture
def lan(world, tmp_path):
    need("dnsmasq")
    return Lan(world, tmp_path)


@pytest.mark.parametrize("which", ["dhclient", "udhcpc"])
def test_bind_renew_and_another_lease(which, lan, world, sim, daemon):
    need("busybox" if which == "udhcpc" else "dhclient")
    daemon(world, plain())
    client = lan.client(which)
    sim.wait_value("home.example.com", lan.u.v4(100), timeout=15)
    assert len(sim.writes()) == 1, "one bind, one update"

    begin, acks = time.monotonic_ns(), lan.acks()
    if which == "udhcpc":
        client.send_signal(signal.SIGUSR1)                     # renew now; dhclient does after 2 s by itself
    until(lambda: lan.acks() > acks, 8, "the lease is renewed")
    until(lambda: lan.heard("RENEW", "renew"), 3, "the client knows")
    sim.quiet(0.5, begin)

    lan.move(120)
    if which == "udhcpc":
        client.send_signal(signal.SIGUSR1)
    sim.wait_value("home.example.com", lan.u.v4(120), timeout=20)
    assert [e["ip4"] for e in sim.writes(begin)] == [lan.u.v4(120)], "nothing but the new address"
