"""Numbers that name a person, taken out of a text before it is logged, kept or understood. Pure.

People part a number by spaces, dots, dashes and lines, write O for 0 and l for 1, glue it to a word, or spell it out;
so a text is read as pieces (digits, look-alikes, number words), and pieces that stand together are one number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from stdnum.vn import mst

from core.text import fold

HIDDEN = "[số đã ẩn]"
HIDDEN_CODE = "[mã đã ẩn]"
HIDDEN_MAIL = "[thư đã ẩn]"

#: What a number has at least to be hidden; a phone with its city has ten, an old identity card nine.
_FEWEST = 8
#: Digits of an identity number: so many never stay, unless they are an amount with its currency.
_IDENTITY = 12

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:\s?@\s?[\w-]{1,63}(?:\s?\.\s?[\w-]{1,63}){1,5}"
    r"|\s{0,3}\(?a c[oò]ng\)?\s{0,3}[\w-]{1,63}\s{0,3}(?:\.|ch[aấ]m)\s{0,3}\w{2,4})",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?<=/nhap/)[\w-]{20,}")
_CODE = re.compile(
    r"(?<!\w)(?:[0-9A-Za-z]{4,5}(?:-[0-9A-Za-z]{4,5}){3,5}|[0-9A-Za-z]{5}(?:[ .][0-9A-Za-z]{5}){3}|(?=\w*[A-Za-z])(?:\w*\d){4}\w*)(?!\w)",
    re.ASCII,
)
_PASSPORT = re.compile(r"(?<!\w)[A-Z]\d{7,8}(?!\w)")
#: A public number of ours, a hotline, a day, a month: digits that are no part of a longer number.
_KNOWN = re.compile(
    r"(?<!\w)(?:CK|BD|TX)-\d{2}-20\d{2}-\d{4,7}(?!\w)|(?<![\w.\-])1[89]00[ .]?\d{4}(?![.\-]?\w)"
    r"|(?<!\d)(?<!\d[./\-])(?:0?[1-9]|[12]\d|3[01])(?P<by>[ ./\-])(?:0?[1-9]|1[0-2])(?P=by)(?:19|20)\d{2}(?![./\-]?\d)"
    r"|(?<!\d)(?<!\d[./\-])(?:0?[1-9]|1[0-2])[/\-](?:19|20)\d{2}(?![./\-]?\d)"
)
_DRESSED = re.compile(r"[^\x00-\u1eff]")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[\dOoIl]*\d[\dOoIl]*")
_LETTERS = re.compile(r"(?!lo\b)[OoIl]{1,4}")
_ALIKE = str.maketrans("OoIl", "0011")
_JOINTS = r"\s.\-‐‑‒–—−_·•()\u00ad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3"
_TIGHT = re.compile(rf"[{_JOINTS}]{{0,4}}")
_LOOSE = re.compile(rf"[{_JOINTS},;:/|+*~'\"…]{{0,6}}")
_SPOKEN = {
    word: digit
    for digit, words in {
        "0": "không khong zero oh",
        "1": "một mốt mot one",
        "2": "hai two",
        "3": "ba three",
        "4": "bốn tư bon tu four",
        "5": "năm lăm nhăm nam lam nham five",
        "6": "sáu sau six",
        "7": "bảy bẩy bay seven",
        "8": "tám tam eight",
        "9": "chín chin nine",
        "": "mươi mười trăm linh lẻ muoi tram le",
    }.items()
    for word in words.split()
}
_YEAR = re.compile(r"(?:19|20)\d{2}")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .,]\d{3})+")
_ROUND = re.compile(r"[1-9]\d{4,7}000")
_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}")
_PHONE = re.compile(r"(?:84|0)[235789]\d{8,9}")
_CURRENCY = re.compile(r"\s*(dong|d|vnd|ty)\b")
_MONEY_WORDS = re.compile(r"(luong|thu nhap|muc dong|phat|no|tien|tra|tru|thuong)\W*(?:la|co|toi|em|minh|\W)*$")
_TAX_WORDS = re.compile(
    r"\b(mst|ma so thue|ma thue|ma so doanh nghiep|ma so dn|ma doanh nghiep)"
    r"(?:\W|la|so|cua|em|toi|minh|cong ty|cty|doanh nghiep|don vi|nha may|chi nhanh)*$"
)
_OWN_WORDS = re.compile(
    r"\b(so so|bhxh|bao hiem|xa hoi|bhyt|the|can cuoc|cccd|cmnd|cmt|dinh danh|ho chieu|tai khoan|stk|tk|dien thoai|dt|sdt|goi|zalo|vssid"
    r"|(?:mst|thue) (?:ca nhan|cua (?:em|toi|minh)))(?:\W|la|so|cua|em|toi|minh|nay)*$"
)
_OWN_BOOK = re.compile(r"\bsổ\W*$", re.IGNORECASE)
_OWN_AFTER = re.compile(r"\W*(?:la|day la)?\W*(?:ma |so )*(?:so so|so bhxh|bhxh|bao hiem|cccd|can cuoc|dien thoai|tai khoan|stk|zalo)\b")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text that stands for ``digits``."""

    start: int
    end: int
    digits: str
    is_spoken: bool = False
    #: Letters alone, which may as well be a word, or a Roman number.
    is_letter: bool = False


