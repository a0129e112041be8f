# SPDX-License-Identifier: MIT
"""Services whose RRsets are written as a whole."""

from httpd import Reply, as_json, text
from rest import Refused, Stored, full, relative


class Sets(Stored):
    """Their records in sets: values and TTL by name and type."""

    def sets(self, zone, fqdn=None, kind=None):
        found = {}
        for _, r in self.find(zone, fqdn, kind):
            found.setdefault((r["fqdn"], r["type"]), []).append(r)
        return {key: ([r["value"] for r in rows], rows[0]["ttl"]) for key, rows in found.items()}

    @staticmethod
    def operation(request):
        return {"GET": "list", "POST": "create", "PUT": "put", "PATCH": "batch", "DELETE": "delete"}[request.method]

    def all_or_nothing(self, request, changes):
        """Each is zone, name, type, values, TTL."""
        kept = dict(self.records)
        try:
            for change in changes:
                self.replace(request, *change)
        except Refused:
            self.records = kept
            raise


class Gandi(Sets):
    kind = "gandi"
    window, rate, least_ttl, most_ttl, default_ttl = 60, 1000, 300, 2592000, 10800

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise Refused(401, {"object": "HTTPUnauthorized", "cause": "Unauthorized", "code": 401,
                                "message": "The server could not verify that you authorized to access the document."})

    def refuse(self, status, message, what="HTTPNotFound"):
        if status == 404:
            return Refused(404, {"object": what, "cause": "Not Found", "code": 404, "message": message})
        return Refused(400, {"status": "error", "errors": [{"location": "body", "name": "?", "description": message}]})

    def served(self, request, parts):
        zone = self.zone(parts[3])
        if len(parts) == 4:
            return as_json({"fqdn": zone, "automatic_snapshots": False})
        key = (full(parts[5], zone), parts[6])
        if request.method == "PUT":
            b = request.json()
            self.replace(request, zone, *key, b.get("rrset_values"), b.get("rrset_ttl"))
            return as_json({"message": "DNS Record Created"}, 201)
        held = self.sets(zone, *key).get(key)
        if held is None:
            raise self.refuse(404, "Can't find the DNS record", "dns-record")
        if request.method == "GET":
            return as_json({"rrset_name": parts[5], "rrset_type": key[1], "rrset_values": held[0], "rrset_ttl": held[1]})
        self.replace(request, zone, *key, [], None)
        return Reply(204)


class Desec(Sets):
    """Lists come in pages of 100 here (500 there), so that a test sees several."""

    kind = "desec"
    window, rate, least_ttl, most_ttl = 60, 300, 3600, 86400
    page = 100

    def login(self, request):
        if request.headers.get("authorization") != "Token " + self.token:
            raise Refused(401, {"detail": "Invalid token."})

    def too_many(self, wait):
        return Refused(429, {"detail": f"Request was throttled. Expected available in {wait} seconds."}, retry_after=wait)

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"detail": message})

    def served(self, request, parts):
        zone = self.zone(parts[3])
        if len(parts) == 4:
            return as_json({"name": zone, "minimum_ttl": self.least_ttl, "created": "2026-01-02T03:04:05Z"})
        if request.method == "DELETE":
            self.replace(request, zone, full(parts[5], zone), parts[6], [], None)
            return Reply(204)
        if request.method == "GET":
            return self.list(request, zone)
        changes = []
        for b in request.json():
            name = full(b["subname"], zone, "")
            held = self.sets(zone, name, b["type"]).get((name, b["type"]), ([], None))
            if b["records"] and b.get("ttl", held[1]) is None:
                raise self.refuse(400, "ttl: This field is required.")
            changes.append((zone, name, b["type"], b["records"], b.get("ttl", held[1])))
        if len({c[1:3] for c in changes}) != len(changes):
            raise self.refuse(400, "Same subname and type as in position(s) 0, but must be unique.")
        self.all_or_nothing(request, changes)
        return as_json([])

    def list(self, request, zone):
        q = request.query
        rows = [self.shape(zone, *s) for s in sorted(self.sets(
            zone, full(q["subname"], zone, "") if "subname" in q else None, q.get("type")).items())]
        begin = int(q.get("cursor") or 0)
        reply = as_json(rows[begin: begin + self.page])
        if begin + self.page < len(rows):
            more = f"cursor={begin + self.page}" + (f"&type={q['type']}" if "type" in q else "")
            here = f"http://{request.headers['host']}{request.path}"
            reply.headers["Link"] = f'<{here}?cursor=>; rel="first", <{here}?{more}>; rel="next"'
        return reply

    @staticmethod
    def shape(zone, key, held):
        return {"domain": zone, "subname": relative(key[0], zone, ""), "name": key[0] + ".", "type": key[1],
                "records": held[0], "ttl": held[1], "touched": "2026-01-02T03:04:05Z"}


