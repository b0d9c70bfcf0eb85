"""``./run``: one command that sets up, serves, survives, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests import database, served

pytestmark = pytest.mark.command

ROOT = Path(settings.ROOT)


def eventually(holds: Callable[[], bool], *, within: float) -> bool:
    """Wait until ``holds``, at most ``within`` seconds."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.1)
    return False


def processes(var: Path) -> dict[int, str]:
    """Return the processes that work in the folder ``var``: number and command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"PORTAL_VAR={var}\0".encode() in (entry / "environ").read_bytes():
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


class Running:
    """A ``./run`` in a folder of its own."""

    def __init__(self, var: Path, cwd: Path) -> None:
        self.var, self.port = var, served.free_port()
        self.address = f"http://localhost:{self.port}"
        self.log = var.with_suffix(".log")
        with self.log.open("w") as log:
            mine = served.environment(PORTAL_DEMO="0", PORT=str(self.port), PORTAL_VAR=str(var))
            self.process = subprocess.Popen([ROOT / "run"], cwd=cwd, env=mine, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it as a terminal would, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[Path], Running]]:
    """Return a function that starts ``./run``; whatever still runs at the end is killed."""
    running: list[Running] = []

    def start(var: Path) -> Running:
        running.append(Running(var, tmp_path))
        return running[-1]

    yield start
    for each in running:
        each.process.kill()
        each.process.wait()
        for pid in processes(each.var):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def migrated(django_db_setup: None, tmp_path: Path) -> Path:
    """A folder with a migrated database, as an earlier start left it."""
    var = tmp_path / "var"
    var.mkdir()
    shutil.copyfile(database.template(), var / "portal.sqlite3")
    return var


def test_the_site_serves_survives_a_killed_worker_and_stops_without_a_trace(migrated: Path, start: Callable[[Path], Running]) -> None:
    first = start(migrated)
    assert eventually(lambda: served.answers(f"{first.address}/-/live"), within=240), first.log.read_text()
    assert served.answers(f"{first.address}/")
    assert eventually(lambda: served.answers(f"{first.address}/-/health"), within=90), "the sweeps do not run"

    victim = next(pid for pid, command in processes(migrated).items() if "worker now" in command)
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: any("worker now" in command and pid != victim for pid, command in processes(migrated).items()), within=20)

    assert first.stop() == 0
    assert processes(migrated) == {}
    assert f"ready: {first.address}/" in first.log.read_text()

    began = time.monotonic()
    second = start(migrated)
    assert eventually(lambda: served.answers(f"{second.address}/-/live"), within=60)
    took = time.monotonic() - began
    assert second.stop(signal.SIGTERM) == 0
    assert processes(migrated) == {}
    assert took < 10 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def refused(*, cwd: Path = ROOT, **more: str) -> str:
    """Run ``./run``, expect it to refuse, and return its one sentence."""
    ended = subprocess.run(
        ["./run"], cwd=cwd, env=served.environment(PORTAL_DEMO="0", **more), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, ended.stderr
    return lines[0]


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = str(door.getsockname()[1])
        assert f"The port {port} of 127.0.0.1 is taken" in refused(PORT=port, PORTAL_VAR=str(tmp_path))


@pytest.mark.parametrize("port", ["web", "0", "70000"])
def test_a_port_that_is_none_is_named(port: str, tmp_path: Path) -> None:
    assert port in refused(PORT=port, PORTAL_VAR=str(tmp_path))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert f"{tmp_path}/file/var cannot be written" in refused(PORTAL_VAR=f"{tmp_path}/file/var")


def test_a_folder_that_another_run_uses_is_named(tmp_path: Path) -> None:
    with subprocess.Popen(["flock", f"{tmp_path}/run.lock", "sleep", "60"]) as other:
        assert eventually(lambda: (tmp_path / "run.lock").exists(), within=5)
        time.sleep(0.2)
        assert "Another ./run" in refused(PORTAL_VAR=str(tmp_path))
        other.terminate()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy of the command without a virtual environment, and a folder ``bin`` for the programs it may find first."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "copy" / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "run", tmp_path / "copy/run")
    shutil.copy(ROOT / "deploy/setup.sh", tmp_path / "copy/deploy/setup.sh")
    return tmp_path


def program(bare: Path, name: str, text: str) -> None:
    """Put a program where it is found before the real one."""
    path = bare / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def without_python(bare: Path) -> str:
    """Return a search path with the bare programs first and no Python at all behind them."""
    for name in ("bash", "dirname", "readlink", "mkdir", "awk", "flock", "id", "df", "cat", "basename", "cksum", "rm"):
        if not (bare / "bin" / name).exists():
            (bare / "bin" / name).symlink_to(str(shutil.which(name)))
    return str(bare / "bin")


def test_a_disk_without_space_is_named(bare: Path) -> None:
    program(bare, "df", "echo head; echo 'disk 100000 99000 1024 99% /'")
    said = refused(cwd=bare / "copy", PATH=f"{bare}/bin:{os.environ['PATH']}")
    assert said.startswith("No space: the disk of var has 1 MB left")


def test_an_old_python_is_named(bare: Path) -> None:
    program(bare, "python3", "exit 1")
    assert "Python 3.11 or newer is needed" in refused(cwd=bare / "copy", PATH=without_python(bare))


def test_a_missing_venv_module_names_its_package(bare: Path) -> None:
    program(bare, "python3", 'case $2 in *ensurepip*) exit 1;; *print*version_info*) echo python3.11-venv;; *print*) echo "$0";; esac')
    program(bare, "id", "echo 1000")
    said = refused(cwd=bare / "copy", PATH=without_python(bare))
    assert said.endswith("install the package python3.11-venv (as root: apt-get install python3.11-venv).")
