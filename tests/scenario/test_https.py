# SPDX-License-Identifier: MIT
"""TLS is verified, always; what is not the provider is never believed."""

import pytest

from program import BASE, SECRETS, TLS_PORTS, cloudflare, config, dyndns2, over_tls, plain, record
from world import until


def test_https_with_the_right_authority(world, tls_sim, daemon, authorities):
    u = world.uplinks[0]
    a = world.add(u, 10)
    url = f"https://provider.test:{TLS_PORTS['good']}/client/v4"
    daemon(world, config({"dyn": over_tls("good", authorities["ca"]),
                          "cf": cloudflare(url=url, ca=str(authorities["ca"]), allow_http=False)},
                         [record(), record("cf.example.com", "cf")]))
    tls_sim.wait_value("home.example.com", a)
    until(lambda: [r["content"] for r in tls_sim.cloudflare("cf.example.com")] == [a], 5, "cloudflare over TLS")
    world.remove(u, 10)
    b = world.add(u, 11)
    tls_sim.wait_value("home.example.com", b)
    until(lambda: [r["content"] for r in tls_sim.cloudflare("cf.example.com")] == [b], 5, "cloudflare over TLS")
    assert all(e["tls"] for e in tls_sim.requests())


@pytest.mark.parametrize("what", ["other name", "expired", "unknown authority"])
def test_https_refuses(what, world, tls_sim, daemon, authorities):
    world.add(world.uplinks[0], 10)
    d = daemon(world, plain(account=over_tls(what, authorities["ca"])))
    until(lambda: [e for e in d.lines("warn") if "certificate" in str(e).lower()], 6, "says what is wrong with it")
    assert not tls_sim.requests(), "nothing was sent to who could not prove its name"
    assert d.running()


def test_the_systems_authorities_are_used_without_ca(world, tls_sim, daemon, authorities):
    world.add(world.uplinks[0], 10)
    account = over_tls("good", authorities["ca"])
    del account["ca"]
    d = daemon(world, plain(account=account))
    until(lambda: [e for e in d.lines("warn") if "certificate" in str(e).lower()], 6, "not the system's")
    assert not tls_sim.requests()


def test_http_is_refused_unless_allowed(world, daemon):
    d = daemon(world, plain(account=dyndns2(allow_http=False)), start=False)
    r = d.ask("check")
    assert r.returncode == 2 and "allow_http" in r.stderr
    local = daemon(world, plain(account=dyndns2(allow_http=False, url="http://127.0.0.1:8080")), folder="l", start=False)
    assert local.ask("check").returncode == 0


def test_a_redirect_of_a_write_is_not_followed(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    sim.faults({"kind": "dyndns2", "action": "redirect", "to": BASE + "/ip"})
    d = daemon(world, plain())
    until(lambda: d.lines("warn"), 5, "a failure is said")
    assert not sim.requests(kind="echo")
    assert sim.value("home.example.com") is None


@pytest.mark.parametrize("fault", [
    {"action": "portal"}, {"action": "garbage"}, {"action": "huge"}, {"action": "truncate"},
    {"action": "reply", "body": ""}, {"action": "reply", "body": "{\"success\": true", "content_type": "application/json"},
    {"action": "reply", "body": "{\"success\": false, \"errors\": []}", "content_type": "application/json"},
    {"action": "reply", "body": "[" * 100000, "content_type": "application/json"},
    {"action": "reply", "body": "\\u0000\r\nINFO forged line", "status": 502}],
    ids=["portal", "garbage", "huge", "truncated", "empty", "half JSON", "refused with 200", "deep JSON", "bad gateway"])
def test_cloudflare_replies_that_are_none(fault, world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    sim.faults({"kind": "cloudflare", "times": 1, **fault})
    d = daemon(world, config({"cf": cloudflare()}, [record(account="cf")]))
    until(lambda: d.lines("warn"), 6, "a failure is said")
    until(lambda: [r["content"] for r in sim.cloudflare("home.example.com")] == [a], 10, "recovered")
    assert d.running()


def test_an_error_page_that_repeats_the_secret_is_not_logged(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    sim.faults({"action": "reply", "status": 500, "body": f"Authorization: Bearer {SECRETS[0]} is unknown"})
    d = daemon(world, config({"cf": cloudflare()}, [record(account="cf")]))
    until(lambda: d.lines("warn"), 6, "a failure is said")
    assert SECRETS[0] not in d.text()
    sim.log.write_text("")          # the simulator's own log holds the page
