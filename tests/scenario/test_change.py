# SPDX-License-Identifier: MIT
"""The main job: the kernel's event becomes an updated record."""

import time

from program import BASE, TOKEN, cloudflare, config, dyndns2, plain, record
from world import until

HOSTS = {"provider": "hosts", "path": "./hosts"}


def test_a_new_ipv4_address_reaches_the_provider_and_the_hosts_file(world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)
    d = daemon(world, config({"dyn": dyndns2(), "lan": HOSTS},
                             [record(), record("home.lan", "lan")]))
    sim.wait_value("home.example.com", first)
    hosts = d.folder / "hosts"
    until(lambda: hosts.exists() and f"{first}" in hosts.read_text(), 3, "the hosts file has the first address")
    second = world.add(u, 11)
    world.remove(u, 10)
    sim.wait_value("home.example.com", second)
    until(lambda: second in hosts.read_text(), 3, "the hosts file has the new address")
    line = next(ln for ln in hosts.read_text().splitlines() if second in ln)
    assert "home.lan" in line.split() and first not in hosts.read_text()


def test_a_new_ipv6_address_reaches_the_provider(world, sim, daemon):
    u = world.uplinks[0]
    world.add(u, 10)
    first = world.add6(u, 0x10)
    daemon(world, plain(types=("AAAA",)))
    sim.wait_value("home.example.com", first, family=6)
    second = world.add6(u, 0x11)
    world.remove6(u, 0x10)
    sim.wait_value("home.example.com", second, family=6)
    assert sim.value("home.example.com", 4) is None, "no A record was asked for"


def test_both_families_of_one_name(world, sim, daemon):
    u = world.uplinks[0]
    four, six = world.add(u, 10), world.add6(u, 0x10)
    daemon(world, plain(types=("A", "AAAA")))
    sim.wait_value("home.example.com", four)
    sim.wait_value("home.example.com", six, family=6)
    world.remove6(u, 0x10)
    six = world.add6(u, 0x12)
    sim.wait_value("home.example.com", six, family=6)
    assert sim.value("home.example.com") == four


def test_cloudflare_is_patched_and_keeps_what_others_set(world, sim, daemon):
    u = world.uplinks[0]
    sim.seed(cloudflare=[{"type": "A", "name": "home.example.com", "content": "81.2.69.200", "ttl": 300,
                          "proxied": True, "comment": "the door", "tags": ["a:b"]},
                         {"type": "A", "name": "other.example.com", "content": "81.2.69.201"}])
    first = world.add(u, 10)
    daemon(world, config({"cf": cloudflare()}, [record(account="cf"), record("new.example.com", "cf", ttl=120)]))
    until(lambda: [r["content"] for r in sim.cloudflare("home.example.com")] == [first], 8, "patched")
    until(lambda: [r["content"] for r in sim.cloudflare("new.example.com")] == [first], 8, "created")
    kept = sim.cloudflare("home.example.com")[0]
    assert (kept["proxied"], kept["comment"], kept["tags"]) == (True, "the door", ["a:b"])
    assert sim.cloudflare("new.example.com")[0]["ttl"] == 120
    assert [r["content"] for r in sim.cloudflare("other.example.com")] == ["81.2.69.201"]
    begin = time.monotonic_ns()
    world.remove(u, 10)
    second = world.add(u, 11)
    until(lambda: [r["content"] for r in sim.cloudflare("home.example.com")] == [second], 8, "patched again")
    until(lambda: [r["content"] for r in sim.cloudflare("new.example.com")] == [second], 8, "patched again")
    assert not sim.requests(begin, op="put"), "a PUT loses what others set"


