# SPDX-License-Identifier: MIT
"""The same with each server that takes DNS UPDATE. A state folder of its own for each pass: what the program
remembers must not hide what it reads."""

import os
import re
import subprocess
import threading

import pytest

from conftest import record
from program import Daemon
from servers import KEY, SECRET, ZONE
from world import until

STRANGER = "198.51.100.1"
UPDATING = ["bind", "knot", "powerdns"]
each = pytest.mark.parametrize("kind", UPDATING)


def forgetful(n):
    return {"label": f"pass{n}"}


@each
def test_replaces_adds_and_removes(lab, kind):
    b = lab(kind)
    cable = b.world.uplinks[0]
    first = b.world.add(cable, 7)
    b.nsupdate("update add home.example.com 60 A 198.51.100.1", "update add home.example.com 60 A 198.51.100.2",
               "update add home.example.com 60 TXT somebody's")
    b.once(record(ttl=120), **forgetful(1))
    assert b.held() == [first] and b.ttl() == {120}, "the whole RRset is replaced, with the TTL"
    assert b.held(kind="TXT") == ['"somebody\'s"'], "and nothing else of the name"
    second = b.world.add(b.world.plug(metric=300), 8)
    b.once(record(address="all", ttl=120), **forgetful(2))
    assert b.held() == sorted([first, second])
    b.world.remove(cable, 7)
    b.once(record(address="all", ttl=120), **forgetful(2))
    assert b.held() == [second]


@each
def test_values_of_others_stay_in_a_set_that_is_shared(lab, kind):
    b = lab(kind)
    cable = b.world.uplinks[0]
    first = b.world.add(cable, 7)
    b.nsupdate(f"update add home.example.com 60 A {STRANGER}")
    b.once(record(address="all", ttl=60))
    assert b.held() == sorted([first, STRANGER])
    second = b.world.add(cable, 8)
    b.world.remove(cable, 7)
    b.once(record(address="all", ttl=60))
    assert b.held() == sorted([second, STRANGER]), "only what it put there itself goes"
    b.once(record(address="all", ttl=240), **forgetful(1))
    assert b.held() == sorted([second, STRANGER]) and b.ttl() == {240}
    b.world.add(cable, 9)
    b.world.remove(cable, 8)
    b.once(record(address="all", ttl=240), **forgetful(2))
    assert {second, STRANGER} < set(b.held()), "without its state it knows nothing to be its own"


@each
def test_others_change_a_shared_set_all_the_time(lab, kind):
    b = lab(kind)
    cable = b.world.uplinks[0]
    address = b.world.add(cable, 7)
    b.nsupdate(f"update add home.example.com 60 A {STRANGER}")
    path = b.write(record(address="all", ttl=60), label="d")
    daemon = Daemon(b.world, path.parent, binary=b.binary).start()
    done, missed, rounds = threading.Event(), [], 0

    def others():
        nonlocal rounds
        while not done.is_set():
            value = f"203.0.113.{rounds % 200 + 1}"
            b.nsupdate(f"update add home.example.com 60 A {value}")
            held = b.held()
            if not {STRANGER, value} <= set(held):
                missed.append((value, held))
            b.nsupdate(f"update delete home.example.com A {value}")
            rounds += 1
    thread = threading.Thread(target=others)
    try:
        until(lambda: address in b.held(), 20, "ours is there")
        thread.start()
        for n in (8, 9, 10):
            before = rounds
            new = b.world.add(cable, n)
            b.world.remove(cable, n - 1)
            until(lambda: new in b.held() and address not in b.held(), 40, "ours has moved")
            until(lambda: rounds > before + 3, 40, "others have written meanwhile")
            address = new
    finally:
        done.set()
        if thread.is_alive():
            thread.join()
        stopped = daemon.stop()
    assert not missed, "a value of others went"
    assert stopped == 0
    assert b.held() == sorted([address, STRANGER])


@each
def test_a_new_ttl_counts_though_the_values_are_the_same(lab, kind):
    b = lab(kind)
    b.world.add(b.world.uplinks[0], 7)
    b.once(record(ttl=120), **forgetful(1))
    b.once(record(ttl=240), **forgetful(2))
    assert b.ttl() == {240}


