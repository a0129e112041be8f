# SPDX-License-Identifier: MIT
"""`service` in its three modes. What is left installed would start with every later boot, so it is always removed."""

import shutil

import pytest

from fixtures import check_for_secrets
from program import plain
from wine import windows_path
from world import until

NOT_INSTALLED = "the service is not installed; install it with `ddns-reactor service install -c FILE`"
RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"


class Machine:
    """The usual place of configuration and state, and `service` typed there."""

    def __init__(self, windows, tmp_path):
        self.windows, self.folder = windows, windows.drive / "ProgramData" / "ddns-reactor"
        self.cwd, self.state = tmp_path, self.folder
        self.folder.mkdir(exist_ok=True)
        self.write(self.text())

    @staticmethod
    def text(state=""):
        text = plain(top={"state": state, "log": {"level": "debug", "format": "text"}})
        return text if state else text.replace('state: ""\n', "")

    def write(self, text):
        (self.folder / "config.yaml").write_text(text)

    def service(self, *argv):
        r = self.windows.command("service", *argv, cwd=self.cwd, timeout=90)
        self.log_is_clean()
        return r

    def done(self, *argv):
        r = self.service(*argv)
        assert r.returncode == 0, r.stderr
        return r.stdout

    def log(self):
        file = self.state / "log.txt"
        return file.read_text() if file.exists() else ""

    def log_is_clean(self):
        for folder in {self.folder, self.state}:
            check_for_secrets(folder)

    def find_state(self):
        """Where the daemon that is installed keeps it, as `service status` says."""
        line = next(x for x in self.service("status").stdout.splitlines() if x.startswith("state C:\\"))
        self.state = self.windows.drive / line.removeprefix("state C:\\").replace("\\", "/")
        return self.state

    def clean(self):
        self.windows.command("service", "uninstall", cwd=self.cwd, timeout=90)
        for line in (["sc", "stop", "ddns-reactor"], ["sc", "delete", "ddns-reactor"],
                     ["schtasks", "/delete", "/tn", "ddns-reactor", "/f"],
                     ["reg", "delete", RUN_KEY, "/v", "ddns-reactor", "/f"]):
            self.windows.command(*line[1:], cwd=self.cwd, program_file=line[0])
        for folder in {self.folder, self.state}:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def machine(windows, tmp_path):
    m = Machine(windows, tmp_path)
    yield m
    m.clean()


def test_nothing_is_installed(machine):
    for action in ("status", "start", "stop"):
        r = machine.service(action)
        assert r.returncode == 3 and NOT_INSTALLED in r.stderr
    assert "not installed" in machine.done("uninstall")


@pytest.mark.parametrize("mode", ["service", "task", "logon"])
def test_install_refuses_a_bad_configuration_and_touches_nothing(mode, machine):
    machine.write(plain().replace("records:", "recrods:"))
    r = machine.service("install", "--mode", mode)
    assert r.returncode == 2 and "config.yaml:" in r.stderr
    assert machine.service("status").returncode == 3


def live(mode, machine, sim, world):
    """Started, asked, told of a change, stopped."""
    u = world.uplinks[0]
    assert machine.service("status").stdout.startswith("stopped")
    assert (machine.find_state() == machine.folder) == (mode == "service"), "the Run key's is the user's own"
    world.add(u, 10)
    assert "started" in machine.done("start")
    sim.wait_value("home.example.com", u.v4(10), timeout=15)
    status = machine.done("status")
    assert status.startswith("running") and "process" in status and "ProgramData\\ddns-reactor\\config.yaml" in status
    assert u.v4(10) in machine.windows.command("status", cwd=machine.cwd).stdout
    plan = machine.windows.command("plan", "-c", "C:/ProgramData/ddns-reactor/config.yaml", cwd=machine.cwd)
    assert "it is as it should be" in plan.stdout, "it looks where the daemon remembers, elevated as Wine's user is"
    world.add(u, 11)
    world.remove(u, 10)
    sim.wait_value("home.example.com", u.v4(11), timeout=10)
    assert "started" in machine.done("start"), "twice is once"
    assert "stopped" in machine.done("stop")
    assert machine.service("status").returncode == 3
    assert "after the address" in machine.log() and machine.log().splitlines()[-1].endswith("stopped")


@pytest.mark.parametrize("mode", ["service", "logon"])
def test_it_is_installed_and_lives(mode, machine, sim, world):
    assert "installed" in machine.done("install", "--mode", mode)
    assert "as it should be already" in machine.done("install", "--mode", mode)
    live(mode, machine, sim, world)
    assert "removed" in machine.done("uninstall")
    assert "not installed" in machine.done("uninstall")
    assert (machine.folder / "config.yaml").exists() and (machine.state / "published").exists()


def test_the_service_starts_with_the_system(machine, sim, world, windows):
    """Wine starts what is AUTO_START, delayed or not, at every boot; its end is that of a power cut."""
    u = world.uplinks[0]
    world.add(u, 10)
    machine.done("install")
    for n in (11, 12):
        windows.close()
        world.add(u, n)
        world.remove(u, n - 1)
        assert windows.command("--version", cwd=machine.cwd).returncode == 0
        sim.wait_value("home.example.com", u.v4(n), timeout=30)
    assert "damaged" not in machine.log()


def test_the_service_ends_in_time_though_a_request_hangs(machine, sim, world):
    world.add(world.uplinks[0], 10)
    sim.faults({"kind": "dyndns2", "action": "hang"})
    machine.done("install")
    machine.done("start")
    until(lambda: sim.requests(fault="hang"), 15, "the request hangs")
    machine.done("stop")
    assert machine.log().splitlines()[-1].endswith("stopped")