class PowerDns(Sets):
    kind = "powerdns"
    least_ttl = 0

    def login(self, request):
        if request.headers.get("x-api-key") != self.token:
            refused = Refused(401, "Unauthorized")
            refused.reply = lambda: text("Unauthorized", 401)
            raise refused

    def refuse(self, status, message):
        return Refused(status, {"error": message})

    def served(self, request, parts):
        parts = parts[4:]
        if len(parts) == 1:
            wanted = request.query.get("zone")
            return as_json([{"id": z + ".", "name": z + ".", "kind": "Native"} for z in self.zones.values()
                            if wanted in (None, z + ".")])
        zone = self.zone(parts[1].rstrip("."))
        if request.method == "GET":
            wanted = request.query.get("rrset_name")
            sets = self.sets(zone, wanted and wanted.rstrip("."))
            return as_json({"id": zone + ".", "name": zone + ".", "rrsets": [
                {"name": n + ".", "type": t, "ttl": ttl, "comments": [],
                 "records": [{"content": v, "disabled": False} for v in values]}
                for (n, t), (values, ttl) in sets.items()]})
        changes = []
        for b in request.json()["rrsets"]:
            if not b["name"].endswith("."):
                raise self.refuse(422, f"RRset {b['name']} IN {b['type']}: Name is not canonical")
            gone = b["changetype"] == "DELETE"
            if not gone and (b["changetype"] != "REPLACE" or "ttl" not in b):
                raise self.refuse(422, "Key 'ttl' not present or not an Integer")
            values = [] if gone else [r["content"] for r in b["records"]]
            changes.append((zone, b["name"][:-1], b["type"], values, b.get("ttl")))
        self.all_or_nothing(request, changes)
        return Reply(204)


class Scaleway(Sets):
    kind = "scaleway"
    least_ttl = 60

    def login(self, request):
        if request.headers.get("x-auth-token") != self.token:
            raise Refused(401, {"message": "authentication is denied", "method": "api_key", "reason": "not_found",
                                "type": "denied_authentication"})

    def refuse(self, status, message):
        if status == 404:
            return Refused(403, {"message": "domain not found", "type": "permissions_denied"})
        return Refused(400, {"message": message, "type": "invalid_arguments"})

    def served(self, request, parts):
        parts = parts[2:]
        if len(parts) == 1:
            wanted = request.query.get("dns_zones")
            found = [{"domain": z, "subdomain": "", "status": "active"} for z in self.zones.values() if wanted in (None, z)]
            return as_json({"dns_zones": found, "total_count": len(found)})
        zone = self.zone(parts[1])
        if request.method == "GET":
            q = request.query
            rows = self.find(zone, full(q["name"], zone, "") if "name" in q else None, q.get("type"))
            number, size = int(q.get("page", 1)), min(1000, int(q.get("page_size", 20)))
            return as_json({"total_count": len(rows),
                            "records": [self.shape(*r) for r in rows[(number - 1) * size: number * size]]})
        b, changes = request.json(), []
        if not b.get("disallow_new_zone_creation"):
            raise self.refuse(400, "a zone could be made by mistake")
        for change in b["changes"]:
            [(verb, what)] = change.items()
            key = (full(what["id_fields"]["name"], zone, ""), what["id_fields"]["type"])
            rows = what["records"] if verb == "set" else []
            if any((full(r["name"], zone, ""), r["type"]) != key for r in rows):
                raise self.refuse(400, "records differ from id_fields")
            changes.append((zone, *key, [r["data"] for r in rows], rows[0]["ttl"] if rows else None))
        self.all_or_nothing(request, changes)
        return as_json({"records": []})

    @staticmethod
    def shape(number, r):
        return {"id": str(number), "name": relative(r["fqdn"], r["zone"], ""), "type": r["type"], "data": r["value"],
                "ttl": r["ttl"], "priority": 0, "comment": None}


