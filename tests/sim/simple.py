# SPDX-License-Identifier: MIT
"""Services of one request: dyndns2, DuckDNS, and the answer to "what is my address"."""

import base64
import ipaddress

from httpd import text


def address_of(value):
    try:
        return ipaddress.ip_address(value)
    except ValueError:
        return None


def split_addresses(values):
    """{"ip4": ..., "ip6": ...} of a comma list; None when one of them is no address."""
    found = {}
    for v in filter(None, values):
        a = address_of(v)
        if a is None:
            return None
        found["ip4" if a.version == 4 else "ip6"] = str(a)
    return found


class DynDns2:
    def __init__(self, user, password, hosts=(), max_hosts=20, abuse_after=0, auth_status=401):
        self.credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.known = set(hosts)          # empty: every full name is known
        self.max_hosts = max_hosts       # 0: no limit
        self.abuse_after = abuse_after   # 0: never
        self.auth_status = auth_status
        self.values = {}                 # name -> {"ip4":, "ip6":}
        self.repeats = {}

    def state(self):
        return self.values

    def seed(self, values):
        self.values.update(values)

    def route(self, request):
        q = request.query
        hosts = [h for h in q.get("hostname", "").split(",") if h]
        given = split_addresses(q.get("myip", "").split(",") + q.get("myipv6", "").split(","))
        request.note.update(kind="dyndns2", op="update", hosts=hosts, **(given or {}))
        return lambda r: self.handle(r, hosts, given)

    def handle(self, request, hosts, given):
        auth = request.headers.get("authorization", "")
        request.note["auth"] = "none" if not auth else "ok" if auth == "Basic " + self.credentials else "bad"
        if not request.headers.get("user-agent") or request.method not in ("GET", "POST"):
            return text("badagent")
        if request.note["auth"] != "ok":
            return text("badauth", self.auth_status)
        if not hosts:
            return text("notfqdn")
        if self.max_hosts and len(hosts) > self.max_hosts:
            return text("numhost")
        if given is None:
            return text("badip")
        if not given:                    # the address the request came from
            given = split_addresses([request.peer]) or {}
        words = [self.update(h, given) for h in hosts]
        if any(w.startswith("good") for w in words):
            request.note["changed"] = True
        elif any(w.startswith("nochg") for w in words):
            request.note["changed"] = False
        return text("\n".join(words) + "\n")

    def update(self, host, given):
        shown = ",".join(given.values())
        if "." not in host:
            return "notfqdn"
        if self.known and host not in self.known:
            return "nohost"
        if self.abuse_after and self.repeats.get(host, 0) >= self.abuse_after:
            return "abuse"
        have = self.values.setdefault(host, {})
        if all(have.get(k) == v for k, v in given.items()):
            self.repeats[host] = self.repeats.get(host, 0) + 1
            return "nochg " + shown
        self.repeats[host] = 0
        have.update(given)
        return "good " + shown


class DuckDns:
    def __init__(self, token, domains=()):
        self.token = token
        self.known = set(domains)        # empty: every name is known
        self.values = {}

    def state(self):
        return self.values

    def seed(self, values):
        self.values.update(values)

    def route(self, request):
        q = request.query
        hosts = [h for h in q.get("domains", "").split(",") if h]
        given = split_addresses([q.get("ip", ""), q.get("ipv6", "")])
        request.note.update(kind="duckdns", op="update", hosts=hosts, **(given or {}))
        return lambda r: self.handle(r, hosts, given)

    def handle(self, request, hosts, given):
        q = request.query
        request.note["auth"] = "ok" if q.get("token") == self.token else "bad" if q.get("token") else "none"
        if request.note["auth"] != "ok" or not hosts or given is None or any(
                "." in h or (self.known and h not in self.known) for h in hosts):
            return text("KO")
        if not q.get("ip") and "ip6" not in given and q.get("clear") != "true":
            given.update(split_addresses([request.peer]) or {})
        changed = False
        for h in hosts:
            have = self.values.setdefault(h, {})
            new = {} if q.get("clear") == "true" else {**have, **given}
            changed |= new != have
            self.values[h] = new
        request.note["changed"] = changed
        if q.get("verbose") != "true":
            return text("OK")
        return text("\n".join(["OK", given.get("ip4", ""), given.get("ip6", ""),
                               "UPDATED" if changed else "NOCHANGE"]))


class Echo:
    """The address a request came from, or the one a test has set. One server plays all such services, which
    differ by the host they are asked for."""

    PATHS = ("/", "/ip", "/myip", "/checkip", "/cdn-cgi/trace")

    def __init__(self):
        self.seen = {}                   # host or peer -> what to say instead; "*" for all

    def state(self):
        return self.seen

    def seed(self, seen):
        self.seen = dict(seen)

    def route(self, request):
        request.note.update(kind="echo", op="echo", hosts=[self.host(request)])
        return self.handle

    @staticmethod
    def host(request):
        return request.headers.get("host", "").partition(":")[0]

    def handle(self, request):
        peer = address_of(request.peer)
        told = (self.seen.get(key) for key in (self.host(request), request.peer, "*"))
        shown = next(filter(None, told), None) or str(getattr(peer, "ipv4_mapped", None) or peer)
        if request.path == "/cdn-cgi/trace":
            return text(f"fl=0f0\nh=local\nip={shown}\nts=0\n")
        if request.path == "/checkip":
            return text(f"<html><head><title>Current IP Check</title></head><body>Current IP Address: {shown}</body></html>")
        return text(shown + "\n")
