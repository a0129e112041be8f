# SPDX-License-Identifier: MIT
"""Mistakes people make in the configuration: each is named with its place, all of them at once."""

import re
import subprocess

import pytest


GOOD = """\
poll: 10m
log: { level: info, format: text }
state: ./state
uplinks:
  fiber: { interface: eth0 }
accounts:
  duck:
    provider: duckdns
    token: not-a-secret
  lan: { provider: hosts, path: ./hosts }
records:
  - name: home.example.com
    account: duck
    types: [A, AAAA]
    ttl: 120
    address: best
    source: auto
    classes: [public]
  - { name: home.lan, account: lan, classes: [private] }
"""

# what is wrong, the text that is replaced, by what, the line that must be named, words that must be said
MISTAKES = [
    ("unknown key at the top", "poll: 10m", "pol: 10m", 1, ["pol", "poll"]),
    ("unknown key in log", "level: info", "levl: info", 2, ["levl", "level"]),
    ("unknown key in an uplink", "interface: eth0", "iface: eth0", 5, ["iface", "interface"]),
    ("unknown key in an account", "    token:", "    tokn:", 9, ["tokn", "token"]),
    ("unknown key in a record", "    account: duck", "    acount: duck", 13, ["acount", "account"]),
    ("unknown provider", "provider: duckdns", "provider: duckdsn", 8, ["duckdsn", "duckdns"]),
    ("unknown account", "account: duck", "account: dukc", 13, ["dukc", "duck"]),
    ("unknown uplink", "address: best", "address: fibre", 16, ["fibre", "fiber"]),
    ("unknown type", "[A, AAAA]", "[A, AAAAA]", 14, ["AAAAA"]),
    ("no type", "[A, AAAA]", "[]", 14, ["types"]),
    ("unknown class", "classes: [public]", "classes: [pubic]", 18, ["pubic", "public"]),
    ("unknown source", "source: auto", "source: automatic", 17, ["automatic", "auto"]),
    ("unknown level", "level: info", "level: loud", 2, ["loud"]),
    ("unknown format", "format: text", "format: xml", 2, ["xml"]),
    ("a poll too short", "poll: 10m", "poll: 5s", 1, ["30"]),
    ("a duration that is none", "poll: 10m", "poll: soon", 1, ["soon"]),
    ("a duration without a unit we know", "poll: 10m", "poll: 10y", 1, ["10y"]),
    ("a TTL that is text", "ttl: 120", "ttl: short", 15, ["ttl", "short"]),
    ("a negative TTL", "ttl: 120", "ttl: -5", 15, ["ttl"]),
    ("a TTL beyond DNS", "ttl: 120", "ttl: 4294967296", 15, ["ttl"]),
    ("a list where a map is due", "  lan: { provider: hosts, path: ./hosts }", "  lan: [hosts]", 10, ["lan"]),
    ("a map where a list is due", "types: [A, AAAA]", "types: {A: yes}", 14, ["types"]),
    ("an account without a provider", "    provider: duckdns\n", "", 7, ["provider"]),
    ("an account without its token", "    token: not-a-secret\n", "", 7, ["token"]),
    ("a record without a name", "  - name: home.example.com\n    account: duck", "  - account: duck", 12, ["name"]),
    ("a record without an account", "    account: duck\n", "", 12, ["account"]),
    ("a name that is no name", "name: home.example.com", "name: 'home..example.com'", 12, ["home..example.com"]),
    ("a name too long", "name: home.example.com", "name: " + "a" * 64 + ".example.com", 12, ["63"]),
    ("the same record twice", "  - { name: home.lan, account: lan, classes: [private] }",
     "  - { name: HOME.example.com., account: duck, types: [A] }", 19, ["home.example.com"]),
    ("the same key twice", "    ttl: 120", "    ttl: 120\n    ttl: 60", 16, ["ttl"]),
    ("a URL that is none", "path: ./hosts }", "path: ./hosts, url: 'not a url' }", 10, ["url"]),
    ("http without leave", "    token: not-a-secret", "    token: not-a-secret\n    url: http://elsewhere.example/", 10,
     ["allow_http"]),
    ("batch of none", "    token: not-a-secret", "    token: not-a-secret\n    batch: 0", 10, ["batch"]),
    ("an environment variable that is not set", "not-a-secret", "${env:DDNST_NOT_SET}", 9, ["DDNST_NOT_SET"]),
    ("a file that is not there", "not-a-secret", "${file:/nowhere/token}", 9, ["/nowhere/token"]),
    ("a reference of an unknown kind", "not-a-secret", "${vault:x}", 9, ["${env:"]),
    ("a reference that does not end", "not-a-secret", "\"${env:X\"", 9, ["}"]),
    ("a tab", "    account: duck", "\taccount: duck", 13, []),
    ("a bracket that is not closed", "[A, AAAA]", "[A, AAAA", None, []),
    ("an alias to nothing", "address: best", "address: *best", 16, []),
]


