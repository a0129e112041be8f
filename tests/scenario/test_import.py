# SPDX-License-Identifier: MIT
"""`import`: what other clients take, and what they do with it, against what the program makes of it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from program import PASSWORD, PORT, USER, command
from world import until

SAMPLES = Path(__file__).resolve().parents[1] / "unit" / "import" / "samples"


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"needs {program}")


def inside(world, *argv, cwd):
    """The original, in the same network."""
    r = subprocess.run(["ip", "netns", "exec", world.inside, *map(str, argv)], cwd=cwd, capture_output=True, text=True,
                       stdin=subprocess.DEVNULL, timeout=60)
    return r.returncode, r.stdout + r.stderr


def folder_with(tmp_path, *samples):
    folder = tmp_path / "import"
    folder.mkdir()
    for name in samples:
        shutil.copy(SAMPLES / name, folder / f"config-{name}" if name == samples[0] else folder / name)
    key = folder / "update.key"
    key.write_text("home:c2VjcmV0")
    key.chmod(0o600)
    first = folder / f"config-{samples[0]}"
    first.write_text(first.read_text().replace("/etc/keys/example.edu.key", str(key)))
    return folder, folder / f"config-{samples[0]}"


@pytest.mark.parametrize("samples", [["ddclient.conf"], ["inadyn.conf", "inadyn-included.conf"], ["ddns-go.yaml"],
                                     ["ddns-updater.json"]], ids=lambda s: s[0])
def test_a_sample_becomes_a_good_configuration(world, binary, tmp_path, samples):
    folder, original = folder_with(tmp_path, *samples)
    r = command(world, binary, "import", original.name, "-o", "config.yaml", cwd=folder)
    assert r.returncode == 0, r.stderr
    assert "not carried over, because" in r.stderr and r.stdout == ""
    assert "-secret-" not in (folder / "config.yaml").read_text() + r.stderr
    secrets = list((folder / "config-secrets").iterdir())
    assert secrets and {f.stat().st_mode & 0o777 for f in secrets} == {0o600}
    assert (folder / "config-secrets").stat().st_mode & 0o777 == 0o700
    checked = command(world, binary, "check", "-c", "config.yaml", cwd=folder)
    assert (checked.returncode, checked.stderr) == (0, "")

    before = {f: f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    again = command(world, binary, "import", original.name, "-o", "config.yaml", cwd=folder)
    assert again.returncode == 3 and "is not overwritten" in again.stderr
    assert all(f.read_bytes() == was for f, was in before.items() if f.name != "commands.log")


def test_what_is_printed_is_what_is_written(world, binary, tmp_path):
    folder, original = folder_with(tmp_path, "ddclient.conf")
    written = command(world, binary, "import", original.name, "-o", "config.yaml", cwd=folder)
    shutil.rmtree(folder / "config-secrets")
    printed = command(world, binary, "import", original.name, cwd=folder)
    assert (written.returncode, printed.returncode) == (0, 0)
    assert printed.stdout == (folder / "config.yaml").read_text()
    assert (folder / "config-secrets" / "dyndns-password").read_text() == "blue #7 door\n"


def test_a_key_file_that_is_elsewhere_is_named(world, binary, tmp_path):
    folder, original = folder_with(tmp_path, "ddclient.conf")
    (folder / "update.key").unlink()
    r = command(world, binary, "import", original.name, "-o", "config.yaml", cwd=folder)
    assert r.returncode == 0 and f"config.yaml reads {folder}/update.key, which is not on this machine" in r.stderr
    checked = command(world, binary, "check", "-c", "config.yaml", cwd=folder)
    assert checked.returncode == 2 and "update.key" in checked.stderr


@needs("inadyn")
def test_inadyn_takes_its_sample(world, tmp_path):
    folder, original = folder_with(tmp_path, "inadyn.conf", "inadyn-included.conf")
    code, said = inside(world, "inadyn", "--check-config", "-f", original, cwd=folder)
    assert code == 0, said


@needs("ddclient")
def test_ddclient_takes_its_sample(world, tmp_path):
    folder, original = folder_with(tmp_path, "ddclient.conf")
    original.chmod(0o600)
    _, said = inside(world, "ddclient", "-daemon=0", "-noexec", "-verbose", "-file", original, "-cache",
                     folder / "config.cache", "-pid", folder / "pid", cwd=folder)
    assert "roof.example.com" in said, "it got as far as the last of them"
    assert f"file {original}" not in said and "skipping host" not in said and "unrecognized" not in said, said


ORIGINALS = {
    "ddclient": f"""usev4=ifv4, ifv4=wan0
ssl=no
protocol=dyndns2, server=provider.test:{PORT}, login={USER}, password='{PASSWORD}' home.example.com,garden.example.com
""",
    "inadyn": f"""iface = wan0
custom own {{
    username = {USER}
    password = "{PASSWORD}"
    ssl = false
    ddns-server = "provider.test:{PORT}"
    ddns-path = "/nic/update?hostname=%h&myip=%i"
    hostname = home.example.com
}}
""",
}
RUN = {
    "ddclient": lambda conf: ["ddclient", "-daemon=0", "-file", conf, "-cache", "config.cache", "-pid", "pid"],
    "inadyn": lambda conf: ["inadyn", "-1", "-n", "-f", conf, "--cache-dir", conf.parent],
}


@pytest.mark.parametrize("client", [pytest.param(c, marks=needs(c)) for c in ORIGINALS])
def test_the_result_does_what_the_original_did(world, sim, binary, tmp_path, client):
    u = world.uplinks[0]
    folder = tmp_path / "import"
    folder.mkdir()
    original = folder / f"config-{client}.conf"
    original.write_text(ORIGINALS[client])
    original.chmod(0o600)
    a = world.add(u, 10)
    them = world.start(world.inside, RUN[client](original), folder / "them.log", cwd=folder)
    until(lambda: sim.writes(host="home.example.com"), 30, f"{client} updates")
    them.kill()            # inadyn would wait for the server to hang up
    theirs = {(name, e["ip4"]) for e in sim.writes() for name in e["hosts"]}
    assert ("home.example.com", a) in theirs and {ip for _, ip in theirs} == {a}

    made = command(world, binary, "import", original.name, "-o", "config.yaml", cwd=folder)
    assert made.returncode == 0, made.stderr
    assert "allow_http: without TLS, as before" in made.stderr
    text = (folder / "config.yaml").read_text()
    (folder / "config.yaml").write_text(text.replace("accounts:\n", "state: ./state\n\naccounts:\n", 1))
    world.remove(u, 10)
    b = world.add(u, 11)
    once = command(world, binary, "once", "-c", "config.yaml", cwd=folder)
    assert once.returncode == 0, once.stderr
    for name, _ in theirs:
        assert sim.value(name) == b
