# SPDX-License-Identifier: MIT
"""The simulator does what the providers' documents say. No root needed; loopback only."""

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from urllib.parse import quote, urlencode

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
TOKEN, USER, PASSWORD = "tok", "joe", "pass word"
BASIC = {"Authorization": "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode(),
         "User-Agent": "test/1"}
BEARER = {"Authorization": "Bearer " + TOKEN}
POD_AGENT = {"User-Agent": "test/1 (someone@example.com)", "Content-Type": "application/x-www-form-urlencoded"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Client:
    def __init__(self, tmp_path, *more):
        self.port = free_port()
        self.log = tmp_path / "log.jsonl"
        self.admin = str(tmp_path / "admin")
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "provider_sim.py"), "--listen", f"127.0.0.1:{self.port}",
             "--log", str(self.log), "--zone", "example.com", "--user", USER, "--password", PASSWORD,
             "--token", TOKEN, "--batch-limit", "3", "--abuse-after", "2", "--max-seconds", "60",
             "--admin-socket", self.admin, *more], stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"ready\n"

    def call(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            c.request(method, path, body if body is None or isinstance(body, (bytes, str)) else json.dumps(body),
                      headers or {})
            r = c.getresponse()
            return r.status, r.read().decode(), dict(r.getheaders())
        finally:
            c.close()

    def cf(self, method, path, body=None, headers=BEARER):
        status, data, _ = self.call(method, "/client/v4" + path, body, headers)
        return status, json.loads(data)

    def pod(self, op, headers=POD_AGENT, login="12345," + TOKEN, **form):
        form = {"login_token": login, "format": "json", "domain": "example.com", **form}
        status, data, _ = self.call("POST", "/" + op, urlencode(form), headers)
        assert status == 200
        return json.loads(data) if form["format"] == "json" else data

    def dyn(self, query, headers=BASIC):
        return self.call("GET", "/nic/update?" + query, headers=headers)[:2]

    def faults(self, *rules):
        assert self.call("POST", "/_admin/faults", list(rules))[0] == 200

    def state(self):
        return json.loads(self.call("GET", "/_admin/state")[1])

    def entries(self):
        return [json.loads(x) for x in self.log.read_text().splitlines()]


@pytest.fixture
def sim(tmp_path):
    c = Client(tmp_path)
    yield c
    c.process.terminate()
    assert c.process.wait(5) == 0


@pytest.fixture
def zone(sim):
    return sim.cf("GET", "/zones?name=example.com")[1]["result"][0]["id"]


def make(sim, zone, **more):
    body = {"type": "A", "name": "a.example.com", "content": "81.2.69.1", "ttl": 120, **more}
    return sim.cf("POST", f"/zones/{zone}/dns_records", body)


def codes(reply):
    return [e["code"] for e in reply["errors"]]


# -- cloudflare --

def test_cloudflare_refuses_without_and_with_a_wrong_token(sim):
    status, body = sim.cf("GET", "/zones", headers={})
    assert (status, body["success"], codes(body)) == (401, False, [10000])
    status, body = sim.cf("GET", "/zones", headers={"Authorization": "Bearer no"})
    assert (status, codes(body)) == (403, [9109])


def test_cloudflare_unknown_zone_is_an_empty_list(sim):
    status, body = sim.cf("GET", "/zones?name=nowhere.example")
    assert (status, body["success"], body["result"]) == (200, True, [])


def test_cloudflare_patch_keeps_what_it_does_not_name_and_put_does_not(sim, zone):
    made = make(sim, zone, proxied=True, comment="mine", tags=["x"])[1]["result"]
    patched = sim.cf("PATCH", f"/zones/{zone}/dns_records/{made['id']}", {"content": "81.2.69.2"})[1]["result"]
    assert (patched["content"], patched["proxied"], patched["comment"], patched["tags"], patched["ttl"]) == (
        "81.2.69.2", True, "mine", ["x"], 120)
    put = sim.cf("PUT", f"/zones/{zone}/dns_records/{made['id']}",
                 {"type": "A", "name": "a.example.com", "content": "81.2.69.3"})[1]["result"]
    assert (put["proxied"], put["comment"], put["tags"], put["ttl"]) == (False, None, [], 1)


def test_cloudflare_lists_by_name_and_type_in_pages(sim, zone):
    for i in range(5):
        make(sim, zone, content=f"81.2.69.{i + 1}")
    make(sim, zone, type="AAAA", content="2001:db8::1")
    path = f"/zones/{zone}/dns_records?type=A&name=a.example.com&per_page=2&page="
    pages = [sim.cf("GET", path + str(n))[1] for n in (1, 2, 3, 4)]
    assert [len(p["result"]) for p in pages] == [2, 2, 1, 0]
    assert pages[0]["result_info"] == {"page": 1, "per_page": 2, "count": 2, "total_count": 5, "total_pages": 3}
    assert sim.cf("GET", f"/zones/{zone}/dns_records?per_page=50001")[0] == 400


@pytest.mark.parametrize("more, code, chain", [
    ({}, 81058, None), ({"type": "CNAME", "content": "b.example.com"}, 81053, None),
    ({"content": "2001:db8::1"}, 1004, 9005), ({"type": "AAAA"}, 1004, 9006), ({"ttl": 30}, 1004, 9021)])
def test_cloudflare_refuses_bad_records(sim, zone, more, code, chain):
    make(sim, zone)
    status, body = make(sim, zone, **more)
    assert (status, codes(body)) == (400, [code])
    if chain:
        assert body["errors"][0]["error_chain"][0]["code"] == chain


def test_cloudflare_batch_is_one_transaction_with_a_limit(sim, zone):
    one = make(sim, zone)[1]["result"]["id"]
    path = f"/zones/{zone}/dns_records/batch"
    new = {"type": "A", "name": "b.example.com", "content": "81.2.69.9"}
    status, body = sim.cf("POST", path, {"patches": [{"id": one, "content": "81.2.69.7"}], "deletes": [{"id": "0"}]})
    assert (status, codes(body)) == (404, [81044])
    assert [r["content"] for r in sim.state()["cloudflare"]] == ["81.2.69.1"]
    status, body = sim.cf("POST", path, {"deletes": [{"id": one}], "posts": [new, dict(new, type="TXT")]})
    assert status == 200 and len(body["result"]["posts"]) == 2
    assert {r["name"] for r in sim.state()["cloudflare"]} == {"b.example.com"}
    assert sim.cf("POST", path, {"posts": [dict(new, name=f"{i}.example.com") for i in range(4)]})[0] == 400
    batch = [e for e in sim.entries() if e.get("op") == "batch"]
    assert [e.get("operations") for e in batch] == [2, 3, 4] and batch[1]["hosts"] == ["b.example.com"] * 2


def test_cloudflare_deletes_once(sim, zone):
    one = make(sim, zone)[1]["result"]["id"]
    assert sim.cf("DELETE", f"/zones/{zone}/dns_records/{one}")[0] == 200
    status, body = sim.cf("DELETE", f"/zones/{zone}/dns_records/{one}")
    assert (status, codes(body)) == (404, [81044])


# -- dnspod --

def status_code(reply):
    return reply["status"]["code"]


def test_dnspod_asks_for_a_proper_user_agent_then_for_the_login(sim):
    assert status_code(sim.pod("Domain.Info", headers={"User-Agent": "curl/8"})) == "-8"
    assert status_code(sim.pod("Domain.Info", login="12345,no")) == "-1"
    assert status_code(sim.pod("Domain.Info", domain="nowhere.example")) == "13"
    assert sim.pod("Domain.Info")["domain"]["name"] == "example.com"
    assert sim.pod("Domain.Info", format="xml").startswith("<?xml")


def test_dnspod_create_list_modify_remove(sim):
    assert status_code(sim.pod("Record.List", sub_domain="a")) == "10"
    assert status_code(sim.pod("Record.List", sub_domain="a", error_on_empty="no")) == "1"
    one = {"sub_domain": "a", "record_type": "A", "record_line": "默认", "value": "81.2.69.1"}
    made = sim.pod("Record.Create", **one)["record"]["id"]
    assert status_code(sim.pod("Record.Create", **one)) == "104"
    sim.pod("Record.Create", **dict(one, record_type="AAAA", value="2001:db8::1"))
    listed = sim.pod("Record.List", sub_domain="a", record_type="A")
    assert [(r["id"], r["value"], r["line"], r["ttl"]) for r in listed["records"]] == [
        (made, "81.2.69.1", "默认", "600")]
    assert listed["info"]["record_total"] == "1"
    assert len(sim.pod("Record.List", offset="1", length="5")["records"]) == 1
    assert status_code(sim.pod("Record.Modify", record_id=made, **dict(one, value="nonsense"))) == "34"
    assert status_code(sim.pod("Record.Modify", record_id=made, **dict(one, record_line=""))) == "26"
    assert status_code(sim.pod("Record.Modify", record_id=made, **dict(one, value="81.2.69.2"))) == "1"
    assert status_code(sim.pod("Record.Remove", record_id="9")) == "8"
    assert status_code(sim.pod("Record.Remove", record_id=made)) == "1"
    assert [r["type"] for r in sim.state()["dnspod"]] == ["AAAA"]


def test_dnspod_locks_a_record_after_five_unchanged_updates(sim):
    one = {"sub_domain": "a", "record_type": "A", "record_line": "默认", "value": "81.2.69.1"}
    made = sim.pod("Record.Create", **one)["record"]["id"]
    assert [status_code(sim.pod("Record.Modify", record_id=made, **one)) for _ in range(6)] == ["1"] * 5 + ["21"]


# -- dyndns2, duckdns, echo --

def test_dyndns2_answers_a_line_for_each_name(sim):
    assert sim.dyn("hostname=a.example.com,b&myip=81.2.69.1") == (200, "good 81.2.69.1\nnotfqdn\n")
    both = "hostname=a.example.com&myip=" + quote("81.2.69.1,2001:db8::1")
    assert sim.dyn(both)[1] == "good 81.2.69.1,2001:db8::1\n"
    assert sim.dyn(both)[1].startswith("nochg")
    assert sim.state()["dyndns2"]["a.example.com"] == {"ip4": "81.2.69.1", "ip6": "2001:db8::1"}


def test_dyndns2_words(sim):
    assert sim.dyn("hostname=a.example.com&myip=81.2.69.1", {"User-Agent": "x/1"}) == (401, "badauth")
    assert sim.dyn("hostname=a.example.com&myip=x")[1] == "badip"
    assert sim.dyn("hostname=&myip=81.2.69.1")[1] == "notfqdn"
    assert sim.dyn("hostname=" + ",".join(f"h{i}.example.com" for i in range(21)) + "&myip=81.2.69.1")[1] == "numhost"
    bare = {k: v for k, v in BASIC.items() if k != "User-Agent"}
    assert sim.dyn("hostname=a.example.com&myip=81.2.69.1", bare)[1] == "badagent"
    words = [sim.dyn("hostname=r.example.com&myip=81.2.69.1")[1].split()[0] for _ in range(4)]
    assert words == ["good", "nochg", "nochg", "abuse"]


def test_duckdns(sim):
    def call(query):
        return sim.call("GET", "/update?" + query)[1]
    assert call("domains=a&token=no&ip=81.2.69.1") == "KO"
    assert call(f"domains=a.duckdns.org&token={TOKEN}&ip=81.2.69.1") == "KO"
    assert call(f"domains=a,b&token={TOKEN}&ip=81.2.69.1") == "OK"
    assert call(f"domains=a&token={TOKEN}&ipv6=2001:db8::1&verbose=true").split() == ["OK", "2001:db8::1", "UPDATED"]
    assert sim.state()["duckdns"] == {"a": {"ip4": "81.2.69.1", "ip6": "2001:db8::1"}, "b": {"ip4": "81.2.69.1"}}
    assert call(f"domains=b&token={TOKEN}&clear=true") == "OK"
    assert sim.state()["duckdns"]["b"] == {}


def test_echo_tells_the_peer_or_what_it_was_told(sim):
    assert sim.call("GET", "/ip")[1] == "127.0.0.1\n"
    sim.call("POST", "/_admin/seed", {"echo": {"*": "81.2.69.77"}})
    assert "ip=81.2.69.77\n" in sim.call("GET", "/cdn-cgi/trace")[1]


# -- faults, log, admin --

def test_a_fault_hits_as_often_as_told_and_only_its_host(sim):
    sim.faults({"kind": "dyndns2", "action": "reply", "body": "911", "host": "a.example.com", "skip": 1, "times": 2})
    words = [sim.dyn(f"hostname=a.example.com&myip=81.2.69.{i}")[1].split()[0] for i in range(1, 5)]
    assert words == ["good", "911", "911", "good"]
    sim.faults({"action": "reply", "status": 429, "retry_after": 7, "host": "a.example.com"})
    status, _, headers = sim.call("GET", "/nic/update?hostname=a.example.com&myip=81.2.69.1", headers=BASIC)
    assert (status, headers["Retry-After"]) == (429, "7")
    assert sim.dyn("hostname=b.example.com&myip=81.2.69.1")[0] == 200


@pytest.mark.parametrize("action, error", [
    ("reset", ConnectionResetError), ("close", http.client.RemoteDisconnected), ("hang", socket.timeout),
    ("truncate", http.client.IncompleteRead)])
def test_faults_that_break_the_connection(sim, action, error):
    sim.faults({"kind": "dyndns2", "action": action})
    c = http.client.HTTPConnection("127.0.0.1", sim.port, timeout=0.5)
    with pytest.raises(error):
        c.request("GET", "/nic/update?hostname=a.example.com&myip=81.2.69.1", headers=BASIC)
        c.getresponse().read()
    c.close()
    assert sim.state()["dyndns2"] == {} and sim.entries()[-1]["fault"] == action


def test_a_change_can_happen_although_the_reply_is_lost(sim):
    sim.faults({"action": "apply-reset"})
    with pytest.raises(ConnectionResetError):
        sim.dyn("hostname=a.example.com&myip=81.2.69.1")
    assert sim.state()["dyndns2"]["a.example.com"] == {"ip4": "81.2.69.1"}


def test_slow_and_portal_and_garbage(sim):
    sim.faults({"action": "slow", "delay_ms": 150, "times": 1}, {"action": "portal", "skip": 0, "times": 1},
               {"action": "garbage", "times": 1})
    begin = time.monotonic()
    assert sim.dyn("hostname=a.example.com&myip=81.2.69.1")[1].startswith("good")
    assert time.monotonic() - begin >= 0.15
    assert "<html>" in sim.dyn("hostname=a.example.com&myip=81.2.69.1")[1]
    with pytest.raises(UnicodeDecodeError):
        sim.dyn("hostname=a.example.com&myip=81.2.69.1")


def test_the_log_has_times_and_no_secrets(sim):
    before = time.monotonic_ns()
    sim.dyn("hostname=a.example.com&myip=81.2.69.1")
    sim.call("GET", f"/update?domains=a&token={TOKEN}&ip=81.2.69.1")
    sim.cf("GET", "/zones")
    entries = sim.entries()
    assert [e["kind"] for e in entries] == ["dyndns2", "duckdns", "cloudflare"]
    assert all(before < e["t_first_ns"] <= e["t_ns"] < time.monotonic_ns() for e in entries)
    assert [e["auth"] for e in entries] == ["ok"] * 3
    assert PASSWORD not in sim.log.read_text() and f'"{TOKEN}"' not in sim.log.read_text()


def test_admin_works_on_its_socket(sim):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(sim.admin)
        s.sendall(b"GET /_admin/state HTTP/1.1\r\nConnection: close\r\n\r\n")
        data = b"".join(iter(lambda: s.recv(65536), b""))
    assert json.loads(data.split(b"\r\n\r\n", 1)[1])["cloudflare"] == []


def test_keep_alive_chunked_bodies_and_tls(tmp_path):
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", "/CN=localhost", "-days", "2", "-keyout", key, "-out", cert],
                   check=True, stderr=subprocess.DEVNULL)
    port = free_port()
    import ssl
    client = Client(tmp_path, "--tls", f"127.0.0.1:{port},{cert},{key}")
    context = ssl.create_default_context(cafile=str(cert))
    context.check_hostname = False
    c = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=5)
    for _ in range(2):
        body = json.dumps({"type": "A", "name": "a.example.com", "content": "81.2.69.1"}).encode()
        c.request("POST", "/client/v4/zones/" + "1".zfill(32) + "/dns_records", iter([body[:9], body[9:]]),
                  BEARER, encode_chunked=True)
        c.getresponse().read()
    entries = client.entries()
    assert [(e["conn"], e["n_on_conn"], e["tls"], e["status"]) for e in entries] == [(1, 1, True, 200), (1, 2, True, 400)]
    client.process.terminate()
    client.process.wait(5)


