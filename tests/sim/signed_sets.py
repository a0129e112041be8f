# SPDX-License-Identifier: MIT
"""Services with whole RRsets and signed requests or tokens: Huawei Cloud, Amazon Route 53, Google Cloud and Azure."""

import hashlib
import re
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

from httpd import Reply, as_json
from rest import Refused, full, relative
from rrset_services import Sets
from signatures import BadProof, check_assertion, check_sdk, check_sigv4
from signed import Signed, Tokens, xml


class SignedSets(Signed, Sets):
    @staticmethod
    def operation(request):
        return {"GET": "list", "POST": "create", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}[request.method]


class HuaweiCloud(SignedSets):
    """https://support.huaweicloud.com/intl/en-us/api-dns/dns_api_64001.html; its gateway has failures of its own."""

    kind = "huaweicloud"
    window, rate, default_ttl = 60, 1000, 300
    extras = ("line",)
    page = 500

    def insert(self, *given, line="default_view", **more):
        return super().insert(*given, line=line, **more)

    @staticmethod
    def gateway(status, code, message):
        return Refused(status, {"error_code": code, "error_msg": message, "request_id": "q"})

    def prove(self, request):
        check_sdk(request, {self.user: self.token}, self.now())

    def unproven(self, reason):
        return self.gateway(401, "APIGW.0301", "Incorrect IAM authentication information: " + {
            "missing": "no signature", "key": "AK does not exist", "expired": "the time is too far from the server's",
            "signature": "verify aksk signature fail"}[reason])

    def forbidden(self, request):
        return Refused(403, {"code": "DNS.0013", "message": "You do not have the permission to use this API."})

    def too_many(self, wait):
        return self.gateway(429, "APIGW.0308", "The throttling threshold has been reached: user over ratelimit.")

    def refuse(self, status, message):
        code = "DNS.0002" if status != 404 else "DNS.0302" if message.endswith("zone") else "DNS.0004"
        return Refused(status if status == 404 else 400, {"code": code, "message": message})

    def limits(self, q):
        begin, size = int(q.get("offset", 0)), int(q.get("limit", self.page))
        if not 0 <= size <= self.page:
            raise Refused(400, {"code": "DNS.0006", "message": "The limit parameter is invalid."})
        return begin, begin + size

    def served(self, request, parts):
        if parts == ["v2", "zones"]:
            begin, end = self.limits(request.query)
            rows = [{"id": i, "name": n + ".", "zone_type": "public", "status": "ACTIVE"} for i, n in self.zones.items()]
            return as_json({"zones": rows[begin:end], "metadata": {"total_count": len(rows)}})
        zone = self.zone(parts[2])
        if request.method == "GET":
            return self.list(request.query, zone)
        b = {} if request.method == "DELETE" else request.json()
        if request.method == "POST":
            name, kind, line = b["name"].removesuffix("."), b["type"], b.get("line", "default_view")
            if self.find(zone, name, kind, line=line):
                raise Refused(400, {"code": "DNS.0312", "message": "The record set conflicts with another one."})
            self.replace(request, zone, name, kind, self.values(b), b.get("ttl"), line=line)
            return as_json(self.shape(zone, self.held(zone)[self.id_of(name, kind, line)], "PENDING_CREATE"), 202)
        rows = self.held(zone).get(parts[4])
        if rows is None:
            raise self.refuse(404, "No record sets found.")
        key = {k: rows[0][k] for k in ("fqdn", "type", "line")}
        if request.method == "PUT":
            # What is not named stays.
            self.replace(request, zone, key["fqdn"], key["type"], self.values(b), b.get("ttl", rows[0]["ttl"]),
                         rows[0]["note"], line=key["line"])
            return as_json(self.shape(zone, self.held(zone)[parts[4]], "PENDING_UPDATE"), 202)
        self.replace(request, zone, key["fqdn"], key["type"], [], None, line=key["line"])
        return as_json(self.shape(zone, rows, "PENDING_DELETE"), 202)

    def values(self, b):
        if not b.get("records"):
            raise Refused(400, {"code": "DNS.0029", "message": "Invalid record."})
        return b["records"]

    @staticmethod
    def id_of(*key):
        return hashlib.md5("/".join(key).encode()).hexdigest()

    def held(self, zone):
        """Rows by the id of their set."""
        found = {}
        for _, r in self.find(zone):
            found.setdefault(self.id_of(r["fqdn"], r["type"], r["line"]), []).append(r)
        return found

    def list(self, q, zone):
        begin, end = self.limits(q)
        wanted = q.get("name", "").removesuffix(".")
        exact = q.get("search_mode") == "equal"
        rows = [self.shape(zone, rows, "ACTIVE") for rows in self.held(zone).values()
                if q.get("type") in (None, rows[0]["type"])
                and (not wanted or (wanted == rows[0]["fqdn"] if exact else wanted in rows[0]["fqdn"]))]
        return as_json({"recordsets": rows[begin:end], "metadata": {"total_count": len(rows)}})

    def shape(self, zone, rows, status):
        r = rows[0]
        return {"id": self.id_of(r["fqdn"], r["type"], r["line"]), "name": r["fqdn"] + ".", "type": r["type"],
                "ttl": r["ttl"], "records": [row["value"] for row in rows], "line": r["line"], "status": status,
                "zone_name": zone + ".", "description": r["note"]}


NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"


def escaped(name):
    """Everything but letters, digits, - _ and the dots as \\ooo."""
    return re.sub(r"[^a-z0-9_.-]", lambda m: f"\\{ord(m[0]):03o}", name)


def unescaped(name):
    return re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), name)


class XmlRefused(Refused):
    def reply(self):
        return xml(self.body, self.status)


class Route53(SignedSets):
    """https://docs.aws.amazon.com/Route53/latest/APIReference/. Five requests a second, whoever of an account asks."""

    kind = "route53"
    window, rate, least_ttl = 1, 5, 0
    page, most_values = 300, 400

    def __init__(self, *given):
        super().__init__(*given)
        self.zones = {"Z" + i: name for i, name in self.zones.items()}

    @staticmethod
    def error(status, code, message):
        return XmlRefused(status, f'<?xml version="1.0"?>\n<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type>'
                                  f"<Code>{code}</Code><Message>{escape(message)}</Message></Error>"
                                  "<RequestId>q</RequestId></ErrorResponse>")

    @staticmethod
    def invalid(message):
        return XmlRefused(400, f'<?xml version="1.0"?>\n<InvalidChangeBatch xmlns="{NAMESPACE}"><Messages><Message>'
                               f"{escape(message)}</Message></Messages><RequestId>q</RequestId></InvalidChangeBatch>")

    def prove(self, request):
        check_sigv4(request, {self.user: self.token}, self.now(), "us-east-1", "route53")

    def unproven(self, reason):
        return {"missing": self.error(403, "MissingAuthenticationToken", "Missing Authentication Token"),
                "key": self.error(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
                "expired": self.error(403, "SignatureDoesNotMatch", "Signature expired: it is too far from the time here"),
                "signature": self.error(403, "SignatureDoesNotMatch", "The request signature we calculated does not "
                                        "match the signature you provided.")}[reason]

    def forbidden(self, request):
        return self.error(403, "AccessDenied", "User: me is not authorized to perform: route53:ChangeResourceRecordSets")

    def too_many(self, wait):
        return self.error(400, "Throttling", "Rate exceeded")

    def refuse(self, status, message):
        if message.startswith("There is no such zone"):
            return self.error(404, "NoSuchHostedZone", "No hosted zone found with that ID")
        return self.invalid(message)

    def served(self, request, parts):
        zone = self.zone(parts[2])
        if request.method == "GET":
            return self.list(request.query, zone)
        root = ElementTree.fromstring(request.body)
        if root.tag != f"{{{NAMESPACE}}}ChangeResourceRecordSetsRequest":
            raise self.error(400, "InvalidInput", "Invalid XML")
        changes = [self.parse(e, zone) for e in root.iter(f"{{{NAMESPACE}}}Change")]
        if not 0 < len(changes) <= 1000:
            raise self.error(400, "InvalidInput", "The number of changes is not valid")
        self.all_or_nothing(request, changes)
        return xml(f'<?xml version="1.0"?>\n<ChangeResourceRecordSetsResponse xmlns="{NAMESPACE}"><ChangeInfo>'
                   "<Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-01-02T03:04:05Z</SubmittedAt>"
                   "</ChangeInfo></ChangeResourceRecordSetsResponse>")

    def parse(self, change, zone):
        def texts(path):
            return [e.text for e in change.findall("/".join(f"{{{NAMESPACE}}}{p}" for p in path.split("/")))]
        [action], [name], [kind] = texts("Action"), texts("ResourceRecordSet/Name"), texts("ResourceRecordSet/Type")
        values = texts("ResourceRecordSet/ResourceRecords/ResourceRecord/Value")
        ttl = texts("ResourceRecordSet/TTL")
        name = unescaped(name.lower()).removesuffix(".")
        held = self.sets(zone, name, kind).get((name, kind))
        if action == "CREATE" and held:
            raise self.invalid(f"Tried to create resource record set {name} but it already exists")
        if action == "DELETE":
            if not held or (sorted(values), ttl) != (sorted(held[0]), [str(held[1])]):
                raise self.invalid(f"Tried to delete resource record set {name} but the values provided do not match")
            return zone, name, kind, [], None
        if action not in ("CREATE", "UPSERT") or not ttl or not 0 < len(values) <= self.most_values:
            raise self.error(400, "InvalidInput", "Invalid request")
        return zone, name, kind, values, int(ttl[0])

    def list(self, q, zone):
        """From the name and type on, in the order of the labels read from the right."""
        size = int(q.get("maxitems", self.page))
        if not 0 < size <= self.page or ("type" in q and "name" not in q):
            raise self.error(400, "InvalidInput", "Invalid request")

        def order(name, kind):
            return [escaped(label) for label in reversed(name.split("."))], kind
        start = order(unescaped(q.get("name", "").lower()).removesuffix("."), q.get("type", ""))
        found = sorted(self.sets(zone).items(), key=lambda s: order(*s[0]))
        found = [s for s in found if "name" not in q or order(*s[0]) >= start]
        rows = "".join(self.shape(*s) for s in found[:size])
        more = ""
        if len(found) > size:
            name, kind = found[size][0]
            more = f"<NextRecordName>{escaped(name)}.</NextRecordName><NextRecordType>{kind}</NextRecordType>"
        return xml(f'<?xml version="1.0"?>\n<ListResourceRecordSetsResponse xmlns="{NAMESPACE}"><ResourceRecordSets>{rows}'
                   f"</ResourceRecordSets><IsTruncated>{'true' if more else 'false'}</IsTruncated>{more}"
                   f"<MaxItems>{size}</MaxItems></ListResourceRecordSetsResponse>")

    @staticmethod
    def shape(key, held):
        values = "".join(f"<ResourceRecord><Value>{escape(v)}</Value></ResourceRecord>" for v in held[0])
        return (f"<ResourceRecordSet><Name>{escaped(key[0])}.</Name><Type>{key[1]}</Type><TTL>{held[1]}</TTL>"
                f"<ResourceRecords>{values}</ResourceRecords></ResourceRecordSet>")


class GCloud(SignedSets):
    """https://cloud.google.com/dns/docs/reference/rest/v1/resourceRecordSets, with tokens for what a service account's
    key has signed (RFC 7523). A zone's own name is that of the domain with - for the dots."""

    kind = "gcloud"
    window, rate, least_ttl, default_ttl = 60, 600, 0, 300
    public_key = None           # a PEM file
    scope = "https://www.googleapis.com/auth/ndev.clouddns.readwrite"
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

    def __init__(self, *given):
        super().__init__(*given)
        self.zones = {name.replace(".", "-"): name for name in self.zones.values()}
        self.tokens = Tokens()

    def route(self, request):
        handler = super().route(request)
        if request.path == "/gcloud/token":
            request.note.update(kind="token", op="token")
        return handler

    @staticmethod
    def error(status, reason, message):
        return Refused(status, {"error": {"code": status, "message": message, "errors": [
            {"message": message, "domain": "global", "reason": reason}]}})

    def prove(self, request):
        self.tokens.check(request, self.now())

    def unproven(self, reason):
        return self.error(401, "authError", "Request had invalid authentication credentials.")

    def forbidden(self, request):
        return self.error(403, "forbidden", "Forbidden")

    def too_many(self, wait):
        return self.error(403, "rateLimitExceeded", "Quota exceeded for quota metric 'Queries'")

    def refuse(self, status, message):
        return self.error(404, "notFound", message) if status == 404 else self.error(400, "invalid", message)

    def answer(self, request):
        return self.give_token(request) if request.path == "/gcloud/token" else super().answer(request)

    def give_token(self, request):
        form = request.form()
        audience = f"http://{request.headers['host']}{request.path}"
        try:
            claims = check_assertion(form.get("assertion", ""), self.public_key, self.now(), audience)
        except BadProof as e:
            raise Refused(400, {"error": "invalid_grant", "error_description": {
                "missing": "Invalid JWT: Failed audience check.", "signature": "Invalid JWT Signature.",
                "expired": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                           "Check your iat and exp values in the JWT claim."}[e.reason]}) from None
        if form.get("grant_type") != self.grant or claims.get("scope") != self.scope or claims.get("iss") != self.user:
            raise Refused(400, {"error": "invalid_scope", "error_description": "Invalid grant, scope or account."})
        return as_json({"access_token": self.tokens.give(self.now()), "expires_in": 3599, "token_type": "Bearer"})

    def served(self, request, parts):
        parts = parts[2:]                                     # projects, P, managedZones, Z, rrsets[, name, type]
        if parts[1] != "p1" or parts[3] not in self.zones:
            raise self.error(404, "notFound", f"The 'parameters.managedZone' resource named '{parts[3]}' does not exist.")
        zone = self.zones[parts[3]]
        if request.method == "POST":
            b = request.json()
            key = (b["name"].removesuffix("."), b["type"])
            if self.sets(zone, *key):
                raise self.error(409, "alreadyExists", f"The resource '{b['name']} ({b['type']})' already exists")
            self.write(request, zone, key, b["rrdatas"], b["ttl"])
            return as_json(self.shape(zone, key))
        key = (parts[5].removesuffix("."), parts[6])
        held = self.sets(zone, *key).get(key)
        if held is None:
            raise self.error(404, "notFound", f"The 'parameters.name' resource named '{parts[5]} ({key[1]})' does not exist.")
        if request.method == "DELETE":
            self.replace(request, zone, *key, [], None)
            return as_json({})
        if request.method == "PATCH":                         # what is not named stays
            b = request.json()
            self.write(request, zone, key, b.get("rrdatas", held[0]), b.get("ttl", held[1]))
        return as_json(self.shape(zone, key))

    def write(self, request, zone, key, values, ttl):
        if not values:
            raise self.error(400, "required", "The field rrdatas is required")
        self.replace(request, zone, *key, values, ttl)

    def shape(self, zone, key):
        values, ttl = self.sets(zone, *key)[key]
        return {"kind": "dns#resourceRecordSet", "name": key[0] + ".", "type": key[1], "ttl": ttl, "rrdatas": values,
                "signatureRrdatas": []}


class Azure(SignedSets):
    """https://learn.microsoft.com/rest/api/dns/record-sets, with tokens for a client's secret at /TENANT/oauth2/v2.0/token.
    Metadata is the `note`."""

    kind = "azure"
    window, rate, default_ttl = 60, 500, 3600
    tenant, group = "tenant1", "/subscriptions/sub1/resourcegroups/dns/providers/microsoft.network/dnszones"
    fields = {"A": ("ARecords", "ipv4Address"), "AAAA": ("AAAARecords", "ipv6Address"), "TXT": ("TXTRecords", "value")}

    def __init__(self, *given):
        super().__init__(*given)
        self.tokens = Tokens()

    def route(self, request):
        handler = super().route(request)
        if self.is_login(request):
            request.note.update(kind="token", op="token")
        return handler

    @staticmethod
    def is_login(request):
        return request.path.endswith("/oauth2/v2.0/token")

    @staticmethod
    def error(status, code, message, **headers):
        return Refused(status, {"error": {"code": code, "message": message}}, **headers)

    def prove(self, request):
        self.tokens.check(request, self.now())

    def unproven(self, reason):
        return self.error(401, "ExpiredAuthenticationToken" if reason == "expired" else "InvalidAuthenticationToken",
                          "The access token is invalid.")

    def forbidden(self, request):
        return self.error(403, "AuthorizationFailed", "The client does not have authorization to perform action "
                          "'Microsoft.Network/dnsZones/A/write' or the scope is invalid.")

    def too_many(self, wait):
        return self.error(429, "TooManyRequests", "The request is being throttled.", retry_after=wait)

    def refuse(self, status, message):
        if status == 404:
            return self.error(404, "ParentResourceNotFound", "Can not perform requested operation on nested resource.")
        return Refused(400, {"code": "BadRequest", "message": message})

    def answer(self, request):
        return self.give_token(request) if self.is_login(request) else super().answer(request)

    def give_token(self, request):
        form = request.form()
        if request.path.split("/")[1] != self.tenant:
            raise Refused(400, {"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."})
        if form.get("client_id") != self.user:
            raise Refused(400, {"error": "unauthorized_client", "error_description": "AADSTS700016: Application not found."})
        if form.get("client_secret") != self.token:
            raise Refused(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."})
        if (form.get("grant_type"), form.get("scope")) != ("client_credentials", "https://management.azure.com/.default"):
            raise Refused(400, {"error": "invalid_scope", "error_description": "AADSTS1002012: The scope is not valid."})
        return as_json({"token_type": "Bearer", "expires_in": 3599, "access_token": self.tokens.give(self.now())})

    def served(self, request, parts):
        where = "/" + "/".join(parts)
        if request.query.get("api-version") != "2018-05-01":
            raise self.error(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
        if not where.lower().startswith(self.group + "/"):
            raise self.error(404, "ResourceGroupNotFound", "Resource group could not be found.")
        parts = where[len(self.group) + 1:].split("/")
        if len(parts) == 1:
            if parts[0] not in self.zones.values():
                raise self.error(404, "ResourceNotFound", f"The Resource 'Microsoft.Network/dnszones/{parts[0]}' was not found.")
            return as_json({"name": parts[0], "type": "Microsoft.Network/dnszones", "location": "global", "properties": {}})
        zone = self.zone(parts[0])
        key = (full(parts[2], zone), parts[1])
        rows = [r for _, r in self.find(zone, *key)]
        if request.method == "DELETE":
            self.replace(request, zone, *key, [], None)
            return Reply(200 if rows else 204)
        if not rows and request.method != "PUT":
            raise Refused(404, {"code": "NotFound", "message": f"The resource record '{parts[2]}' does not exist."})
        if request.method != "GET":
            self.write(request, zone, key, rows)
        return as_json(self.shape(zone, key), 201 if request.method == "PUT" and not rows else 200)

    def write(self, request, zone, key, rows):
        """PUT takes the place of all there was, PATCH of what it names."""
        p = request.json()["properties"]
        several, single = self.fields[key[1]]
        patch = request.method == "PATCH"
        if several not in p and not patch:
            raise self.refuse(400, "The record set has no records.")
        values = [r[single] for r in p[several]] if several in p else [r["value"] for r in rows]
        ttl = p.get("TTL", rows[0]["ttl"] if patch else None)
        if ttl is None:
            raise self.refuse(400, "The property 'TTL' is required.")
        note = (p.get("metadata") or {}).get("by", rows[0]["note"] if patch else "")
        self.replace(request, zone, *key, values, ttl, note)

    def shape(self, zone, key):
        rows = [r for _, r in self.find(zone, *key)]
        several, single = self.fields[key[1]]
        return {"name": relative(key[0], zone), "type": "Microsoft.Network/dnszones/" + key[1], "etag": "e1", "properties": {
            "metadata": {"by": rows[0]["note"]} if rows[0]["note"] else None, "fqdn": key[0] + ".", "TTL": rows[0]["ttl"],
            several: [{single: r["value"]} for r in rows], "targetResource": {}, "provisioningState": "Succeeded"}}


SIGNED_SETS = (HuaweiCloud, Route53, GCloud, Azure)
