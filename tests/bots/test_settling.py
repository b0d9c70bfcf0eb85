"""Questions without an answer: grouped alike, settled once, kept without personal data, and back only if asked again."""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bots import index
from bots.knowledge import Around, Knowledge
from bots.learning import grouping, settling, trials
from bots.learning.models import Rating, Settlement
from bots.learning.voices import worst_first
from bots.models import Unanswered
from core.errors import NotAllowed, Refused, Stale
from outreach import services as answers
from outreach.models import Answer

EDITOR = ("outreach.add_answer", "outreach.change_answer", "bots.settle_unanswered")
SLUG = "cong-ty-khong-dong-bhxh"
LESS = "mat-so-cap-lai"
INBOX = "/quan-tri/cau-hoi-chua-tra-loi/"
LOST = ("chủ quán quỵt luôn tiền bảo hiểm", "chu quan quyt luon bao hiem", "CHỦ QUÁN quỵt tiền bảo hiểm luôn")
OTHER = "xin giấy phép xây nhà ở đâu"
Hire = Callable[..., Any]
Browse = Callable[..., Client]


@pytest.fixture
def inbox(some_answers: None, today: dt.date) -> list[int]:
    """Put four questions into the inbox, three of them alike, and return the keys of the three."""
    rows = [
        Unanswered.objects.create(key=str(place), question=text, asked=asked, first_on=today, last_on=today)
        for place, (text, asked) in enumerate(zip((*LOST, OTHER), (9, 4, 1, 5), strict=True))
    ]
    return [row.pk for row in rows[:3]]


def waiting() -> list[settling.Group]:
    return settling.groups(index.read(Around()))


def answer() -> Answer:
    return Answer.objects.get(slug=SLUG)


# --- groups


def test_what_is_alike_stands_together_in_a_fixed_order(knowledge: Knowledge) -> None:
    assert grouping.group([*LOST, OTHER], knowledge.model) == [[0, 1, 2], [3]]
    assert grouping.group([OTHER, *LOST], knowledge.model) == [[0], [1, 2, 3]]
    assert grouping.group([], knowledge.model) == []


def test_a_full_inbox_is_grouped_in_seconds(knowledge: Knowledge) -> None:
    words = ["công", "ty", "chậm", "đóng", "sổ", "thai", "sản", "lương", "hưu", "thẻ", "khám", "nghỉ", "việc", "hồ", "sơ"]
    many = [" ".join(words[(place * step) % len(words)] for step in range(1, 8)) + f" {place}" for place in range(settling.MOST)]
    began = time.process_time()
    found = grouping.group(many, knowledge.model)
    assert time.process_time() - began < 10
    assert sorted(place for group in found for place in group) == list(range(settling.MOST))


def test_groups_are_counted_together_the_most_asked_first(inbox: list[int]) -> None:
    first, second = waiting()
    assert ([row.pk for row in first.rows], first.asked) == (inbox, 14)
    assert (second.lead.question, second.asked) == (OTHER, 5)


# --- settling


def test_phrasings_go_into_a_draft_and_the_group_goes(inbox: list[int], hire: Hire) -> None:
    editor, was = hire("hoa", *EDITOR), answer()
    draft = settling.add_phrasings(inbox[:2], was, "chủ quán quỵt bảo hiểm", seen=was.latest_revision_id or 0, by=editor)
    assert answers.latest(draft).phrasings == f"{was.phrasings}\nchủ quán quỵt bảo hiểm"
    assert answer().phrasings == was.phrasings
    assert set(Unanswered.objects.values_list("question", flat=True)) == {LOST[2], OTHER}
    kept = Settlement.objects.get()
    assert (kept.how, kept.slug, kept.texts, kept.questions, kept.asked, kept.by) == (
        "phrasings",
        SLUG,
        ["chủ quán quỵt bảo hiểm"],
        2,
        13,
        editor,
    )


@pytest.mark.parametrize("written", ["", "  ", "gọi 0912345678", "sổ [số đã ẩn]"])
def test_what_may_not_be_kept_settles_nothing(inbox: list[int], hire: Hire, written: str) -> None:
    editor, was = hire("hoa", *EDITOR), answer()
    with pytest.raises(Refused):
        settling.add_phrasings(inbox, was, written, seen=was.latest_revision_id or 0, by=editor)
    with pytest.raises(Refused):
        settling.suggest_decoy(inbox, written, by=editor, because="Không phải việc của cơ quan.")
    assert Unanswered.objects.count() == 4
    assert not answer().has_unpublished_changes


def test_whoever_comes_second_finds_nothing_and_writes_nothing(inbox: list[int], hire: Hire) -> None:
    editor, was = hire("hoa", *EDITOR), answer()
    settling.drop(inbox, by=editor, because="Trùng.")
    with pytest.raises(Stale):
        settling.add_phrasings(inbox, was, "chủ quán quỵt", seen=was.latest_revision_id or 0, by=editor)
    assert not answer().has_unpublished_changes
    assert Settlement.objects.count() == 1


def test_a_reason_questions_and_the_permission_are_demanded(inbox: list[int], hire: Hire) -> None:
    with pytest.raises(Refused):
        settling.drop(inbox, by=hire("hoa", *EDITOR), because=" ")
    with pytest.raises(Refused):
        settling.drop([], by=hire("hoa-2", *EDITOR), because="x")
    with pytest.raises(NotAllowed):
        settling.drop(inbox, by=hire("ngoai"), because="x")
    with pytest.raises(NotAllowed):
        settling.add_phrasings(inbox, answer(), "câu", seen=answer().latest_revision_id or 0, by=hire("nua", "bots.settle_unanswered"))
    assert Unanswered.objects.count() == 4


