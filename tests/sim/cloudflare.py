# SPDX-License-Identifier: MIT
"""Cloudflare's v4 interface, as far as a dynamic-DNS client meets it: zones, records, batch."""

import copy
import ipaddress

from httpd import as_json

PREFIX = "/client/v4"
ZONE_PAGE_MAX = 50


class Refused(Exception):
    def __init__(self, status, code, message, chain=None):
        super().__init__(message)
        self.status = status
        self.error = {"code": code, "message": message}
        if chain:
            self.error["error_chain"] = [chain]


class Cloudflare:
    def __init__(self, token, zones, batch_limit=200, page_max=50000):
        self.token = token
        self.zones = {}                    # id -> {"name":, "records": {id: record}}
        self.batch_limit = batch_limit
        self.page_max = page_max
        self.serial = 0
        for name in zones:
            self.zones[self.next_id()] = {"name": name, "records": {}}

    def next_id(self):
        self.serial += 1
        return f"{self.serial:032x}"

    # -- what tests look at --
    def state(self):
        return [dict(r) for z in self.zones.values() for r in z["records"].values()]

    def sets(self):
        """{"A home.example.com": [addresses]}: all that is there."""
        sets = {}
        for r in self.state():
            sets.setdefault(f"{r['type']} {r['name']}", []).append(r["content"])
        return {key: sorted(values) for key, values in sets.items()}

    def seed(self, records):
        for r in records:
            zone = next(z for z in self.zones.values()
                        if r["name"] == z["name"] or r["name"].endswith("." + z["name"]))
            self.create(zone["records"], r)

    # -- the interface --
    def route(self, request):
        parts = request.path[len(PREFIX):].strip("/").split("/")
        op = {"GET": "list", "POST": "create", "PATCH": "patch", "PUT": "put", "DELETE": "delete"}.get(request.method)
        if parts[-1] == "batch":
            op = "batch"
        elif parts == ["zones"]:
            op = "zones"
        request.note.update(kind="cloudflare", op=op)
        self.describe(request, op)
        return self.handle

    def describe(self, request, op):
        """Names and addresses of a write, for the log. A PATCH says only an id: look the name up."""
        if op not in ("create", "patch", "put", "batch"):
            return
        try:
            body = request.json() or {}
        except ValueError:
            return
        items = [dict(body, id=request.path.rsplit("/", 1)[1])] if op != "batch" else [
            x for part in ("patches", "puts", "posts") for x in body.get(part) or ()]
        known = {i: r for z in self.zones.values() for i, r in z["records"].items()}
        hosts, values = [], set()
        for item in items:
            old = known.get(item.get("id"), {})
            hosts.append(item.get("name") or old.get("name", "?"))
            values.add(item.get("content") or old.get("content"))
        request.note.update(hosts=hosts, values=sorted(v for v in values if v), deletes=len(body.get("deletes") or ()))
        request.note.update({("ip6" if ":" in v else "ip4"): v for v in request.note["values"]})

    def handle(self, request):
        try:
            self.authorize(request)
            return self.dispatch(request)
        except Refused as e:
            body = {"success": False, "errors": [e.error], "messages": [], "result": None}
            return as_json(body, e.status)
        except ValueError:
            return as_json({"success": False, "errors": [{"code": 9207, "message": "Request body is invalid."}],
                            "messages": [], "result": None}, 400)

    def authorize(self, request):
        given = request.headers.get("authorization", "")
        request.note["auth"] = "none" if not given else "ok" if given == "Bearer " + self.token else "bad"
        if not given:
            raise Refused(401, 10000, "Authentication error")
        if request.note["auth"] == "bad":
            raise Refused(403, 9109, "Invalid access token")

    def dispatch(self, request):
        parts = request.path[len(PREFIX):].strip("/").split("/")
        if parts == ["zones"] and request.method == "GET":
            found = [{"id": i, "name": z["name"], "status": "active"} for i, z in self.zones.items()
                     if request.query.get("name", z["name"]) == z["name"]
                     and request.query.get("status", "active") == "active"]
            return self.page(request, found, 20, ZONE_PAGE_MAX)
        if len(parts) < 3 or parts[0] != "zones" or parts[2] != "dns_records":
            raise Refused(404, 7000, "No route for that URI")
        if parts[1] not in self.zones:
            raise Refused(404, 7003, f"Could not route to /zones/{parts[1]}, perhaps your object identifier is invalid?")
        records = self.zones[parts[1]]["records"]
        if len(parts) == 3 and request.method == "GET":
            return self.page(request, self.matching(records, request.query), 100, self.page_max)
        if len(parts) == 3 and request.method == "POST":
            made = self.create(records, request.json())
            return self.done(request, made)
        if parts[3:] == ["batch"] and request.method == "POST":
            return self.batch(request, parts[1], request.json())
        if len(parts) == 4 and request.method in ("PATCH", "PUT", "DELETE", "GET"):
            if request.method == "DELETE":
                return self.done(request, self.delete(records, parts[3]))
            if request.method == "GET":
                return as_json(self.envelope(self.get(records, parts[3])))
            change = self.patch if request.method == "PATCH" else self.put
            return self.done(request, change(records, parts[3], request.json()))
        raise Refused(405, 10405, "Method not allowed for this URI")

    @staticmethod
    def envelope(result, **more):
        return {"success": True, "errors": [], "messages": [], "result": result, **more}

    def done(self, request, result):
        request.note["changed"] = True
        request.note["sets"] = self.sets()
        return as_json(self.envelope(result))

    def page(self, request, items, default, most):
        try:
            page, size = int(request.query.get("page", 1)), int(request.query.get("per_page", default))
        except ValueError:
            raise Refused(400, 1004, "Invalid paging") from None
        if page < 1 or not 1 <= size <= most:
            raise Refused(400, 1004, "per_page is out of range")
        part = items[(page - 1) * size: page * size]
        info = {"page": page, "per_page": size, "count": len(part), "total_count": len(items),
                "total_pages": -(-len(items) // size)}
        return as_json(self.envelope(part, result_info=info))

    @staticmethod
    def matching(records, query):
        def keep(r):
            return (query.get("type", r["type"]) == r["type"]
                    and query.get("name", query.get("name.exact", r["name"])).lower() == r["name"]
                    and query.get("content", query.get("content.exact", r["content"])) == r["content"])
        return [r for r in records.values() if keep(r)]

    def batch(self, request, zone_id, body):
        """One transaction in the order deletes, patches, puts, posts: all or nothing."""
        count = sum(len(body.get(k) or ()) for k in ("deletes", "patches", "puts", "posts"))
        request.note["operations"] = count
        if count == 0 or count > self.batch_limit:
            raise Refused(400, 9207, f"A batch holds 1 to {self.batch_limit} operations")
        records = copy.deepcopy(self.zones[zone_id]["records"])
        result = {"deletes": [self.delete(records, x["id"]) for x in body.get("deletes") or ()],
                  "patches": [self.patch(records, x["id"], x) for x in body.get("patches") or ()],
                  "puts": [self.put(records, x["id"], x) for x in body.get("puts") or ()],
                  "posts": [self.create(records, x) for x in body.get("posts") or ()]}
        self.zones[zone_id]["records"] = records
        return self.done(request, result)

    # -- records --
    @staticmethod
    def get(records, record_id):
        if record_id not in records:
            raise Refused(404, 81044, "Record does not exist.")
        return records[record_id]

    def delete(self, records, record_id):
        gone = self.get(records, record_id)
        del records[record_id]
        return {"id": gone["id"]}

    def create(self, records, body):
        made = {"id": self.next_id(), "type": body.get("type"), "name": str(body.get("name", "")).lower(),
                "content": body.get("content"), "ttl": body.get("ttl", 1), "proxied": body.get("proxied", False),
                "comment": body.get("comment"), "tags": body.get("tags") or [], "proxiable": True}
        self.validate(records, made)
        records[made["id"]] = made
        return made

    def patch(self, records, record_id, body):
        new = dict(self.get(records, record_id))
        new.update({k: v for k, v in body.items() if k != "id"})
        self.validate(records, new)
        records[record_id] = new
        return new

    def put(self, records, record_id, body):
        """Replaces the record: what is not named is lost."""
        self.get(records, record_id)
        new = {"id": record_id, "type": body.get("type"), "name": str(body.get("name", "")).lower(),
               "content": body.get("content"), "ttl": body.get("ttl", 1), "proxied": body.get("proxied", False),
               "comment": body.get("comment"), "tags": body.get("tags") or [], "proxiable": True}
        self.validate(records, new)
        records[record_id] = new
        return new

    @staticmethod
    def validate(records, r):
        if r["type"] not in ("A", "AAAA", "CNAME", "TXT") or not r["name"]:
            raise Refused(400, 1004, "DNS Validation Error", {"code": 9000, "message": "DNS name or type is invalid."})
        if r["type"] in ("A", "AAAA"):
            version, code = (4, 9005) if r["type"] == "A" else (6, 9006)
            try:
                good = ipaddress.ip_address(r["content"]).version == version
            except ValueError:
                good = False
            if not good:
                raise Refused(400, 1004, "DNS Validation Error",
                              {"code": code, "message": f"Content for {r['type']} record is invalid."})
        if not isinstance(r["ttl"], int) or (r["ttl"] != 1 and not 60 <= r["ttl"] <= 86400):
            raise Refused(400, 1004, "DNS Validation Error",
                          {"code": 9021, "message": "Invalid TTL. Must be between 60 and 86400 seconds, or 1."})
        for other in records.values():
            if other["id"] == r["id"] or other["name"] != r["name"]:
                continue
            if "CNAME" in (other["type"], r["type"]):
                raise Refused(400, 81053, "An A, AAAA, or CNAME record with that host already exists.")
            if (other["type"], other["content"]) == (r["type"], r["content"]):
                raise Refused(400, 81058, "An identical record already exists.")