@each
def test_both_families_and_many_names_at_once(lab, kind):
    b = lab(kind)
    cable = b.world.uplinks[0]
    four, six = b.world.add(cable, 7), b.world.add6(cable, 7)
    names = [f"n{i}" for i in range(300)]      # more than one message holds
    b.once(*[record(n, ("A", "AAAA")) for n in names])
    for n in (names[0], names[150], names[-1]):
        assert b.held(n) == [four]
        assert b.held(n, "AAAA") == [six]


@each
def test_what_is_right_already_is_not_written(lab, kind):
    b = lab(kind)
    b.world.add(b.world.uplinks[0], 7)
    b.once(**forgetful(1))
    serial = b.held(ZONE, "SOA")
    b.once(**forgetful(2))
    assert b.held(ZONE, "SOA") == serial


@each
def test_a_cname_in_the_way_is_told_and_left(lab, kind):
    b = lab(kind)
    b.world.add(b.world.uplinks[0], 7)
    said = b.once(record("other"), code=1)
    told, = [line for line in said.splitlines() if "it is a CNAME there" in line]
    assert told.count("other.example.com") == 1, "the record is named once"
    assert b.held("other", "CNAME") == ["ns1.example.com."]


@each
@pytest.mark.parametrize("wrong, told", [("name", "does not know the key"), ("secret", "has another secret"),
                                         ("algorithm", "does not know the key")])
def test_a_wrong_key_is_told_and_nothing_is_written(lab, kind, wrong, told):
    b = lab(kind)
    b.world.add(b.world.uplinks[0], 7)
    key = {"name": f"hmac-sha256:wrong.example.com:{SECRET}", "secret": f"hmac-sha256:{KEY}:d3Jvbmcgc2VjcmV0",
           "algorithm": f"hmac-sha512:{KEY}:{SECRET}"}[wrong]
    said = b.once(code=1, key=key)
    # PowerDNS says nothing about the signature.
    assert ("it does not accept the key" if kind == "powerdns" else told) in said
    assert b.held() == []


