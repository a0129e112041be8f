# SPDX-License-Identifier: MIT
"""The hosts file: atomic, only its own block, and patient when the disk is not."""

import errno
import os
import subprocess

import pytest

from program import config, record
from world import run, until

FOREIGN = "127.0.0.1\tlocalhost\n# a remark of the owner\n10.0.0.1 router # keep\n\n::1 ip6-localhost"


def lan(path):
    return config({"lan": {"provider": "hosts", "path": str(path)}}, [record("home.lan", "lan")])


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=64k", "ddnst", str(folder))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder):
    with open(folder / "ballast", "wb", buffering=0) as f:
        try:
            while True:
                f.write(b"x" * 4096)
        except OSError as e:
            assert e.errno == errno.ENOSPC


def test_foreign_lines_stay_as_they_are(world, daemon):
    u = world.uplinks[0]
    d = daemon(world, start=False)
    hosts = d.folder / "hosts"
    hosts.write_text(FOREIGN)
    hosts.chmod(0o640)
    d.write(lan("./hosts"))
    a = world.add(u, 10)
    d.start()
    until(lambda: a in hosts.read_text(), 5, "published")
    assert hosts.read_text().startswith(FOREIGN)
    assert hosts.stat().st_mode & 0o777 == 0o640
    world.remove(u, 10)
    b = world.add(u, 11)
    until(lambda: b in hosts.read_text(), 5, "published again")
    text = hosts.read_text()
    assert text.startswith(FOREIGN) and a not in text and text.count("home.lan") == 1
    assert not [f for f in d.folder.iterdir() if f.name not in
                ("hosts", "state", "config.yaml", "daemon.log", "commands.log")], "no temporary file is left"


def test_a_reader_never_sees_half_a_file(world, daemon):
    """Replaced, not rewritten: each change is a new inode, and the old one is whole."""
    u = world.uplinks[0]
    d = daemon(world, start=False)
    hosts = d.folder / "hosts"
    hosts.write_text(FOREIGN + "\n")
    d.write(lan("./hosts"))
    a = world.add(u, 10)
    d.start()
    until(lambda: a in hosts.read_text(), 5, "published")
    with open(hosts) as reader:
        world.remove(u, 10)
        b = world.add(u, 11)
        until(lambda: b in hosts.read_text(), 5, "published again")
        old = reader.read()
    assert a in old and b not in old


@pytest.mark.parametrize("trouble", ["read-only", "full"])
def test_trouble_with_the_disk_is_an_error_with_the_path_and_is_retried(trouble, world, daemon, small_disk):
    u = world.uplinks[0]
    hosts = small_disk / "hosts"
    hosts.write_text(FOREIGN + "\n")
    d = daemon(world, lan(hosts), start=False)
    if trouble == "full":
        fill(small_disk)
    else:
        run("mount", "-o", "remount,ro", str(small_disk))
    a = world.add(u, 10)
    d.start()
    until(lambda: [e for e in d.lines("warn") if str(hosts) in str(e)], 6, "an error that names the file")
    assert hosts.read_text() == FOREIGN + "\n"
    if trouble == "full":
        (small_disk / "ballast").unlink()
    else:
        for pid in (os.getpid(), d.pid):     # the program has a mount namespace of its own
            run("nsenter", "-t", str(pid), "-m", "mount", "-o", "remount,rw", str(small_disk))
    until(lambda: a in hosts.read_text(), 15, "retried when the disk is well")
    assert hosts.read_text().startswith(FOREIGN)
    assert d.running()


def test_a_state_folder_on_a_full_disk_does_not_stop_the_updates(world, sim, daemon, small_disk):
    from program import plain
    u = world.uplinks[0]
    a = world.add(u, 10)
    d = daemon(world, plain(top={"state": str(small_disk / "state")}))
    sim.wait_value("home.example.com", a)
    fill(small_disk)
    world.remove(u, 10)
    b = world.add(u, 11)
    sim.wait_value("home.example.com", b)
    assert d.running()


def test_a_folder_that_is_missing_is_said(world, daemon, tmp_path):
    world.add(world.uplinks[0], 10)
    d = daemon(world, lan(tmp_path / "nowhere" / "hosts"))
    until(lambda: [e for e in d.lines("warn") if "nowhere" in str(e)], 6, "an error that names the folder")
    assert d.running()
