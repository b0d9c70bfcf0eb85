"""A text as an announcer reads it aloud: dates, amounts and short forms as whole words."""

from __future__ import annotations

import re

from core.money import in_words

_SHORT = {
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BHTN": "bảo hiểm thất nghiệp",
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "KCN": "khu công nghiệp",
    "TNHH": "trách nhiệm hữu hạn",
    "MTV": "một thành viên",
    "CP": "cổ phần",
    "HTX": "hợp tác xã",
    "DNTN": "doanh nghiệp tư nhân",
    "XNK": "xuất nhập khẩu",
    "TM": "thương mại",
    "DV": "dịch vụ",
    "TMDV": "thương mại dịch vụ",
    "SX": "sản xuất",
    "XD": "xây dựng",
}
_MONTHS = ("", "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
#: What may be read aloud: a day, a month, a number; nothing that is a part of a mark ("45/QĐ"), an address or a longer figure.
_READ = re.compile(
    r"(?<![\w/.,-])(?:"
    r"(?P<day>0?[1-9]|[12]\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4})"
    r"|(?P<of>0?[1-9]|1[0-2])/(?P<in>\d{4})"
    r"|(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d+))?(?P<percent>\s?%)?"
    r")(?![\w/-]|[.,]\d)"
)
_ABBREVIATED = re.compile(rf"(?<![\w/-])(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?![\w/-])")
_ADDRESS = re.compile(r"https?://\S+")
#: A figure this long without points is a code, which is read digit by digit; so is one that begins with nought.
_CODE = 8
#: Syllables that an announcer reads in a minute.
PACE = 160


def aloud(text: str) -> str:
    """Return ``text`` with every figure and short form spelt out; addresses stay as they are.

    >>> aloud("75.000.000 đồng, ngày 02/11/2026")
    'bảy mươi lăm triệu đồng, ngày mồng hai tháng mười một năm hai nghìn không trăm hai mươi sáu'
    """
    spoken, done = [], 0
    for address in _ADDRESS.finditer(text):
        spoken += [_spelt(text[done : address.start()]), address[0]]
        done = address.end()
    return "".join([*spoken, _spelt(text[done:])])


def seconds(text: str) -> int:
    """Return how long it takes to read ``text`` aloud; in Vietnamese each written word is a syllable."""
    return round(len(text.split()) * 60 / PACE)


def _spelt(text: str) -> str:
    return _READ.sub(_read, _ABBREVIATED.sub(lambda found: _SHORT[found[0]], text.replace("%/", "% mỗi ")))


def _read(found: re.Match[str]) -> str:
    if found["day"]:
        day = int(found["day"])
        return f"{'mồng ' if day <= 10 else ''}{in_words(day)} tháng {_MONTHS[int(found['month'])]} năm {in_words(int(found['year']))}"
    if found["of"]:
        return f"{_MONTHS[int(found['of'])]} năm {in_words(int(found['in']))}"
    digits = found["whole"]
    is_code = "." not in digits and (len(digits) >= _CODE or (digits.startswith("0") and len(digits) > 2))
    whole = " ".join(in_words(int(digit)) for digit in digits) if is_code else in_words(int(digits.replace(".", "")))
    part = f" phẩy {' '.join(in_words(int(digit)) for digit in found['part'])}" if found["part"] else ""
    return f"{whole}{part}{' phần trăm' if found['percent'] else ''}"