def test_a_new_answer_begins_from_a_group(inbox: list[int], hire: Hire) -> None:
    draft = settling.begin_answer(inbox, LOST[0], "\n".join(LOST), group="tham-gia", by=hire("hoa", *EDITOR))
    assert (draft.question, draft.live) == (LOST[0], False)
    assert answers.latest(draft).phrasings.splitlines() == [LOST[1], LOST[2]]
    assert Settlement.objects.get().slug == draft.slug
    assert [group.lead.question for group in waiting()] == [OTHER]


def test_suggested_topics_come_out_as_rows_of_the_list(inbox: list[int], hire: Hire, browse: Browse) -> None:
    editor = hire("hoa", *EDITOR)
    kept = settling.suggest_decoy(inbox, 'xin "giấy phép"\nxây nhà', by=editor, because="Việc của\nSở Xây dựng.")
    response = browse(editor).get(reverse("bots_decoys"))
    assert tomllib.loads(response.content.decode()) == {
        "decoy": [{"slug": f"goi-y-{kept.pk}", "reply": "", "phrasings": ['xin "giấy phép"', "xây nhà"]}]
    }


def test_what_is_settled_comes_back_only_if_asked_again(inbox: list[int], hire: Hire) -> None:
    from bots import effects

    settling.drop(inbox, by=hire("hoa", *EDITOR), because="Đã thêm ở nơi khác.")
    assert [group.lead.question for group in waiting()] == [OTHER]
    effects.note(LOST[0], ())
    assert {group.lead.question: group.asked for group in waiting()} == {OTHER: 5, LOST[0]: 1}


# --- screens


def test_an_editor_settles_a_group_on_its_screen(
    inbox: list[int], hire: Hire, browse: Browse, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "train", lambda entries, english: knowledge)
    editor, was = browse(hire("hoa", *EDITOR)), answer()
    assert LOST[0] in editor.get(INBOX).content.decode()
    address = f"{INBOX}{inbox[0]}/"
    assert "14 lần" in editor.get(address).content.decode()
    sent = {"asked": inbox[:2], "answer": was.pk, "texts": "chủ quán quỵt bảo hiểm"}
    tried = editor.post(address, sent | {"act": "add-try"})
    assert "Kết quả thử" in tried.content.decode()
    assert Unanswered.objects.count() == 4
    assert editor.post(address, sent | {"act": "add", "texts": "0912345678"}).status_code == 422
    saved = editor.post(address, sent | {"act": "add"})
    assert saved.headers["Location"] == reverse("bots_bench_answer", args=[was.pk])
    assert Unanswered.objects.count() == 2
    assert "Thêm cách hỏi vào bản nháp" in editor.get(reverse("bots_settled")).content.decode()
    gone = editor.post(address, sent | {"act": "add"})
    assert gone.headers["Location"] == INBOX


def test_an_editor_begins_an_answer_on_the_screen_of_a_group(inbox: list[int], hire: Hire, browse: Browse) -> None:
    sent = {"asked": inbox, "question": "Chủ quán không đóng bảo hiểm?", "group": "tham-gia", "texts": LOST[0], "act": "begin"}
    response = browse(hire("hoa", *EDITOR)).post(f"{INBOX}{inbox[0]}/", sent)
    draft = Answer.objects.get(question="Chủ quán không đóng bảo hiểm?")
    assert response.headers["Location"] == reverse("bots_bench_answer", args=[draft.pk])
    assert (draft.live, Unanswered.objects.count()) == (False, 1)


def test_the_inbox_is_paged_and_costs_the_same_however_long_it_is(inbox: list[int], hire: Hire, browse: Browse, today: dt.date) -> None:
    editor = browse(hire("hoa", *EDITOR))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(INBOX).status_code == 200
        return len(queries)

    cost()
    few = cost()
    topics = [chr(ord("a") + place) * 6 for place in range(25)]
    Unanswered.objects.bulk_create(
        Unanswered(key=f"x{place}", question=f"{topic} {topic * 2} {place}", first_on=today, last_on=today)
        for place, topic in enumerate(topics)
    )
    assert cost() == few
    assert "Trang 1/2" in editor.get(INBOX).content.decode()


def test_ratings_stand_worst_first_and_small_ones_tell_nothing(inbox: list[int], hire: Hire, browse: Browse) -> None:
    for slug, revision, helpful, unhelpful in (
        (SLUG, 1, 9, 1),
        (SLUG, 2, 1, 9),
        ("mat-so-cap-lai", 3, 0, 4),
        ("mat-so-cap-lai", 4, 40, 60),
    ):
        Rating.objects.create(slug=slug, revision=revision, helpful=helpful, unhelpful=unhelpful)
    assert [(line.slug, line.revision) for line in worst_first()] == [(SLUG, 2), (LESS, 4), (SLUG, 1), (LESS, 3)]
    shown = browse(hire("hoa", *EDITOR)).get(reverse("bots_ratings")).content.decode()
    assert "1/10" in shown
    assert "dưới 5 ý kiến" in shown
    assert "0/4" not in shown