# -- services whose requests are signed --

@pytest.mark.parametrize("path, headers, status, code", [
    ("/tencentcloud/", {"X-TC-Version": "2021-03-23", "X-TC-Action": "DescribeDomainList",
                        "Content-Type": "application/json"}, 200, "AuthFailure.InvalidAuthorization"),
    ("/alidns/", {"x-acs-version": "2015-01-09", "x-acs-action": "DescribeDomains"}, 400, "IncompleteSignature"),
    ("/huaweicloud/v2/zones", {}, 401, "APIGW.0301"),
    ("/route53/2013-04-01/hostedzone/Z700/rrset/", {}, 403, "MissingAuthenticationToken"),
    ("/gcloud/dns/v1/projects/p1/managedZones/example-com/rrsets", BEARER, 401, "authError"),
    ("/gcloud/token", {}, 400, "invalid_grant"),
    ("/azure/subscriptions/sub1?api-version=2018-05-01", BEARER, 401, "InvalidAuthenticationToken"),
    ("/tenant1/oauth2/v2.0/token", {}, 400, "unauthorized_client")])
def test_signed_services_refuse_a_request_without_a_proof(sim, path, headers, status, code):
    answer = sim.call("POST", path, "{}", headers)
    assert answer[0] == status and code in answer[1] and "Date" in answer[2]
    assert not any(sim.state()[s] for s in ("tencentcloud", "alidns", "huaweicloud", "route53", "gcloud", "azure"))