def place(line):
    return re.compile(rf"config\.yaml:{line or r'[0-9]+'}:[0-9]+: ")


@pytest.fixture(scope="module")
def check(binary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mistakes")

    def run(text):
        (folder / "config.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        (folder / "config.yaml").chmod(0o600)
        return subprocess.run([str(binary), "check", "-c", "config.yaml"], cwd=folder, capture_output=True, text=True,
                              timeout=20, errors="replace")
    return run


def test_the_good_one_is_good(check):
    r = check(GOOD)
    assert r.returncode == 0, r.stderr


@pytest.mark.parametrize("what, old, new, line, words", MISTAKES, ids=[m[0] for m in MISTAKES])
def test_mistake(check, what, old, new, line, words):
    assert GOOD.count(old) == 1, "the table names one place"
    r = check(GOOD.replace(old, new))
    assert r.returncode == 2, f"{r.returncode}: {r.stderr}"
    assert place(line).search(r.stderr), r.stderr
    for word in words:
        assert word in r.stderr, r.stderr
    assert "not-a-secret" not in r.stderr + r.stdout
    assert not r.stdout.strip()


def test_all_mistakes_are_listed_not_the_first(check):
    text = GOOD
    picked = [m for m in MISTAKES if m[0] in ("unknown key at the top", "unknown provider", "unknown type",
                                              "a TTL that is text", "unknown class")]
    for _, old, new, _, _ in picked:
        text = text.replace(old, new)
    r = check(text)
    assert r.returncode == 2
    for what, _, _, line, _ in picked:
        assert place(line).search(r.stderr), f"{what} is missing in:\n{r.stderr}"


@pytest.mark.parametrize("text", [b"", b"\n\n", b"[]", b"just words", b"\xff\xfe\x00\x01", b"{" * 5000, b"a: &a [*a]",
                                  b"records:\n", b"accounts: 5\nrecords: 6\n", b"\0" * 100,
                                  b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                                  b"c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                                  b"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
                                  b"g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nrecords: *g\n"],
                         ids=["empty", "blank", "list", "words", "binary", "deep", "loop", "null records", "numbers",
                              "zeros", "laughs"])
def test_files_that_are_no_configuration(check, text):
    r = check(text)
    assert r.returncode == 2, f"{r.returncode}: {r.stderr[:500]}"
    assert "config.yaml" in r.stderr and len(r.stderr) < 20000


def test_json_is_accepted(check):
    r = check('{"accounts": {"lan": {"provider": "hosts", "path": "./hosts"}}, '
              '"records": [{"name": "home.lan", "account": "lan"}]}')
    assert r.returncode == 0, r.stderr


def test_a_configuration_that_others_can_read_earns_a_warning_when_it_holds_a_secret(check, binary, tmp_path):
    f = tmp_path / "config.yaml"
    f.write_text(GOOD)
    f.chmod(0o644)
    r = subprocess.run([str(binary), "check", "-c", "config.yaml"], cwd=tmp_path, capture_output=True, text=True,
                       timeout=20)
    assert r.returncode == 0 and "warning" in r.stderr.lower(), r.stderr
