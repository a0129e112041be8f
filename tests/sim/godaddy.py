# SPDX-License-Identifier: MIT
"""GoDaddy's v1 interface for the records of a domain, by type and name."""

from httpd import Reply, as_json
from rest import Limit, Refused, RestService, full, is_address, relative, zone_of

PREFIX = "/godaddy/v1/"
LEAST_TTL, MOST_TTL, DEFAULT_TTL = 600, 604800, 3600


class GoDaddy(RestService):
    kind = "godaddy"

    def __init__(self, key, secret, domains, rate=60):
        self.login = f"sso-key {key}:{secret}"
        self.domains = {name: {} for name in domains}        # name -> {(type, name): [record]}
        self.limit = Limit(rate, 60)

    def state(self):
        return [{"fqdn": full(n, d), "type": t, "values": [r["data"] for r in records],
                 "ttl": records[0]["ttl"]} for d, sets in self.domains.items() for (t, n), records in sets.items()]

    def seed(self, records):
        for r in records:
            zone = zone_of(r["fqdn"], self.domains)
            name = relative(r["fqdn"], zone)
            self.domains[zone][r["type"], name] = [{"data": v, "name": name, "ttl": r.get("ttl", DEFAULT_TTL),
                                                    "type": r["type"]} for v in r["values"]]

    @staticmethod
    def operation(request):
        return {"GET": "list", "PUT": "put", "PATCH": "add", "DELETE": "delete"}.get(request.method)

    def answer(self, request):
        given = request.headers.get("authorization", "")
        if given != self.login:
            raise self.error(401, "UNABLE_TO_AUTHENTICATE", "Unauthorized : Could not authenticate API key/secret")
        wait = self.limit.wait()
        if wait:
            raise Refused(429, {"code": "TOO_MANY_REQUESTS", "message": "Too many requests received within interval",
                                "retryAfterSec": wait}, retry_after=wait)
        parts = request.path[len(PREFIX):].strip("/").split("/")
        if parts[0] != "domains" or len(parts) < 2:
            raise self.error(404, "NOT_FOUND", "The requested resource was not found")
        domain = parts[1]
        if domain not in self.domains:
            raise self.error(404, "NOT_FOUND", f"Domain {domain} not found for shopper")
        if len(parts) == 2 and request.method == "GET":
            return as_json({"domain": domain, "domainId": 1, "status": "ACTIVE"})
        if len(parts) == 5 and parts[2] == "records":
            return self.records(request, domain, (parts[3], parts[4]))
        raise self.error(404, "NOT_FOUND", "The requested resource was not found")

    def records(self, request, domain, key):
        sets = self.domains[domain]
        name = full(key[1], domain)
        if request.method == "GET":
            return as_json(sets.get(key, []))
        if request.method == "DELETE":
            if key not in sets:
                raise self.error(404, "NOT_FOUND", "The requested resource was not found")
            del sets[key]
            request.note["changed"] = True
            return Reply(204)
        if request.method != "PUT":
            raise self.error(405, "METHOD_NOT_ALLOWED", "Method not allowed")
        body = request.json()
        if not isinstance(body, list) or not body:
            raise self.invalid("records", "INVALID_BODY", "Request body doesn't fulfill schema, see details in `fields`")
        for r in body:
            self.check(key, r)
        if len({r["data"] for r in body}) != len(body):
            raise self.invalid("records", "DUPLICATE_RECORD", "Another record with the same attributes already exists")
        if any(n == key[1] and "CNAME" in (t, key[0]) and t != key[0] for t, n in sets):
            raise self.invalid("records", "INVALID_VALUE_ENUM", "A CNAME cannot share its name")
        sets[key] = [{"data": r["data"], "name": key[1], "ttl": r.get("ttl", DEFAULT_TTL), "type": key[0]} for r in body]
        self.wrote(request, name, [r["data"] for r in body])
        return Reply(200)

    def check(self, key, r):
        if key[0] in ("A", "AAAA") and not is_address(key[0], r.get("data")):
            raise self.invalid("data", "INVALID_BODY", "Invalid data")
        if not LEAST_TTL <= r.get("ttl", DEFAULT_TTL) <= MOST_TTL:
            raise self.invalid("ttl", "INVALID_BODY", "ttl is out of range")

    @staticmethod
    def error(status, code, message):
        return Refused(status, {"code": code, "message": message})

    @staticmethod
    def invalid(path, code, message):
        return Refused(422, {"code": code, "message": message, "fields": [{"path": path, "message": message}]})
