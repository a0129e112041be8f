# SPDX-License-Identifier: MIT
"""DNSPod's token interface: forms in, 200 with a status code inside out."""

import ipaddress
import re
import time

from httpd import as_json, text

ACTIONS = ("Domain.Info", "Domain.List", "Record.List", "Record.Create", "Record.Modify", "Record.Ddns",
           "Record.Remove", "Record.Info")
USER_AGENT = re.compile(r"^[^/\s]+/\S+ ?\([^()]*@[^()]*\)")
UNCHANGED_LIMIT, UNCHANGED_WINDOW = 5, 3600
DEFAULT_LINE = "默认"


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class DnsPod:
    def __init__(self, login, domains):
        self.login = login                       # "id,token"
        self.domains = {str(1000 + i): name for i, name in enumerate(domains)}
        self.records = {}                        # id -> record
        self.unchanged = {}                      # id -> times of updates that changed nothing
        self.serial = 500

    def state(self):
        return [dict(r, fqdn=self.full_name(r)) for r in self.records.values()]

    def full_name(self, r):
        zone = self.domains[r["domain_id"]]
        return zone if r["name"] == "@" else f"{r['name']}.{zone}"

    def seed(self, records):
        for r in records:
            zone = next(i for i, n in self.domains.items() if r["fqdn"] == n or r["fqdn"].endswith("." + n))
            name = r["fqdn"][: -len(self.domains[zone]) - 1] or "@"
            self.add(zone, name, r["type"], r.get("line", DEFAULT_LINE), r["value"], str(r.get("ttl", 600)))

    @staticmethod
    def wants(path):
        return path.lstrip("/") in ACTIONS

    def route(self, request):
        form = request.form()
        op = request.path.lstrip("/")
        request.note.update(kind="dnspod", op=op)
        if op in ("Record.Create", "Record.Modify", "Record.Ddns"):
            zone = self.domains.get(form.get("domain_id"), form.get("domain", "?"))
            name = form.get("sub_domain", "@")
            request.note["hosts"] = [zone if name == "@" else f"{name}.{zone}"]
            value = form.get("value", "")
            request.note["ip6" if ":" in value else "ip4"] = value
        return self.handle

    def handle(self, request):
        form = request.form()
        try:
            if request.method != "POST":
                raise Refused("2", "POST only")
            self.authorize(request, form)
            more = getattr(self, request.path.lstrip("/").lower().replace(".", "_"))(form, request)
            code, message = "1", "Action completed successful"
        except Refused as e:
            code, message, more = e.code, str(e), {}
        if form.get("format") != "json":
            return text(f"<?xml version=\"1.0\"?><dnspod><status><code>{code}</code></status></dnspod>")
        return as_json({"status": {"code": code, "message": message, "created_at": "2020-01-01 00:00:00"}, **more})

    def authorize(self, request, form):
        given = form.get("login_token")
        request.note["auth"] = "none" if not given else "ok" if given == self.login else "bad"
        if not USER_AGENT.match(request.headers.get("user-agent", "")):
            raise Refused("-8", "The user agent must be Name/Version(e-mail)")
        if request.note["auth"] != "ok":
            raise Refused("-1", "Login failed")

    def zone(self, form):
        if "domain_id" in form:
            if form["domain_id"] in self.domains:
                return form["domain_id"]
            raise Refused("6", "Domain id invalid")
        for i, name in self.domains.items():
            if name == form.get("domain"):
                return i
        raise Refused("13", "No such domain")

    def record(self, form, zone):
        r = self.records.get(form.get("record_id"))
        if r is None or r["domain_id"] != zone:
            raise Refused("8", "Record id invalid")
        return r

    # -- calls --
    def domain_info(self, form, _):
        zone = self.zone(form)
        return {"domain": {"id": zone, "name": self.domains[zone], "status": "enable"}}

    def domain_list(self, form, _):
        return {"info": {"domain_total": len(self.domains)},
                "domains": [{"id": i, "name": n} for i, n in self.domains.items()]}

    def record_list(self, form, _):
        zone = self.zone(form)
        found = [r for r in self.records.values() if r["domain_id"] == zone
                 and form.get("sub_domain", r["name"]) == r["name"]
                 and form.get("record_type", r["type"]) == r["type"]]
        if not found and form.get("error_on_empty") != "no":
            raise Refused("10", "No records")
        offset, length = int(form.get("offset", 0)), min(int(form.get("length", 100)), 3000)
        part = found[offset: offset + length]
        return {"domain": {"id": zone, "name": self.domains[zone]},
                "info": {"record_total": str(len(found)), "records_num": str(len(part))},
                "records": [{k: v for k, v in r.items() if k != "domain_id"} for r in part]}

    def record_create(self, form, request):
        zone = self.zone(form)
        name, kind, line, value, ttl = self.fields(form)
        if any((r["domain_id"], r["name"], r["type"], r["value"], r["line"]) == (zone, name, kind, value, line)
               for r in self.records.values()):
            raise Refused("104", "The record exists already")
        request.note["changed"] = True
        r = self.add(zone, name, kind, line, value, ttl)
        return {"record": {"id": r["id"], "name": name, "status": "enable"}}

    def record_modify(self, form, request):
        r = self.record(form, self.zone(form))
        name, kind, line, value, ttl = self.fields(form)
        now = time.monotonic()
        late = [t for t in self.unchanged.get(r["id"], ()) if now - t < UNCHANGED_WINDOW]
        if len(late) >= UNCHANGED_LIMIT:
            raise Refused("21", "The record is locked: updated without a change too often")
        same = (r["name"], r["type"], r["line"], r["value"], r["ttl"]) == (name, kind, line, value, ttl)
        self.unchanged[r["id"]] = late + [now] if same else []
        request.note["changed"] = not same
        r.update(name=name, type=kind, line=line, value=value, ttl=ttl)
        return {"record": {"id": r["id"], "name": name, "value": value, "status": "enable"}}

    def record_ddns(self, form, request):
        old = self.record(form, self.zone(form))
        return self.record_modify({"record_type": old["type"], "ttl": old["ttl"], "record_line": old["line"],
                                   "sub_domain": old["name"], **form}, request)

    def record_remove(self, form, request):
        r = self.record(form, self.zone(form))
        del self.records[r["id"]]
        request.note["changed"] = True
        return {}

    # -- values --
    def add(self, zone, name, kind, line, value, ttl):
        self.serial += 1
        r = {"id": str(self.serial), "domain_id": zone, "name": name, "type": kind, "line": line, "value": value,
             "ttl": str(ttl), "enabled": "1"}
        self.records[r["id"]] = r
        return r

    @staticmethod
    def fields(form):
        kind, value = form.get("record_type", ""), form.get("value", "")
        line = form.get("record_line") or (DEFAULT_LINE if form.get("record_line_id") == "0" else "")
        if not line:
            raise Refused("26", "The line is invalid")
        if kind not in ("A", "AAAA", "CNAME", "TXT"):
            raise Refused("27", "The type is invalid")
        if kind in ("A", "AAAA"):
            try:
                good = ipaddress.ip_address(value).version == (4 if kind == "A" else 6)
            except ValueError:
                good = False
            if not good:
                raise Refused("34", "The value is invalid")
        ttl = form.get("ttl") or "600"
        if not ttl.isdigit() or not 1 <= int(ttl) <= 604800:
            raise Refused("35", "The TTL is invalid")
        return form.get("sub_domain") or "@", kind, line, value, ttl
