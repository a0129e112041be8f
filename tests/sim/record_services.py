# SPDX-License-Identifier: MIT
"""Services whose records are written one by one: what their descriptions say of paths, bodies, pages and failures."""

import base64
import json

from httpd import Reply, as_json
from rest import Refused, Stored, full, relative


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def page_of(items, number, size):
    return items[(number - 1) * size: number * size]


class Vultr(Stored):
    kind = "vultr"
    window, rate, least_ttl, default_ttl = 10, 300, 120, 300

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise self.refuse(401, "Invalid API token.")

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"error": message, "status": status})

    def served(self, request, parts):
        zone = self.zone(parts[2])
        if len(parts) == 3:
            return as_json({"domain": {"domain": zone, "dns_sec": "disabled"}})
        if len(parts) == 4 and request.method == "GET":
            begin, size = int(request.query.get("cursor") or 0), min(500, int(request.query.get("per_page", 100)))
            rows = self.find(zone)
            more = str(begin + size) if begin + size < len(rows) else ""
            return as_json({"records": [self.shape(*r) for r in rows[begin: begin + size]],
                            "meta": {"total": len(rows), "links": {"next": more, "prev": ""}}})
        if len(parts) == 4:
            b = request.json()
            made = self.create(request, zone, full(b.get("name"), zone, ""), b.get("type"), b.get("data"), b.get("ttl"))
            return as_json({"record": self.shape(*made)}, 201)
        number, old = self.one(zone, parts[4])
        if request.method == "DELETE":
            self.remove(request, number)
        else:
            b = request.json()
            self.change(request, number, value=b.get("data", old["value"]), ttl=b.get("ttl", old["ttl"]))
        return Reply(204)

    @staticmethod
    def shape(number, r):
        return {"id": str(number), "type": r["type"], "name": relative(r["fqdn"], r["zone"], ""), "data": r["value"],
                "priority": -1, "ttl": r["ttl"]}


