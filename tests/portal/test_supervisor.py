"""The supervisor starts again what dies, gives up on what cannot stay up, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from portal import supervisor

SCRIPT = Path(settings.ROOT) / "site/portal/supervisor.py"
#: A process with a child of its own, which writes both numbers down.
PARENT = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen(["sleep", "600"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
time.sleep(600)
"""


def alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait up to ten seconds until ``holds``."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def supervised(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Callable[[], list[int]]]]:
    """Supervise one parent with one child; yield the supervisor and a function that reads the two numbers."""
    (folder / "parent.py").write_text(PARENT)
    pids = folder / "pids"
    (folder / "Procfile").write_text(f"one: {sys.executable} {folder}/parent.py {pids}\n")
    running = subprocess.Popen([sys.executable, "-P", SCRIPT, folder / "Procfile"], stdout=subprocess.PIPE, text=True)

    def numbers() -> list[int]:
        return [int(number) for number in pids.read_text().split()] if pids.exists() else []

    assert eventually(lambda: len(numbers()) == 2)
    try:
        yield running, numbers
    finally:
        running.kill()
        running.wait()
        for pid in filter(alive, numbers()):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(how: signal.Signals, tmp_path: Path) -> None:
    with supervised(tmp_path) as (running, numbers):
        running.send_signal(how)
        assert running.wait(15) == 0
        assert not any(map(alive, numbers()))


def test_what_is_killed_starts_again_and_its_children_go(tmp_path: Path) -> None:
    with supervised(tmp_path) as (_, numbers):
        before = numbers()
        os.kill(before[0], signal.SIGKILL)
        assert eventually(lambda: len(numbers()) == 2 and numbers() != before)
        assert not any(map(alive, before))
        assert all(map(alive, numbers()))


def test_a_supervisor_that_is_killed_takes_its_processes_along(tmp_path: Path) -> None:
    with supervised(tmp_path) as (running, numbers):
        running.kill()
        assert eventually(lambda: not alive(numbers()[0]))


def test_what_cannot_stay_up_stops_the_whole_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("bad: sh -c 'echo no such thing; exit 3'\ngood: sleep 600\n")
    ended = subprocess.run([sys.executable, "-P", SCRIPT, tmp_path / "Procfile"], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "bad | no such thing" in ended.stdout
    assert "bad does not stay up" in ended.stdout


def test_a_procfile_is_names_and_commands() -> None:
    assert supervisor.read("# note\nweb: python manage.py serve\n\nnow: sh -c 'a b'\n") == {
        "web": ["python", "manage.py", "serve"],
        "now": ["sh", "-c", "a b"],
    }
