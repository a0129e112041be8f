# SPDX-License-Identifier: MIT
"""What the REST services have in common: refusals, limits, addresses, zones with records."""

import ipaddress
import time

from httpd import as_json


class Refused(Exception):
    def __init__(self, status, body, **headers):
        super().__init__(str(body))
        self.status, self.body = status, body
        self.headers = {k.replace("_", "-"): str(v) for k, v in headers.items()}

    def reply(self):
        reply = as_json(self.body, self.status)
        reply.headers.update(self.headers)
        return reply


class Limit:
    """So many requests in a window of seconds; 0 = any."""

    def __init__(self, most, seconds):
        self.most, self.seconds, self.times = most, seconds, []

    def wait(self):
        """0 when the request may pass (it is counted), else the seconds until one may."""
        now = time.monotonic()
        self.times = [t for t in self.times if now - t < self.seconds]
        if self.most and len(self.times) >= self.most:
            return max(1, round(self.seconds - (now - self.times[0])))
        self.times.append(now)
        return 0

    def left(self):
        return max(0, self.most - len(self.times))


def is_address(kind, value):
    try:
        return ipaddress.ip_address(value).version == {"A": 4, "AAAA": 6}[kind]
    except (ValueError, KeyError):
        return False


def full(name, zone, apex="@"):
    return zone if name in (apex, "", None) else f"{name}.{zone}"


def relative(fqdn, zone, apex="@"):
    return apex if fqdn == zone else fqdn[: -len(zone) - 1]


def zone_of(fqdn, zones):
    return max((z for z in zones if fqdn == z or fqdn.endswith("." + z)), key=len)


class RestService:
    """Routes a request into the log and turns what `answer` raises into a reply."""

    kind = ""

    def route(self, request):
        request.note.update(kind=self.kind, op=self.operation(request))
        return self.handle

    def handle(self, request):
        try:
            return self.answer(request)
        except Refused as e:
            return e.reply()

    @staticmethod
    def wrote(request, name, values):
        request.note.update(changed=True, hosts=[name], values=list(values))
        request.note.update({("ip6" if ":" in v else "ip4"): v for v in values})


class Stored(RestService):
    """A service that keeps its zones' records one by one. Theirs are `login`, `served` and the shapes."""

    window, rate = 60, 0                                    # requests in seconds; 0 = any
    least_ttl, most_ttl, default_ttl = 1, 2147483647, 3600
    allowed_ttls = ()                                       # other values are refused where there are some
    alone_only = ("CNAME",)                                 # types that share a name with no other
    extras = ()                                             # what else a record has

    def __init__(self, user, token, zones, rate=None):
        self.user, self.token = user, token
        self.zones = {str(700 + i): name for i, name in enumerate(zones)}
        self.records = {}                                   # id -> {zone, fqdn, type, value, ttl, note, extras}
        self.limit = Limit(self.rate if rate is None else rate, self.window)
        self.serial = 4000

    def state(self):
        return [{k: r[k] for k in ("fqdn", "type", "value", "ttl", "note", *self.extras)} for r in self.records.values()]

    def seed(self, rows):
        for r in rows:
            self.insert(zone_of(r["fqdn"], self.zones.values()), r["fqdn"], r["type"], r["value"], r.get("ttl"),
                        r.get("note", ""), **{k: r[k] for k in self.extras if k in r})

    def answer(self, request):
        self.login(request)
        wait = self.limit.wait()
        if wait:
            raise self.too_many(wait)
        return self.served(request, request.path.strip("/").split("/")[1:])

    @staticmethod
    def operation(request):
        return {"GET": "list", "POST": "create", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}[request.method]

    def too_many(self, wait):
        return Refused(429, {"message": "Too many requests"}, retry_after=wait)

    def refuse(self, status, message):
        """A failure in the service's own words."""
        return Refused(status, {"message": message})

    def zone(self, key):
        """A zone's name by its id or name."""
        name = self.zones.get(key, key)
        if name not in self.zones.values():
            raise self.refuse(404, "There is no such zone")
        return name

    def zone_id(self, name):
        return next(int(i) for i, z in self.zones.items() if z == name)

    def find(self, zone, fqdn=None, kind=None, **more):
        return [(i, r) for i, r in sorted(self.records.items()) if r["zone"] == zone and fqdn in (None, r["fqdn"])
                and kind in (None, r["type"]) and all(r[k] == v for k, v in more.items())]

    def one(self, zone, record_id):
        r = self.records.get(int(record_id) if str(record_id).isdigit() else None)
        if r is None or r["zone"] != zone:
            raise self.refuse(404, "There is no such record")
        return int(record_id), r

    def insert(self, zone, fqdn, kind, value, ttl, note="", **more):
        self.serial += 1
        made = {"zone": zone, "fqdn": fqdn, "type": kind, "value": value, "note": note,
                "ttl": self.default_ttl if ttl is None else ttl, **more}
        self.check(None, made)
        self.records[self.serial] = made
        return self.serial, made

    def create(self, request, *given, **more):
        made = self.insert(*given, **more)
        self.wrote(request, made[1]["fqdn"], [made[1]["value"]])
        return made

    def change(self, request, record_id, **what):
        new = {**self.records[record_id], **what}
        self.check(record_id, new)
        self.records[record_id] = new
        self.wrote(request, new["fqdn"], [new["value"]])
        return record_id, new

    def remove(self, request, record_id):
        request.note["changed"] = True
        return self.records.pop(record_id)

    def replace(self, request, zone, fqdn, kind, values, ttl, note="", **more):
        """A whole RRset; what is not valid leaves the old one as it was."""
        if not isinstance(values, list) or len(set(values)) != len(values):
            raise self.refuse(422, "The values are not a set")
        kept = dict(self.records)
        for i, _ in self.find(zone, fqdn, kind, **more):
            del self.records[i]
        try:
            for value in values:
                self.insert(zone, fqdn, kind, value, ttl, note, **more)
        except Refused:
            self.records = kept
            raise
        if values:
            self.wrote(request, fqdn, values)
        request.note["changed"] = True

    def check(self, own, r):
        ttl = r["ttl"]
        if not r["fqdn"] or r["fqdn"] != r["fqdn"].lower() or not (r["fqdn"] + ".").endswith(f'{r["zone"]}.'):
            raise self.refuse(422, f'The name {r["fqdn"]} is not valid in {r["zone"]}')
        if r["type"] in ("A", "AAAA") and not is_address(r["type"], r["value"]):
            raise self.refuse(422, "The value is no address of this type")
        if not isinstance(ttl, int) or not self.least_ttl <= ttl <= self.most_ttl or (
                self.allowed_ttls and ttl not in self.allowed_ttls):
            raise self.refuse(422, f"The TTL {ttl} is not allowed")
        for i, other in self.records.items():
            if i == own or other["fqdn"] != r["fqdn"] or other.get("line") != r.get("line"):
                continue
            if (other["type"], other["value"]) == (r["type"], r["value"]):
                raise self.refuse(422, "The record exists already")
            if other["type"] != r["type"] and {other["type"], r["type"]} & set(self.alone_only):
                raise self.refuse(422, "A CNAME shares its name with nothing")
