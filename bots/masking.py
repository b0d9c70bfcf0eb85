"""Numbers that name a person, taken out of a text before it is logged, kept or understood. Pure."""

from __future__ import annotations

import re

from stdnum.vn import mst

from core.text import fold

#: A run of eight or more digits, as people part them; a receipt code; a mail address.
_RUN = re.compile(r"(?<![\w])\+?\d(?:[ .\-]{0,2}\d){7,24}(?!\w)")
_CODE = re.compile(r"(?<!\w)[0-9A-Za-z]{4,5}(?:-[0-9A-Za-z]{4,5}){3,5}(?!\w)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
_DATE = re.compile(r"\d{1,2}[ .\-]\d{1,2}[ .\-](?:19|20)\d{2}")
_YEARS = re.compile(r"(?:19|20)\d{2}(?:[ .\-]+(?:19|20)\d{2})+")
_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}")
_CURRENCY = re.compile(r"\s*(dong|d|vnd|ty)\b")
#: Digits of an identity number: so many never stay, unless a currency follows.
_IDENTITY = 12
_TAX_WORDS = re.compile(r"(mst|ma so thue|ma thue|ma so doanh nghiep|ma so dn)\W*$")
_OWN_WORDS = re.compile(
    r"(so so|so bhxh|ma so bhxh|ma bhxh|ma so bao hiem xa hoi|so the|bhyt|can cuoc|cccd|cmnd|tai khoan|stk|dien thoai|sdt|zalo)"
    r"\W*(?:la|:)?\W*$"
)

HIDDEN = "[số đã ẩn]"
HIDDEN_CODE = "[mã đã ẩn]"
HIDDEN_MAIL = "[thư đã ẩn]"


def mask(text: str) -> str:
    """Return ``text`` without identity numbers, phones, accounts, receipt codes and mail addresses.

    A 10- or 13-digit tax code of a firm that passes its check stays; twelve digits never do. Amounts and dates stay.

    >>> mask("Công ty 0100109106 trừ 2.530.000 đồng, gọi em 0912 345 678")
    'Công ty 0100109106 trừ 2.530.000 đồng, gọi em [số đã ẩn]'
    """
    text = _MAIL.sub(HIDDEN_MAIL, text)
    text = _CODE.sub(lambda found: found.group() if _is_firm(found) else HIDDEN_CODE, text)
    return _RUN.sub(_hide, text)


def without_marks(masked: str) -> str:
    """Return a masked text without the marks that `mask` put in: what is left to understand."""
    return masked.replace(HIDDEN, " ").replace(HIDDEN_CODE, " ").replace(HIDDEN_MAIL, " ")


def has_personal_numbers(text: str) -> bool:
    """Tell whether `mask` would take a number out of ``text``; a receipt code is not counted."""
    return HIDDEN in mask(text)


def _hide(found: re.Match[str]) -> str:
    written = found.group()
    if len(re.sub(r"\D", "", written)) == _IDENTITY and not _CURRENCY.match(fold(found.string[found.end() :][:12])):
        return HIDDEN
    if _AMOUNT.fullmatch(written) or _DATE.fullmatch(written) or _YEARS.fullmatch(written) or _is_firm(found):
        return written
    return HIDDEN


def _is_firm(found: re.Match[str]) -> bool:
    """Tell whether the digits are a firm's tax code, judged by their check digit and by the words before them."""
    digits = re.sub(r"\D", "", found.group())
    if len(digits) not in (10, 13) or not mst.is_valid(digits):
        return False
    before = fold(found.string[max(0, found.start() - 40) : found.start()])
    if _TAX_WORDS.search(before):
        return True
    return not _OWN_WORDS.search(before) and not _MOBILE.fullmatch(digits)
