"""Over everything that the bot can say: no contact but the known ones, and never a wish for what nobody should give away."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from bots import masking
from bots.dialogue import Choice, words
from bots.knowledge import decoys

from .shipped import shipped_answers, shipped_english

PLACES = {"dichvucong.gov.vn", "dichvucong.baohiemxahoi.gov.vn", "baohiemxahoi.gov.vn"}
#: The pattern of an address that the bot asks for, for news by letter.
PATTERNS = {"ten@noi-gui.vn", "name@example.vn"}
LINES = {"19009068", "111", "113", "114", "115"}

_PLACE = re.compile(r"(?<![\w@-])(?:[\w-]+\.)+(?:vn|com|net|org|info|me|io|gov|edu)\b", re.IGNORECASE)
_CALL = re.compile(r"\b(?:gọi|call|tổng đài|hotline|phone|điện thoại)\b[^\d.;]{0,20}(\d[\d .]*\d)", re.IGNORECASE)
_HOTLINE = re.compile(r"\b1[89]00[ .]?\d+(?: \d+)?")
_SECRET = re.compile(r"\b(?:OTP|mật khẩu|password|PIN)\b", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"căn cước|CCCD|số bảo hiểm|mã số BHXH|số sổ|identity (?:card )?number|insurance number", re.IGNORECASE)
#: Whoever forgot a password sets a new one with those whose password it is.
_FORGOTTEN = "chọn “Quên mật khẩu” trên VssID"
_NEVER = re.compile(r"đừng|không|chưa|kẻo|lừa đảo|never|\bnot\b|don['’]t|no one|without|scam", re.IGNORECASE)


def own_words() -> list[str]:
    """Return every text of the dialogue in both languages, and the lines that send on."""
    texts = [each for name, each in vars(words).items() if isinstance(each, str) and name.isupper()]
    texts += [each.label for each in vars(words).values() if isinstance(each, Choice)]
    with translation.override("en"):
        texts += [translation.gettext(each) for each in texts]
    return [*texts, *(reply for _, reply in decoys())]


def everything() -> list[str]:
    """Return whatever can be said, answers included."""
    return [*own_words(), *(each for entry in (*shipped_answers(), *shipped_english()) for each in (entry.chat, entry.question))]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s|\n", text)


def test_there_is_something_to_say() -> None:
    assert len(everything()) > 400


def test_no_place_is_named_but_the_known_ones() -> None:
    assert {place.lower() for text in everything() for place in _PLACE.findall(text)} <= PLACES
    assert {mail for text in everything() for mail in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)} <= PATTERNS


def test_no_line_is_to_be_called_but_the_known_ones() -> None:
    called = {re.sub(r"\D", "", number) for text in everything() for number in [*_CALL.findall(text), *_HOTLINE.findall(text)]}
    assert called <= LINES


def test_nothing_that_is_said_holds_a_number_of_a_person() -> None:
    assert [text for text in everything() if masking.has_personal_numbers(text)] == []


def test_nobody_is_asked_for_a_password_or_a_one_time_code() -> None:
    found = [
        each
        for text in everything()
        for each in sentences(text)
        if _SECRET.search(each) and not (_NEVER.search(each) or _FORGOTTEN in each)
    ]
    assert found == []


def test_the_bot_never_asks_for_an_identity_or_insurance_number() -> None:
    found = [each for text in own_words() for each in sentences(text) if _OWN_NUMBER.search(each) and not _NEVER.search(each)]
    assert found == []


@pytest.mark.parametrize(
    "text", ["Anh/chị gọi 0912 345 678", "Gọi 1900 1234 để được giúp", "Mở bit.ly.com để xem", "Anh/chị nhập mã OTP vào đây"]
)
def test_what_would_be_wrong_is_seen(text: str) -> None:
    seen = (
        masking.has_personal_numbers(text)
        or {re.sub(r"\D", "", number) for number in [*_CALL.findall(text), *_HOTLINE.findall(text)]} - LINES
        or set(_PLACE.findall(text)) - PLACES
        or (_SECRET.search(text) and not _NEVER.search(text))
    )
    assert seen
