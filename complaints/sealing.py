"""How a complaint is sealed: every text to the case's key and the desk's, neither of which the server holds.

- The *case key* comes from the receipt code: scrypt with a salt of the case gives an X25519 secret. Stored are the salt
  and the public half, so the server can write to the case and cannot read it.
- The *desk key* is an X25519 secret of the office. It is stored only wrapped, once for each officer, by AES-GCM under
  scrypt of the officer's passphrase.
- The lookup finds a case by its code: HMAC of the code under a key outside the database. The code has 85 bits, so nobody
  finds it by trying, not even with that key; and a wrong code costs the server no scrypt.

What is sealed is in the age format, readable with the common ``age`` tool. Inside stand a line that binds it to its
place (a sealed text moved to another case is refused) and padding to the next kibibyte (its length tells little).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: scrypt's N as a power of two, for codes (random) and for passphrases (chosen); stored beside each salt, so it can grow.
CODE_COST = 14
PASSPHRASE_COST = 16
PAGE = 1024
_SALT = 16
_NONCE = 12
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class CannotOpen(Exception):
    """The key does not fit, or what was opened belongs to another place."""


@dataclass(frozen=True, slots=True)
class CaseLock:
    """What is stored of a case's key: nothing here opens anything."""

    salt: bytes
    cost: int
    recipient: str


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A secret under a passphrase."""

    salt: bytes
    cost: int
    blob: bytes


def new_case_lock(code: str, *, cost: int = CODE_COST) -> CaseLock:
    """Return the lock of a new case whose receipt code is ``code``."""
    salt = secrets.token_bytes(_SALT)
    return CaseLock(salt, cost, recipient_of(case_identity(code, salt, cost)))


def case_identity(code: str, salt: bytes, cost: int) -> str:
    """Return the age identity that ``code`` opens the case with."""
    return _identity(_scrypt(code, salt, cost))


def lookup(code: str, key: bytes) -> str:
    """Return what a case is found by."""
    return hmac.new(key, b"complaint code\n" + code.encode("ascii"), hashlib.sha256).hexdigest()


def new_identity() -> str:
    """Return a fresh age identity."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public half of ``identity``."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def seal(data: bytes, *, bound: str, to: Sequence[str]) -> bytes:
    """Return ``data`` encrypted to every recipient of ``to``, bound to the place ``bound``."""
    head = f"{bound}\n{len(data)}\n".encode()
    padding = bytes(-(len(head) + len(data)) % PAGE)
    return bytes(pyrage.encrypt(head + data + padding, [pyrage.x25519.Recipient.from_str(each) for each in to]))


def unseal(sealed: bytes, *, bound: str, identity: str) -> bytes:
    """Return what was sealed at the place ``bound``, or raise `CannotOpen`."""
    try:
        plain = bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError as error:
        raise CannotOpen("the key does not fit") from error
    place, length, rest = plain.split(b"\n", 2)
    if place.decode() != bound:
        raise CannotOpen("sealed for another place")
    return rest[: int(length)]


def wrap(secret: str, passphrase: str, *, bound: str, cost: int = PASSPHRASE_COST) -> Wrapped:
    """Return ``secret`` under ``passphrase``."""
    salt = secrets.token_bytes(_SALT)
    return Wrapped(salt, cost, lock(secret, _scrypt(passphrase, salt, cost), bound=bound))


def unwrap(wrapped: Wrapped, passphrase: str, *, bound: str) -> str:
    """Return the secret under ``passphrase``, or raise `CannotOpen`."""
    return unlock(wrapped.blob, _scrypt(passphrase, wrapped.salt, wrapped.cost), bound=bound)


def lock(secret: str, key: bytes, *, bound: str) -> bytes:
    """Return ``secret`` under a 32-byte key."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), bound.encode())


def unlock(blob: bytes, key: bytes, *, bound: str) -> str:
    """Return what `lock` locked, or raise `CannotOpen`."""
    try:
        return AESGCM(key).decrypt(blob[:_NONCE], blob[_NONCE:], bound.encode()).decode()
    except InvalidTag as error:
        raise CannotOpen("the key does not fit") from error


def split(token: str) -> tuple[str, bytes]:
    """Return the name and the key of a bearer's token: the first may be stored, the second never."""
    raw = token.encode()
    return hashlib.sha256(b"name\n" + raw).hexdigest(), hashlib.sha256(b"key\n" + raw).digest()


def _scrypt(text: str, salt: bytes, cost: int) -> bytes:
    plain = unicodedata.normalize("NFKC", text).encode()
    return hashlib.scrypt(plain, salt=salt, n=1 << cost, r=8, p=1, maxmem=(1 << cost) * 8 * 256, dklen=32)


def _identity(secret: bytes) -> str:
    """Return 32 secret bytes as an age identity, which is their Bech32 form."""
    prefix = "age-secret-key-"
    number = int.from_bytes(secret, "big") << 4  # 256 bits and 4 of padding are 52 groups of 5
    data = [number >> shift & 31 for shift in range(255, -1, -5)]
    spread = [*(ord(sign) >> 5 for sign in prefix), 0, *(ord(sign) & 31 for sign in prefix)]
    remainder = _polymod([*spread, *data, *[0] * 6]) ^ 1
    check = [remainder >> shift & 31 for shift in range(25, -1, -5)]
    return (prefix + "1" + "".join(_BECH32[value] for value in (*data, *check))).upper()


def _polymod(values: Sequence[int]) -> int:
    """Return the remainder of Bech32's checksum (BIP 173)."""
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                total ^= generator
    return total
