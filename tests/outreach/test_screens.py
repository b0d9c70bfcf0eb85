"""The officers' screens: publishing rules beside the form, confirming law, what needs another look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import law, law_desk, reference
from core.errors import NotAllowed
from core.models import Article, Certainty
from outreach.admin import review
from outreach.models import Answer

pytestmark = pytest.mark.django_db

LATE = ("41/2024/QH15", "38", "1")
UNSEEN_FINE = ("283/2026/NĐ-CP", "44", "")
LEGAL = ("core.view_article", "core.change_article", "core.view_instrument", "core.change_instrument", "core.view_parameter")
EDITOR = ("outreach.add_answer", "outreach.change_answer", "outreach.publish_answer")
Draft = Callable[..., Answer]
Hire = Callable[..., Any]
Browse = Callable[..., Client]


def _article(number: str = UNSEEN_FINE[1], instrument: str = UNSEEN_FINE[0]) -> Article:
    return Article.objects.get(instrument__number=instrument, number=number)


def test_a_legal_officer_confirms_an_article_and_the_badge_goes(hire: Hire, browse: Browse, draft: Draft) -> None:
    draft("phat-tron-dong", UNSEEN_FINE).save_revision().publish()
    reader, officer = browse(), browse(hire("phap-che", *LEGAL))
    assert "đang chờ xác nhận" in reader.get("/hoi-dap/phat-tron-dong/").content.decode()
    address = reverse("law_confirm_dieu", args=[_article().pk])
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"because": "Công báo số 1"}).status_code == 302
    row = _article()
    assert (row.certainty, str(row.checked_by), row.checked_on) == (Certainty.CONFIRMED, "phap-che", dt.date(2026, 11, 2))
    assert "đang chờ xác nhận" not in reader.get("/hoi-dap/phat-tron-dong/").content.decode()
    reference.law()
    assert _article().certainty == Certainty.CONFIRMED
    history = officer.get(reverse("wagtailsnippets_core_article:history", args=[row.pk])).content.decode()
    assert "Đã xác nhận với văn bản gốc" in history


def test_nobody_else_confirms_law(hire: Hire, browse: Browse) -> None:
    outsider = hire("nguoi-ngoai", "core.view_article")
    assert browse(outsider).post(reverse("law_confirm_dieu", args=[_article().pk]), {"because": "x"}).status_code in (302, 403)
    assert _article().certainty == Certainty.TO_CONFIRM
    with pytest.raises(NotAllowed):
        law_desk.confirm(_article(), by=outsider, because="x")
    with pytest.raises(ValueError, match="compared"):
        law_desk.confirm(_article(), by=hire("phap-che", *LEGAL), because=" ")


def test_law_is_never_deleted(hire: Hire, browse: Browse) -> None:
    officer = hire("phap-che", *LEGAL, "core.delete_article")
    browse(officer).post(reverse("wagtailsnippets_core_article:delete", args=[_article().pk]))
    assert _article()


def test_editing_a_row_of_law_notes_the_officer(hire: Hire, browse: Browse) -> None:
    officer = browse(hire("phap-che", *LEGAL))
    row = _article()
    values = {"instrument": row.instrument_id, "number": row.number, "heading": row.heading, "gist": "Phạt theo mức mới."}
    values |= {"valid_from": "2026-09-10", "valid_to": "", "source": "Công báo", "certainty": "confirmed"}
    response = officer.post(reverse("wagtailsnippets_core_article:edit", args=[row.pk]), values)
    assert response.status_code == 302
    assert (_article().gist, str(_article().checked_by)) == ("Phạt theo mức mới.", "phap-che")


@pytest.mark.parametrize("screen", ["instrument", "article", "parameter"])
def test_lists_of_law_open(hire: Hire, browse: Browse, screen: str) -> None:
    assert browse(hire("phap-che", *LEGAL)).get(reverse(f"wagtailsnippets_core_{screen}:list")).status_code == 200


def test_everyone_who_cites_an_article_is_found(hire: Hire, browse: Browse, draft: Draft) -> None:
    draft("cham-dong", LATE, question="Chậm đóng là gì?")
    assert [citation.title for citation in law.citations(*LATE[:2])] == ["Chậm đóng là gì?"]
    shown = browse(hire("phap-che", *LEGAL)).get(reverse("law_citing", args=[_article("38", "41/2024/QH15").pk]))
    assert "Chậm đóng là gì?" in shown.content.decode()


def test_the_review_lists_show_what_is_late_ended_or_unconfirmed(hire: Hire, browse: Browse, draft: Draft, today: dt.date) -> None:
    late = draft("qua-han", LATE, question="Quá hạn?", review_by=today)
    fresh = draft("moi", LATE, question="Còn mới?", review_by=today + dt.timedelta(days=1))
    mixed = draft("lan-lon", LATE, ("12/2022/NĐ-CP", "39", ""), UNSEEN_FINE, question="Lẫn lộn?")
    for answer in (late, fresh, mixed):
        answer.save_revision().publish()
    assert [line.question for line in review.past_review(today)] == ["Quá hạn?"]
    assert [line.question for line in review.ending(today)] == ["Lẫn lộn?"]
    assert [line.question for line in review.unconfirmed()] == ["Lẫn lộn?"]
    editor = browse(hire("bien-tap", *EDITOR))
    assert "Quá hạn?" in editor.get(reverse("outreach_review")).content.decode()
    assert browse(hire("nguoi-ngoai")).get(reverse("outreach_review")).status_code in (302, 403)


@pytest.mark.parametrize(
    ("cited", "goes_out"),
    [pytest.param(("38", "41/2024/QH15"), True, id="law in force"), pytest.param(("39", "12/2022/NĐ-CP"), False, id="law that ended")],
)
def test_the_form_refuses_to_publish_without_law_in_force(
    hire: Hire, browse: Browse, draft: Draft, cited: tuple[str, str], goes_out: bool
) -> None:
    answer = draft("thu")
    values = {name: getattr(answer, name) for name in ("question", "slug", "group", "chat", "body")}
    values |= {"audience": "worker", "flow": "", "phrasings": "", "review_by": "2027-05-31", "owner": "", "action-publish": "1"}
    values |= {"citations-TOTAL_FORMS": "1", "citations-INITIAL_FORMS": "0", "citations-0-article": _article(*cited).pk}
    values |= {"citations-0-clause": "", "citations-0-ORDER": "1", "citations-0-DELETE": "", "citations-0-id": ""}
    response = browse(hire("bien-tap", *EDITOR)).post(reverse("wagtailsnippets_outreach_answer:edit", args=[answer.pk]), values)
    assert Answer.objects.get(pk=answer.pk).live is goes_out
    assert ("ít nhất một căn cứ pháp lý đang có hiệu lực" in response.content.decode()) is not goes_out
