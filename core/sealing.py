"""Small secrets at rest: sealed by a key that lies beside the database, so that neither alone can be read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings

from . import keys


@lru_cache(maxsize=8)
def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key).digest()))


def seal(room: str, data: Any) -> bytes:
    """Return ``data`` (JSON) sealed by the key of ``room``."""
    return _fernet(_key(room)).encrypt(json.dumps(data, ensure_ascii=False).encode())


def unseal(room: str, sealed: bytes | memoryview) -> Any:
    """Return what `seal` took."""
    return json.loads(_fernet(_key(room)).decrypt(bytes(sealed)))


def name(room: str, *parts: str) -> str:
    """Return a name for ``parts`` that says nothing about them without the key of ``room``."""
    return hmac.new(_key(room), "|".join(parts).encode(), hashlib.sha256).hexdigest()


def _key(room: str) -> bytes:
    """Return the key of ``room``; a file that was changed, or put back from a backup, is read again."""
    try:
        found = os.stat(settings.KEYS / room)
    except FileNotFoundError:
        return keys.make_or_read(settings.KEYS, room)
    return _read(settings.KEYS, room, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=16)
def _read(folder: Path, room: str, changed: int, file: int) -> bytes:
    return keys.make_or_read(folder, room)
