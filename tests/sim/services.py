# SPDX-License-Identifier: MIT
"""The services that remember, as accounts of the real program."""

import json
from pathlib import Path

from authority import Authority, openssl
from program import BASE, TOKEN, USER, config, record
from world import PROVIDER4

TOKEN_HOST = "login.microsoftonline.com"
WRITES = {"create", "put", "patch", "edit", "delete", "set_records", "batch"}
KEYS = {"token": TOKEN}
PAIR = {"username": USER, "token": TOKEN}

# name: (path, settings, the longest list that one request reads (0: a list for each name), other traits)
TABLE = {
    "digitalocean": ("/v2", KEYS, 200, {"single": "data"}),
    "godaddy": ("", {"key": USER, "secret": TOKEN}, 0, {}),
    "hetznercloud": ("/v1", KEYS, 50, {}),
    "porkbun": ("/api/json/v3", {"apikey": USER, "secretapikey": TOKEN}, 0, {"single": "content"}),
    "gandi": ("/v5/livedns", KEYS, 0, {}),
    "desec": ("/api/v1", KEYS, 100, {"in_one": 100}),
    "powerdns": ("", {"key": TOKEN}, 1000, {"in_one": 200, "limited": False}),
    "scaleway": ("/domain/v2beta1", {"secret_key": TOKEN}, 1000, {"in_one": 50}),
    "ns1": ("/v1", {"key": TOKEN}, 0, {}),
    "gcore": ("/dns/v2", KEYS, 0, {}),
    "servercow": ("/dns/v1/domains", {"username": USER, "password": TOKEN}, 1000, {"zone": False, "limited": False}),
    "vultr": ("/v2", KEYS, 500, {}),
    "linode": ("/v4", KEYS, 500, {}),
    "namesilo": ("/api", {"key": TOKEN}, 1000, {}),
    "namecom": ("/core/v1", PAIR, 1000, {}),
    "dnsimple": ("/v2", {"account": "1010", **KEYS}, 100, {}),
    "bunny": ("", {"access_key": TOKEN}, 1000, {}),
    "vercel": ("", KEYS, 100, {"note": True}),
    "netlify": ("/api/v1", KEYS, 1000, {"replaces": True}),
    "ionos": ("/dns/v1", {"api_key": TOKEN}, 1000, {}),
    "luadns": ("/v1", {"email": USER, "api_key": TOKEN}, 1000, {}),
    "njalla": ("/api/1", KEYS, 1000, {"ttl": 21600}),
    "spaceship": ("/api/v1", {"api_key": USER, "api_secret": TOKEN}, 500, {"replaces": True, "ttl": 3000}),
    "dreamhost": ("", {"key": TOKEN}, 1000, {"replaces": True, "zone": False, "ttl": 14400}),
    "technitium": ("", KEYS, 1000, {"limited": False, "note": True}),
    "opnsense": ("", {"key": USER, "secret": TOKEN}, 1000, {"limited": False, "zone": False, "note": True}),
    "adguardhome": ("", {"username": USER, "password": TOKEN}, 1000, {"limited": False, "zone": False}),
    "mikrotik": ("", {"username": USER, "password": TOKEN}, 1000, {"limited": False, "zone": False, "note": True}),
    "infomaniak": ("/2", KEYS, 1000, {}),
    "cloudns": ("/dns", {"auth_id": USER, "auth_password": TOKEN}, 1000, {"ttl": 21600}),
    "tencentcloud": ("", {"secret_id": USER, "secret_key": TOKEN}, 3000, {"note": True, "by_second": True}),
    "alidns": ("", {"access_key_id": USER, "access_key_secret": TOKEN}, 500, {"note": True}),
    "huaweicloud": ("", {"access_key": USER, "secret_key": TOKEN}, 500, {"note": True}),
    "route53": ("/2013-04-01", {"access_key_id": USER, "secret_access_key": TOKEN, "hosted_zone": "Z700"}, 0,
                {"zone": False, "sole": True, "by_second": True}),
    "gcloud": ("/dns/v1", {"project": "p1", "managed_zone": "example-com"}, 0, {"zone": False}),
    "azure": ("", {"tenant_id": "tenant1", "client_id": USER, "client_secret": TOKEN, "subscription_id": "sub1",
                   "resource_group": "dns"}, 0, {"note": True}),
}
# Whose requests carry a signature, or a token for one.
SIGNED = ("tencentcloud", "alidns", "huaweicloud", "route53", "gcloud", "azure")


