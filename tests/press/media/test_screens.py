"""The board, the calendar, what came of it, and the links for the press, in the office."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core import clock
from press import impact, services
from press.lifecycle import State
from press.media import clippings, embargo, questions
from press.models import EmbargoLink, PressContact, PressRelease, Release

from .conftest import WORDS, Cast, Walk
from .test_questions import ASKED

BOARD = "/quan-tri/ban-truyen-thong/"
CALENDAR = "/quan-tri/lich-truyen-thong/"
EARLY = "/quan-tri/bao-chi-xem-truoc/"
RESULTS = "/quan-tri/tac-dong/"
UNTIL = dt.datetime(2026, 11, 5, 9, 0, tzinfo=clock.VIETNAM)

Browse = Callable[..., Client]


def release_of(record: PressRelease) -> Release:
    record.refresh_from_db()
    assert record.release is not None
    return record.release


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("written", "Chờ người phát ngôn duyệt nội dung; cán bộ thứ hai duyệt, không phải Nguyễn Thị Lan"),
        ("cleared", "Chờ cán bộ thứ hai duyệt, không phải Nguyễn Thị Lan"),
        ("approved", "Chờ lãnh đạo phát hành hoặc hẹn giờ"),
    ],
)
def test_the_board_says_whom_each_release_waits_for(walk: Walk, cast: Cast, browse: Browse, until: str, said: str) -> None:
    walk(until)
    assert said in browse(cast.lan).get(BOARD).content.decode()


def test_the_board_says_why_a_release_is_held_and_who_acts(walk: Walk, cast: Cast, browse: Browse) -> None:
    services.hold(release_of(walk("approved")), by=cast.minh, because="Chờ số liệu quý.")
    page = browse(cast.lan).get(BOARD).content.decode()
    assert "Chờ số liệu quý." in page
    assert "Chờ Nguyễn Thị Lan xử lý lý do giữ" in page


def test_a_state_with_many_leads_to_its_own_list(walk: Walk, cast: Cast, browse: Browse) -> None:
    for _ in range(12):
        walk("written")
    lan = browse(cast.lan)
    page = lan.get(BOARD).content.decode()
    assert "Xem cả 12 tin" in page
    assert page.count("TX-99-2026-") == 10
    assert lan.get(f"{BOARD}?trang-thai=draft").content.decode().count("TX-99-2026-") == 12


@pytest.mark.parametrize("amount", [1, 15])
def test_the_desk_costs_the_same_whatever_it_holds(
    walk: Walk, cast: Cast, browse: Browse, django_assert_max_num_queries: Any, amount: int
) -> None:
    for _ in range(amount):
        walk("written")
        walk("live")
        questions.ask(**ASKED)
    lan = browse(cast.lan)
    for address in (BOARD, f"{BOARD}?trang-thai=live", CALENDAR, RESULTS, EARLY):
        lan.get(address)
        with django_assert_max_num_queries(30):
            assert lan.get(address).status_code == 200


def test_the_calendar_shows_what_comes_on_its_day(walk: Walk, cast: Cast, browse: Browse) -> None:
    services.schedule(release_of(walk("approved")), at=UNTIL, by=cast.minh, because="Theo lịch.")
    services.embargo(release_of(walk("approved")), until=UNTIL + dt.timedelta(days=1), by=cast.minh, because="Họp báo.")
    walk("live", expires_on=dt.date(2026, 11, 20))
    questions.ask(**ASKED)
    page = browse(cast.lan).get(f"{CALENDAR}?thang=2026-11").content.decode()
    days = {found[0]: found[1] for found in re.findall(r'<time datetime="([\d-]+)">.*?</time>(.*?)</td>', page, re.DOTALL)}
    for day, said in (
        ("2026-11-02", "Công khai"),
        ("2026-11-05", "Hẹn phát hành"),
        ("2026-11-06", "Hết giờ giữ kín"),
        ("2026-11-20", "Hết thời hạn công khai"),
        ("2026-11-09", "Hạn trả lời báo chí"),
    ):
        assert said in days[day]
    assert days["2026-11-24"].count("month__entry") == 0
    assert 'aria-current="date"' in page


def test_the_calendar_keeps_reporters_from_who_does_not_answer_them(walk: Walk, cast: Cast, browse: Browse) -> None:
    questions.ask(**ASKED)
    assert "Báo Minh Họa" not in browse(cast.minh).get(f"{CALENDAR}?thang=2026-11").content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"), [("2026-13", "11/2026"), ("x", "11/2026"), ("2027-01", "01/2027"), ("0000-01", "11/2026"), ("9999-12", "11/2026")]
)
def test_a_month_that_is_none_is_this_one(cast: Cast, browse: Browse, asked: str, shown: str) -> None:
    assert f"Tháng {shown}</h2>" in browse(cast.lan).get(f"{CALENDAR}?thang={asked}").content.decode()


@pytest.mark.parametrize("asked", ["0001", "9999", "0001-01", "9999-12", "2026-13", "<b>", "-999", "٢٠٢٦"])
def test_figures_of_a_span_that_is_none_are_those_of_this_year(cast: Cast, browse: Browse, asked: str) -> None:
    page = browse(cast.minh).get(RESULTS, {"ky": asked})
    assert page.status_code == 200
    assert f"Từ 01/01/{clock.today().year} đến hết 31/12/{clock.today().year}" in page.content.decode()


@pytest.fixture
def reporter(db: None) -> PressContact:
    return PressContact.objects.create(medium="Báo Minh Họa", person="Trần Thị Báo", email="bao@baominhhoa.example", is_accredited=True)


def test_a_link_is_given_seen_once_read_and_cancelled(walk: Walk, cast: Cast, browse: Browse, reporter: PressContact) -> None:
    release, lan = release_of(walk("approved")), browse(cast.lan)
    give = f"{EARLY}cap/{release.pk}/"
    asked = {"contact": reporter.pk, "way": "hand", "because": "Họp báo."}
    assert "cho báo chí xem trước" in lan.post(give, asked).content.decode()
    services.embargo(release, until=UNTIL, by=cast.minh, because="Họp báo.")
    given = lan.post(give, asked).content.decode()
    found = re.search(r"/bao-chi/xem-truoc/([\w-]+)/", given)
    assert found is not None
    assert found[1] not in lan.get(EARLY).content.decode()
    assert "Trần Thị Báo" not in lan.get(give).content.decode()
    Client().post(found[0], {"agree": "1"})
    link = EmbargoLink.objects.get()
    assert "1 lần" in lan.get(f"{EARLY}?tin={release.public_id}").content.decode()
    assert "Đồng ý và đọc tin" in lan.get(f"{EARLY}{link.pk}/").content.decode()
    lan.post(f"{EARLY}{link.pk}/", {"act": "cancel", "because": "Gửi nhầm."})
    assert Client().post(found[0], {"agree": "1"}).status_code == 410


def test_links_are_no_business_of_an_officer_without_a_task(
    walk: Walk, cast: Cast, browse: Browse, hire: Any, reporter: PressContact
) -> None:
    release = release_of(walk("approved"))
    services.embargo(release, until=UNTIL, by=cast.minh, because="Họp báo.")
    link, _ = embargo.give(release, reporter, by=cast.lan, because="Họp báo.")
    quang = browse(hire("quang"))
    for address in (BOARD, CALENDAR, EARLY, RESULTS, f"{EARLY}{link.pk}/", f"{EARLY}cap/{release.pk}/"):
        page = quang.get(address, follow=True).content.decode()
        assert "Trần Thị Báo" not in page
        assert WORDS.title not in page


def test_the_figures_are_counted_from_rows_and_say_how(walk: Walk, cast: Cast, browse: Browse) -> None:
    release = release_of(walk("live"))
    clippings.note(
        by=cast.lan, because="Điểm báo.", medium="Đài", title="Bài", carried_on=clock.today(), url="https://x.example/", release=release
    )
    services.withdraw(release, by=cast.minh, because="Sai.", what="Số liệu chưa chính xác.")
    question = questions.answer(questions.ask(**ASKED), by=cast.lan, because="x", answer="Mười hai.")
    question = questions.approve(question, by=cast.phuc, because="x")
    with clock.at(question.due_on + dt.timedelta(days=1)):
        questions.send(question, by=cast.lan, because="x", how="thư điện tử")
    counted = {each.label: each.value for _, group in impact.figures(dt.date(2026, 11, 1), dt.date(2026, 12, 1)) for each in group}
    assert counted["Đã thu hồi"] == 1
    assert counted["Trong đó đưa sai hoặc không còn đúng"] == 1
    assert (counted["Câu hỏi báo chí đã trả lời"], counted["Trong đó đúng hạn"]) == (1, 0)
    assert all(each.value == 0 for _, group in impact.figures(dt.date(2025, 1, 1), dt.date(2026, 1, 1)) for each in group)
    assert "Ngày gửi trả lời không sau hạn" in browse(cast.minh).get(RESULTS).content.decode()


def test_states_that_the_board_counts_are_those_of_the_table(walk: Walk, cast: Cast, browse: Browse) -> None:
    page = browse(cast.lan).get(BOARD).content.decode()
    assert all(f'id="{state}"' in page for state in State)