def mask(text: str) -> str:
    """Return ``text`` without identity numbers, phones, accounts, receipt codes and mail addresses.

    A 10- or 13-digit tax code of a firm that passes its check stays; twelve digits never do. Amounts and dates stay.

    >>> mask("Công ty 0100109106 trừ 2.530.000 đồng, gọi em 0912 345 678")
    'Công ty 0100109106 trừ 2.530.000 đồng, gọi em [số đã ẩn]'
    """
    text = unicodedata.normalize("NFC", text)
    text = hide_codes(_MAIL.sub(HIDDEN_MAIL, text))
    text = _PASSPORT.sub(HIDDEN, text)
    at, out = 0, []
    for start, end in _numbers(text):
        out += [text[at:start], HIDDEN]
        at = end
    return "".join([*out, text[at:]])


def hide_codes(text: str) -> str:
    """Return ``text`` without receipt codes and one-time links, which open a complaint; everything else stays."""
    return _CODE.sub(lambda found: HIDDEN_CODE if _is_code(found.group()) else found.group(), _LINK.sub(HIDDEN_CODE, text))


def without_marks(masked: str) -> str:
    """Return a masked text without the marks that `mask` put in: what is left to understand."""
    return masked.replace(HIDDEN, " ").replace(HIDDEN_CODE, " ").replace(HIDDEN_MAIL, " ")


def has_personal_numbers(text: str) -> bool:
    """Tell whether `mask` would take a number out of ``text``; a receipt code is not counted."""
    return HIDDEN in mask(text)


def is_tax_code(text: str) -> bool:
    """Tell whether ``text`` is a firm's tax code and nothing else."""
    digits = re.sub(r"[ .\-]", "", text.strip())
    return digits.isdecimal() and len(digits) in (10, 13) and mst.is_valid(digits) and not has_personal_numbers(text)


