"""The editors' bench: why an answer was given, and what other phrasings would change, before anybody publishes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots.accuracy import Question, Share
from bots.knowledge import Around, Knowledge
from bots.learning import explaining, hints, phrasings, trials
from bots.learning.trials import Fate
from bots.understanding import gate
from bots.understanding.gate import Outcome
from core.errors import NotAllowed, Refused, Stale
from outreach import services as answers
from outreach.models import Answer

EDITOR = ("outreach.add_answer", "outreach.change_answer", "bots.settle_unanswered")
SLUG = "cong-ty-khong-dong-bhxh"
BENCH = "/quan-tri/ban-thu-tro-ly-ao/"
Hire = Callable[..., Any]
Browse = Callable[..., Client]


# --- why


def test_what_is_explained_is_what_the_bot_does(knowledge: Knowledge) -> None:
    found = knowledge.find("cty k đóng bhxh cho em thì làm sao")
    explained = explaining.explain("cty k đóng bhxh cho em thì làm sao", knowledge)
    assert explained is not None
    assert (explained.outcome, explained.certainty) == (found.outcome, found.certainty)
    assert [place.slug for place in explained.ranking] == list(found.ranked[: explaining.SHOWN])
    assert {word.written: word.meant for word in explained.words}["bhxh"] == "bao hiem xa hoi"
    assert 1 / (1 + 2.718281828459045**-explained.sum) == pytest.approx(explained.certainty)
    assert len(explained.weights) == len(gate.FEATURES)
    assert explained.why.startswith("Trả lời bằng “")
    assert [reply.language for reply in explained.replies] == ["vi", "en"]
    assert explained.replies[0].said[-1].citations


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        pytest.param(Outcome.ANSWER, "Trả lời ", id="answer"),
        pytest.param(Outcome.OFFER, "Đưa 3 câu vì", id="offer"),
        pytest.param(Outcome.ELSEWHERE, "Chỉ nơi khác vì chủ đề ngoài phạm vi", id="elsewhere"),
    ],
)
def test_every_outcome_is_said_in_words(knowledge: Knowledge, outcome: Outcome, why: str) -> None:
    message = next(question.text for question in trials.labelled() if knowledge.find(question.text).outcome is outcome)
    explained = explaining.explain(message, knowledge)
    assert explained is not None
    assert explained.outcome is outcome
    assert explained.why.startswith(why)
    assert explained.decoy_reply


def test_numbers_that_name_a_person_are_gone_before_anything_is_shown(knowledge: Knowledge) -> None:
    explained = explaining.explain("so cccd 001099012345 thi rut bhxh mot lan o dau", knowledge)
    assert explained is not None
    assert "001099012345" not in repr(explained)
    assert explaining.explain("0912345678", knowledge) is None


# --- what would change


def test_a_trial_tells_which_questions_turn(knowledge: Knowledge) -> None:
    slugs = [SLUG, *(slug for slug in knowledge.entries if slug != SLUG)][:6]
    rich = trials.train({slug: knowledge.entries[slug] for slug in slugs}, {})
    poor = trials.train({slug: knowledge.entries[slug] for slug in slugs[1:]}, {})
    questions = (Question(knowledge.entries[SLUG].question, frozenset([SLUG])), Question("thời tiết hôm nay thế nào", frozenset()))
    trial = trials.compare(poor, rich, questions, knowledge.entries[SLUG].phrasings, SLUG)
    assert [change.question for change in trial.turned_right] == [questions[0].text]
    assert trial.turned_right[0].becomes == trials.Met(Fate.RIGHT, SLUG)
    assert trial.is_harmless
    assert {line.label: (line.before.hits, line.after.hits) for line in trial.lines}["Trả lời đúng"] == (0, 1)
    back = trials.compare(rich, poor, questions)
    assert [change.question for change in back.turned_wrong] == [questions[0].text]
    assert not back.is_harmless


def test_every_feature_of_the_gate_has_a_name() -> None:
    assert set(explaining.FEATURES) >= set(gate.FEATURES)


@pytest.mark.parametrize(
    ("gold", "asked", "fate"),
    [
        pytest.param({SLUG}, "công ty không đóng bảo hiểm xã hội thì phải làm sao", Fate.RIGHT, id="right"),
        pytest.param({"mat-so-cap-lai"}, "công ty không đóng bảo hiểm xã hội thì phải làm sao", Fate.WRONG, id="wrong"),
        pytest.param({SLUG}, "thời tiết hôm nay thế nào", Fate.MISSED, id="missed"),
        pytest.param(set(), "thời tiết hôm nay thế nào", Fate.REFUSED, id="refused"),
        pytest.param(set(), "công ty không đóng bảo hiểm xã hội thì phải làm sao", Fate.GIVEN, id="given away"),
    ],
)
def test_fates(knowledge: Knowledge, gold: set[str], asked: str, fate: Fate) -> None:
    assert trials.fate(knowledge, Question(asked, frozenset(gold)), knowledge.find(asked)) is fate


def test_hints_tell_of_every_answer_what_strays_and_what_is_near(knowledge: Knowledge) -> None:
    one, other = list(knowledge.entries)[:2]
    few = {slug: replace(entry, phrasings=entry.phrasings[:3]) for slug, entry in list(knowledge.entries.items())[:12]}
    few[one] = replace(few[one], phrasings=(few[other].question,))
    found = hints.hints(Knowledge(few, knowledge.model))
    assert hints.Strayed(few[other].question, one, other) in found.strayed
    assert [pair.phrasings for pair in found.pairs] == sorted((pair.phrasings for pair in found.pairs), reverse=True)
    assert {each.slug for each in hints.hints(Knowledge(few, knowledge.model), [one]).strayed} == {one}


def test_hints_pass_over_nothing_by_looking_at_votes_first(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    some = list(knowledge.entries)[::3]
    quick = hints.hints(knowledge, some)
    monkeypatch.setattr(hints, "_is_far_ahead", lambda *args: False)
    assert hints.hints(knowledge, some) == quick


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("  a b\n\nA  b \n c ", ("a b", "c"), id="trimmed, each once"),
        pytest.param("Nghỉ 6 tháng, lương 5.200.000 đồng", ("Nghỉ 6 tháng, lương 5.200.000 đồng",), id="amounts stay"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_phrasings_are_read_line_by_line(written: str, kept: tuple[str, ...]) -> None:
    assert phrasings.read(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "gọi em 0912345678",
        "cccd 001099012345",
        "thư a@b.vn",
        "mã 0123C-FGHJK-MNPRT-VX012",
        "sổ [số đã ẩn] bị sai",
        "x" * 501,
        "\n".join(map(str, range(81))),
    ],
)
def test_what_names_a_person_is_no_phrasing(written: str) -> None:
    with pytest.raises(Refused):
        phrasings.read(f"câu thường\n{written}")


# --- drafts


@pytest.fixture
def answer(some_answers: None) -> Answer:
    """Return one published answer."""
    return Answer.objects.get(slug=SLUG)


@pytest.mark.django_db
def test_a_draft_changes_phrasings_alone_and_nothing_that_is_live(answer: Answer, hire: Hire) -> None:
    editor, was = hire("hoa", *EDITOR), answer
    now = answers.draft_phrasings(was, ("một câu mới",), seen=was.latest_revision_id or 0, by=editor)
    assert now.has_unpublished_changes
    assert (now.phrasings, now.live_revision_id) == (was.phrasings, was.live_revision_id)
    draft = answers.latest(now)
    assert (draft.phrasings, draft.chat, draft.question) == ("một câu mới", was.chat, was.question)
    assert [row.article_id for row in draft.citations.all()] == [row.article_id for row in was.citations.all()]
    assert now.latest_revision.user == editor
    with pytest.raises(Stale):
        answers.draft_phrasings(was, ("hai",), seen=was.latest_revision_id or 0, by=editor)
    with pytest.raises(NotAllowed):
        answers.draft_phrasings(now, ("hai",), seen=now.latest_revision_id or 0, by=hire("ngoai"))
    Answer.objects.filter(pk=now.pk).update(locked=True, locked_by=hire("khac"))
    with pytest.raises(Refused, match="locked"):
        answers.draft_phrasings(now, ("hai",), seen=now.latest_revision_id or 0, by=editor)


@pytest.mark.django_db
def test_a_new_draft_cannot_go_out_as_it_is(hire: Hire) -> None:
    editor = hire("hoa", *EDITOR)
    one = answers.draft_answer("Có được đóng bù không?", ("đóng bù",), group="tham-gia", by=editor)
    other = answers.draft_answer("Có được đóng bù không?", (), group="tham-gia", by=editor)
    assert (one.slug, other.slug, one.live) == ("co-duoc-dong-bu-khong", "co-duoc-dong-bu-khong-2", False)
    with pytest.raises(Refused):
        one.latest_revision.publish()
    with pytest.raises(NotAllowed):
        answers.draft_answer("Khác?", (), group="tham-gia", by=hire("ngoai"))


# --- screens


@pytest.mark.django_db
def test_the_bench_shows_every_step(answer: Answer, hire: Hire, browse: Browse) -> None:
    editor = browse(hire("hoa", *EDITOR))
    shown = editor.post(BENCH, {"q": "cty k đóng bhxh thì làm sao, gọi 0912345678"}).content.decode()
    for said in ("Kết luận", "Trả lời bằng", "bao hiem xa hoi", "Đóng góp", "Ngưỡng để trả lời ngay", "Trang tiếng Anh", "[số đã ẩn]"):
        assert said in shown
    assert shown.count("0912345678") == 1, "in the box where it was typed, nowhere else"
    assert editor.post(BENCH, {"q": "0912345678"}).status_code == 422
    assert editor.get(BENCH, {"answer": answer.pk}).headers["Location"] == f"{BENCH}{answer.pk}/"


@pytest.mark.django_db
def test_an_editor_tries_and_keeps(
    answer: Answer, hire: Hire, browse: Browse, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "train", lambda entries, english: knowledge)
    row, editor = answer, browse(hire("hoa", *EDITOR))
    address = reverse("bots_bench_answer", args=[row.pk])
    sent = {"phrasings": f"{row.phrasings}\nmột cách hỏi hoàn toàn mới", "also": "sếp quỵt bảo hiểm", "seen": row.latest_revision_id}
    shown = editor.post(address, sent | {"act": "try"}).content.decode()
    assert "Chưa có gì được lưu" in shown
    assert "sếp quỵt bảo hiểm" in shown
    assert not Answer.objects.get(pk=row.pk).has_unpublished_changes
    assert editor.post(address, sent | {"act": "save", "phrasings": "số 001099012345"}).status_code == 422
    assert editor.post(address, sent | {"act": "save"}).status_code == 302
    assert answers.latest(Answer.objects.get(pk=row.pk)).phrasings.endswith("một cách hỏi hoàn toàn mới")
    late = editor.post(address, sent | {"act": "save"})
    assert late.status_code == 422
    assert "Vừa có người khác sửa" in late.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "screen", ["bots_bench", "bots_mixed_up", "bots_ratings", "bots_figures", "bots_unanswered", "bots_settled", "bots_decoys"]
)
def test_only_editors_come_in(answer: Answer, hire: Hire, browse: Browse, screen: str) -> None:
    assert browse(hire("hoa", *EDITOR)).get(reverse(screen)).status_code == 200
    assert browse(hire("ngoai")).get(reverse(screen)).status_code in (302, 403)
    assert browse().get(reverse(screen)).status_code == 302


@pytest.mark.django_db
def test_training_is_not_to_be_had_without_end(answer: Answer, hire: Hire, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "run", lambda *args: (trials.Trial((), (), (), (), (), 0), []))
    row, editor = answer, browse(hire("hoa", *EDITOR))
    sent = {"phrasings": row.phrasings, "seen": row.latest_revision_id, "act": "try"}
    codes = [editor.post(reverse("bots_bench_answer", args=[row.pk]), sent).status_code for _ in range(31)]
    assert codes[:30] == [200] * 30
    assert codes[30] == 429


def test_the_index_in_use_and_its_file_stay_as_they_are_while_something_is_tried(knowledge: Knowledge) -> None:
    few = {slug: knowledge.entries[slug] for slug in list(knowledge.entries)[:4]}
    trained = trials.train(few, {})
    assert trained.model is not knowledge.model
    assert trained.around == Around()
    assert trained.find(next(iter(few.values())).question).ranked[0] == next(iter(few))


def test_a_share_of_nothing_is_wide_open() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)