def test_the_log_goes_where_the_state_goes(machine, world):
    world.add(world.uplinks[0], 10)
    machine.done("install")
    machine.done("start")
    machine.write(machine.text(state="C:\\ProgramData\\ddns-reactor\\other"))
    moved = machine.folder / "other" / "log.txt"
    until(lambda: moved.exists() and "waiting for the kernel" in moved.read_text(), 20, "the new folder has a log")
    r = machine.windows.command("status", cwd=machine.cwd)
    assert r.returncode == 0, "it is found by the machine's configuration: " + r.stderr
    before = machine.log()
    machine.done("stop")
    assert moved.read_text().splitlines()[-1].endswith("stopped") and machine.log() == before


def test_a_service_without_network_waits_for_it(machine, sim, world):
    u = world.uplinks[0]
    world.inner(f"link set {u.dev} down")
    machine.done("install")
    machine.done("start")
    assert not sim.requests()
    world.inner(f"link set {u.dev} up")
    world.default_route(u, 100)
    a = world.add(u, 10)
    sim.wait_value("home.example.com", a, timeout=15)
    assert machine.done("status").startswith("running")


def test_a_service_whose_configuration_went_bad_says_so(machine):
    machine.done("install")
    machine.write(plain().replace("records:", "recrods:"))
    r = machine.service("start")
    assert r.returncode == 3 and "the configuration is wrong" in r.stderr, r.stderr
    assert "the configuration is wrong" in machine.service("status").stdout


def test_a_service_whose_configuration_is_locked_is_no_lost_case(machine, windows, hold_file):
    """It ends with an error, after which Windows starts it again, and not with "the configuration is wrong"."""
    machine.done("install")
    out = machine.cwd / "held.txt"
    holder = windows.spawn(out, machine.cwd, hold_file, "C:\\ProgramData\\ddns-reactor\\config.yaml")
    until(lambda: "held" in out.read_text(), 10, "the file is held")
    r = machine.service("start")
    assert r.returncode == 3 and "it ended with 3" in r.stderr, r.stderr
    assert "another program has it open" in machine.log()
    holder.kill()
    until(lambda: machine.service("start").returncode == 0, 20, "it is let go")


def test_only_one_daemon_has_the_state(machine, sim, world, windows):
    world.add(world.uplinks[0], 10)
    machine.done("install")
    machine.done("start")
    sim.wait_value("home.example.com", world.uplinks[0].v4(10), timeout=15)
    (machine.cwd / "config.yaml").write_text(machine.text(state="C:\\ProgramData\\ddns-reactor"))
    r = windows.command("run", "-c", windows_path(machine.cwd / "config.yaml"), cwd=machine.cwd)
    assert r.returncode == 3 and "ProgramData\\ddns-reactor" in r.stderr.splitlines()[-1]
    assert machine.done("status").startswith("running")
    machine.done("stop")
    other = windows.spawn(machine.cwd / "daemon.log", machine.cwd, windows.binary, "run", "-c",
                          windows_path(machine.cwd / "config.yaml"))
    until(lambda: "waiting for the kernel" in (machine.cwd / "daemon.log").read_text(), 15, "it has the state now")
    r = machine.service("start")
    assert r.returncode == 3 and "did not start" in r.stderr
    assert other.poll() is None


def test_only_one_mode_is_installed(machine):
    machine.done("install", "--mode", "logon")
    r = machine.service("install", "--mode", "service")
    assert r.returncode == 3 and "the Run key is installed already" in r.stderr


def test_the_run_key_is_a_line_that_windows_can_start(machine, windows):
    machine.done("install", "--mode", "logon")
    r = windows.command("query", RUN_KEY, "/v", "ddns-reactor", cwd=machine.cwd, program_file="reg")
    assert r.returncode == 0
    line = next(x for x in r.stdout.splitlines() if "ddns-reactor" in x)
    assert windows_path(windows.binary) in line and "--hidden" in line and "ProgramData\\ddns-reactor\\config.yaml" in line
    machine.done("uninstall")
    r = windows.command("query", RUN_KEY, "/v", "ddns-reactor", cwd=machine.cwd, program_file="reg")
    assert r.returncode == 1


def test_the_scheduled_task_is_made_and_can_be_deleted(machine, windows):
    xml = machine.done("install", "--mode", "task", "--dry-run")
    for word in ("<BootTrigger>", "<ExecutionTimeLimit>PT0S", "<StopIfGoingOnBatteries>false", "run --hidden"):
        assert word in xml
    assert "installed the scheduled task" in machine.done("install", "--mode", "task")
    task = windows.drive / "windows" / "system32" / "tasks" / "ddns-reactor"
    assert task.exists()
    r = windows.command("/delete", "/tn", "ddns-reactor", "/f", cwd=machine.cwd, program_file="schtasks")
    assert r.returncode == 0 and not task.exists()


def test_a_foreign_service_of_the_name_is_left_alone(machine, windows):
    windows.command("create", "ddns-reactor", "binPath=", "C:\\windows\\system32\\cmd.exe", cwd=machine.cwd,
                    program_file="sc")
    for action in (["install"], ["start"], ["uninstall"], ["status"]):
        r = machine.service(*action)
        assert r.returncode == 3 and "did not install" in r.stderr and "sc.exe delete" in r.stderr
