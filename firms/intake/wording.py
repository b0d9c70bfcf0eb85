"""What a decision says in free words: which act it punishes, with how much, and whether it stands. Pure.

Each answer comes with a doubt. Where the words are not plain, the milder reading is given and an officer is told: a late payer who
passes for an evader, or a decision that was annulled and passes for one in force, ruins a firm.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.tables import ValueProblemError
from core.tables import values as read
from core.text import fold, nfc, words


class Said(NamedTuple):
    """What words mean, and the code of the warning where they are not plain."""

    code: str
    warning: str = ""


#: What a text contains, folded, and the conduct that it means; the first line that fits decides.
_CONDUCTS = (
    ("khong niem yet", "NIEM_YET"),
    ("khong dang ky", "KHONG_DANG_KY"),
    ("chiem dung", "CHIEM_DUNG"),
    ("khong du so nguoi", "THIEU_NGUOI"),
    ("khong dung muc", "SAI_MUC"),
    ("cho toan bo", "KHONG_DONG_TOAN_BO"),
    ("cham dong", "CHAM_DONG"),
)
_EVASION = re.compile(r"\btron (?:(?:tranh|viec|va|hoac|cham) )*dong\b")
_SENTENCE = re.compile(r";|\.\s")
#: "Not", up to the very act that it denies: "mà không phải là", "chưa đến mức", "không bị coi là hành vi".
_DENIED = re.compile(
    r"\b(?:khong|chua)(?: (?:phai|la|bi|duoc|coi|xem|nhu|thuoc|truong|hop|hanh|vi|dien|den|toi|muc|du|can|cu|de|co|dau|hieu|xac|dinh"
    r"|ket|luan|cau|thanh|ve|nham|muc|dich|toi))*$"
)
#: What, before the act in one sentence, leaves open whether it is laid to the firm.
_LEFT_OPEN = re.compile(r"\b(?:khong|chua|khac|hoac|neu|co the|nghi|nguy co|dau hieu|(?:ngoai|tru) (?:truong hop|hanh vi))\b")
_UNFOUNDED = re.compile(r"\b(?:khong|chua)(?: \w+)? can cu\b")


def conduct(text: str) -> Said:
    """Return the code of the conduct that a decision describes: evasion only where it is laid to the firm, and lateness is not.

    >>> conduct("Chậm đóng BHXH (không phải trốn đóng)"), conduct("Chậm đóng, trốn đóng BHXH")
    (Said(code='CHAM_DONG', warning=''), Said(code='CHAM_DONG', warning='conduct_unclear'))
    """
    folded = fold(text)
    plain = words(folded)
    milder = next((code for part, code in _CONDUCTS if part in plain), "KHAC")
    is_named = is_open = False
    for sentence in map(words, _SENTENCE.split(folded)):
        for found in _EVASION.finditer(sentence):
            before = sentence[: found.start()].rstrip()
            if not _DENIED.search(before):
                is_named = True
                is_open = is_open or bool(_LEFT_OPEN.search(before))
    if not is_named:
        return Said(milder)
    if is_open or "cham dong" in plain or _UNFOUNDED.search(plain):
        return Said(milder, "conduct_unclear")
    return Said("TRON_DONG")


_ENDED = r"(?:huy bo|huy|bai bo|thu hoi)"
_DISPUTE = r"(?:khieu nai|khoi kien|yeu cau|don)"
#: Words of annulment, and words of dispute, wherever they stand.
_ENDS = re.compile(rf"\b(?:{_ENDED}|thay the|vo hieu|(?:het|mat|khong con|khong co|chua co|cham dut) (?:gia tri|hieu luc))\b")
_DISPUTED = re.compile(r"\b(?:khieu nai|khoi kien|khang cao|toa an|toa|tand|ban an|xet xu|dinh chi|tam dung|tam ngung)\b")
#: What holds such a word and yet leaves the decision standing; it is struck out before the rest is looked at.
_HARMLESS = (
    re.compile(
        rf"\b(?:bac(?: bo)?|khong chap nhan)(?: (?:toan bo|noi dung|de nghi|viec|cac))* {_DISPUTE}(?: {_DISPUTE})*(?: ve)?(?: viec)?"
        rf"(?: {_ENDED})?(?: (?:qd|quyet dinh))?"
    ),
    re.compile(rf"\bkhong(?: bi| co)?(?: don)? (?:{_ENDED}|khieu nai|khoi kien|dinh chi|thay the)\b"),
    re.compile(
        rf"\A(?:quyet dinh nay |qd nay )?thay the(?: cho)? (?:qd|quyet dinh)(?: so)? [\w/-]*\d[\w/-]*(?: ngay [\d/.-]+)?"
        rf"(?: (?:da )?bi {_ENDED})?"
    ),
)
_UPHELD = re.compile(r"\bgiu nguyen (?:toan bo )?(?:noi dung )?(?:qd|quyet dinh)\b|\b(?:da )?co hieu luc\b|\bcon hieu luc\b")
_SETTLED = re.compile(r"\b(?:da )?giai quyet khieu nai\b|\btheo (?:ban an|quyet dinh|qd)\b[^,;]*")
#: The whole of a note that says that this very decision is no more.
_ANNULLED = re.compile(
    r"(?:(?:qd|quyet dinh)(?: xu phat| nay| xphc)*(?: [\w/-]*\d[\w/-]*)? )?(?:da )?(?:bi |duoc )?"
    r"(?:(?:huy bo|huy|bai bo)(?: toan bo)?(?: (?:qd|quyet dinh)(?: nay)?)?(?: (?:theo|tai|boi|bang) .*)?"
    r"|thu hoi(?: toan bo)?(?: (?:(?:qd|quyet dinh)(?: nay)?|theo (?:qd|quyet dinh|ban an) .*))+)[ .]*"
)
_OPEN = re.compile(r"\b(?:dang|lan hai|lan 2|tiep tuc)\b")
_PENDING = re.compile(r"\bdang\b.*\b(?:khieu nai|khoi kien)\b|\b(?:khieu nai|khoi kien)\b.*\bdang\b")
_HALTED = re.compile(r"\b(?:dinh chi|tam dung|tam ngung)\b")
_NOT_WHOLE = re.compile(r"\b(?:mot phan|khoi phuc|nhung|tuy nhien|sua|de nghi|dang|se|du kien)\b")
_SIGNS = re.compile(r"[\"“”'():\[\]]+")


def state(note: str, *others: str) -> Said:
    """Return whether a decision stands, by its note and by what else is written beside it; in doubt it is not one in force.

    >>> [state(note).code for note in ("", "Đã hủy theo QĐ số 15", "Đang khiếu nại", "Giữ nguyên quyết định, bác yêu cầu hủy bỏ")]
    ['final', 'annulled', 'appeal', 'final']
    """
    texts = [_bare(text) for text in (note, *others) if text not in read.NOTHING]
    told = {said for text in texts if (said := _state(text)).code != "final" or _UPHELD.search(text)}
    if len(told) > 1:
        return Said("appeal", "state_unclear")
    if told:
        return told.pop()
    is_unread = note not in read.NOTHING and not _touched(_bare(note))
    return Said("final", "note_unread" if is_unread else "")


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(text)).replace(",", " , ").split())


def _touched(bare: str) -> bool:
    return bool(_ENDS.search(bare) or _DISPUTED.search(bare))


def _state(bare: str) -> Said:
    """Return what one text says of the decision: strike out what leaves it standing, and see which words are left."""
    if not _touched(bare):
        return Said("final")
    left = bare
    for harmless in _HARMLESS:
        left = harmless.sub(" ", left)
    is_upheld = bool(_UPHELD.search(left))
    if is_upheld and not _OPEN.search(left):
        left = _SETTLED.sub(" ", left)
    if not _touched(left):
        return Said("appeal", "state_unclear") if is_upheld and _NOT_WHOLE.search(left) else Said("final")
    if not is_upheld and _ANNULLED.fullmatch(left.strip(" ,;")) and not _NOT_WHOLE.search(left):
        return Said("annulled")
    if _PENDING.search(left) and not _ENDS.search(left) and not _HALTED.search(left):
        return Said("appeal")
    return Said("appeal", "state_unclear")


_DATED = r"\d{1,2} tháng \d{1,2} năm \d{4}|\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:\d{4}|\d{2})(?!\d)|\d{4}-\d{1,2}-\d{1,2}"
_DECISION = re.compile(
    r"(?:(?:quyết định|qđ)(?![\w\-/])\s*)?(?:số(?!\w)\s*)?:?\s*(\d+\s?/\s?\S+?|\S+?)\s*[,;]?"
    rf"(?:\s+ngày\s*:?\s*|\s*\(\s*(?:ngày\s*:?\s*)?|\s+)({_DATED})\)?",
    re.IGNORECASE,
)


class Named(NamedTuple):
    """A decision by number and day, both as written, and what is written behind them."""

    number: str
    day: str
    rest: str


def decision(written: str) -> Named | None:
    """Return number and day of a decision that are written in one cell.

    >>> decision("QĐ số 12/QĐ-XPHC (05/03/2026)")
    Named(number='12/QĐ-XPHC', day='05/03/2026', rest='')
    """
    found = _DECISION.match(written)
    if not found or not any(map(str.isdigit, found[1])):
        return None
    return Named("".join(found[1].split()), found[2], written[found.end() :])


_SPELT_OUT = re.compile(r"\([^()\d]*\)")
_SUM = re.compile(r"(\d(?:[\d.,'’ ]*\d)?)\s*(tỷ|tỉ|triệu|tr|nghìn|ngàn)?\.?\s*(đồng|vnđ|vnd|đ)?(?!\w)")
_TIMES = {"tỷ": 1_000_000_000, "tỉ": 1_000_000_000, "triệu": 1_000_000, "tr": 1_000_000, "nghìn": 1_000, "ngàn": 1_000, "": 1}
_NOT_FINED = re.compile(r"\b(?:khong|mien|giam)\b")
#: An organisation is fined no less and no more (Law 15/2012, Article 23): a figure beyond was counted in another unit.
_LEAST, _MOST = 100_000, 2_000_000_000


def fine(written: str, *, scale: int = 1) -> int:
    """Return a fine in đồng, 0 for a warning; a unit beside the figure goes before ``scale``, and what is in doubt is refused.

    >>> fine("Phạt tiền 50.000.000 đồng (Năm mươi triệu đồng)"), fine("Phạt tiền: 50", scale=1_000_000), fine("Phạt cảnh cáo")
    (50000000, 50000000, 0)
    """
    text = _SPELT_OUT.sub(" ", nfc(written).lower()).strip(" .;")
    found = list(_SUM.finditer(text))
    before = text[: found[0].start()] if found else text
    if is_warning(before):
        return 0
    is_denied = bool(_NOT_FINED.search(fold(before)))
    sums = {_sum(each, scale) for each in found}
    rest = _SUM.sub(" ", text[found[0].start() :]) if found else ""
    is_bare = any(not (each[2] or each[3]) for each in found)
    if len(sums) != 1 or is_denied or (is_bare and rest.strip()):
        raise ValueProblemError("bad_amount", written)
    return checked(sums.pop(), written)


def is_warning(text: str) -> bool:
    """Tell whether the form of a sanction is a warning and no fine."""
    folded = fold(text)
    return "canh cao" in folded and ("phat tien" not in folded or bool(_NOT_FINED.search(folded)))


def checked(amount: int, written: object) -> int:
    """Return a fine as it is, or refuse one that no law allows."""
    if not _LEAST <= amount <= _MOST:
        raise ValueProblemError("bad_amount", written)
    return amount


def _sum(found: re.Match[str], scale: int) -> int:
    times = _TIMES[found[2] or ""] if found[2] or found[3] else scale
    return read.amount(found[1], scale=times)


_COMPLETED = re.compile(rf"\bđã thi hành xong(?: vào)?(?: ngày)?\s*:?\s*\(?({_DATED})", re.IGNORECASE)
_CLAIMED = re.compile(r"\bda (?:thi hanh|chap hanh|thuc hien|nop|hoan thanh)\b|\b(?:thi hanh|chap hanh) xong\b")
_NOT_YET = re.compile(r"\b(?:chua|khong)\b")


def completed(done: str) -> tuple[str, str]:
    """Return the day, as written, on which a decision was carried out in full, and the code of a warning where that cannot be read."""
    if found := _COMPLETED.search(done):
        return found[1], ""
    folded = fold(done)
    return "", "done_unread" if _CLAIMED.search(folded) and not _NOT_YET.search(folded) else ""
