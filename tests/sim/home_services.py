# SPDX-License-Identifier: MIT
"""DNS servers at home and routers, with interfaces of their own."""

from httpd import Reply, as_json, text
from record_services import basic
from rest import Refused, Stored, relative


class Technitium(Stored):
    """Every name is answered for by the zone nearest to it; records are known by their address."""

    kind = "technitium"
    least_ttl = 0

    def login(self, request):
        if request.form().get("token") != self.token:
            raise Refused(200, {"status": "invalid-token", "errorMessage": "Invalid token or session expired."})

    @staticmethod
    def operation(request):
        return {"add": "create", "update": "put", "delete": "delete"}.get(request.path.rsplit("/", 1)[1], "list")

    def refuse(self, status, message):
        return Refused(200, {"status": "error", "errorMessage": message})

    def served(self, request, parts):
        f, verb = request.form(), parts[-1]
        name = f.get("zone") or f["domain"]
        zone = next((z for z in self.zones.values() if ("." + name).endswith("." + z)), None)
        if zone is None or f.get("zone") not in (None, zone):
            raise self.refuse(404, f"No such zone was found: {name}")
        ttl = int(f["ttl"]) if "ttl" in f else None
        if verb == "get":
            rows = self.find(zone, None if f.get("listZone") == "true" else f["domain"])
            return self.ok(zone={"name": zone, "type": "Primary"}, records=[self.shape(r) for _, r in rows])
        if verb == "add":
            self.create(request, zone, f["domain"], f["type"], f["ipAddress"], ttl, f.get("comments", ""))
            return self.ok(addedRecord={"name": f["domain"]})
        same = [i for i, r in self.find(zone, f["domain"], f["type"]) if r["value"] == f["ipAddress"]]
        if not same:
            raise self.refuse(404, "The record does not exist.")
        if verb == "delete":
            self.remove(request, same[0])
        else:
            self.change(request, same[0], value=f.get("newIpAddress", f["ipAddress"]), note=f.get("comments", ""),
                        ttl=self.default_ttl if ttl is None else ttl)
        return self.ok(zone={"name": zone})

    @staticmethod
    def ok(**response):
        return as_json({"response": response, "status": "ok"})

    @staticmethod
    def shape(r):
        data = {"ipAddress": r["value"]} if r["type"] in ("A", "AAAA") else {"text": r["value"]}
        return {"disabled": False, "name": r["fqdn"], "type": r["type"], "ttl": r["ttl"], "rData": data,
                "comments": r["note"]}


class OpnSense(Stored):
    """Overrides of Unbound: host and domain apart, the type told in words; nothing holds before `reconfigure`."""

    kind = "opnsense"
    default_ttl, types = None, {"A": "A (IPv4 address)", "AAAA": "AAAA (IPv6 address)", "TXT": "TXT (text)"}

    def __init__(self, *given):
        super().__init__(*given)
        self.live = []

    def state(self):
        return self.live

    def seed(self, rows):
        super().seed(rows)
        self.live = super().state()

    def login(self, request):
        if request.headers.get("authorization") != basic(self.user, self.token):
            raise Refused(401, {"status": 401, "message": "Authentication Failed"})

    @staticmethod
    def operation(request):
        verb = request.path.strip("/").split("/")[4].split("_")[0]
        return {"add": "create", "set": "put", "del": "delete", "reconfigure": "action"}.get(verb, "list")

    def refuse(self, status, message):
        return Refused(200, {"result": "not found" if status == 404 else "failed", "validations": {"host": message}})

    def check(self, own, r):
        super().check(own, {**r, "ttl": r["ttl"] or 3600})

    def served(self, request, parts):
        verb = parts[3]
        if verb == "reconfigure":
            self.live = super().state()
            return as_json({"status": "ok"})
        if verb == "search_host_override":
            rows = [self.shape(*r) for r in sorted(self.records.items())]
            size = int(request.form().get("rowCount", 7))
            return as_json({"rows": rows if size < 0 else rows[:size], "rowCount": len(rows), "total": len(rows), "current": 1})
        if verb == "add_host_override":
            h = request.json()["host"]
            fqdn = f'{h["hostname"]}.{h["domain"]}' if h.get("hostname") else h["domain"]
            made = self.create(request, h["domain"], fqdn, h["rr"], h["server"], h.get("ttl"), h.get("description", ""))
            return as_json({"result": "saved", "uuid": f"u{made[0]}"})
        number = int(parts[4].removeprefix("u"))
        if number not in self.records:
            raise self.refuse(404, "?")
        if verb == "del_host_override":
            self.remove(request, number)
            return as_json({"result": "deleted"})
        h, old = request.json()["host"], self.records[number]
        self.change(request, number, value=h.get("server", old["value"]), ttl=h.get("ttl", old["ttl"]))
        return as_json({"result": "saved"})

    def shape(self, number, r):
        return {"uuid": f"u{number}", "enabled": "1", "hostname": relative(r["fqdn"], r["zone"], ""), "domain": r["zone"],
                "rr": self.types[r["type"]], "server": r["value"], "ttl": "" if r["ttl"] is None else str(r["ttl"]),
                "description": r["note"]}


