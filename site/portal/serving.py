"""Starts the web server; needs no settings, so that a start does not read the whole project once more than it must.

Run as a script (``python -P site/portal/serving.py``) or by ``manage.py serve``.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address and the size."""
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)


def serve(*, host: str, port: str, workers: int, threads: int) -> None:
    """Replace this process by granian; this call does not return."""
    server = str(Path(sys.executable).with_name("granian"))
    command = [
        *(server, "--interface", "wsgi", "--host", host, "--port", port, "--no-ws", "--log-level", "warning"),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers", "--workers-kill-timeout", "4"),
        "portal.wsgi:application",
    ]
    os.execve(server, command, os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "site"), str(ROOT)))})  # noqa: S606  no shell


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    serve(**vars(parser.parse_args()))