class Ns1(Sets):
    kind = "ns1"
    window, rate = 300, 900

    def login(self, request):
        if request.headers.get("x-nsone-key") != self.token:
            raise Refused(401, {"message": "Unauthorized"})

    @staticmethod
    def operation(request):
        return {"GET": "list", "PUT": "create", "POST": "put", "DELETE": "delete"}[request.method]

    def served(self, request, parts):
        zone = self.zone(parts[2])
        if len(parts) == 3:
            return as_json({"zone": zone, "ttl": 3600})
        key = (parts[3], parts[4])
        held = self.sets(zone, *key).get(key)
        if request.method == "PUT" and held:
            raise self.refuse(409, "record already exists")
        if request.method != "PUT" and not held:
            raise self.refuse(404, "record not found")
        if request.method == "DELETE":
            self.replace(request, zone, *key, [], None)
            return as_json({})
        if request.method != "GET":
            b = request.json()
            self.replace(request, zone, *key, [a["answer"][0] for a in b["answers"]], b.get("ttl", (held or (0, None))[1]))
            held = self.sets(zone, *key)[key]
        return as_json({"zone": zone, "domain": key[0], "type": key[1], "ttl": held[1], "filters": [], "meta": {},
                        "answers": [{"id": str(i), "answer": [v]} for i, v in enumerate(held[0])]})


class Gcore(Sets):
    kind = "gcore"
    default_ttl = 120

    def login(self, request):
        if request.headers.get("authorization") != "APIKey " + self.token:
            raise Refused(401, {"error": "unauthorized"})

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"error": message})

    def served(self, request, parts):
        zone = self.zone(parts[3])
        if len(parts) == 4:
            return as_json({"name": zone, "id": self.zone_id(zone)})
        key = (parts[4], parts[5])
        held = self.sets(zone, *key).get(key)
        if request.method == "POST" and held:
            raise self.refuse(409, "rrset already exists")
        if request.method != "POST" and not held:
            raise self.refuse(404, "record not found")
        if request.method == "GET":
            return as_json({"name": key[0], "type": key[1], "ttl": held[1], "filter_set_id": None,
                            "resource_records": [{"content": [v], "enabled": True, "meta": {}} for v in held[0]]})
        b = {"resource_records": []} if request.method == "DELETE" else request.json()
        self.replace(request, zone, *key, [r["content"][0] for r in b["resource_records"]], b.get("ttl"))
        return as_json({})


class Servercow(Sets):
    """Zones are not asked for; a failure comes with the status 200."""

    kind = "servercow"
    least_ttl, default_ttl = 20, 120

    def login(self, request):
        if (request.headers.get("x-auth-username"), request.headers.get("x-auth-password")) != (self.user, self.token):
            raise self.refuse(401, "authentication failed")

    def refuse(self, status, message):
        return Refused(200, {"error": "domain not found" if status == 404 else message})

    def served(self, request, parts):
        zone = self.zone(parts[3])
        if request.method == "GET":
            return as_json([{"name": relative(n, zone, ""), "type": t, "ttl": ttl,
                             "content": values[0] if len(values) == 1 else values}
                            for (n, t), (values, ttl) in self.sets(zone).items()])
        b = request.json()
        self.replace(request, zone, full(b["name"], zone, ""), b["type"],
                     [] if request.method == "DELETE" else b["content"], b.get("ttl"))
        return as_json({"message": "ok"})


RRSET_SERVICES = (Gandi, Desec, PowerDns, Scaleway, Ns1, Gcore, Servercow)
