# SPDX-License-Identifier: MIT
"""Hetzner Cloud's zones and RRsets. Writes are actions that run for a while; the sets change when they succeed."""

from httpd import as_json
from rest import Limit, Refused, RestService, full, is_address, relative, zone_of

PREFIX = "/hetznercloud/v1/"
PAGE, PAGE_MAX, LEAST_TTL = 25, 50, 60


class HetznerCloud(RestService):
    kind = "hetznercloud"

    def __init__(self, token, zones, rate=3600, polls=1):
        self.token = token
        self.zones = {str(500 + i): {"name": name, "sets": {}} for i, name in enumerate(zones)}   # sets: (name, type)
        self.limit = Limit(rate, 3600)
        self.polls = polls                  # how often an action is `running` when asked
        self.actions = {}                   # id -> [polls left, what happens then, (zone, set)]
        self.serial = 60000

    def state(self):
        return [{"fqdn": full(n, z["name"]), "type": t, "ttl": s["ttl"], "labels": s["labels"],
                 "values": [r["value"] for r in s["records"]]}
                for z in self.zones.values() for (n, t), s in z["sets"].items()]

    def seed(self, records):
        for r in records:
            name = zone_of(r["fqdn"], [z["name"] for z in self.zones.values()])
            zone = next(z for z in self.zones.values() if z["name"] == name)
            zone["sets"][relative(r["fqdn"], name), r["type"]] = {
                "ttl": r.get("ttl"), "labels": r.get("labels", {}), "protected": r.get("protected", False),
                "records": [{"value": v, "comment": ""} for v in r["values"]]}

    @staticmethod
    def operation(request):
        last = request.path.rsplit("/", 1)[1]
        if request.method == "POST":
            return last if "/actions/" in request.path else "create"
        return {"DELETE": "delete", "PUT": "put"}.get(request.method, "action" if "/actions/" in request.path else "list")

    def answer(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise self.error(401, "unauthorized", "the provided token is invalid")
        if self.limit.wait():
            raise Refused(429, self.envelope("rate_limit_exceeded", "limit of requests per hour reached"),
                          ratelimit_limit=self.limit.most, ratelimit_remaining=0)
        parts = request.path[len(PREFIX):].strip("/").split("/")
        if parts[0] != "zones" or len(parts) == 1:
            raise self.error(404, "not_found", "resource not found")
        if parts[1] == "actions":
            return as_json({"action": self.ask(parts[2])})
        zone_id = next((i for i, z in self.zones.items() if parts[1] in (i, z["name"])), None)
        if zone_id is None:
            raise self.error(404, "not_found", "Zone not found")
        zone = self.zones[zone_id]
        if len(parts) == 2 and request.method == "GET":
            return as_json({"zone": {"id": int(zone_id), "name": zone["name"], "mode": "primary", "ttl": 86400,
                                     "status": "ok", "record_count": len(zone["sets"])}})
        if parts[2] != "rrsets":
            raise self.error(404, "not_found", "resource not found")
        if len(parts) == 3:
            return self.list(request, zone) if request.method == "GET" else self.create(request, zone)
        return self.one(request, zone, (parts[3], parts[4]), parts[5:])

    def list(self, request, zone):
        found = [self.shape(zone, key) for key in sorted(zone["sets"])
                 if request.query.get("name", key[0]) == key[0] and request.query.get("type", key[1]) == key[1]]
        page, size = int(request.query.get("page", 1)), int(request.query.get("per_page", PAGE))
        if not 1 <= size <= PAGE_MAX or page < 1:
            raise self.error(422, "invalid_input", "per_page must be between 1 and 50")
        last = max(1, -(-len(found) // size))
        meta = {"page": page, "per_page": size, "next_page": page + 1 if page < last else None, "last_page": last,
                "total_entries": len(found)}
        return as_json({"meta": {"pagination": meta}, "rrsets": found[(page - 1) * size: page * size]})

    def create(self, request, zone):
        body = request.json()
        key = (body.get("name"), body.get("type"))
        if key in zone["sets"]:
            raise self.error(409, "uniqueness_error", "an RRSet with this name and type exists")
        self.check(key, body.get("records"), body.get("ttl"))
        self.not_beside_a_cname(zone, key)
        zone["sets"][key] = {"ttl": body.get("ttl"), "labels": {}, "protected": False, "records": body["records"]}
        self.wrote(request, full(key[0], zone["name"]), [r["value"] for r in body["records"]])
        return as_json({"rrset": self.shape(zone, key), "action": self.begin(zone, key, None)}, 201)

    def one(self, request, zone, key, action):
        if key not in zone["sets"]:
            raise self.error(404, "not_found", "RRSet not found")
        if request.method == "GET" and not action:
            return as_json({"rrset": self.shape(zone, key)})
        if zone["sets"][key]["protected"]:
            raise self.error(403, "protected", "the RRSet is protected from changes")
        if any(what[2] == (zone["name"], key) for what in self.actions.values() if what[0] > 0):
            raise self.error(423, "locked", "another action is running")
        if request.method == "DELETE" and not action:
            request.note["changed"] = True
            return as_json({"action": self.begin(zone, key, lambda: zone["sets"].pop(key))}, 201)
        body = request.json()
        if action == ["actions", "set_records"] and request.method == "POST":
            self.check(key, body.get("records"), None)
            self.wrote(request, full(key[0], zone["name"]), [r["value"] for r in body["records"]])
            change = {"records": body["records"]}
        elif action == ["actions", "change_ttl"] and request.method == "POST":
            self.check(key, zone["sets"][key]["records"], body.get("ttl"))
            change = {"ttl": body.get("ttl")}
        else:
            raise self.error(404, "not_found", "resource not found")
        return as_json({"action": self.begin(zone, key, lambda: zone["sets"][key].update(change))}, 201)

    def begin(self, zone, key, then):
        self.serial += 1
        self.actions[self.serial] = [self.polls, then, (zone["name"], key)]
        if self.polls == 0 and then:
            then()
        return self.action(self.serial, "success" if self.polls == 0 else "running")

    def ask(self, number):
        if not number.isdigit() or int(number) not in self.actions:
            raise self.error(404, "not_found", "Action not found")
        entry = self.actions[int(number)]
        if entry[0] > 0:
            entry[0] -= 1
            if entry[0] == 0 and entry[1]:
                entry[1]()
            return self.action(int(number), "running")
        return self.action(int(number), "success")

    @staticmethod
    def action(number, status):
        return {"id": number, "status": status, "progress": 100 if status == "success" else 50, "error": None}

    def shape(self, zone, key):
        s = zone["sets"][key]
        return {"id": f"{key[0]}/{key[1]}", "name": key[0], "type": key[1], "ttl": s["ttl"], "labels": s["labels"],
                "protection": {"change": s["protected"]}, "records": s["records"]}

    def check(self, key, records, ttl):
        name, kind = key
        if not name or name != name.lower() or name.endswith("."):
            raise self.error(422, "invalid_input", "invalid name")
        if not records or (kind in ("A", "AAAA") and not all(is_address(kind, r.get("value")) for r in records)):
            raise self.error(422, "invalid_input", "invalid records")
        if len({r["value"] for r in records}) != len(records):
            raise self.error(422, "invalid_input", "duplicate records")
        if ttl is not None and (not isinstance(ttl, int) or ttl < LEAST_TTL):
            raise self.error(422, "invalid_input", "invalid ttl")

    def not_beside_a_cname(self, zone, key):
        if any(n == key[0] and "CNAME" in (t, key[1]) for n, t in zone["sets"]):
            raise self.error(422, "invalid_input", "CNAME and other records cannot share a name")

    @staticmethod
    def envelope(code, message):
        return {"error": {"code": code, "message": message, "details": None}}

    def error(self, status, code, message):
        return Refused(status, self.envelope(code, message))
