# SPDX-License-Identifier: MIT
"""DigitalOcean's v2 interface for domain records."""

from httpd import Reply, as_json
from rest import Limit, Refused, RestService, full, is_address, relative, zone_of

PREFIX = "/digitalocean/v2/"
PAGE, PAGE_MAX, LEAST_TTL, DEFAULT_TTL = 20, 200, 30, 1800


class DigitalOcean(RestService):
    kind = "digitalocean"

    def __init__(self, token, domains, rate=250):
        self.token = token
        self.domains = {name: {} for name in domains}       # name -> {id: record}
        self.limit = Limit(rate, 60)
        self.serial = 3000

    def state(self):
        return [dict(r, fqdn=full(r["name"], d)) for d, records in self.domains.items() for r in records.values()]

    def seed(self, records):
        for r in records:
            zone = zone_of(r["fqdn"], self.domains)
            self.add(zone, {"type": r["type"], "name": relative(r["fqdn"], zone), "data": r["data"],
                            "ttl": r.get("ttl", DEFAULT_TTL)})

    @staticmethod
    def operation(request):
        return {"GET": "list", "POST": "create", "PATCH": "patch", "PUT": "put", "DELETE": "delete"}.get(request.method)

    def answer(self, request):
        if request.headers.get("authorization") != "Bearer " + self.token:
            raise self.error(401, "unauthorized", "Unable to authenticate you.")
        wait = self.limit.wait()
        if wait:
            raise Refused(429, {"id": "too_many_requests", "message": "API rate limit exceeded."}, retry_after=wait,
                          ratelimit_limit=5000, ratelimit_remaining=0)
        parts = request.path[len(PREFIX):].strip("/").split("/")
        if parts == ["domains"] and request.method == "GET":
            return self.page(request, "domains", [{"name": d, "ttl": DEFAULT_TTL} for d in self.domains])
        if parts[0] != "domains" or len(parts) > 4 or parts[1] not in self.domains:
            raise self.absent()
        domain, records = parts[1], self.domains[parts[1]]
        if len(parts) == 2 and request.method == "GET":
            return as_json({"domain": {"name": domain, "ttl": DEFAULT_TTL, "zone_file": f"$ORIGIN {domain}."}})
        if parts[2:3] != ["records"]:
            raise self.absent()
        if len(parts) == 3:
            return self.collection(request, domain, records)
        return self.single(request, domain, records, parts[3])

    def collection(self, request, domain, records):
        if request.method == "GET":
            kind, name = request.query.get("type"), request.query.get("name")
            found = [r for r in records.values() if kind in (None, r["type"])
                     and (name is None or full(r["name"], domain) == name.lower())]
            return self.page(request, "domain_records", found)
        if request.method != "POST":
            raise self.error(405, "method_not_allowed", "Method not allowed.")
        made = self.add(domain, request.json())
        self.wrote(request, full(made["name"], domain), [made["data"]])
        return as_json({"domain_record": made}, 201)

    def single(self, request, domain, records, record_id):
        if not record_id.isdigit() or int(record_id) not in records:
            raise self.absent()
        old = records[int(record_id)]
        if request.method == "DELETE":
            del records[int(record_id)]
            request.note["changed"] = True
            return Reply(204)
        if request.method == "GET":
            return as_json({"domain_record": old})
        body = request.json()
        base = {"id": old["id"]} if request.method == "PUT" else old
        new = {"ttl": DEFAULT_TTL, **base, **body, "id": old["id"]}
        if "type" not in body:
            raise self.invalid("Type can't be blank")
        self.check(domain, new)
        records[old["id"]] = new
        self.wrote(request, full(new["name"], domain), [new["data"]])
        return as_json({"domain_record": new})

    def add(self, domain, body):
        self.serial += 1
        made = {"id": self.serial, "type": body.get("type"), "name": body.get("name"), "data": body.get("data"),
                "priority": None, "port": None, "ttl": body.get("ttl", DEFAULT_TTL), "weight": None, "flags": None,
                "tag": None}
        self.check(domain, made)
        self.domains[domain][made["id"]] = made
        return made

    def check(self, domain, r):
        if not r["type"] or not r.get("name"):
            raise self.invalid("Name can't be blank")
        if r["type"] in ("A", "AAAA") and not is_address(r["type"], r["data"]):
            raise self.invalid("Data needs to be an IP address")
        if not isinstance(r["ttl"], int) or r["ttl"] < LEAST_TTL:
            raise self.invalid(f"TTL must be greater than or equal to {LEAST_TTL}")
        for other in self.domains[domain].values():
            if other["id"] != r["id"] and other["name"] == r["name"] and "CNAME" in (other["type"], r["type"]):
                raise self.invalid("CNAME records cannot share a name with other records.")

    @staticmethod
    def page(request, what, items):
        number, size = int(request.query.get("page", 1)), int(request.query.get("per_page", PAGE))
        size = min(max(size, 1), PAGE_MAX)
        last = max(1, -(-len(items) // size))
        links = {"pages": {"last": f"?page={last}", "next": f"?page={number + 1}"}} if number < last else {}
        return as_json({what: items[(number - 1) * size: number * size], "links": links, "meta": {"total": len(items)}})

    @staticmethod
    def error(status, name, message):
        return Refused(status, {"id": name, "message": message})

    def absent(self):
        return self.error(404, "not_found", "The resource you were accessing could not be found.")

    def invalid(self, message):
        return self.error(422, "unprocessable_entity", message)
