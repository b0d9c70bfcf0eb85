"""Whether a firm stands on a published list: exactly what the public page says, never more. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from core.text import fold, nfc

from ... import masking
from ...knowledge import Knowledge
from ...understanding.gate import Outcome
from .. import words
from ..events import CheckFirm, Choice, FirmChecked, Say, Turn
from ..state import Flow, State
from .face import Face, Middle, done, enter, link, offer, wrong

_FIRM = r"(?:cong ty|c\.?ty|cti|ct|don vi|doanh nghiep|xi nghiep|dn|ho kinh doanh|hop tac xa|htx|company|firm|employer)"
_ASKED = r"(?:co|dang|con|bi|van|da)"
_LISTED = r"(?:no|cham dong|cham nop|tron dong|ten trong|trong danh sach|neu ten|cong khai|boi ten)"
_PAYS = r"(?:duoc bieu duong|dong du|dong bao hiem|dong bhxh|dong bh)"
#: "kiểm tra công ty X", "tra cứu giúp mã số thuế 0100109106".
_TOLD_TO = re.compile(
    r"^(?:(?:cho|toi|em|minh|muon|can|giup|ho|hay|xin|nho|ad|oi|please)\s+)*(?:kiem tra|tra cuu|check|tra|look up)\s+"
    rf"(?:(?:giup|ho|dum|gium|thu|xem|cho|toi|em|minh|ve|the|ten)\s+)*(?P<firm>(?:{_FIRM}|mst|ma so thue|tax code)\b.*)$"
)
_ABOUT = (
    r"(?:bao hiem|bhxh|bhyt|bh|xa hoi|tien|ten|trong|cac|danh sach|cham dong|tron dong|cong khai|cua|tinh|nao|do|day du|du|cho nhan vien)"
)
_END = rf"(?:\s+{_ABOUT})*\s+(?:hay\s+)?(?:khong|ko|k|hok|hong|chua)(?:\s+(?:a|vay|ad|the|ha|nhi|ban|day))*\W*$"
#: "cty X có nợ bảo hiểm không", "công ty X đóng bảo hiểm chưa".
_IS_IT = re.compile(rf"(?P<firm>\b{_FIRM}\s+(?:\S+\s+){{1,12}}?)(?:{_ASKED}\s+)*(?:{_LISTED}|{_PAYS}){_END}")
#: "công ty em có tên trong danh sách không": the own firm, without its name.
_IS_MINE = re.compile(rf"^(?:\w+ ){{0,6}}?{_FIRM}\s+(?:\S+\s+){{0,3}}?(?:{_ASKED}\s+)+(?:{_LISTED}){_END}")
#: Words that name no firm: whoever says them means the own one, or firms as such.
_NOBODY = frozenset(
    re.findall(
        r"\w+",
        "toi em minh anh chi chung ta tui tao ban chau con cua nay do kia ay nao gi ma thi neu cu moi hien khac tren duoi khong ko k chua "
        "co bi da dang vua lam no cham tron dong phai cho tra giu va voi bao dau hay rang noi hom thang nhieu lon nho nuoc my our the is "
        "trong",
    )
)
#: Words of a question about duties; written small, they stand in no firm's name.
_DUTY = frozenset({"phai", "buoc", "duoc", "vao"})
_LEGAL_FORM = re.compile(rf"^(?:{_FIRM}|mst|ma so thue|tax code)\s*(?:la\b|:)?\s*")
_TAIL = re.compile(
    r"(?:\s+(?:giup|ho|dum|gium|voi|cho|toi|em|minh|nhe|nha|a|ad|di|xem|please|duoc khong|co ten trong danh sach.*|co no.*))+\W*$"
)
_QUESTION = re.compile(
    r"\b(?:bao nhieu|the nao|nhu nao|o dau|bao lau|khi nao|tai sao|lam sao|phai lam|duoc khong|la sao|la gi|gi vay"
    r"|khong (?:biet|nho|hieu|ro)|chua (?:biet|hieu)|how|what|when|where|why)\b|\?\s*$"
)
#: A person's number, or one that lost its zero, is never looked up.
_PERSONAL = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){10,11}(?![ .\-]?\d)")
_LONGEST, _MOST_WORDS = 120, 14


def begin(state: State) -> Turn:
    """Ask which firm."""
    return Turn(enter(state, Flow.CHECK), (Say(words.ASK_FIRM, choices=(words.LEAVE,)),))


def firm_in(text: str) -> str:
    """Return the name or code of the firm about which ``text`` asks, or nothing where it asks about none by name.

    >>> firm_in("cty May Sao Mai có nợ bảo hiểm không"), firm_in("công ty em có nợ bảo hiểm không"), firm_in("kiểm tra mst 0100109106")
    ('May Sao Mai', '', '0100109106')
    """
    written = nfc(text)
    line = fold(written)
    found = _TOLD_TO.match(line) or _IS_IT.search(line)
    if not found or len(line) != len(written):
        return ""
    name = found["firm"]
    start = found.start("firm")
    if form := _LEGAL_FORM.match(name):
        start, name = start + form.end(), name[form.end() :]
    if tail := _TAIL.search(name):
        name = name[: tail.start()]
    end = start + len(name.rstrip(" ?.!,"))
    if any(word.islower() and fold(word) in _DUTY for word in written[start:end].split()):
        return ""
    named = [word for word in re.findall(r"\w+", name) if word not in _NOBODY]
    is_named = end > start and (written[start].isupper() or (named and name.split()[0].strip(".,") not in _NOBODY))
    return written[start:end].strip(' :,"“”') if is_named else ""


def _begin(state: State, code: str, _: Knowledge) -> Turn:
    return _look_up(state, code) if code else begin(state)


def _again(state: State, _: Knowledge) -> Turn:
    return begin(state)


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    if firm := firm_in(text):
        return _look_up(state, firm)
    if len(text.split()) > _MOST_WORDS or _QUESTION.search(fold(text)) or not any(letter.isalnum() for letter in text):
        return None
    is_name = any(letter.isupper() for letter in text[1:]) or any(letter.isdigit() for letter in text)
    return _look_up(state, text) if is_name or knowledge.find(text).outcome is not Outcome.ANSWER else None


def _misread(state: State, knowledge: Knowledge) -> Turn:
    state, is_again = wrong(state)
    if is_again:
        url = link("/tra-cuu-don-vi/", state, knowledge)
        return Turn(state, (Say(words.ASK_FIRM_WRONG, url=url, choices=(words.OFFICER, words.LEAVE)),))
    return Turn(state, (Say(words.ASK_FIRM_AGAIN, choices=(words.LEAVE,)),))


def _spot(state: State, text: str, _: Knowledge) -> Turn | None:
    if masking.is_tax_code(text):
        return _look_up(state, text)
    if firm := firm_in(text):
        return _look_up(state, firm)
    firm = _told_to(text)
    is_asked = (firm and not _LEGAL_FORM.sub("", firm)) or (len(text.split()) <= _MOST_WORDS and _IS_MINE.match(fold(text)))
    return begin(state) if is_asked else None


def _told_to(text: str) -> str:
    found = _TOLD_TO.match(fold(text).strip(" ?.!,"))
    return found["firm"] if found else ""


def _look_up(state: State, text: str) -> Turn:
    if _PERSONAL.search(text):
        return Turn(enter(state, Flow.CHECK), (Say(words.FIRM_PERSONAL, choices=(words.LEAVE,)),))
    return Turn(done(state), do=(CheckFirm(" ".join(text.split())[:_LONGEST]),))


def _checked(state: State, event: FirmChecked, _: Knowledge) -> Turn:
    if event.is_personal:
        return Turn(enter(state, Flow.CHECK), (Say(words.FIRM_PERSONAL, choices=(words.LEAVE,)),))
    if event.matches:
        choices = tuple(Choice(label, f"check:{code}") for label, code in event.matches)
        return Turn(enter(state, Flow.CHECK), (Say(words.FIRM_WHICH, url=event.url, choices=(*choices, words.LEAVE)),))
    more = replace(words.CHECK, label=words.CHECK_ANOTHER)
    return Turn(state, (Say(event.text, url=event.url, choices=(more, words.COMPLAIN, words.OFFICER)),))


def _offer(_: State) -> Say:
    return offer(words.GO_ON_CHECK)


FACE = Face(
    commands={"/kiemtra": "check", "/tracuu": "check", "/congty": "check"},
    presses={"check": _begin},
    middles={Flow.CHECK: Middle(_hear, _again, _misread, _offer)},
    spots=_spot,
    takes={FirmChecked: _checked},
)