@each
@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_wrong_clock_is_told(lab, kind, minutes):
    b = lab(kind)
    b.world.add(b.world.uplinks[0], 7)
    library = next(p for p in ("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
                               "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1") if os.path.exists(p))
    said = b.once(code=1, env={**os.environ, "LD_PRELOAD": library, "FAKETIME": f"{minutes:+d}m", "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    assert ("its clock differs" if kind == "powerdns" else f"11 min {'ahead of' if minutes > 0 else 'behind'}") in said
    assert b.held() == []


@each
def test_a_name_of_another_zone_is_told(lab, kind):
    b = lab(kind)
    b.world.add(b.world.uplinks[0], 7)
    said = b.once(record("home.example.net"), code=2)
    assert "is not in the zone example.com" in said
    said = b.once(record("home.example.net"), zone="example.net", code=1)
    assert re.search("not the primary server of example.net|answers no questions about example.net|no authority|"
                     "refused without a signature|does not accept", said), said


@each
def test_zone_and_server_are_found_by_soa(lab, kind):
    b = lab(kind)
    address = b.world.add(b.world.uplinks[0], 7)
    b.once(server=None, zone=None, **forgetful(1))
    assert b.held() == [address]
    b.once(record("deep.below.example.com"), zone=None, **forgetful(2))
    assert b.held("deep.below.example.com") == [address]


@each
def test_names_are_marked_and_foreign_ones_left(lab, kind):
    b = lab(kind)
    address = b.world.add(b.world.uplinks[0], 7)
    b.nsupdate("update add theirs.example.com 60 A 198.51.100.1")
    said = b.once(record(), record("theirs"), owner="this host", code=1)
    assert "it has addresses already and no ownership record" in said
    assert b.held() == [address] and b.held("_ddns-owner.home.example.com", "TXT") == ['"this host"']
    assert b.held("theirs") == ["198.51.100.1"]
    said = b.once(owner="another host", code=1, **forgetful(2))
    assert "is somebody else's" in said


@each
def test_a_key_file_as_tsig_keygen_writes_it(lab, kind):
    b = lab(kind)
    address = b.world.add(b.world.uplinks[0], 7)
    key = b.folder / "dns.key"
    key.write_text(f'key "{KEY}" {{\n\talgorithm hmac-sha256;\n\tsecret "{SECRET}";\n}};\n')
    key.chmod(0o600)
    b.once(key=f"${{file:{key}}}")
    assert b.held() == [address]


@each
@pytest.mark.parametrize("algorithm", ["hmac-sha1", "hmac-sha224", "hmac-sha384", "hmac-sha512"])
def test_algorithms(lab, kind, algorithm):
    b = lab(kind, algorithm=algorithm)
    address = b.world.add(b.world.uplinks[0], 7)
    said = b.once()
    assert b.held() == [address]
    assert ("hmac-sha1, which is old" in said) == (algorithm == "hmac-sha1")


@each
def test_twenty_writers_at_once_leave_one_whole_set(lab, kind):
    b = lab(kind)
    writers = range(20)
    address = {i: f"81.2.70.{i + 1}" for i in writers}
    b.world.inner(*[f"link add w{i} type veth peer name x{i}" for i in writers], *[f"link set {end}{i} up" for i in writers for end in "wx"],
                  *[f"addr add {address[i]}/32 dev w{i}" for i in writers])
    paths = [b.write(record(address=f"u{i}", needs_default_route=False), label=f"writer{i}",
                     top={"uplinks": {f"u{i}": {"interface": f"w{i}"}}}) for i in writers]
    running = [subprocess.Popen(["ip", "netns", "exec", b.world.inside, str(b.binary), "once", "-c", str(p)], cwd=p.parent,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for p in paths]
    sizes = set()
    while any(p.poll() is None for p in running):
        sizes.add(len(b.held()))
    output = [p.communicate()[0] for p in running]
    assert sizes <= {0, 1}, "never a mixture"
    winner, = b.held()
    good = [i for i in writers if running[i].returncode == 0]
    assert winner in [address[i] for i in good], "who wrote last knows that it is there"
    for i in writers:
        assert running[i].returncode in (0, 1), output[i]
        assert i in good or "somebody else" in output[i] or "somebody else writes" in output[i], output[i]


@each
def test_a_server_killed_in_the_middle_gets_all_of_it_in_the_end(lab, kind, tmp_path):
    b = lab(kind)
    cable = b.world.uplinks[0]
    b.world.add(cable, 7)
    names = [f"n{i}" for i in range(30)]
    path = b.write(*[record(n) for n in names], label="d", batch=4)
    daemon = Daemon(b.world, path.parent, binary=b.binary)
    daemon.start()
    try:
        until(lambda: b.held(names[-1]) == [cable.v4(7)] and b.held(names[0]) == [cable.v4(7)], 20, "all are there")
        b.server.kill()
        new = b.world.add(cable, 8)
        b.world.remove(cable, 7)
        daemon.wait_said("127.0.0.1:53", timeout=20)
        b.server.start()
        until(lambda: all(b.held(n) == [new] for n in names), 90, "all have the new address", every=0.5)
        assert daemon.stop() == 0
    finally:
        if daemon.running():
            daemon.kill()
    assert SECRET not in daemon.text()


def test_over_tls_only_to_who_proves_to_be_the_server(lab, authorities, tmp_path):
    from authority import Authority
    ours = Authority(tmp_path, "dot")
    b = lab("bind", certificate=ours.certificate("dns", ["127.0.0.1"]))
    address = b.world.add(b.world.uplinks[0], 7)
    said = b.once(tls=True, ca=str(authorities["other"]), code=1, **forgetful(1))
    assert "certificate" in said
    assert b.held() == []
    b.once(tls=True, ca=str(ours.pem), **forgetful(2))
    assert b.held() == [address]


def test_nsd_takes_no_updates(lab):
    b = lab("nsd")
    b.world.add(b.world.uplinks[0], 7)
    said = b.once(code=1)
    assert "takes no DNS UPDATE" in said and "NSD" in said


