"""The real site, served by the real server from a folder of its own: what browser tests, pictures and benchmarks look at."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a user who set nothing, with ``more`` in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_URL", "PYTHON"))} | more


def answers(address: str) -> bool:
    """Tell whether ``address`` answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def site(*, demo: bool = True, var: Path | None = None) -> Iterator[str]:
    """Prepare an installation, serve it, and yield its address; officers need no second factor there."""
    with tempfile.TemporaryDirectory(prefix="minh-bach-served-") as scratch:
        port = free_port()
        address = f"http://localhost:{port}"
        settings = {"PORTAL_VAR": str(var or scratch), "PORTAL_DEMO": str(int(demo)), "PORTAL_BASE_URL": address, "PORTAL_OFFICER_MFA": "0"}
        own = environment(**settings)
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "prepare"], env=own, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([*manage, "serve", "--port", str(port)], env=own, start_new_session=True)
        try:
            ends = time.monotonic() + 60
            while not answers(f"{address}/-/live"):
                if server.poll() is not None or time.monotonic() > ends:
                    raise RuntimeError("the site did not come up")
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(15)
            finally:
                _sweep_away(server.pid)


def _sweep_away(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
