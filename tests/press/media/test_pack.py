"""The pack of a press release: the approved words, and no warned firm's name where it cannot be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import Refused
from press import kinds
from press.models import PressRelease, Release
from press.pack import bundle, making
from tests.press import packs

from .conftest import WORDS, Walk

FIRM = "Công ty Mẫu Sao Mai"


def release_of(record: PressRelease) -> Release:
    assert record.release is not None
    return record.release


def test_it_holds_the_approved_words(walk: Walk) -> None:
    brief = making.brief(release_of(walk()))
    files = packs.unpacked(bundle.archive(brief, bundle.parts(brief)))
    said = packs.docx(packs.of(files, ".docx"))
    for part in (
        WORDS.title,
        WORDS.lead,
        "Mười hai đơn vị đã nộp đủ.",
        "“Chúng tôi ghi nhận các đơn vị.”",
        WORDS.contact_name,
        "Lâm Hồng Phúc",
    ):
        assert part in said, part
    assert "[Lời của" not in said, "the quotes are approved; no frame waits for others"


def test_it_takes_no_name_of_a_warned_firm_to_social_media(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    warning = release_of(walk())
    telling = release_of(walk(words=replace(WORDS, lead=f"Trong số đó có {FIRM}."), linked=[warning]))
    assert making.brief(telling)
    Release.objects.filter(pk=warning.pk).update(payload={**(warning.payload or {}), "firm": {"name": FIRM}})
    monkeypatch.setattr(kinds.get(warning.kind), "may_be_embargoed", False)
    with pytest.raises(Refused) as refused:
        making.brief(telling)
    assert refused.value.refusals == (making.NAMES,)
