# SPDX-License-Identifier: MIT
"""Real name servers, each with the zone example.com and one key, on 127.0.0.1 of a network namespace of its own."""

import shutil
import subprocess
from pathlib import Path

ZONE = "example.com"
KEY = "ddns.example.com"
# base64 of 32 bytes; the tests look for it in everything that the program writes.
SECRET = "c2VjcmV0LW9mLXRoZS1pbnRlcm9wLXRlc3RzLTMyYnl0"
# Of PowerDNS's HTTP API.
API_KEY, API_PORT = "api-key-of-the-interop-tests-5f0c", 8081
RECORDS = [("@", "SOA", "ns1.example.com. admin.example.com. 1 3600 600 604800 60"), ("@", "NS", "ns1.example.com."),
           ("ns1", "A", "127.0.0.1"), ("other", "CNAME", "ns1.example.com.")]


class Server:
    """Started with its zone; `stop` and `start` keep what it holds."""

    program = None              # must be installed

    def __init__(self, run, folder, certificate=None, algorithm="hmac-sha256"):
        """`run` starts a program in the namespace, its output in a file; `certificate`: "CHAIN,KEY" for TLS."""
        self.run, self.folder, self.certificate, self.algorithm = run, folder, certificate, algorithm
        self.log = folder / "server.log"
        folder.mkdir(parents=True)
        self.prepare()
        self.start()

    @classmethod
    def installed(cls):
        return shutil.which(cls.program, path="/usr/sbin:/usr/bin") is not None

    def prepare(self):
        raise NotImplementedError

    def argv(self):
        raise NotImplementedError

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def zone_file(self):
        return self.write(f"{ZONE}.zone", f"$ORIGIN {ZONE}.\n$TTL 60\n" + "".join(
            f"{name} IN {kind} {value}\n" for name, kind, value in RECORDS))

    def start(self):
        self.process = self.run(self.argv(), self.log)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait(10)


class Bind(Server):
    program = "named"

    def prepare(self):
        tls = listen = ""
        if self.certificate:
            chain, key = self.certificate.split(",")
            tls = f'tls "local" {{ cert-file "{chain}"; key-file "{key}"; }};\n'
            listen = f'listen-on port 853 tls "local" {{ 127.0.0.1; }};'
        self.write("named.conf", f"""{tls}
            options {{ directory "{self.folder}"; pid-file none; session-keyfile none; recursion no; dnssec-validation no;
                listen-on port 53 {{ 127.0.0.1; }}; {listen} listen-on-v6 {{ none; }}; notify no; }};
            controls {{ }};
            key "{KEY}" {{ algorithm {self.algorithm}; secret "{SECRET}"; }};
            zone "{ZONE}" {{ type primary; file "{self.zone_file()}"; allow-update {{ key "{KEY}"; }}; }};
            """)

    def argv(self):
        return ["/usr/sbin/named", "-g", "-n", "1", "-c", self.folder / "named.conf"]


class Knot(Server):
    program = "knotd"

    def prepare(self):
        self.write("knot.conf", f"""server:
    listen: 127.0.0.1@53
    rundir: {self.folder}
    tcp-workers: 1
    udp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: info
database:
    storage: {self.folder}
key:
  - id: {KEY}
    algorithm: {self.algorithm}
    secret: {SECRET}
acl:
  - id: update
    key: {KEY}
    action: update
zone:
  - domain: {ZONE}
    file: {self.zone_file()}
    acl: update
    zonefile-sync: -1
""")

    def argv(self):
        return ["/usr/sbin/knotd", "-c", self.folder / "knot.conf"]


class PowerDns(Server):
    program = "pdns_server"

    def prepare(self):
        database = self.folder / "pdns.sqlite3"
        self.write("pdns.conf", f"""launch=gsqlite3
gsqlite3-database={database}
gsqlite3-pragma-synchronous=0
local-address=127.0.0.1
local-port=53
socket-dir={self.folder}
dnsupdate=yes
security-poll-suffix=
allow-dnsupdate-from=127.0.0.0/8
disable-syslog=yes
guardian=no
daemon=no
webserver=yes
webserver-address=127.0.0.1
webserver-port={API_PORT}
webserver-allow-from=127.0.0.1
webserver-loglevel=none
api=yes
api-key={API_KEY}
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
""")
        schema = Path("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql").read_text()
        subprocess.run(["/usr/bin/python3", "-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())",
                        database], input=schema, text=True, check=True)
        self.util("load-zone", ZONE, self.zone_file())
        self.util("import-tsig-key", KEY, self.algorithm, SECRET)
        self.util("set-meta", ZONE, "TSIG-ALLOW-DNSUPDATE", KEY)
        self.util("set-meta", ZONE, "SOA-EDIT-API", "INCREASE")

    def util(self, *argv):
        subprocess.run(["/usr/bin/pdnsutil", f"--config-dir={self.folder}", *map(str, argv)], check=True, capture_output=True,
                       timeout=30)

    def argv(self):
        return ["/usr/sbin/pdns_server", f"--config-dir={self.folder}"]


class Nsd(Server):
    program = "nsd"

    def prepare(self):
        self.write("nsd.conf", f"""server:
    ip-address: 127.0.0.1@53
    username: ""
    chroot: ""
    zonesdir: "{self.folder}"
    pidfile: "{self.folder}/nsd.pid"
    xfrdfile: "{self.folder}/xfrd.state"
    zonelistfile: "{self.folder}/zone.list"
    xfrdir: "{self.folder}"
    server-count: 1
remote-control:
    control-enable: no
key:
    name: "{KEY}"
    algorithm: {self.algorithm}
    secret: "{SECRET}"
zone:
    name: "{ZONE}"
    zonefile: "{self.zone_file()}"
""")

    def argv(self):
        return ["/usr/sbin/nsd", "-d", "-c", self.folder / "nsd.conf"]


ALL = {"bind": Bind, "knot": Knot, "powerdns": PowerDns, "nsd": Nsd}