def test_several_values_at_cloudflare(two, sim_two, daemon):
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    daemon(two, config({"cf": cloudflare()}, [record(account="cf", address="all")]))

    def values():
        return sorted(r["content"] for r in sim_two.cloudflare("home.example.com"))
    until(lambda: values() == sorted([a, b]), 8, "the addresses of both uplinks are published")
    c = two.add(main, 12)
    two.remove(main, 10)
    until(lambda: values() == sorted([b, c]), 8, "the one that was replaced is withdrawn, the other one stays")


def test_dnspod_creates_then_modifies(world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)
    daemon(world, config({"pod": {"provider": "dnspod", "url": BASE, "id": "12345", "token": TOKEN,
                                  "contact": "someone@example.com",
                                  "allow_http": True}}, [record(account="pod")]))

    def values():
        return [(r["fqdn"], r["type"], r["value"]) for r in sim.state()["dnspod"]]
    until(lambda: values() == [("home.example.com", "A", first)], 8, "created")
    world.remove(u, 10)
    second = world.add(u, 11)
    until(lambda: values() == [("home.example.com", "A", second)], 8, "modified, not added")


def test_an_address_that_goes_is_kept_at_the_provider_and_said_once(world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", first)
    mark, begin = d.mark(), time.monotonic_ns()
    world.remove(u, 10)
    d.wait_said("lost", mark)
    sim.quiet(1.0, begin)
    assert sim.value("home.example.com") == first
    named = [e for e in d.said("lost", mark) if "home.example.com" in str(e)]
    assert len(named) == 1, f"said {len(named)} times: {named}"
    second = world.add(u, 11)
    sim.wait_value("home.example.com", second)


def test_what_does_not_matter_sends_nothing(world, sim, daemon):
    """An address refreshed, another MTU, a private address, a bridge: the world is what it was."""
    u = world.uplinks[0]
    first = world.add(u, 10)
    daemon(world, plain())
    sim.wait_value("home.example.com", first)
    begin = time.monotonic_ns()
    world.inner(f"link set {u.dev} mtu 1400", f"link set {u.dev} alias uplink",
                f"addr replace {first}/32 dev {u.dev} valid_lft 1000 preferred_lft 900",
                f"addr add 192.168.7.1/24 dev {u.dev}", "link add br7 type bridge", "link set br7 up",
                "addr add 172.17.0.1/16 dev br7", "route add 10.9.0.0/16 via 192.168.7.2")
    sim.quiet(1.5, begin)
    world.remove(u, 10)
    second = world.add(u, 11)
    sim.wait_value("home.example.com", second)
    assert len(sim.writes(begin)) == 1


def test_a_private_address_is_published_only_where_it_is_asked_for(world, sim, daemon):
    u = world.uplinks[0]
    world.inner(f"addr add 192.168.7.9/24 dev {u.dev}")
    daemon(world, config({"dyn": dyndns2()}, [record("lan.example.com", classes=["private"]),
                                              record("wan.example.com")]))
    sim.wait_value("lan.example.com", "192.168.7.9")
    public = world.add(u, 10)
    sim.wait_value("wan.example.com", public)
    assert [e.get("ip4") for e in sim.writes(host="wan.example.com")] == [public]


def test_one_bad_record_does_not_delay_another(world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)
    sim.faults({"kind": "dyndns2", "action": "hang", "host": "bad.example.com"})
    daemon(world, config({"dyn": dyndns2(batch=1)}, [record("bad.example.com"), record("good.example.com")]))
    sim.wait_value("good.example.com", first)
    world.remove(u, 10)
    second = world.add(u, 11)
    sim.wait_value("good.example.com", second)


def test_a_reaction_ties_its_lines_together(world, sim, daemon):
    u = world.uplinks[0]
    first = world.add(u, 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", first)
    mark = d.mark()
    world.remove(u, 10)
    second = world.add(u, 11)
    sim.wait_value("home.example.com", second)
    lines = until(lambda: [e for e in d.lines("info", mark) if second in str(e)], 3, "the outcome is logged")
    assert any("reaction" in e or "id" in e for e in lines), f"no reaction id in {lines}"
