"""Keys that are made once, kept under the folder of the run and readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def make_or_read(folder: Path, name: str, *, size: int = 48) -> bytes:
    """Return the key ``name`` of ``folder`` (``size`` random bytes, hex), making it on the first call.

    Two processes that start together agree: the one that links its file first wins.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{name}.{secrets.token_hex(4)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(size))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip().encode("ascii")