class AdGuardHome(Stored):
    """Rewrites: a domain and an answer, no more."""

    kind = "adguardhome"

    def login(self, request):
        if request.headers.get("authorization") != basic(self.user, self.token):
            refused = Refused(401, "")
            refused.reply = lambda: Reply(401)
            raise refused

    @staticmethod
    def operation(request):
        return {"add": "create", "update": "put", "delete": "delete"}.get(request.path.rsplit("/", 1)[1], "list")

    def refuse(self, status, message):
        refused = Refused(400, message)
        refused.reply = lambda: text(message, 400)
        return refused

    def served(self, request, parts):
        zone = next(iter(self.zones.values()))
        if parts[-1] == "list":
            return as_json([{"domain": r["fqdn"], "answer": r["value"], "enabled": True} for _, r in self.find(zone)])
        b = request.json()
        if parts[-1] == "add":
            if not b["domain"].endswith(zone):
                zone = b["domain"]
            self.create(request, zone, b["domain"], self.type_of(b["answer"]), b["answer"], None)
            return Reply(200)
        target = b["target"] if parts[-1] == "update" else b
        same = [i for i, r in self.find(zone, target["domain"]) if r["value"] == target["answer"]]
        if not same:
            raise self.refuse(404, "updating rewrite: not found")
        if parts[-1] == "delete":
            self.remove(request, same[0])
        else:
            new = b["update"]
            self.change(request, same[0], fqdn=new["domain"], value=new["answer"], type=self.type_of(new["answer"]))
        return Reply(200)

    @staticmethod
    def type_of(answer):
        return "AAAA" if ":" in answer else "A" if answer.replace(".", "").isdigit() else "TXT"


class MikroTik(Stored):
    """RouterOS: all values are texts, the type of an A entry is not told, ids begin with a star."""

    kind = "mikrotik"

    def login(self, request):
        if request.headers.get("authorization") != basic(self.user, self.token):
            raise Refused(401, {"error": 401, "message": "Unauthorized"})

    def refuse(self, status, message):
        return Refused(404 if status == 404 else 400, {"error": status, "message": "Bad Request", "detail": message})

    @staticmethod
    def operation(request):
        return {"GET": "list", "PUT": "create", "PATCH": "patch", "DELETE": "delete"}[request.method]

    def served(self, request, parts):
        zone = next(iter(self.zones.values()))
        if request.method == "GET":
            return as_json([self.shape(*r) for r in self.find(zone, request.query.get("name"))])
        if request.method == "PUT":
            b = request.json()
            ttl = int(b["ttl"].rstrip("s")) if "ttl" in b else None
            return as_json(self.shape(*self.create(request, zone, b["name"], b.get("type", "A"), b["address"], ttl,
                                                   b.get("comment", ""))), 201)
        number = int(parts[-1].removeprefix("*"), 16)
        if number not in self.records:
            raise self.refuse(404, "no such item (4)")
        if request.method == "DELETE":
            self.remove(request, number)
            return Reply(204)
        b, old = request.json(), self.records[number]
        return as_json(self.shape(*self.change(request, number, value=b.get("address", old["value"]),
                                               note=b.get("comment", old["note"]))))

    @staticmethod
    def shape(number, r):
        entry = {".id": f"*{number:X}", "name": r["fqdn"], "disabled": "false", "dynamic": "false", "ttl": "1d",
                 ("text" if r["type"] == "TXT" else "address"): r["value"], "comment": r["note"]}
        return entry if r["type"] == "A" else {**entry, "type": r["type"]}


HOME_SERVICES = (Technitium, OpnSense, AdGuardHome, MikroTik)