class Service:
    """One service in words that all of them share."""

    def __init__(self, name, proofs=None):
        self.name, self.proofs = name, proofs
        self.path, self.keys, self.page, traits = TABLE[name]
        self.single = traits.get("single", "values" if name in ("godaddy", "hetznercloud") else "value")
        self.ttl = traits.get("ttl", 7200)
        self.in_one = traits.get("in_one", 1)                # writes that share a request
        self.keeps_notes = traits.get("note", False)
        self.replaces = traits.get("replaces", False)        # an update is a creation and a removal
        self.limited = traits.get("limited", True)           # says when there were too many requests
        self.zone = traits.get("zone", True)                 # is asked for its zones
        self.sole = traits.get("sole", False)                # a name has one address
        self.by_second = traits.get("by_second", False)      # its limit counts by the second

    def __repr__(self):
        return self.name

    def account(self, token=TOKEN, **more):
        keys = {k: token if v == TOKEN else v for k, v in self.keys.items()}
        account = {"provider": self.name, "url": f"{BASE}/{self.name}{self.path}", "allow_http": True, **keys}
        if self.name == "gcloud":
            account["key_file"] = self.proofs.key_file(token == TOKEN)
        if self.name == "azure":
            account.update(url="https://provider.test/azure", ca=self.proofs.authority, allow_http=False)
        return account | more

    def options(self, world):
        """Of the simulator."""
        if self.name == "gcloud":
            return ["--public-key", self.proofs.public_key]
        if self.name == "azure":                             # its tokens come from an address that is in the program
            hosts = Path("/etc/netns") / world.inside / "hosts"
            hosts.write_text(f"{hosts.read_text()}{PROVIDER4} {TOKEN_HOST}\n")
            return ["--tls", f"{PROVIDER4}:443,{self.proofs.certificate}"]
        return []

    def seed(self, sim, sets):
        """sets: {(name, type): values}"""
        rows = [{"fqdn": n, "type": t, self.single: v, "ttl": self.ttl}
                for (n, t), values in sets.items() for v in ([values] if self.single == "values" else values)]
        notes = {"porkbun": {"notes": "mine"}, "hetznercloud": {"labels": {"by": "me"}}}
        note = notes.get(self.name, {"note": "mine"} if self.keeps_notes else {})
        sim.seed(**{self.name: [row | note for row in rows]})

    def rows(self, sim):
        return sim.state()[self.name]

    def sets(self, sim):
        found = {}
        for row in self.rows(sim):
            values = row[self.single]
            found.setdefault(key(row), []).extend(values if isinstance(values, list) else [values])
        return {k: sorted(v) for k, v in found.items()}

    def writes(self, sim):
        return [e["op"] for e in sim.requests(kind=self.name) if e["op"] in WRITES]


def key(row):
    return row.get("fqdn") or row["name"], row["type"]


def text(service, *records, **account):
    return config({"acct": service.account(**account)}, records or [record(account="acct")])


class Proofs:
    """Key files of a Google service account, the right one and another, and a certificate for what needs TLS."""

    def __init__(self, folder):
        self.folder = folder / "secret"
        self.folder.mkdir()
        for name in ("right", "wrong"):
            openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{name}.key",
                    cwd=self.folder)
            self.json(name).write_text(json.dumps({
                "type": "service_account", "client_email": USER, "private_key_id": name,
                "token_uri": f"{BASE}/gcloud/token", "private_key": (self.folder / f"{name}.key").read_text()}))
            self.json(name).chmod(0o600)
        openssl("pkey", "-in", "right.key", "-pubout", "-out", "public.pem", cwd=self.folder)
        self.public_key = str(self.folder / "public.pem")
        authority = Authority(folder, "services")
        self.authority = str(authority.pem)
        self.certificate = authority.certificate("azure", ["provider.test", TOKEN_HOST])

    def json(self, name):
        return self.folder / f"{name}.json"

    def key_file(self, right):
        return str(self.json("right" if right else "wrong"))
