#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A local stand-in for DNS providers that remembers what it was told.

    provider_sim.py --listen 127.0.0.1:8080 --zone example.com --log requests.jsonl

cloudflare at /client/v4, dnspod at /Record.*, dyndns2 at /nic/update, duckdns at /update, digitalocean, godaddy,
hetznercloud, porkbun, those of the three *_services.py and of the two signed_*.py below their names (azure's tokens at
/TENANT/oauth2/v2.0/token), and the address a request came from at
/, /ip, /myip, /checkip and /cdn-cgi/trace. Each request is one JSON line in the log; credentials and bodies are not
logged. It prints `ready` when it listens and ends with SIGTERM or when --max-seconds are
over. Control, also through --admin-socket: GET /_admin/state, POST /_admin/faults (a list of rules, see
httpd.Faults; replaces the old ones), POST /_admin/seed ({service: records}).
"""

import argparse
import asyncio
import json
import os
import signal
import ssl
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cloudflare import PREFIX, Cloudflare  # noqa: E402
from digitalocean import DigitalOcean  # noqa: E402
from dnspod import DnsPod  # noqa: E402
from godaddy import GoDaddy  # noqa: E402
from hetznercloud import HetznerCloud  # noqa: E402
from home_services import HOME_SERVICES  # noqa: E402
from httpd import HttpServer, as_json, text  # noqa: E402
from porkbun import Porkbun  # noqa: E402
from record_services import RECORD_SERVICES  # noqa: E402
from rrset_services import RRSET_SERVICES  # noqa: E402
from signed_records import SIGNED_RECORDS  # noqa: E402
from signed_sets import SIGNED_SETS, Azure  # noqa: E402
from simple import DuckDns, DynDns2, Echo  # noqa: E402


class Provider:
    def __init__(self, a):
        self.services = {
            "cloudflare": Cloudflare(a.token, a.zone, a.batch_limit, a.page_max),
            "dnspod": DnsPod(a.login_token or f"12345,{a.token}", a.zone),
            "dyndns2": DynDns2(a.user, a.password, a.host, a.max_hosts, a.abuse_after),
            "duckdns": DuckDns(a.token),
            "echo": Echo(),
            "digitalocean": DigitalOcean(a.token, a.zone, a.rate if a.rate is not None else 250),
            "godaddy": GoDaddy(a.user, a.token, a.zone, a.rate if a.rate is not None else 60),
            "hetznercloud": HetznerCloud(a.token, a.zone, a.rate if a.rate is not None else 3600, a.polls),
            "porkbun": Porkbun(a.user, a.token, a.zone, a.rate or 0, a.closed),
        }
        self.services |= {service.kind: service(a.user, a.token, a.zone, a.rate)
                          for service in RECORD_SERVICES + RRSET_SERVICES + HOME_SERVICES}
        self.services |= {service.kind: service(a.user, a.token, a.zone, a.rate, a.clock_ahead, a.reads_only)
                          for service in SIGNED_RECORDS + SIGNED_SETS}
        self.services["gcloud"].public_key = a.public_key
        self.server = None

    def route(self, request):
        path = request.path
        if path.startswith("/_admin/"):
            request.note["kind"] = "admin"
            return self.admin
        if path.startswith(PREFIX + "/"):
            name = "cloudflare"
        elif path == "/nic/update":
            name = "dyndns2"
        elif path == "/update":
            name = "duckdns"
        elif path in Echo.PATHS:
            name = "echo"
        elif DnsPod.wants(path):
            name = "dnspod"
        elif Azure.is_login(request):
            name = "azure"
        elif path.split("/")[1] in self.services:
            name = path.split("/")[1]
        else:
            request.note["kind"] = "unknown"
            return lambda _: text("not found", 404)
        return self.services[name].route(request)

    def admin(self, request):
        what = request.path.rsplit("/", 1)[1]
        if request.method == "GET" and what == "state":
            return as_json({"connections": self.server.connections, "open": self.server.open_now,
                            **{n: s.state() for n, s in self.services.items()}})
        if request.method == "POST" and what == "faults":
            self.server.faults.set(request.json())
            return as_json({"rules": len(self.server.faults.rules)})
        if request.method == "POST" and what == "seed":
            for name, records in request.json().items():
                self.services[name].seed(records)
            return as_json({})
        return text("not found", 404)


def endpoint(value):
    host, _, port = value.rpartition(":")
    return host.strip("[]"), int(port)


def arguments():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--listen", action="append", default=[], metavar="HOST:PORT")
    ap.add_argument("--tls", action="append", default=[], metavar="HOST:PORT,CERT,KEY")
    ap.add_argument("--admin-socket", metavar="PATH")
    ap.add_argument("--log", metavar="FILE", default="/dev/null")
    ap.add_argument("--zone", action="append", default=[])
    ap.add_argument("--host", action="append", default=[], help="the only names dyndns2 knows (default: any)")
    ap.add_argument("--user", default="user")
    ap.add_argument("--password", default="password")
    ap.add_argument("--token", default="token")
    ap.add_argument("--login-token", help="dnspod: ID,TOKEN")
    ap.add_argument("--max-hosts", type=int, default=20, help="dyndns2: names in a request; 0 = any")
    ap.add_argument("--abuse-after", type=int, default=0, help="dyndns2: nochg answers in a row before `abuse`")
    ap.add_argument("--batch-limit", type=int, default=200, help="cloudflare: operations in a batch")
    ap.add_argument("--page-max", type=int, default=50000, help="cloudflare: most records in a page")
    ap.add_argument("--rate", type=int, help="REST services: requests in their window instead of the published limit")
    ap.add_argument("--polls", type=int, default=1, help="hetznercloud: how often an action is still running")
    ap.add_argument("--closed", action="append", default=[], help="porkbun: domains without API access")
    ap.add_argument("--clock-ahead", type=int, default=0, help="signed services: seconds that their clocks are ahead")
    ap.add_argument("--reads-only", action="store_true", help="signed services: the keys may not write")
    ap.add_argument("--public-key", metavar="PEM", help="gcloud: of the service account")
    ap.add_argument("--max-seconds", type=float, default=3600)
    return ap.parse_args()


async def main():
    a = arguments()
    provider = Provider(a)
    out = open(a.log, "a", buffering=1)
    server = HttpServer(provider.route, lambda entry: out.write(json.dumps(entry) + "\n"))
    provider.server = server
    for where in a.listen:
        await asyncio.start_server(server.serve, *endpoint(where), backlog=1024)
    for item in a.tls:
        where, cert, key = item.split(",")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        await asyncio.start_server(server.serve, *endpoint(where), backlog=1024, ssl=context)
    if a.admin_socket:
        await asyncio.start_unix_server(server.serve, a.admin_socket)
    stop = asyncio.Event()
    for s in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(s, stop.set)
    print("ready", flush=True)
    try:
        await asyncio.wait_for(stop.wait(), a.max_seconds)
    except asyncio.TimeoutError:
        pass
    os._exit(0)          # hanging requests are not waited for


if __name__ == "__main__":
    asyncio.run(main())
