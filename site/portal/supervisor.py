"""Keeps the processes of a Procfile running: names their lines, starts again what dies, and stops everything with it.

Run as a script (``python -P site/portal/supervisor.py Procfile``); it needs the standard library alone.
A process that dies is started again after a short pause, so that killing one loses nothing. One that cannot stay up
stops the whole, with a sentence. Each process leads a group of its own: what it leaves behind goes with it, and a
supervisor that is killed outright takes them along.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

#: How long a process may take to finish what it has in hand.
GRACE_S = 10.0
#: A process that ends sooner than this after its start did not come up.
SHORT_LIFE_S = 5.0
#: So many short lives in a row, and there is no point in trying again.
SHORT_LIVES = 4
#: The first process has this long to answer before the others start: they would only make it slower to come up.
HEAD_START_S = 20.0
PR_SET_PDEATHSIG = 1


def read(text: str) -> dict[str, list[str]]:
    """Return the processes of a Procfile: name and command, in order."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return {name.strip(): shlex.split(os.path.expandvars(command)) for name, _, command in pairs}


def _die_with_parent() -> None:
    """Ask the kernel to stop this process when the supervisor is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Process:
    """One line of the Procfile and the process that runs it now."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0
    start_at: float = 0.0
    group: int = field(default=0)

    def start(self) -> None:
        """Start the process as leader of its own group and pass its lines on."""
        self.running = subprocess.Popen(  # noqa: S603  the command is the project's own Procfile
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self.group, self.started = self.running.pid, time.monotonic()
        threading.Thread(target=self._pass_on, args=(self.running,), daemon=True).start()

    def _pass_on(self, running: subprocess.Popen[bytes]) -> None:
        for line in running.stdout or ():
            say(line.decode("utf-8", "replace").rstrip(), name=self.name)

    def signal(self, number: int) -> None:
        """Signal the process itself; it looks after its own children."""
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(number)

    def sweep_away(self) -> None:
        """Kill whatever is left of the group."""
        if self.group:
            try:
                os.killpg(self.group, signal.SIGKILL)
            except ProcessLookupError:
                self.group = 0

    def look(self, now: float) -> None:
        """Start the process when it is due; note its death and when to start again."""
        if self.running is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.running.poll()
        if code is None:
            if now - self.started > SHORT_LIFE_S:
                self.short_lives = 0
            return
        self.sweep_away()
        self.short_lives = self.short_lives + 1 if now - self.started <= SHORT_LIFE_S else 0
        pause = min(2.0**self.short_lives / 4, 8.0)
        say(f"ended with {code}; starts again in {pause:g} s", name=self.name)
        self.running, self.start_at = None, now + pause


def say(line: str, *, name: str = "run") -> None:
    """Print one line under the name of its process."""
    sys.stdout.write(f"{name:>8} | {line}\n")
    sys.stdout.flush()


def supervise(processes: list[Process], stop: threading.Event) -> int:
    """Keep ``processes`` up until ``stop`` is set or one of them cannot stay up; return the exit code."""
    code = 0
    while not stop.is_set():
        for process in processes:
            process.look(time.monotonic())
            if process.short_lives >= SHORT_LIVES:
                say(f"{process.name} does not stay up; its last lines above say why. Stopping everything.")
                code = 1
                stop.set()
        stop.wait(0.2)
    for process in processes:
        process.signal(signal.SIGTERM)
    ends = time.monotonic() + GRACE_S
    while time.monotonic() < ends and any(each.running and each.running.poll() is None for each in processes):
        time.sleep(0.05)
    for process in processes:
        process.sweep_away()
        if process.running is not None:
            process.running.wait()
    return code


def announce(ready: str, address: str, waiting: list[Process], stop: threading.Event) -> None:
    """Say where the site is, once it answers, and let the others start."""
    while not stop.wait(0.1):
        try:
            with urllib.request.urlopen(ready, timeout=2):  # noqa: S310  an address of this machine
                break
        except OSError:
            continue
    for process in waiting:
        process.start_at = 0.0
    if not stop.is_set():
        say(f"ready: {address}/ (officers: {address}/quan-tri/). Stop with Ctrl-C.")


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the Procfile until a signal says stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("procfile", type=Path)
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("--ready", help="address that answers once the first process is up; the others wait for it")
    parser.add_argument("--address", default="", help="public address to print then")
    options = parser.parse_args(None if arguments is None else list(arguments))
    commands = read(options.procfile.read_text(encoding="utf-8"))
    processes = [Process(name, command) for name, command in commands.items() if name not in options.without]
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    if options.ready:
        for process in processes[1:]:
            process.start_at = time.monotonic() + HEAD_START_S
        threading.Thread(target=announce, args=(options.ready, options.address, processes[1:], stop), daemon=True).start()
    code = supervise(processes, stop)
    say("stopped")
    return code


if __name__ == "__main__":
    sys.exit(main())