class Linode(Stored):
    kind = "linode"
    window, rate, default_ttl = 120, 1600, 0
    allowed_ttls = (0, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200)
    least_ttl = 0

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise self.refuse(401, "Invalid Token")

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"errors": [{"reason": message}]})

    def served(self, request, parts):
        if len(parts) == 2:
            wanted = json.loads(request.headers.get("x-filter", "{}")).get("domain")
            return self.page(request, [{"id": int(i), "domain": z, "type": "master", "status": "active", "ttl_sec": 0}
                                       for i, z in self.zones.items() if wanted in (None, z)])
        zone = self.zone(parts[2])
        if len(parts) == 4 and request.method == "GET":
            return self.page(request, [self.shape(*r) for r in self.find(zone)])
        if len(parts) == 4:
            b = request.json()
            return as_json(self.shape(*self.create(request, zone, full(b.get("name"), zone, ""), b.get("type"),
                                                   b.get("target"), b.get("ttl_sec"))))
        number, old = self.one(zone, parts[4])
        if request.method == "DELETE":
            self.remove(request, number)
            return as_json({})
        b = request.json()
        return as_json(self.shape(*self.change(request, number, value=b.get("target", old["value"]),
                                               ttl=b.get("ttl_sec", old["ttl"]))))

    def page(self, request, rows):
        number, size = int(request.query.get("page", 1)), int(request.query.get("page_size", 100))
        if not 25 <= size <= 500:
            raise self.refuse(400, "Must be 25-500")
        return as_json({"data": page_of(rows, number, size), "page": number, "pages": max(1, -(-len(rows) // size)),
                        "results": len(rows)})

    @staticmethod
    def shape(number, r):
        return {"id": number, "type": r["type"], "name": relative(r["fqdn"], r["zone"], ""), "target": r["value"],
                "priority": 0, "weight": 0, "port": 0, "ttl_sec": r["ttl"]}


class NameSilo(Stored):
    """Every command is a GET; a record has another id after each update; a list of one is no list."""

    kind = "namesilo"
    least_ttl, most_ttl, default_ttl = 3600, 2592000, 7207

    def login(self, request):
        if request.query.get("key") != self.token:
            raise self.reply_of(110, "Invalid API Key")
        if request.query.get("version") != "1" or request.query.get("type") != "json":
            raise self.reply_of(102, "Invalid API version")

    @staticmethod
    def operation(request):
        return {"dnsAddRecord": "create", "dnsUpdateRecord": "put", "dnsDeleteRecord": "delete"}.get(
            request.path.rsplit("/", 1)[1], "list")

    @staticmethod
    def reply_of(code, detail, **more):
        return Refused(200, {"request": {"operation": "?", "ip": "81.2.69.10"},
                             "reply": {"code": str(code), "detail": detail, **more}})

    def refuse(self, status, message):
        if status == 404:
            return self.reply_of(200, "Domain is not active, or does not belong to this user")
        return self.reply_of(280, message)

    def served(self, request, parts):
        q, zone = request.query, self.zone(request.query.get("domain"))
        ttl = int(q["rrttl"]) if "rrttl" in q else None
        if parts[-1] == "getDomainInfo":
            raise self.reply_of(300, "success", status="Active")
        if parts[-1] == "dnsListRecords":
            rows = [{"record_id": f"{i:032x}", "type": r["type"], "host": r["fqdn"], "value": r["value"],
                     "ttl": str(r["ttl"]), "distance": "0"} for i, r in self.find(zone)]
            raise self.reply_of(300, "success", resource_record=rows[0] if len(rows) == 1 else rows)
        if parts[-1] == "dnsAddRecord":
            made = self.create(request, zone, full(q.get("rrhost"), zone, ""), q.get("rrtype"), q.get("rrvalue"), ttl)
            raise self.reply_of(300, "success", record_id=f"{made[0]:032x}")
        number = int(q.get("rrid", "0"), 16)
        if number not in self.records:
            raise self.reply_of(280, "Invalid rrid")
        old = self.records[number]
        if parts[-1] == "dnsDeleteRecord":
            self.remove(request, number)
            raise self.reply_of(300, "success")
        self.change(request, number, fqdn=full(q.get("rrhost"), zone, ""), value=q.get("rrvalue"),
                    ttl=self.default_ttl if ttl is None else ttl)
        self.serial += 1
        self.records[self.serial] = self.records.pop(number)
        assert old["zone"] == zone
        raise self.reply_of(300, "success", record_id=f"{self.serial:032x}")


class NameCom(Stored):
    kind = "namecom"
    window, rate, least_ttl, default_ttl = 10, 200, 300, 300

    def login(self, request):
        if request.headers.get("authorization") != basic(self.user, self.token):
            raise self.refuse(401, "Unauthenticated")

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"message": message})

    def served(self, request, parts):
        zone = self.zone(parts[3])
        if len(parts) == 4:
            return as_json({"domainName": zone, "locked": True})
        if len(parts) == 5 and request.method == "GET":
            rows = self.find(zone)
            number, size = int(request.query.get("page", 1)), min(1000, int(request.query.get("perPage", 500)))
            reply = {"records": [self.shape(*r) for r in page_of(rows, number, size)], "totalCount": len(rows)}
            if number * size < len(rows):
                reply.update(nextPage=number + 1, lastPage=-(-len(rows) // size))
            return as_json(reply if rows else {})
        b = request.json() or {}
        new = (full(b.get("host"), zone, ""), b.get("type"), b.get("answer"), b.get("ttl"))
        if len(parts) == 5:
            return as_json(self.shape(*self.create(request, zone, *new)))
        number, _ = self.one(zone, parts[5])
        if request.method == "DELETE":
            self.remove(request, number)
            return as_json({})
        return as_json(self.shape(*self.change(request, number, fqdn=new[0], type=new[1], value=new[2],
                                               ttl=new[3] or self.default_ttl)))

    @staticmethod
    def shape(number, r):
        return {"id": number, "domainName": r["zone"], "host": relative(r["fqdn"], r["zone"], ""),
                "fqdn": r["fqdn"] + ".", "type": r["type"], "answer": r["value"], "ttl": r["ttl"]}


class DNSimple(Stored):
    kind = "dnsimple"
    window, rate, least_ttl = 3600, 2400, 60

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise self.refuse(401, "Authentication failed")

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"message": message})

    def served(self, request, parts):
        if parts[1] != "1010" or parts[2] != "zones":
            raise self.refuse(404, "Account not found")
        zone = self.zone(parts[3])
        if len(parts) == 4:
            return as_json({"data": {"id": self.zone_id(zone), "account_id": 1010, "name": zone, "reverse": False}})
        if len(parts) == 5 and request.method == "GET":
            q = request.query
            rows = self.find(zone, full(q["name"], zone, "") if "name" in q else None, q.get("type"))
            number, size = int(q.get("page", 1)), min(100, int(q.get("per_page", 30)))
            return as_json({"data": [self.shape(*r) for r in page_of(rows, number, size)],
                            "pagination": {"current_page": number, "per_page": size, "total_entries": len(rows),
                                           "total_pages": -(-len(rows) // size)}})
        b = request.json()
        if len(parts) == 5:
            made = self.create(request, zone, full(b.get("name"), zone, ""), b.get("type"), b.get("content"), b.get("ttl"))
            return as_json({"data": self.shape(*made)}, 201)
        number, old = self.one(zone, parts[5])
        if request.method == "DELETE":
            self.remove(request, number)
            return Reply(204)
        return as_json({"data": self.shape(*self.change(request, number, value=b.get("content", old["value"]),
                                                        ttl=b.get("ttl", old["ttl"])))})

    @staticmethod
    def shape(number, r):
        return {"id": number, "zone_id": r["zone"], "name": relative(r["fqdn"], r["zone"], ""), "content": r["value"],
                "ttl": r["ttl"], "type": r["type"], "regions": ["global"], "system_record": False}


class Bunny(Stored):
    """Types are numbers; the search for zones finds parts of names."""

    kind = "bunny"
    least_ttl, default_ttl = 15, 300
    types = {0: "A", 1: "AAAA", 2: "CNAME", 3: "TXT"}

    def login(self, request):
        if request.headers.get("accesskey") != self.token:
            raise Refused(401, {"Message": "Authorization has been denied for this request."})

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, {"ErrorKey": "validation_error", "Message": message})

    @staticmethod
    def operation(request):
        if request.method == "POST":
            return "put"
        return {"GET": "list", "PUT": "create", "DELETE": "delete"}[request.method]

    def served(self, request, parts):
        if len(parts) == 1:
            found = [{"Id": int(i), "Domain": z} for i, z in self.zones.items() if request.query.get("search", "") in z]
            return as_json({"Items": found, "CurrentPage": 1, "TotalItems": len(found), "HasMoreItems": False})
        zone = self.zone(parts[1])
        if len(parts) == 2:
            return as_json({"Id": int(parts[1]), "Domain": zone, "Records": [self.shape(*r) for r in self.find(zone)]})
        if request.method == "DELETE":
            self.remove(request, self.one(zone, parts[3])[0])
            return Reply(204)
        b = request.json()
        if request.method == "PUT":
            return as_json(self.shape(*self.create(request, zone, full(b.get("Name"), zone, ""), self.types[b["Type"]],
                                                   b.get("Value"), b.get("Ttl"))), 201)
        number, _ = self.one(zone, parts[3])
        self.change(request, number, fqdn=full(b.get("Name"), zone, ""), type=self.types[b["Type"]],
                    value=b.get("Value"), ttl=b.get("Ttl", self.default_ttl))
        return Reply(204)

    def shape(self, number, r):
        code = next(c for c, word in self.types.items() if word == r["type"])
        return {"Id": number, "Type": code, "Name": relative(r["fqdn"], r["zone"], ""), "Value": r["value"],
                "Ttl": r["ttl"], "Disabled": False, "Weight": 100}


class Vercel(Stored):
    kind = "vercel"
    least_ttl, most_ttl, default_ttl = 60, 86400, 60

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise Refused(403, {"error": {"code": "forbidden", "message": "Not authorized", "invalidToken": True}})

    def too_many(self, wait):
        return Refused(429, {"error": {"code": "rate_limited", "message": "Too many requests"}}, retry_after=wait)

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status,
                       {"error": {"code": "not_found" if status == 404 else "bad_request", "message": message}})

    def served(self, request, parts):
        if parts[:3] == ["v1", "domains", "records"]:
            number = int(parts[3].removeprefix("rec_"))
            if number not in self.records:
                raise self.refuse(404, "Record not found")
            b, old = request.json(), self.records[number]
            return as_json(self.shape(*self.change(
                request, number, value=b.get("value", old["value"]), ttl=b.get("ttl", old["ttl"]),
                note=b.get("comment", old["note"]))))
        zone = self.zone(parts[2])
        if len(parts) == 3 and parts[0] == "v5":
            return as_json({"domain": {"id": "x", "name": zone, "verified": True}})
        if parts[0] == "v4":
            rows = self.find(zone)[::-1]
            until = int(request.query.get("until") or len(rows))
            size = min(100, int(request.query.get("limit", 20)))
            shown = rows[len(rows) - until:][:size]
            left = until - len(shown)
            return as_json({"records": [self.shape(*r) for r in shown],
                            "pagination": {"count": len(shown), "next": left or None, "prev": None}})
        if request.method == "DELETE":
            self.remove(request, self.one(zone, parts[4].removeprefix("rec_"))[0])
            return as_json({})
        b = request.json()
        made = self.create(request, zone, full(b.get("name"), zone, ""), b.get("type"), b.get("value"), b.get("ttl"),
                           b.get("comment", ""))
        return as_json({"uid": f"rec_{made[0]}", "updated": 1})

    @staticmethod
    def shape(number, r):
        return {"id": f"rec_{number}", "slug": "s", "name": relative(r["fqdn"], r["zone"], ""), "type": r["type"],
                "value": r["value"], "ttl": r["ttl"], "comment": r["note"], "creator": "joe"}


class Netlify(Stored):
    """A record cannot be changed."""

    kind = "netlify"
    window, rate = 60, 500

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise Refused(401, {"code": 401, "message": "Access Denied"})

    def refuse(self, status, message):
        return Refused(status, {"code": status, "message": message})

    def served(self, request, parts):
        parts = parts[2:]
        if len(parts) == 1:
            return as_json([{"id": i, "name": z, "account_slug": "joe"} for i, z in self.zones.items()])
        zone = self.zone(parts[1])
        if request.method == "GET" and len(parts) == 3:
            return as_json([self.shape(*r) for r in self.find(zone)])
        if request.method == "POST" and len(parts) == 3:
            b = request.json()
            return as_json(self.shape(*self.create(request, zone, b.get("hostname"), b.get("type"), b.get("value"),
                                                   b.get("ttl"))), 201)
        if request.method == "DELETE" and len(parts) == 4:
            self.remove(request, self.one(zone, parts[3])[0])
            return Reply(204)
        raise self.refuse(405, "Method not allowed")

    def shape(self, number, r):
        return {"id": str(number), "hostname": r["fqdn"], "type": r["type"], "value": r["value"], "ttl": r["ttl"],
                "dns_zone_id": str(self.zone_id(r["zone"]))}


class Ionos(Stored):
    kind = "ionos"
    window, rate, least_ttl = 3600, 1200, 60

    def login(self, request):
        if request.headers.get("x-api-key") != self.token:
            raise Refused(401, [{"code": "UNAUTHORIZED", "message": "The customer is not authorized to do this operation."}])

    def too_many(self, wait):
        return Refused(429, [{"code": "RATE_LIMIT", "message": "Too many requests"}], retry_after=wait)

    def refuse(self, status, message):
        return Refused(400 if status == 422 else status, [{"code": "INVALID_DATA", "message": message}])

    def served(self, request, parts):
        parts = parts[2:]
        if len(parts) == 1:
            return as_json([{"name": z, "id": i, "type": "NATIVE"} for i, z in self.zones.items()])
        zone = self.zone(parts[1])
        if len(parts) == 2:
            found = self.find(zone, request.query.get("recordName"), request.query.get("recordType"))
            return as_json({"name": zone, "id": parts[1], "type": "NATIVE", "records": [self.shape(*r) for r in found]})
        if request.method == "POST":
            made = [self.create(request, zone, b.get("name"), b.get("type"), b.get("content"), b.get("ttl"))
                    for b in request.json()]
            return as_json([self.shape(*r) for r in made], 201)
        number, _ = self.one(zone, parts[3])
        if request.method == "DELETE":
            self.remove(request, number)
            return Reply(200)
        b = request.json()
        return as_json(self.shape(*self.change(request, number, value=b.get("content"),
                                               ttl=b.get("ttl", self.default_ttl))))

    @staticmethod
    def shape(number, r):
        return {"id": str(number), "name": r["fqdn"], "rootName": r["zone"], "type": r["type"], "content": r["value"],
                "ttl": r["ttl"], "disabled": False}


class LuaDns(Stored):
    kind = "luadns"
    window, rate, least_ttl, default_ttl = 300, 1200, 300, 300

    def login(self, request):
        if request.headers.get("authorization") != basic(self.user, self.token):
            raise Refused(401, {"status": "Unauthorized", "request_id": "x", "message": "Unauthorized"})

    def served(self, request, parts):
        parts = parts[1:]
        if len(parts) == 1:
            return as_json([{"id": int(i), "name": z, "synced": True} for i, z in self.zones.items()])
        zone = self.zone(parts[1])
        if len(parts) == 3 and request.method == "GET":
            return as_json([self.shape(*r) for r in self.find(zone)])
        if request.method == "DELETE":
            number, _ = self.one(zone, parts[3])
            return as_json(self.shape(number, self.remove(request, number)))
        b = request.json()
        if not {"name", "type", "content", "ttl"} <= set(b):
            raise self.refuse(400, "All of a record must be given")
        if not b["name"].endswith("."):
            raise self.refuse(400, "The name must end with a dot")
        new = (b["name"][:-1], b["type"], b["content"], b["ttl"])
        if len(parts) == 3:
            return as_json(self.shape(*self.create(request, zone, *new)))
        number, _ = self.one(zone, parts[3])
        return as_json(self.shape(*self.change(request, number, fqdn=new[0], type=new[1], value=new[2], ttl=new[3])))

    def shape(self, number, r):
        return {"id": number, "name": r["fqdn"] + ".", "type": r["type"], "content": r["value"], "ttl": r["ttl"],
                "zone_id": self.zone_id(r["zone"]), "generated": False}


class Njalla(Stored):
    """JSON-RPC: the status is 200 whatever happened."""

    kind = "njalla"
    allowed_ttls, default_ttl = (60, 300, 900, 3600, 10800, 21600, 86400), 10800

    def login(self, request):
        if request.headers.get("authorization") != "Njalla " + self.token:
            raise self.refuse(403, "Permission denied")

    @staticmethod
    def operation(request):
        return {"add-record": "create", "edit-record": "put", "remove-record": "delete"}.get(
            request.json().get("method"), "list")

    def refuse(self, status, message):
        return Refused(200, {"jsonrpc": "2.0", "error": {"code": 400 if status == 422 else status, "message": message}})

    def too_many(self, wait):
        return self.refuse(429, "Too many requests")

    def served(self, request, parts):
        b = request.json()
        return as_json({"jsonrpc": "2.0", "result": self.call(request, b["method"], b["params"])})

    def call(self, request, method, p):
        if method == "list-domains":
            return {"domains": [{"name": z, "status": "active"} for z in self.zones.values()]}
        zone = p.get("domain")
        if zone not in self.zones.values():
            raise self.refuse(403, "Permission denied")
        if method == "list-records":
            return {"records": [self.shape(*r) for r in self.find(zone)]}
        if method == "add-record":
            return self.shape(*self.create(request, zone, full(p.get("name"), zone), p.get("type"), p.get("content"),
                                           p.get("ttl")))
        number, old = self.one(zone, p.get("id"))
        if method == "remove-record":
            self.remove(request, number)
            return {}
        return self.shape(*self.change(request, number, value=p.get("content", old["value"]), ttl=p.get("ttl", old["ttl"])))

    @staticmethod
    def shape(number, r):
        return {"id": str(number), "name": relative(r["fqdn"], r["zone"]), "type": r["type"], "content": r["value"],
                "ttl": r["ttl"]}


class Spaceship(Stored):
    """Records have no ids: they are known by what they hold."""

    kind = "spaceship"
    window, rate, least_ttl, most_ttl = 300, 300, 60, 3600

    def login(self, request):
        if (request.headers.get("x-api-key"), request.headers.get("x-api-secret")) != (self.user, self.token):
            raise self.refuse(401, "Invalid API key or secret")

    def refuse(self, status, message):
        return Refused(status, {"detail": message})

    @staticmethod
    def operation(request):
        return {"GET": "list", "PUT": "create", "DELETE": "delete"}[request.method]

    def served(self, request, parts):
        parts = parts[2:]
        if parts[0] == "domains":
            return as_json({"name": self.zone(parts[1]), "lifecycleStatus": "registered"})
        zone = self.zone(parts[2])
        if request.method == "GET":
            take, skip = int(request.query["take"]), int(request.query["skip"])
            if not 1 <= take <= 500:
                raise self.refuse(422, "take must be from 1 to 500")
            rows = self.find(zone)
            return as_json({"items": [self.shape(r) for _, r in rows[skip: skip + take]], "total": len(rows)})
        if request.method == "PUT":
            for b in request.json()["items"]:
                self.create(request, zone, full(b.get("name"), zone), b.get("type"), b.get("address"), b.get("ttl"))
            return Reply(204)
        for b in request.json():
            found = [i for i, r in self.find(zone, full(b.get("name"), zone), b.get("type")) if r["value"] == b.get("address")]
            if not found:
                raise self.refuse(404, "There is no such record")
            self.remove(request, found[0])
        return Reply(204)

    @staticmethod
    def shape(r):
        return {"type": r["type"], "name": relative(r["fqdn"], r["zone"]), "ttl": r["ttl"],
                ("address" if r["type"] in ("A", "AAAA") else "value"): r["value"], "group": {"type": "custom"}}


class DreamHost(Stored):
    """Commands in the query; no zones, no ids, no TTL; the status is 200 whatever happened."""

    kind = "dreamhost"
    default_ttl = 14400

    def login(self, request):
        if request.query.get("key") != self.token:
            raise self.refuse(401, "invalid_api_key")

    @staticmethod
    def operation(request):
        return {"dns-add_record": "create", "dns-remove_record": "delete"}.get(request.query.get("cmd"), "list")

    def too_many(self, wait):
        return self.refuse(429, "slow_down_bucko")

    def refuse(self, status, message):
        return Refused(200, {"result": "error", "data": message})

    def served(self, request, parts):
        q = request.query
        if q["cmd"] == "dns-list_records":
            return as_json({"result": "success", "data": [
                {"account_id": "1", "zone": r["zone"], "record": r["fqdn"], "type": r["type"], "value": r["value"],
                 "comment": r["note"], "editable": "1"} for _, r in sorted(self.records.items())]})
        zone = next((z for z in self.zones.values() if ("." + q["record"]).endswith("." + z)), None)
        if zone is None:
            raise self.refuse(404, "no_such_zone")
        same = [i for i, r in self.find(zone, q["record"], q["type"]) if r["value"] == q["value"]]
        if q["cmd"] == "dns-add_record":
            if same:
                raise self.refuse(409, "record_already_exists")
            self.create(request, zone, q["record"], q["type"], q["value"], None, q.get("comment", ""))
            return as_json({"result": "success", "data": "record_added"})
        if not same:
            raise self.refuse(404, "no_record")
        self.remove(request, same[0])
        return as_json({"result": "success", "data": "record_removed"})


class Infomaniak(Stored):
    kind = "infomaniak"
    window, rate, least_ttl = 60, 60, 60

    def login(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise self.failure(401, "not_authorized", "Authorization required")

    @staticmethod
    def failure(status, code, words):
        return Refused(status, {"result": "error", "error": {"code": code, "description": words}})

    def refuse(self, status, message):
        return self.failure(status, "object_not_found" if status == 404 else "validation_failed", message)

    def served(self, request, parts):
        zone = self.zone(parts[2])
        if parts[3] == "exists":
            return self.ok(True)
        if len(parts) == 4 and request.method == "GET":
            return self.ok([self.shape(*r) for r in self.find(zone)])
        b = request.json()
        if len(parts) == 4:
            return self.ok(self.shape(*self.create(request, zone, full(b.get("source"), zone, "."), b.get("type"),
                                                   b.get("target"), b.get("ttl"))), 201)
        number, _ = self.one(zone, parts[4])
        if request.method == "DELETE":
            self.remove(request, number)
            return self.ok(True)
        if not {"target", "ttl"} <= set(b):
            raise self.failure(422, "attribute_required", "target and ttl")
        return self.ok(self.shape(*self.change(request, number, value=b["target"], ttl=b["ttl"])))

    @staticmethod
    def ok(data, status=200):
        return as_json({"result": "success", "data": data}, status)

    @staticmethod
    def shape(number, r):
        return {"id": number, "source": relative(r["fqdn"], r["zone"], "."), "source_idn": r["fqdn"], "type": r["type"],
                "ttl": r["ttl"], "target": r["value"]}


class ClouDns(Stored):
    """Forms; a list is an object by id, and an empty one is a list; the status is 200 whatever happened."""

    kind = "cloudns"
    allowed_ttls = (60, 300, 900, 1800, 3600, 21600, 43200, 86400, 172800, 259200, 604800, 1209600, 2592000)

    def login(self, request):
        f = request.form()
        if (f.get("auth-id"), f.get("auth-password")) != (self.user, self.token):
            raise self.refuse(401, "Invalid authentication, incorrect auth-id or auth-password.")

    @staticmethod
    def operation(request):
        return {"add-record.json": "create", "mod-record.json": "put", "delete-record.json": "delete"}.get(
            request.path.rsplit("/", 1)[1], "list")

    def too_many(self, wait):
        return self.refuse(429, "You have reached the limit of requests")

    def refuse(self, status, message):
        words = "Missing domain-name" if status == 404 else message
        return Refused(200, {"status": "Failed", "statusDescription": words})

    def served(self, request, parts):
        f, zone = request.form(), self.zone(request.form().get("domain-name"))
        if parts[-1] == "get-zone-info.json":
            return as_json({"name": zone, "type": "master", "zone": "domain", "status": "1"})
        if parts[-1] == "records.json":
            rows = self.find(zone, full(f["host"], zone, "") if "host" in f else None, f.get("type"))
            return as_json({str(i): self.shape(i, r) for i, r in rows} or [])
        if parts[-1] == "add-record.json":
            number, _ = self.create(request, zone, full(f["host"], zone, ""), f["record-type"], f["record"], int(f["ttl"]))
            return as_json({"status": "Success", "statusDescription": "The record was added.", "data": {"id": number}})
        number, _ = self.one(zone, f["record-id"])
        if parts[-1] == "delete-record.json":
            self.remove(request, number)
        else:
            self.change(request, number, fqdn=full(f["host"], zone, ""), value=f["record"], ttl=int(f["ttl"]))
        return as_json({"status": "Success", "statusDescription": "The record was changed."})

    @staticmethod
    def shape(number, r):
        return {"id": str(number), "type": r["type"], "host": relative(r["fqdn"], r["zone"], ""), "record": r["value"],
                "dynamicurl_status": 0, "failover": "0", "ttl": str(r["ttl"]), "status": 1}


RECORD_SERVICES = (Vultr, Linode, NameSilo, NameCom, DNSimple, Bunny, Vercel, Netlify, Ionos, LuaDns, Njalla, Spaceship,
                   DreamHost, Infomaniak, ClouDns)
