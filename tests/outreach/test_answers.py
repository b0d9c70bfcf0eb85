"""Answers: what may be published, what the bot gets, what the database refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Refused
from core.models import Article, Certainty
from outreach import public
from outreach.models import Answer

pytestmark = pytest.mark.django_db

LATE = ("41/2024/QH15", "38", "1")
OLD_FINES = ("12/2022/NĐ-CP", "39", "")
Draft = Callable[..., Answer]


def test_an_answer_without_law_in_force_is_refused_in_vietnamese(draft: Draft) -> None:
    answer = draft("khong-can-cu", OLD_FINES)
    with pytest.raises(Refused) as refused:
        answer.save_revision().publish()
    assert [str(refusal) for refusal in refused.value.refusals] == [
        "Câu trả lời phải có ít nhất một căn cứ pháp lý đang có hiệu lực mới được công khai."
    ]
    assert not Answer.objects.get(pk=answer.pk).live


def test_the_same_answer_could_go_out_while_its_law_held(draft: Draft) -> None:
    answer = draft("phat-cu", OLD_FINES)
    with clock.at(dt.date(2026, 9, 9)):
        answer.save_revision().publish()
    assert Answer.objects.get(pk=answer.pk).live
    assert "phat-cu" in {entry.slug for entry in public.answers(on=dt.date(2026, 9, 9))}
    assert "phat-cu" not in {entry.slug for entry in public.answers(on=dt.date(2026, 9, 10))}


def test_a_draft_is_seen_by_nobody(draft: Draft) -> None:
    draft("nhap", LATE).save_revision()
    assert not public.visible().exists()
    assert public.answers() == []


def test_the_bot_gets_citations_with_dates(draft: Draft) -> None:
    draft("cham-dong", LATE, OLD_FINES, phrasings="chậm đóng là gì\n\n cty cham dong ").save_revision().publish()
    (entry,) = public.answers()
    assert [citation.text for citation in entry.citations] == ["Điều 38 khoản 1 Luật Bảo hiểm xã hội 41/2024/QH15 (áp dụng từ 01/07/2025)"]
    assert entry.phrasings == ("chậm đóng là gì", "cty cham dong")
    assert entry.url == "/hoi-dap/cham-dong/"
    assert entry.revision


def test_the_epoch_changes_with_answers_law_and_day(draft: Draft) -> None:
    answer = draft("cham-dong", LATE)
    seen = [public.answers_epoch()]
    answer.save_revision().publish()
    seen.append(public.answers_epoch())
    Article.objects.filter(instrument__number=LATE[0], number=LATE[1]).update(certainty=Certainty.TO_CONFIRM)
    seen.append(public.answers_epoch())
    seen.append(public.answers_epoch(on=dt.date(2027, 1, 1)))
    Answer.objects.get(pk=answer.pk).unpublish()
    seen.append(public.answers_epoch())
    assert len(set(seen)) == len(seen)
    assert public.answers_epoch() == seen[-1]


@pytest.mark.parametrize("chat", [pytest.param("", id="empty"), pytest.param("ă" * 1001, id="too long for a message")])
def test_the_database_holds_the_length_of_the_chat_text(draft: Draft, chat: str) -> None:
    answer = draft("cham-dong", LATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(chat=chat)


def test_one_slug_stands_once_in_a_language(draft: Draft) -> None:
    draft("cham-dong", LATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        draft("cham-dong", LATE)
