"""Messages at rest: sealed by a key that lies beside the database, so that neither alone can be read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings

from core import keys


@lru_cache(maxsize=4)
def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key).digest()))


def _key() -> bytes:
    return keys.make_or_read(settings.KEYS, "bots")


def seal(data: Any) -> bytes:
    """Return ``data`` (JSON) sealed."""
    return _fernet(_key()).encrypt(json.dumps(data, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview) -> Any:
    """Return what `seal` took."""
    return json.loads(_fernet(_key()).decrypt(bytes(sealed)))


def name(*parts: str) -> str:
    """Return a name for ``parts`` that says nothing about them without the key."""
    return hmac.new(_key(), "|".join(parts).encode(), hashlib.sha256).hexdigest()
