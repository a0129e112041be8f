# SPDX-License-Identifier: MIT
"""One pass and questions: the contract of the command line, with the paths and files that Windows users have."""

import json
import re
import subprocess

import pytest

from fixtures import ROOT
from program import SECRETS, TLS_PORTS, cloudflare, config, dyndns2, over_tls, plain, record
from wine import WINE, Windows, windows_path
from world import until

CASES = ROOT / "tests/unit/rank"


def test_version_and_help(windows, tmp_path):
    r = windows.command("--version", cwd=tmp_path)
    assert r.returncode == 0 and r.stdout.startswith("ddns-reactor ") and not r.stderr
    r = windows.command("service", "--help", cwd=tmp_path)
    assert r.returncode == 0 and "--mode" in r.stdout and "systemd" not in r.stdout
    r = windows.command("nonsense", cwd=tmp_path)
    assert r.returncode == 2 and not r.stdout and r.stderr.count("\n") == 1


def test_the_first_program_after_a_boot_leaves_nobody_waiting(windows, tmp_path):
    """What Wine starts in the background must not hold our stderr: who reads it would wait for two minutes."""
    windows.close()
    r = subprocess.run(["ip", "netns", "exec", windows.world.inside, WINE, windows.binary, "--version"], env=windows.env,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert r.returncode == 0


@pytest.mark.parametrize("folder", ["plain", "with spaces", "über 以太网"])
@pytest.mark.parametrize("form", ["as it is", "BOM and CRLF"])
def test_check_reads_what_editors_write(folder, form, windows, tmp_path):
    place = windows.drive / folder
    place.mkdir(exist_ok=True)
    text = plain()
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() if form != "as it is" else text.encode()
    (place / "config.yaml").write_bytes(data)
    r = windows.command("check", "-c", f"C:\\{folder}\\config.yaml", cwd=tmp_path)
    assert r.returncode == 0, r.stderr
    r = windows.command("plan", "-c", f"C:/{folder}/config.yaml", cwd=tmp_path)
    assert r.returncode == 0, r.stderr
    assert not (place / "state").exists(), "plan touches nothing"


@pytest.mark.parametrize("folder", ["with spaces", "über 以太网"])
def test_a_mistake_is_told_with_its_place(folder, windows, tmp_path):
    place = windows.drive / folder
    place.mkdir(exist_ok=True)
    (place / "bad.yaml").write_bytes(("\ufeff" + plain().replace("records:", "recrods:").replace("\n", "\r\n")).encode())
    path = f"C:\\{folder}\\bad.yaml"
    r = windows.command("check", "-c", path, cwd=tmp_path)
    assert r.returncode == 2 and not r.stdout
    line = 1 + plain().splitlines().index("records:")
    assert f"{path}:{line}:1" in r.stderr and "did you mean" in r.stderr


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_in_a_sentence(coding, windows, tmp_path):
    (tmp_path / "config.yaml").write_bytes(plain().encode(coding))
    r = windows.command("check", "-c", windows_path(tmp_path / "config.yaml"), cwd=tmp_path)
    assert r.returncode == 2 and "save it as UTF-8" in r.stderr and "\0" not in r.stderr


def test_a_file_that_is_not_there(windows, tmp_path):
    r = windows.command("check", "-c", "C:\\nowhere\\config.yaml", cwd=tmp_path)
    assert r.returncode == 2 and "C:\\nowhere\\config.yaml" in r.stderr


def test_a_file_that_an_editor_locks(windows, tmp_path, hold_file):
    path = tmp_path / "config.yaml"
    path.write_text(plain())
    out = tmp_path / "held.txt"
    holder = windows.spawn(out, tmp_path, hold_file, windows_path(path))
    until(lambda: "held" in out.read_text(), 10, "the file is held")
    r = windows.command("check", "-c", windows_path(path), cwd=tmp_path)
    assert r.returncode == 3 and "another program has it open" in r.stderr
    holder.kill()
    until(lambda: windows.command("check", "-c", windows_path(path), cwd=tmp_path).returncode == 0, 10, "it is let go")


def test_plan_says_what_and_why_and_touches_nothing(world, windows, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(plain(), start=False)
    r = d.ask("plan")
    assert r.returncode == 0 and a in r.stdout and "home.example.com" in r.stdout, r.stderr
    r = d.ask("plan", "--json")
    json.loads(r.stdout)
    assert not sim.requests() and not (d.folder / "state").exists()


def test_snapshot_feeds_rank_and_plan(make_world, prefix, binary, tmp_path):
    two = make_world(2)
    main, backup = two.uplinks
    a, b = two.add(main, 10), two.add(backup, 10)
    six = two.add6(backup, 0x10)
    two.inner(f"addr add 192.168.7.9/24 dev {main.dev}")
    w = Windows(two, prefix, binary)
    try:
        shot = w.command("snapshot", cwd=tmp_path)
        assert shot.returncode == 0, shot.stderr
        (tmp_path / "shot.yaml").write_text(shot.stdout)
        from_file = w.command("rank", "--snapshot", "shot.yaml", "--json", cwd=tmp_path)
        live = w.command("rank", "--json", cwd=tmp_path)
    finally:
        w.close()
    ranked = json.loads(from_file.stdout)
    assert ranked == json.loads(live.stdout), "the snapshot holds all that ranking needs"
    assert {x["address"] for x in ranked["v4"]} >= {a, b, "192.168.7.9"}
    assert ranked["publish"]["v4"] in (a, b)
    assert six in [x["address"] for x in ranked["v6"]]
    assert "127.0.0.1" in {x["address"] for x in ranked["excluded"]}


def test_the_shared_table_of_ranking_cases(windows, tmp_path):
    """Each case as a file of its own through `rank --snapshot --json`."""
    cases = cases_of(CASES / "ranking-cases.yaml")
    assert len(cases) == 39
    wrong = []
    for case in cases:
        (tmp_path / "case.yaml").write_text(case, newline="\r\n")
        r = windows.command("rank", "--snapshot", "case.yaml", "--json", cwd=tmp_path)
        if r.returncode != 0 or in_short(json.loads(r.stdout)) != expected(case):
            wrong.append(f"{case}{r.stderr or r.stdout}")
    assert not wrong, "\n".join(wrong)


def cases_of(path):
    """The text of each: items of the list `cases`, whose lines are indented by two."""
    items = re.split(r"^- (?=id: )", path.read_text(), flags=re.M)[1:]
    return [re.sub(r"^  ", "", item, flags=re.M) for item in items]


def expected(case):
    def words(key):
        found = re.search(rf"^{key}: *(.*?) *(#.*)?$", case, re.M)
        return re.findall(r"[^\s,'\[\]]+", found.group(1)) if found else []
    publish = {f: next((x for x in words(f"publish_{f}") if x != "null"), None) for f in ("v4", "v6")}
    return {"v4": words("v4"), "v6": words("v6"), "excluded": sorted(words("excluded")), "publish": publish}


def in_short(ranked):
    return {"v4": [x["address"] for x in ranked["v4"]], "v6": [x["address"] for x in ranked["v6"]],
            "excluded": sorted(x["address"] for x in ranked["excluded"]), "publish": ranked["publish"]}


def test_once_over_https(world, windows, tls_sim, daemon, authorities):
    a = world.add(world.uplinks[0], 10)
    ca = windows_path(authorities["ca"])
    url = f"https://provider.test:{TLS_PORTS['good']}/client/v4"
    d = daemon(config({"dyn": over_tls("good", ca), "cf": cloudflare(url=url, ca=ca, allow_http=False)},
                      [record(), record("cf.example.com", "cf")]), start=False)
    r = d.ask("once")
    assert r.returncode == 0, r.stderr
    tls_sim.wait_value("home.example.com", a)
    assert [r["content"] for r in tls_sim.cloudflare("cf.example.com")] == [a]
    requests = tls_sim.requests()
    assert requests and all(e["tls"] for e in requests)
    assert d.ask("once").returncode == 0 and len(tls_sim.requests()) == len(requests), "it remembers"


@pytest.mark.parametrize("what", ["other name", "expired", "unknown authority"])
def test_once_refuses_who_cannot_prove_its_name(what, world, windows, tls_sim, daemon, authorities):
    world.add(world.uplinks[0], 10)
    d = daemon(plain(account=over_tls(what, windows_path(authorities["ca"]))), start=False)
    r = d.ask("once")
    assert r.returncode == 1 and "certificate" in r.stderr.lower(), r.stderr
    assert not tls_sim.requests()


def test_the_systems_authorities_are_asked_without_ca(world, windows, tls_sim, daemon, authorities):
    """OpenSSL with the certificates of Windows' store, where ours is not."""
    world.add(world.uplinks[0], 10)
    account = over_tls("good", "x")
    del account["ca"]
    r = daemon(plain(account=account), start=False).ask("once")
    assert r.returncode == 1 and "certificate" in r.stderr.lower(), r.stderr
    assert not tls_sim.requests()


@pytest.mark.parametrize("whom", [[], ["--machine"]])
def test_a_protected_secret_is_used(whom, world, windows, sim, daemon, tmp_path):
    a = world.add(world.uplinks[0], 10)
    r = windows.command("secret", "protect", *whom, cwd=tmp_path, stdin=SECRETS[1] + "\r\n")
    assert r.returncode == 0, r.stderr
    text = r.stdout.strip()
    assert text.startswith("${dpapi:") and text.endswith("}") and SECRETS[1] not in text
    d = daemon(plain(account=dyndns2(password=text)), start=False)
    r = d.ask("once")
    assert r.returncode == 0, r.stderr
    assert sim.value("home.example.com") == a
    d.write(plain(account=dyndns2(password=text[:-8] + "AAAAAAA}")))
    r = d.ask("check")
    assert r.returncode == 2 and "secret protect" in r.stderr


def test_the_hosts_file_keeps_its_line_ends(world, windows, daemon, tmp_path):
    a = world.add(world.uplinks[0], 10)
    hosts = windows.drive / "über 以太网 hosts"
    foreign = b"127.0.0.1\tlocalhost\r\n# a remark of the owner\r\n10.0.0.1 router # keep"
    hosts.write_bytes(foreign)
    text = config({"lan": {"provider": "hosts", "path": f"C:\\{hosts.name}"}}, [record("home.lan", "lan")])
    d = daemon(text, start=False)
    r = d.ask("once")
    assert r.returncode == 0, r.stderr
    data = hosts.read_bytes()
    assert data.startswith(foreign + b"\r\n") and a.encode() in data
    assert data.count(b"\n") == data.count(b"\r\n"), "one kind of line ends"
    assert [f.name for f in windows.drive.glob("*hosts*")] == [hosts.name], "no temporary file is left"


def test_once_3_when_there_is_nothing_to_publish(world, windows, sim, daemon):
    r = daemon(plain(), start=False).ask("once")
    assert r.returncode == 3 and "1 of 1 record" in r.stderr


def test_once_3_when_the_state_folder_cannot_be(world, windows, daemon, tmp_path):
    world.add(world.uplinks[0], 10)
    d = daemon(plain(top={"state": "./state"}), start=False)
    (d.folder / "state").write_text("a file where the folder should be")
    r = d.ask("once")
    assert r.returncode == 3 and r.stderr.strip() and "state" in r.stderr
