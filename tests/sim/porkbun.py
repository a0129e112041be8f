# SPDX-License-Identifier: MIT
"""Porkbun's v3 interface: JSON posts with the keys in the body."""

from httpd import as_json
from rest import Limit, Refused, RestService, full, is_address, relative, zone_of

PREFIX = "/porkbun/api/json/v3/"
LEAST_TTL = 600


class Porkbun(RestService):
    kind = "porkbun"

    def __init__(self, apikey, secretapikey, domains, rate=0, closed=()):
        self.keys = {"apikey": apikey, "secretapikey": secretapikey}
        self.domains = {name: {} for name in domains}        # name -> {id: record}
        self.closed = set(closed)                            # domains without API access
        self.limit = Limit(rate, 10)
        self.serial = 106000

    def state(self):
        return [r for records in self.domains.values() for r in records.values()]

    def seed(self, records):
        for r in records:
            zone = zone_of(r["fqdn"], self.domains)
            self.add(zone, {"name": relative(r["fqdn"], zone, ""), "type": r["type"], "content": r["content"],
                            "ttl": r.get("ttl", 600), "notes": r.get("notes", "")})

    @staticmethod
    def operation(request):
        parts = request.path[len(PREFIX):].split("/")
        return parts[1] if len(parts) > 1 else parts[0]

    def answer(self, request):
        try:
            body = request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise self.error("INVALID_OR_EMPTY_JSON", "The request body is not valid JSON.")
        if not body.get("apikey"):
            raise self.error("API_KEY_REQUIRED", "An API key is required.")
        if {k: body.get(k) for k in self.keys} != self.keys:
            raise self.error("INVALID_API_KEYS_001", "Invalid API key. (001)")
        wait = self.limit.wait()
        if wait:
            raise Refused(429, {"status": "ERROR", "code": "RATE_LIMIT_EXCEEDED", "message": "Too many requests.",
                                "ttlRemaining": wait}, x_ratelimit_reset=wait)
        area, verb, *rest = request.path[len(PREFIX):].split("/")
        if area != "dns" or request.method != "POST" or not rest:
            raise self.error("METHOD_NOT_ALLOWED", "Unknown command.")
        if rest[0] not in self.domains:
            raise self.error("INVALID_DOMAIN", "Invalid domain.")
        if rest[0] in self.closed:
            raise self.error("DOMAIN_NOT_OPTED_IN", "Domain is not opted in to API access.")
        return self.command(request, verb, rest[0], rest[1:], body)

    def command(self, request, verb, domain, rest, body):
        records = self.domains[domain]
        if verb == "retrieve":
            found = [r for r in records.values() if not rest or r["id"] == rest[0]]
            return as_json({"status": "SUCCESS", "cloudflare": "disabled", "records": found})
        if verb == "retrieveByNameType":
            name = full(rest[1] if len(rest) > 1 else "", domain)
            found = [r for r in records.values() if (r["type"], r["name"]) == (rest[0], name)]
            return as_json({"status": "SUCCESS", "cloudflare": "disabled", "records": found})
        if verb == "create":
            made = self.add(domain, body)
            self.wrote(request, made["name"], [made["content"]])
            return as_json({"status": "SUCCESS", "id": int(made["id"])})
        if verb not in ("edit", "delete"):
            raise self.error("METHOD_NOT_ALLOWED", "Unknown command.")
        if not rest or rest[0] not in records:
            raise self.error("INVALID_RECORD_ID", "Invalid record ID.")
        if verb == "delete":
            del records[rest[0]]
            request.note["changed"] = True
            return as_json({"status": "SUCCESS"})
        old = records[rest[0]]
        new = self.shape(domain, old["id"], {"ttl": LEAST_TTL, "notes": old["notes"], **body})
        records.pop(old["id"])
        try:
            self.check(domain, new)
        except Refused:
            records[old["id"]] = old
            raise
        records[old["id"]] = new
        self.wrote(request, new["name"], [new["content"]])
        return as_json({"status": "SUCCESS"})

    def add(self, domain, body):
        self.serial += 1
        made = self.shape(domain, str(self.serial), body)
        self.check(domain, made)
        self.domains[domain][made["id"]] = made
        return made

    @staticmethod
    def shape(domain, record_id, body):
        return {"id": record_id, "name": full(body.get("name"), domain, ""), "type": body.get("type"),
                "content": body.get("content"), "ttl": str(max(LEAST_TTL, int(body.get("ttl") or LEAST_TTL))),
                "prio": "0", "notes": body.get("notes") or ""}

    def check(self, domain, r):
        if r["type"] in ("A", "AAAA") and not is_address(r["type"], r["content"]):
            raise self.error("INVALID_CONTENT", "Create error: the content is not valid for this type.")
        if r["type"] not in ("A", "AAAA", "CNAME", "TXT"):
            raise self.error("INVALID_TYPE", "Invalid record type.")
        for other in self.domains[domain].values():
            same = (other["name"], other["type"], other["content"]) == (r["name"], r["type"], r["content"])
            if same or (other["name"] == r["name"] and "CNAME" in (other["type"], r["type"])):
                raise self.error("RECORD_CONFLICT", "Create error: We were unable to create the DNS record.")

    @staticmethod
    def error(code, message):
        return Refused(400, {"status": "ERROR", "code": code, "message": message})
