"""What the benchmarks of imports share: invented lists, an honest reference, a writer that waits its turn, peaks of memory."""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from .result import Result

ROOT = Path(__file__).resolve().parents[2]
ROWS, WORKBOOK_ROWS = 1_000_000, 100_000
#: Our time over the reference's, the peak of memory, and the longest wait of another writer.
BARS = {"times": 3.0, "megabytes": 400.0, "seconds": 0.5}
#: A row of another table is written so often while the import runs.
EVERY = 0.05

_FORMS = ("Công ty TNHH", "Công ty Cổ phần", "Công ty TNHH MTV", "Hợp tác xã", "Doanh nghiệp tư nhân")
_TRADES = ("Thương mại", "Xây dựng", "Vận tải", "May mặc", "Cơ khí", "Thực phẩm", "Dịch vụ", "Xuất nhập khẩu")
_SYLLABLES = (
    *("An", "Bình", "Châu", "Dũng", "Đạt", "Giang", "Hải", "Hưng", "Khánh", "Long", "Minh", "Nam"),
    *("Phúc", "Quân", "Sơn", "Thịnh", "Tuấn", "Vinh", "Yên", "Đức", "Hòa", "Lộc", "Tín", "Việt"),
)


def tax_code(number: int) -> str:
    """Return a code of the range 99, which is not issued, with its check digit."""
    digits = f"99{number:07d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True))
    return f"{digits}{10 - total % 11}" if total % 11 else ""


def codes(count: int) -> list[str]:
    """Return ``count`` codes with right check digits, in no order."""
    found = list(islice((code for number in range(10_000_000) if len(code := tax_code(number)) == 10), count))
    random.Random(7).shuffle(found)
    return found


def firm_name(draw: random.Random, number: int) -> str:
    """Return a name like those of a register; the number keeps most of them apart."""
    return f"{draw.choice(_FORMS)} {draw.choice(_TRADES)} {' '.join(draw.choices(_SYLLABLES, k=2))} {number} Mẫu"


def write_csv(path: Path, lines: Iterator[Sequence[Any]]) -> None:
    """Write a list as agencies send it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)


def write_xlsx(path: Path, lines: Iterator[Sequence[Any]]) -> None:
    """Write the same as a workbook; codes are text, figures are numbers."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                sheet.write(number, place, value)


def shapes(rows: int) -> list[tuple[str, int, Callable[[Path, Iterator[Sequence[Any]]], None]]]:
    """Return as what a list is measured: a CSV of all rows, a workbook of no more than a tenth of a million."""
    return [("csv", rows, write_csv), ("xlsx", min(rows, WORKBOOK_ROWS), write_xlsx)]


@contextmanager
def installation() -> Iterator[dict[str, str]]:
    """Prepare an installation of its own and yield its environment; ``DATABASE_URL`` chooses the server, never the database."""
    with tempfile.TemporaryDirectory(prefix="minh-bach-bench-") as scratch:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        environment = {**kept, "PORTAL_VAR": scratch, "PORTAL_DEMO": "0", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}
        server = environment.pop("DATABASE_URL", "")
        name = f"minh_bach_bench_{os.getpid()}"
        if server:
            _on_server(server, f'CREATE DATABASE "{name}"')
            environment["DATABASE_URL"] = f"{server.rpartition('/')[0]}/{name}"
        try:
            manage(environment, "migrate", "--verbosity", "0")
            yield environment
        finally:
            if server:
                _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(server: str, statement: str) -> None:
    import psycopg

    address = server.rpartition("/")[0] + "/postgres"
    with psycopg.connect(address.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(statement)


def manage(environment: dict[str, str], *command: str) -> str:
    """Run a command of the installation and return what it printed."""
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], env=environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def measured(environment: dict[str, str], worker: str, *arguments: str) -> dict[str, float]:
    """Run one function of ``tests.bench.importing`` in a process of its own and return what it reports of itself."""
    command = [sys.executable, "-m", "tests.bench.importing", worker, *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.decode().splitlines()[-1])
    return found


@contextmanager
def other_writer(environment: dict[str, str]) -> Iterator[Callable[[], float]]:
    """Let a second process write a row every 50 ms; the function yielded ends it and returns its longest wait in seconds."""
    command = [sys.executable, "-m", "tests.bench.importing", "write"]
    writer = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdout.readline()  # it has begun

    def longest() -> float:
        said, _ = writer.communicate("\n")
        return float(json.loads(said)["longest"])

    try:
        yield longest
    finally:
        if writer.poll() is None:
            writer.kill()
            writer.wait()


def peak() -> float:
    """Return the most memory that this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(what: str, environment: dict[str, str], kind: str, file: Path, rows: int) -> list[Result]:
    """Load ``file`` the bare way, then import it beside another writer, and put the figures side by side."""
    bare = measured(environment, "reference", kind, str(file))
    with other_writer(environment) as longest:
        ours = measured(environment, "import", kind, str(file))
        waited = longest()
    named = f"{what}, {rows:,} rows"
    return [
        Result(
            f"{named}, speed", rows / ours["seconds"], "read, folded, checked, loaded", rows / bare["seconds"], "rows/s", 1 / BARS["times"]
        ),
        Result(f"{named}, allowed memory", BARS["megabytes"], "our peak", ours["peak"], "MB", 1.0),
        Result(f"{named}, allowed wait of another writer", BARS["seconds"] * 1000, "its longest", waited * 1000, "ms", 1.0),
    ]


def until_told(write: Callable[[], None]) -> float:
    """Write every 50 ms until something arrives on standard input, and return the longest that one took."""
    import select

    print("begun", flush=True)
    longest = 0.0
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        began = time.monotonic()
        write()
        longest = max(longest, time.monotonic() - began)
    return longest
