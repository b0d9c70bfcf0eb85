"""Numbers that a reporter may not want to send: pointed at in the preview, never changed.

A code of 10 or 13 digits that passes the tax-code check names a firm and is fine; 12 digits name a person, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from stdnum.vn import mst

from core.text import gettext_noop


class Personal(StrEnum):
    """What a number seems to be."""

    CITIZEN = "citizen"
    INSURANCE = "insurance"
    PHONE = "phone"
    ACCOUNT = "account"
    MAIL = "mail"


LABELS: dict[Personal, str] = {
    Personal.CITIZEN: gettext_noop("số định danh, CCCD hoặc CMND"),
    Personal.INSURANCE: gettext_noop("mã số BHXH"),
    Personal.PHONE: gettext_noop("số điện thoại"),
    Personal.ACCOUNT: gettext_noop("số tài khoản hoặc số thẻ"),
    Personal.MAIL: gettext_noop("địa chỉ thư điện tử"),
}

_CANDIDATE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w])\+?\d(?:[ .\-]?\d){7,18}(?![\w])")
_PHONE = re.compile(r"(?:\+?84|0)(?:[35789]\d{8}|2\d{9})")
#: Words before a number that make it a phone even where it passes the tax-code check.
_CALLED = re.compile(r"(?:điện thoại|dien thoai|đt|sđt|sdt|zalo|gọi|goi|số máy|hotline)\W*$", re.IGNORECASE)
_DATES = re.compile(r"\d{1,2}[.\- ]\d{1,2}[.\- ]\d{4}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; ``kind`` is empty where nothing was found."""

    text: str
    kind: Personal | None = None

    @property
    def label(self) -> str:
        """Return what the piece seems to be."""
        return LABELS[self.kind] if self.kind else ""


def pieces(text: str) -> list[Piece]:
    """Return ``text`` cut where something personal begins and ends; joined, the pieces are the text."""
    out: list[Piece] = []
    at = 0
    for start, end, kind in _found(text):
        out += [Piece(text[at:start]), Piece(text[start:end], kind)]
        at = end
    return [piece for piece in (*out, Piece(text[at:])) if piece.text]


def found(text: str) -> list[str]:
    """Return what kinds of personal numbers ``text`` seems to hold, each once."""
    return list(dict.fromkeys(LABELS[kind] for _, _, kind in _found(text)))


def _found(text: str) -> Iterator[tuple[int, int, Personal]]:
    for match in _CANDIDATE.finditer(text):
        kind = _kind(match.group(), text[: match.start()])
        if kind:
            yield match.start(), match.end(), kind


def _kind(written: str, before: str) -> Personal | None:
    if "@" in written:
        return Personal.MAIL
    digits = re.sub(r"\D", "", written)
    if _DATES.fullmatch(written):
        return None
    if len(digits) == 12 and not written.startswith("+"):
        return Personal.CITIZEN
    is_phone = bool(_PHONE.fullmatch(re.sub(r"[ .\-]", "", written)))
    if is_phone and _CALLED.search(before):
        return Personal.PHONE
    if len(digits) in (10, 13) and mst.is_valid(digits):
        return None
    if is_phone:
        return Personal.PHONE
    if len(digits) == 10:
        return Personal.INSURANCE
    if len(digits) == 9:
        return Personal.CITIZEN
    return Personal.ACCOUNT
