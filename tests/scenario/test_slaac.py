# SPDX-License-Identifier: MIT
"""A real router (radvd): addresses from prefixes, temporary ones beside them, a prefix change."""

import ipaddress
import shutil
import signal
import time

import pytest

from program import cloudflare, config, dyndns2, plain, record
from world import until

OLD, NEW = "2a02:db8:1:", "2a02:db8:51:"


def prefix(net, preferred, valid=600):
    return (f"  prefix {net}:/64 {{ AdvOnLink on; AdvAutonomous on; AdvPreferredLifetime {preferred}; "
            f"AdvValidLifetime {valid}; }};\n")


class Router:
    def __init__(self, world, folder):
        self.world, self.u = world, world.uplinks[0]
        u = self.u
        world.default_route_del(u, 100)
        world.inner(f"route add default via {u.gw4} dev {u.dev} onlink metric 100")
        for dev in ("all", "default", u.peer):
            world.sysctl(world.outside, dev, forwarding=1)
        world.outer(f"route add {NEW}:/64 dev {u.peer}")
        world.sysctl(world.inside, u.dev, accept_ra=2, autoconf=1, use_tempaddr=2, accept_dad=1, dad_transmits=1,
                     addr_gen_mode=0)
        self.conf, self.out = folder / "radvd.conf", folder / "radvd.log"
        self.write(prefix(OLD, 300))
        self.process = world.start(world.outside, ["radvd", "-n", "-u", "root", "-C", self.conf, "-p",
                                                   folder / "radvd.pid", "-m", "stderr", "-d", "1"], self.out)

    def write(self, *prefixes):
        self.conf.write_text(f"interface {self.u.peer} {{\n  AdvSendAdvert on; MinRtrAdvInterval 3; "
                             f"MaxRtrAdvInterval 4; AdvDefaultLifetime 600;\n{''.join(prefixes)}}};\n")
        self.conf.chmod(0o644)

    def announce(self, *prefixes):
        self.write(*prefixes)
        self.process.send_signal(signal.SIGHUP)

    def addresses(self, net):
        return [a for a in self.world.addresses(self.u) if a["local"].startswith(net)]

    def stable(self, net):
        """The address made from the hardware address; the only one worth a record."""
        found = [a["local"] for a in self.addresses(net) if not a.get("temporary") and not a.get("tentative")]
        return found[0] if found else None


@pytest.fixture
def router(world, tmp_path):
    if not shutil.which("radvd"):
        pytest.skip("needs radvd")
    return Router(world, tmp_path)


def test_prefix_change_and_refresh(router, world, sim, daemon):
    daemon(world, plain(types=("AAAA",), account=None))
    world.add(router.u, 10)                              # a road to the provider that does not depend on IPv6
    old = until(lambda: router.stable(OLD), 15, "a stable address from the old prefix")
    sim.wait_value("home.example.com", old, family=6)
    until(lambda: any(a.get("temporary") for a in router.addresses(OLD)), 5, "a temporary address exists too")

    begin = time.monotonic_ns()
    sim.quiet(5.0, begin)                                # at least one more advertisement: lifetimes only

    begin = time.monotonic_ns()
    router.announce(prefix(OLD, 0), prefix(NEW, 300))
    new = until(lambda: router.stable(NEW), 15, "a stable address from the new prefix")
    sim.wait_value("home.example.com", new, family=6, timeout=10)
    assert [e["ip6"] for e in sim.writes(begin)] == [new], "one update; no temporary address in between"
    everything = [e["ip6"] for e in sim.writes()]
    assert everything == [old, new], f"also published: {everything}"


MAC = "34:56:78:9a:bc:de"                                    # its interface identifier: RFC 4291, appendix A


def test_hosts_behind_this_machine_move_with_the_prefix_in_one_reaction(router, world, sim, daemon):
    hosts = {"box": ("suffix", "::1234", "::1234"), "cam": ("mac", MAC, "::3656:78ff:fe9a:bcde")}
    records = [record(f"{name}.example.com", types=("AAAA",), **{key: value})
               for name, (key, value, _) in hosts.items()]
    records.append(record("me.example.com", types=("AAAA",), ipv6="temporary"))
    records.append(record("set.example.com", "cf", types=("AAAA",), suffix=["::1", "::2"]))
    d = daemon(world, config({"dyn": dyndns2(), "cf": cloudflare()}, records))
    world.add(router.u, 10)

    def all_in(net):
        network = int(ipaddress.ip_address(f"{net}:"))
        return {f"{name}.example.com": str(ipaddress.ip_address(network + int(ipaddress.ip_address(end))))
                for name, (_, _, end) in hosts.items()}

    for name, address in all_in(OLD).items():
        sim.wait_value(name, address, family=6, timeout=15)
    until(lambda: sorted(r["content"] for r in sim.cloudflare("set.example.com", "AAAA")) ==
          [f"{OLD}:1", f"{OLD}:2"], 10, "both hosts of one name")
    temporary = until(lambda: [a["local"] for a in router.addresses(OLD)
                               if a.get("temporary") and not a.get("tentative")], 15, "a temporary address")[0]
    sim.wait_value("me.example.com", temporary, family=6)

    mark, begin = d.mark(), time.monotonic_ns()
    router.announce(prefix(OLD, 0), prefix(NEW, 300))
    for name, address in all_in(NEW).items():
        sim.wait_value(name, address, family=6, timeout=15)
        assert [e["ip6"] for e in sim.writes(begin, host=name)] == [address], "one write, nothing in between"
    until(lambda: sorted(r["content"] for r in sim.cloudflare("set.example.com", "AAAA")) ==
          [f"{NEW}:1", f"{NEW}:2"], 10, "both hosts of one name")
    sent = [e for e in d.lines("debug", mark) if e["message"].startswith("sending") and "me." not in e["message"]]
    assert len(sent) == 3 and len({e["reaction"] for e in sent}) == 1, f"more than one reaction: {sent}"
    d.wait_said("published me.example.com", mark)
    value = sim.value("me.example.com", 6)
    assert value.startswith(NEW) and value in [a["local"] for a in router.addresses(NEW) if a.get("temporary")]
    for name in ("box", "cam", "me"):
        values = [e["ip6"] for e in sim.writes(host=f"{name}.example.com")]
        assert len(values) == 2, f"{name}: {values}"
        print(name, *values)
