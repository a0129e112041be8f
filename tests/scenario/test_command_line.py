# SPDX-License-Identifier: MIT
"""The command line and its exit codes: 0 done, 1 a provider refused, 2 configuration, 3 the system refused."""

import json
import os
import time
from pathlib import Path

import pytest

from program import BASE, PASSWORD, SECRETS, TOKEN, USER, command, config, dyndns2, plain, record
from world import run, until


def test_once_0_when_everything_is_published(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain(), start=False)
    r = d.ask("once")
    assert r.returncode == 0, r.stderr
    assert sim.value("home.example.com") == a
    begin = time.monotonic_ns()
    assert d.ask("once").returncode == 0
    assert not sim.requests(begin), "it remembers"


def test_once_1_when_a_provider_refuses(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    sim.faults({"host": "bad.example.com", "action": "reply", "body": "nohost"})
    d = daemon(world, config({"dyn": dyndns2(batch=1)}, [record("bad.example.com"), record("good.example.com")]),
               start=False)
    r = d.ask("once", timeout=60)
    assert r.returncode == 1 and "bad.example.com" in r.stderr
    assert sim.value("good.example.com"), "the other one is done"


def test_once_2_when_the_configuration_is_wrong(world, daemon):
    d = daemon(world, plain().replace("dyndns2", "dyndns3"), start=False)
    r = d.ask("once")
    assert r.returncode == 2 and "dyndns3" in r.stderr and "dyndns2" in r.stderr


def test_once_3_when_the_system_refuses(world, daemon):
    world.add(world.uplinks[0], 10)
    d = daemon(world, plain(top={"state": "/proc/nowhere"}), start=False)
    r = d.ask("once")
    assert r.returncode == 3 and "/proc/nowhere" in r.stderr


def test_once_3_when_there_is_nothing_to_publish(world, sim, daemon):
    d = daemon(world, plain(), start=False)
    r = d.ask("once")
    assert r.returncode == 3 and "1 of 1 record" in r.stderr
    assert not sim.requests()


@pytest.mark.parametrize("argv", [["nonsense"], ["run"], ["once", "--nonsense"], ["check", "-c"], []])
def test_2_when_the_command_line_is_wrong(argv, world, binary, tmp_path):
    r = command(world, binary, *argv, cwd=tmp_path)
    assert r.returncode == 2 and r.stderr.strip() and not r.stdout.strip()


def test_check(world, daemon):
    d = daemon(world, plain(), start=False)
    r = d.ask("check")
    assert r.returncode == 0, r.stderr
    assert not (d.folder / "state").exists(), "check touches nothing"


def test_plan_says_what_and_why_and_touches_nothing(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain(), start=False)
    r = d.ask("plan")
    assert r.returncode == 0, r.stderr
    assert a in r.stdout and "home.example.com" in r.stdout
    r = d.ask("plan", "--json")
    json.loads(r.stdout)
    assert a in r.stdout
    assert not sim.requests() and not (d.folder / "state").exists()


def test_plan_beside_a_running_daemon(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    r = d.ask("plan")
    assert r.returncode == 0, r.stderr
    assert d.running()


def test_snapshot_feeds_rank_and_plan(two, daemon, binary, tmp_path):
    main, backup = two.uplinks
    a = two.add(main, 10)
    two.add(backup, 10)
    six = two.add6(backup, 10)
    two.inner(f"addr add 192.168.7.9/24 dev {main.dev}")
    shot = command(two, binary, "snapshot", cwd=tmp_path)
    assert shot.returncode == 0
    for key in ("ifaces", "routes", "addrs"):
        assert key in shot.stdout
    (tmp_path / "shot.yaml").write_text(shot.stdout)
    from_file = command(two, binary, "rank", "--snapshot", "shot.yaml", "--json", cwd=tmp_path)
    live = command(two, binary, "rank", "--json", cwd=tmp_path)
    assert from_file.returncode == live.returncode == 0
    ranked = json.loads(from_file.stdout)
    assert ranked == json.loads(live.stdout), "the snapshot holds all that ranking needs"
    assert [x["address"] for x in ranked["v4"]][:2] == [a, backup.v4(10)]
    assert ranked["publish"] == {"v4": a, "v6": six}
    assert all(x["reasons"] and x["interface"] and x["class"] for x in ranked["v4"])
    excluded = {x["address"] for x in ranked["excluded"]}
    assert "127.0.0.1" in excluded and all(x["reason"] for x in ranked["excluded"])
    d = daemon(two, plain(), start=False)
    r = d.ask("plan", "--snapshot", str(tmp_path / "shot.yaml"))
    assert r.returncode == 0 and a in r.stdout


def test_rank_of_a_bad_snapshot(world, binary, tmp_path):
    (tmp_path / "bad.yaml").write_text("ifaces: [{name: eth0, index: many}]\n")
    r = command(world, binary, "rank", "--snapshot", "bad.yaml", cwd=tmp_path)
    assert r.returncode == 2 and "bad.yaml" in r.stderr


def test_providers(world, binary, tmp_path):
    r = command(world, binary, "providers", cwd=tmp_path)
    assert r.returncode == 0
    for name in ("cloudflare", "dnspod", "duckdns", "dyndns2", "hosts"):
        assert name in r.stdout
    assert "token" in command(world, binary, "providers", "cloudflare", cwd=tmp_path).stdout
    r = command(world, binary, "providers", "cloudflair", cwd=tmp_path)
    assert r.returncode == 2 and "cloudflare" in r.stderr


PROVIDER_FILE = """format: 1
title: Mine
docs: https://dns.example/api
confidence: high, 2026-01-02
url: https://dns.example
settings: { token: { is: secret required, help: t } }
push:
  request: GET /set?n={name}&ip={ip}&t={token}
  replies: [ updated: { body: OK } ]
"""
ITS_EXAMPLE = """examples:
  - given: { name: a.example.com, type: A, value: 192.0.2.1, token: tops3cret }
    push: { request: "GET /set?n=a.example.com&ip=192.0.2.1&t=tops3cret", reply: OK }
    means: updated
"""


def test_a_provider_file_is_linted_and_tried_without_a_network(world, binary, tmp_path):
    def providers(*words):
        return command(world, binary, "providers", *words, cwd=tmp_path)

    file = tmp_path / "mine.yaml"
    file.write_text(PROVIDER_FILE + ITS_EXAMPLE)
    (tmp_path / "like.yaml").write_text("format: 1\ntitle: L\ndocs: d\nconfidence: low, 2026-01-02\nlike: mine\n" + ITS_EXAMPLE)
    r = providers("lint", "mine.yaml", "like.yaml")
    assert r.returncode == 0 and not r.stderr
    assert r.stdout == "mine.yaml: good: 1 setting, 1 example\nlike.yaml: good: 1 setting, 1 example\n"
    r = providers("try", "mine.yaml")
    assert r.returncode == 0 and not r.stderr
    assert "GET https://dns.example/set?n=a.example.com&ip=192.0.2.1&t=***" in r.stdout
    assert "means    updated" in r.stdout and "tops3cret" not in r.stdout

    file.write_text(PROVIDER_FILE + ITS_EXAMPLE.replace("OK }", "NO }"))
    assert providers("lint", "mine.yaml").returncode == 0
    r = providers("try", "mine.yaml", "like.yaml")
    assert r.returncode == 2 and "mine.yaml:11:5: error: " in r.stderr
    assert 'ends as "bad_reply" and not "updated"' in r.stderr and "like.yaml: 1 example, as they say" in r.stdout
    assert "tops3cret" not in r.stdout + r.stderr

    file.write_text(PROVIDER_FILE)
    r = providers("try", "mine.yaml")
    assert r.returncode == 0 and "t=***" in r.stdout and "no example shows the request of \"push\"" in r.stderr

    for text, told in ((PROVIDER_FILE.replace("{ip}", "{pi}"), "mine.yaml:8:"), ("a: [", "not YAML"), ("", "map of key: value"),
                       ("x" * 70000, "mine.yaml"), (PROVIDER_FILE + ITS_EXAMPLE.replace("token:", "tokn:"), "tokn")):
        file.write_text(text)
        for word in ("lint", "try"):
            r = providers(word, "mine.yaml")
            assert r.returncode in (2, 3) and told in r.stderr and not r.stdout, (text[:40], r.stderr)
            assert "tops3cret" not in r.stderr
    for missing in ("none.yaml", "."):
        r = providers("lint", missing)
        assert r.returncode in (2, 3) and missing in r.stderr


def test_what_is_made_of_the_providers(world, binary, tmp_path):
    schema = json.loads(command(world, binary, "providers", "schema", cwd=tmp_path).stdout)
    assert "push" in schema["properties"] and schema["required"][0] == "format"
    index = command(world, binary, "providers", "index", cwd=tmp_path).stdout
    assert "\n| [duckdns](duckdns.yaml) | [Duck DNS](" in index


def test_status_and_why_ask_the_running_daemon(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    world.inner(f"addr add 192.168.7.9/24 dev {world.uplinks[0].dev}")
    d = daemon(world, plain())
    sim.wait_value("home.example.com", a)
    r = d.ask("status")
    assert r.returncode == 0 and "home.example.com" in r.stdout and a in r.stdout, r.stderr
    r = d.ask("why", "home.example.com")
    assert r.returncode == 0 and a in r.stdout and "192.168.7.9" in r.stdout, r.stderr
    r = d.ask("why", "nobody.example.com")
    assert r.returncode == 2 and "nobody.example.com" in r.stderr
    r = d.ask("why", "nobody.example.com", "--json")
    assert r.returncode == 2 and "nobody.example.com" in r.stderr and json.loads(r.stdout)["records"] == []
    d.stop()
    r = d.ask("status")
    assert r.returncode == 3 and r.stderr.strip()


def test_any_address_with_a_query_can_be_the_provider(world, sim, daemon):
    a = world.add(world.uplinks[0], 10)
    account = {"provider": "http", "url": BASE + "/nic/update?hostname={name}&myip={ip}", "username": USER,
               "password": PASSWORD, "allow_http": True}
    d = daemon(world, plain(account=account), start=False)
    r = d.ask("once")
    assert r.returncode == 0, r.stderr
    assert sim.value("home.example.com") == a


@pytest.mark.parametrize("what", ["check", "plan", "once"])
def test_a_template_that_nobody_can_fill_is_a_mistake_everywhere(what, world, daemon):
    account = {"provider": "http", "url": "https://provider.test/update?n={nonsense}"}
    d = daemon(world, plain(account=account), start=False)
    r = d.ask(what)
    assert r.returncode == 2 and "nonsense" in r.stderr


def test_status_shows_a_failure(world, sim, daemon):
    world.add(world.uplinks[0], 10)
    sim.faults({"action": "reply", "body": "nohost"})
    d = daemon(world, plain())
    until(lambda: d.lines("warn"), 5, "the failure is said")
    assert "nohost" in d.ask("status").stdout or "nohost" in d.ask("why", "home.example.com").stdout


def test_the_short_form_needs_no_file(world, tls_sim, daemon, authorities, tmp_path, binary):
    world.trust(authorities["ca"])
    a = world.add(world.uplinks[0], 10)
    home = tmp_path / "home"
    home.mkdir()
    env = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "STATE_DIRECTORY": str(home / "state")}
    # the platform's usual place for state is hidden behind an empty one
    d = daemon(world, argv=["unshare", "-m", "sh", "-c", "mount -t tmpfs none /var/lib && exec \"$@\"", "sh", binary,
                        "-s", "duckdns", "-d", "myhouse", "-t", TOKEN, "-i", "300"], env=env, folder="home")
    until(lambda: tls_sim.state()["duckdns"].get("myhouse", {}).get("ip4") == a, 8, "published")
    world.remove(world.uplinks[0], 10)
    b = world.add(world.uplinks[0], 11)
    until(lambda: tls_sim.state()["duckdns"]["myhouse"].get("ip4") == b, 8, "published again")
    assert all(e["tls"] for e in tls_sim.requests())
    words = Path(f"/proc/{d.process.pid}/cmdline").read_bytes()
    assert b"myhouse" in words and TOKEN.encode() not in words, "the list of processes shows the token"


def test_the_short_form_as_a_file(world, tls_sim, daemon, authorities, tmp_path):
    world.trust(authorities["ca"])
    a = world.add(world.uplinks[0], 10)
    daemon(world, f"provider: duckdns\ndomain: myhouse\ntoken: {TOKEN}\ninterval: 300\nstate: ./state\n"
                      "log: { level: debug, format: json }\n")
    until(lambda: tls_sim.state()["duckdns"].get("myhouse", {}).get("ip4") == a, 8, "published")


def test_c_alone_means_run(world, sim, daemon, binary):
    a = world.add(world.uplinks[0], 10)
    d = daemon(world, plain(), start=False)
    d.argv = [binary, "-c", d.config]
    d.start()
    sim.wait_value("home.example.com", a)


def test_secrets_from_the_environment_and_files(world, sim, daemon, tmp_path):
    a = world.add(world.uplinks[0], 10)
    folder = tmp_path / "credentials-secret"
    folder.mkdir()
    for name in ("secret-file", "secret-cred"):
        (folder / name).write_text(SECRETS[1] + "\n")
        (folder / name).chmod(0o600)
    accounts = {"e": dyndns2(password="${env:DDNST_PASSWORD}"), "f": dyndns2(password="${file:%s}" % (folder / "secret-file")),
                "c": dyndns2(password="${cred:secret-cred}")}
    d = daemon(world, config(accounts, [record(f"{n}.example.com", n) for n in accounts]),
               env={"DDNST_PASSWORD": SECRETS[1], "CREDENTIALS_DIRECTORY": str(folder)})
    for n in accounts:
        sim.wait_value(f"{n}.example.com", a)
    for argv in (["check"], ["plan"], ["plan", "--json"], ["status"], ["why", "e.example.com"]):
        r = d.ask(*argv)
        assert SECRETS[1] not in r.stdout + r.stderr


def test_a_secret_file_that_others_can_read_earns_a_warning(world, daemon, tmp_path):
    loose = tmp_path / "secret-loose"
    loose.write_text(SECRETS[1])
    loose.chmod(0o644)
    d = daemon(world, plain(account=dyndns2(password="${file:%s}" % loose)), start=False)
    r = d.ask("check")
    assert r.returncode == 0 and "secret-loose" in r.stderr and "warning" in r.stderr.lower()
    loose.unlink()
    r = d.ask("check")
    assert r.returncode == 2 and "secret-loose" in r.stderr


def test_version_and_help_go_to_stdout(world, binary, tmp_path):
    for flag in ("--version", "--help"):
        r = command(world, binary, flag, cwd=tmp_path)
        assert r.returncode == 0 and r.stdout.strip() and not r.stderr.strip()
    for sub in ("run", "once", "plan", "check", "snapshot", "rank", "providers", "status", "why", "service"):
        assert command(world, binary, sub, "--help", cwd=tmp_path).returncode == 0


def test_messages_survive_a_closed_reader(world, binary, tmp_path):
    r = run("ip", "netns", "exec", world.inside, "sh", "-c", f"{binary} providers | head -n 1", check=False)
    assert r.returncode == 0 and os.path.exists(binary)
