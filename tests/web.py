"""The site over real HTTP inside a test: programs of others ask it, and see what the test's own transaction holds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.signals import request_finished, request_started
from django.db import close_old_connections


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def _kept_open() -> Iterator[None]:
    """Let requests end without closing the test's connection, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def asked_by(*program: str, within: int = 120) -> subprocess.CompletedProcess[str]:
    """Serve the site to ``program``, whose arguments may name it as ``{site}``, until it ends; return what it said.

    What it writes goes into a folder that is thrown away. The test's own thread serves, since nobody else sees its database.
    """
    from portal.wsgi import application

    with _kept_open(), tempfile.TemporaryDirectory() as folder, make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        server.timeout = 0.1
        command = [part.replace("{site}", f"http://127.0.0.1:{server.server_port}") for part in program]
        asking = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
        ends = time.monotonic() + within
        while asking.poll() is None and time.monotonic() < ends:
            server.handle_request()
        if asking.poll() is None:
            asking.kill()
        said, complaints = asking.communicate()
        return subprocess.CompletedProcess(command, asking.returncode, said, complaints)
