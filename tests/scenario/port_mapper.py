# SPDX-License-Identifier: MIT
"""miniupnpd on a router of nat.py: NAT-PMP, PCP and UPnP, as on home routers."""

import shutil

from world import run, until

TABLE = ("table inet miniupnpd { chain forward { type filter hook forward priority 1; jump mapped; }; chain mapped { }; "
         "chain pre { type nat hook prerouting priority -100; jump mapped_pre; }; chain mapped_pre { }; "
         "chain post { type nat hook postrouting priority 101; jump mapped_post; }; chain mapped_post { }; }")


def why_impossible():
    return None if shutil.which("miniupnpd") else "needs miniupnpd"


class PortMapper:
    """It follows the address of the router's outside interface by itself, and announces a change."""

    def __init__(self, world, uplink, folder, natpmp=True):
        self.world, self.router, self.folder = world, world.router(uplink), folder
        self.config = folder / "miniupnpd.conf"
        self.log = folder / "miniupnpd.log"
        yes = "yes" if natpmp else "no"
        self.config.write_text(
            "ext_ifname=wan\n" f"listening_ip={world.gateway(uplink)}/24\n" "port=5000\n"
            f"enable_natpmp={yes}\nenable_upnp=yes\nsecure_mode=yes\nsystem_uptime=yes\nnotify_interval=60\n"
            "upnp_table_name=miniupnpd\nupnp_nat_table_name=miniupnpd\nupnp_forward_chain=mapped\n"
            "upnp_nat_chain=mapped_pre\nupnp_nat_postrouting_chain=mapped_post\n"
            "uuid=8e3a3b0c-0000-4000-8000-000000000001\nserial=1\nmodel_number=1\n"
            "allow 1024-65535 192.168.0.0/16 1024-65535\n")
        run("ip", "netns", "exec", self.router, "nft", TABLE)
        world.batch(self.router, ["addr del 169.254.78.1/32 dev wan"])    # it would take the first for the outside one
        self.process = self.world.start(self.router, ["miniupnpd", "-d", "-f", self.config, "-P",
                                                      self.folder / "miniupnpd.pid"], self.log)
        until(lambda: self.listens() or self.process.poll() is not None, 10, "miniupnpd listens")
        assert self.process.poll() is None, self.log.read_text()

    def listens(self):
        return ":1900" in run("ip", "netns", "exec", self.router, "ss", "-Hlun").stdout

    def mappings(self):
        return run("ip", "netns", "exec", self.router, "nft", "list", "chain", "inet", "miniupnpd", "mapped_pre").stdout

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
