"""An anonymous page from the page store, against a static file of the same size by WhiteNoise and, where it is installed, nginx."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import served

from . import load
from .result import Result

NGINX = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; keepalive_requests 1000000; gzip_static on;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}; default_type text/html; }}
}}
"""


#: The share of each reference's rate that a cached page must reach.
BARS = {"WhiteNoise": 1.0, "nginx": 1 / 3}


def measure() -> list[Result]:
    """Ask for the home page and for the references in turn."""
    with tempfile.TemporaryDirectory(prefix="minh-bach-bench-") as scratch, served.site(demo=False, var=Path(scratch)) as base:
        size = load.size(f"{base}/")
        file = nearest(Path(scratch) / "static", size)
        with whitenoise(file) as first, nginx(file) as second:
            references = {name: address for name, address in (("WhiteNoise", first), ("nginx", second)) if address}
            ours, *others = load.rates([f"{base}/", *references.values()])
    return [
        Result(f"cached page of {size} bytes", ours, name, rate, "requests/s", BARS[name])
        for name, rate in zip(references, others, strict=True)
    ]


def nearest(static: Path, size: int) -> Path:
    """Return the static file whose compressed twin is nearest in size to the page."""
    return min(static.rglob("*.gz"), key=lambda path: abs(path.stat().st_size - size)).with_suffix("")


def with_twin(file: Path, folder: Path) -> None:
    """Copy ``file`` and its compressed twin into ``folder``."""
    folder.chmod(0o755)
    for each in (file, file.with_name(f"{file.name}.gz")):
        shutil.copy(each, folder)


@contextmanager
def whitenoise(file: Path) -> Iterator[str]:
    """Serve ``file`` by WhiteNoise alone, under the same server with as many workers, and yield its address."""
    port = served.free_port()
    server = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    with tempfile.TemporaryDirectory(prefix="minh-bach-whitenoise-") as scratch:
        with_twin(file, Path(scratch))
        own = served.environment(BENCH_FILES=scratch, PYTHONPATH=str(served.ROOT))
        command = [*server, "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "tests.bench.whitenoise_alone:application"]
        with running(command, f"http://127.0.0.1:{port}/{file.name}", own) as address:
            yield address


@contextmanager
def nginx(file: Path) -> Iterator[str | None]:
    """Serve ``file`` by nginx and yield its address, or nothing where nginx is not installed."""
    program, port = shutil.which("nginx"), served.free_port()
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="minh-bach-nginx-") as scratch:
        with_twin(file, Path(scratch))
        (Path(scratch) / "nginx.conf").write_text(NGINX.format(folder=scratch, port=port))
        command = [program, "-p", scratch, "-c", f"{scratch}/nginx.conf"]
        with running(command, f"http://127.0.0.1:{port}/{file.name}", served.environment()) as address:
            yield address


@contextmanager
def running(command: list[str], address: str, own: dict[str, str]) -> Iterator[str]:
    """Run a server until it is not needed any more; yield ``address`` once that answers."""
    server = subprocess.Popen(command, env=own)
    try:
        while not served.answers(address):
            if server.poll() is not None:
                raise RuntimeError(f"{command[0]} did not start")
        yield address
    finally:
        server.terminate()
        server.wait(10)
