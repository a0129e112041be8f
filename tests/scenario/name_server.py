# SPDX-License-Identifier: MIT
"""BIND in place of the name servers that say where a question came from."""

import re
import shutil

from world import until

# Who answers, at which address. src/detect/dns_echo.cpp has the same.
SERVERS = {"OpenDNS": "208.67.222.222", "Google": "216.239.32.10", "Cloudflare": "1.1.1.1"}
ZONES = {"IN": ("myip.opendns.com", "o-o.myaddr.l.google.com"), "CH": ("whoami.cloudflare",)}


def why_impossible():
    return None if shutil.which("named") else "needs named (Debian: bind9)"


class NameServer:
    """A view for each client, which says the client's own address. Whoever has none is refused."""

    def __init__(self, world, folder, clients, lies=None):
        """`lies`: client -> what it is told in its place."""
        self.folder = folder / "named"
        self.folder.mkdir()
        config = [f'options {{ directory "{self.folder}"; pid-file "{self.folder}/pid"; recursion no; '
                  f'listen-on {{ {" ".join(f"{a};" for a in SERVERS.values())} }}; listen-on-v6 {{ none; }}; '
                  'allow-query { any; }; session-keyfile none; dnssec-validation no; };',
                  "controls { };"]
        for client in clients:
            said = (lies or {}).get(client, client)
            for kind, zones in ZONES.items():
                config.append(f'view "{kind}-{client}" {kind} {{ match-clients {{ {client}; }};')
                for zone in zones:
                    file = self.folder / f"{zone}-{client}"
                    data = f"A {said}" if zone.startswith("myip") else f'TXT "{said}"'
                    file.write_text(f"$TTL 0\n@ {kind} SOA . . 1 60 60 60 60\n@ {kind} NS .\n@ {kind} {data}\n")
                    config.append(f'  zone "{zone}" {kind} {{ type master; file "{file}"; check-names ignore; }};')
                config.append("};")
        (self.folder / "named.conf").write_text("\n".join(config) + "\n")
        out = self.folder / "named.log"
        world.outer(*(f"addr replace {a}/32 dev lo" for a in SERVERS.values()))
        self.process = world.start(world.outside, ["named", "-g", "-u", "root", "-c", self.folder / "named.conf"], out)
        until(lambda: {"running", "all zones loaded"} <= set(re.findall("running|all zones loaded", out.read_text())) or self.process.poll() is not None, 20, "named is running")
        assert self.process.poll() is None, out.read_text()

    def close(self):
        self.process.terminate()
        self.process.wait(10)