def _is_code(written: str) -> bool:
    """Tell a receipt code, also one with a slip, from numbers and words: twenty signs or groups with dashes, letters and digits."""
    signs = re.sub(r"[ .\-]", "", written)
    has_both = any(sign.isdigit() for sign in signs) and any(sign.isalpha() for sign in signs)
    if "-" in written:
        return has_both or not signs.isdigit()
    return has_both and len(signs) == 20 and sum(sign.isdigit() for sign in signs) >= 3


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where numbers that name a person begin and end."""
    plain = _DRESSED.sub(_undress, text)
    pieces = list(_pieces(plain))
    for far in _runs(plain, pieces, _LOOSE):
        near = list(_runs(plain, far, _TIGHT))
        if len(near) > 1 and _is_parted_oddly(plain, far, near):
            yield _span(plain, far)
            continue
        for run in near:
            yield from _judge(plain, run)


def _is_parted_oddly(plain: str, far: list[_Piece], near: list[list[_Piece]]) -> bool:
    """Tell whether pieces with commas or slashes between them are one number after all."""
    if all(piece.is_spoken for piece in far):
        return len(_digits(far)) >= _FEWEST and not _counts_up(far)
    return _names_a_person(_digits(far)) and not any(_AMOUNT.fullmatch(_written(plain, run)) for run in near)


def _undress(found: re.Match[str]) -> str:
    """Return a full-width, circled or otherwise dressed digit as plain digit; every sign stays one sign."""
    plain = unicodedata.normalize("NFKC", found.group())
    return str(unicodedata.decimal(plain)) if len(plain) == 1 and plain.isdecimal() else found.group()


def _pieces(plain: str) -> Iterator[_Piece]:
    known = [found.span() for found in _KNOWN.finditer(plain)]
    for word in _WORD.finditer(plain):
        if known and any(start <= word.start() < end for start, end in known):
            continue
        written = word.group()
        if _LETTERS.fullmatch(written):
            yield _Piece(word.start(), word.end(), written.translate(_ALIKE), is_letter=True)
        elif (spoken := _SPOKEN.get(written.lower())) is not None:
            if not (spoken == "5" and _YEAR.match(plain, word.end() + 1)):  # "năm 2024" is a year
                yield _Piece(word.start(), word.end(), spoken, is_spoken=True)
        else:
            for found in _DIGITS.finditer(written):
                yield _Piece(word.start() + found.start(), word.start() + found.end(), found.group().translate(_ALIKE))


def _runs(plain: str, pieces: Iterable[_Piece], joint: re.Pattern[str]) -> Iterator[list[_Piece]]:
    """Yield pieces that only ``joint`` parts."""
    some = list(pieces)
    breaks = [0] + [not joint.fullmatch(plain[one.end : other.start]) for one, other in pairwise(some)]
    group = 0
    marks = [group := group + bool(each) for each in breaks]
    for _, run in groupby(zip(marks, some, strict=False), key=lambda each: each[0]):
        yield [piece for _, piece in run]


def _judge(plain: str, run: list[_Piece]) -> Iterator[tuple[int, int]]:
    """Yield what is to be hidden of pieces that stand together."""
    digits, certain = _digits(run), _without_letters(run)
    if any(len(_digits(some)) < _FEWEST or _stays(plain, some) for some in (run, certain)):
        return
    firms = [place for place, piece in enumerate(run) if len(piece.digits) >= _FEWEST and _is_firm(plain, [piece])]
    if firms and not _names_a_person(digits):
        for some in (run[: firms[0]], run[firms[0] + 1 :]):
            if some:
                yield from _judge(plain, some)
        return
    yield _span(plain, run)


def _without_letters(run: list[_Piece]) -> list[_Piece]:
    """Return the pieces without letters before and after them."""
    places = [place for place, piece in enumerate(run) if not piece.is_letter]
    return run[places[0] : places[-1] + 1] if places else []


def _span(plain: str, run: list[_Piece]) -> tuple[int, int]:
    """Return where a number begins, with the sign of its country or a bracket before it, and ends."""
    start = run[0].start
    while start and plain[start - 1] in "+(":
        start -= 1
    return start, run[-1].end


def _stays(plain: str, run: list[_Piece]) -> bool:
    """Tell whether the pieces are an amount, years, a list that counts up, or a firm's tax code."""
    written, digits = _written(plain, run), _digits(run)
    after = fold(plain[run[-1].end :][:12])
    if len(digits) == _IDENTITY:
        return bool(_AMOUNT.fullmatch(written) and _CURRENCY.match(after))
    if any(piece.is_spoken for piece in run):
        return _counts_up(run)
    if all(_YEAR.fullmatch(piece.digits) for piece in run) or _AMOUNT.fullmatch(written) or _counts_up(run):
        return True
    before = fold(plain[max(0, run[0].start - 40) : run[0].start])
    if _ROUND.fullmatch(written) and (_CURRENCY.match(after) or _MONEY_WORDS.search(before)):
        return True
    return _is_firm(plain, run)


def _counts_up(run: list[_Piece]) -> bool:
    """Tell whether the pieces are months or days in order: 3, 4, 5 ..."""
    numbers = [int(piece.digits or 0) for piece in run]
    return len(run) > 3 and numbers[-1] <= 31 and all(later == sooner + 1 for sooner, later in pairwise(numbers))


def _is_firm(plain: str, run: list[_Piece]) -> bool:
    """Tell whether the digits are a firm's tax code, judged by their check digit and by the words around them."""
    digits, start, end = _digits(run), run[0].start, run[-1].end
    if len(digits) not in (10, 13) or not mst.is_valid(digits) or plain[start:end].translate(_ALIKE) != plain[start:end]:
        return False
    raw = plain[max(0, start - 40) : start]
    before, after = fold(raw), fold(plain[end : end + 40])
    if _OWN_WORDS.search(before) or _OWN_BOOK.search(raw) or _OWN_AFTER.match(after):
        return False
    return bool(_TAX_WORDS.search(before)) or not (raw[-1:].isalpha() or _MOBILE.fullmatch(digits))


def _names_a_person(digits: str) -> bool:
    return len(digits) == _IDENTITY or bool(_PHONE.fullmatch(digits))


def _digits(run: Iterable[_Piece]) -> str:
    return "".join(piece.digits for piece in run)


def _written(plain: str, run: list[_Piece]) -> str:
    return plain[run[0].start : run[-1].end]
