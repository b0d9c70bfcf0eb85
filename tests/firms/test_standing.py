"""How a firm stood on a day: by what is known now, by what was known then, and where sources disagree."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.models import Agency
from firms import conflicts, scope, services, standing, timeline
from firms.conflicts import Count, Listing, Paid, Source, Word
from firms.models import Arrears, Finding, Firm
from firms.rules import Month, State
from tests.firms.conftest import MakeFirm, arrears

DAY = dt.date(2026, 11, 2)
LIST_DAY = dt.date(2026, 10, 31)


def bring(on: dt.date, **more: Any) -> Any:
    """Import a short list of arrears on a day."""
    with clock.at(on):
        return services.import_file(arrears(**more), name=f"ds-{on}.csv").batch


def test_what_came_later_was_not_known_then(make_firm: MakeFirm) -> None:
    firm = make_firm()
    bring(dt.date(2026, 11, 5))
    assert standing.of(firm, LIST_DAY).state is State.LATE
    assert standing.as_known(firm, LIST_DAY).state is State.UNKNOWN
    assert standing.as_known(firm, dt.date(2026, 11, 4)).state is State.UNKNOWN
    assert standing.as_known(firm, dt.date(2026, 11, 5)).state is State.LATE


def test_a_list_that_was_rolled_back_was_believed_until_then(make_firm: MakeFirm) -> None:
    firm = make_firm()
    batch = bring(DAY)
    with clock.at(dt.date(2026, 11, 10)):
        services.roll_back(batch, by=None, because="Nhầm tệp.")
    assert standing.of(firm, DAY).state is State.UNKNOWN
    assert standing.as_known(firm, dt.date(2026, 11, 9)).state is State.LATE
    assert standing.as_known(firm, dt.date(2026, 11, 10)).state is State.UNKNOWN


def test_a_version_that_was_replaced_was_believed_until_then(make_firm: MakeFirm) -> None:
    firm = make_firm()
    bring(DAY, months="5")
    bring(dt.date(2026, 11, 7), months="2")
    assert "2 tháng" in standing.of(firm, DAY).grounds[0]
    assert "5 tháng" in standing.as_known(firm, DAY).grounds[0]
    assert "2 tháng" in standing.as_known(firm, dt.date(2026, 11, 7)).grounds[0]


def test_a_confirmation_counts_from_the_day_it_was_recorded(make_firm: MakeFirm) -> None:
    firm = make_firm()
    bring(DAY)
    with clock.at(dt.date(2026, 11, 10)):
        paid = services.record_payment(firm, paid_on=dt.date(2026, 11, 4), source="123/BHXH", by=None, because="Có giấy nộp tiền.")
    assert standing.of(firm, dt.date(2026, 11, 5)).state is State.ON_TIME
    assert standing.as_known(firm, dt.date(2026, 11, 5)).state is State.LATE
    with clock.at(dt.date(2026, 11, 12)):
        services.overturn_finding(paid, by=None, because="Nhầm đơn vị.")
    assert standing.of(firm, dt.date(2026, 11, 11)).state is State.LATE
    assert standing.as_known(firm, dt.date(2026, 11, 11)).state is State.ON_TIME
    assert standing.as_known(firm, dt.date(2026, 11, 12)).state is State.LATE


def test_an_authoritys_conclusion_of_evasion_counts_until_it_is_paid(make_firm: MakeFirm) -> None:
    firm = make_firm()
    services.record_finding(firm, kind=Finding.Kind.EVASION, found_on=DAY, source="45/KL-TTr", by=None, because="Kết luận.")
    assert standing.of(firm, DAY).state is State.EVASION
    assert standing.of(firm, DAY - dt.timedelta(1)).state is State.UNKNOWN


def test_the_whole_province_stands_as_its_lists_say(world: Any) -> None:
    """Every firm that the newest list calls late is late, evading or disputed; who is put off by law is not late."""
    rows = Arrears.objects.in_force().filter(as_of=LIST_DAY, firm__isnull=False).select_related("firm")
    put_off = {row.firm_id for row in rows if row.is_put_off} - {row.firm_id for row in rows if not row.is_put_off}
    for firm in [*Firm.objects.filter(pk__in=put_off), *(row.firm for row in rows[:40])]:
        state = standing.of(firm, LIST_DAY).state
        assert state in (State.SUSPENDED, State.EVASION) if firm.pk in put_off else state in (State.LATE, State.EVASION)


M = dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("counts", "differs"),
    [
        pytest.param([Count(Source.ZONE, M, LIST_DAY, 100, 90, 1), Count(Source.AGENCY, M, LIST_DAY, None, 90, 2)], [], id="agree"),
        pytest.param(
            [Count(Source.ZONE, M, LIST_DAY, 100, 95, 1), Count(Source.AGENCY, M, LIST_DAY, None, 90, 2)],
            ["Hai nguồn lệch nhau 5 người tham gia BHXH."],
            id="insured",
        ),
        pytest.param(
            [Count(Source.ZONE, M, LIST_DAY, 100, None, 1), Count(Source.REGISTER, M, LIST_DAY, 80, None, 3)],
            ["Hai nguồn lệch nhau 20 lao động."],
            id="employed",
        ),
        pytest.param(
            [Count(Source.REGISTER, M, LIST_DAY, 80, None, 3), Count(Source.AGENCY, M, LIST_DAY, None, 90, 2)],
            ["Số người tham gia nhiều hơn số lao động 10 người."],
            id="more insured than work there",
        ),
        pytest.param(
            [Count(Source.ZONE, M, LIST_DAY, 100, 95, 1), Count(Source.AGENCY, dt.date(2026, 9, 1), LIST_DAY, None, 90, 2)],
            [],
            id="another month",
        ),
    ],
)
def test_headcounts_that_disagree(counts: list[Count], differs: list[str]) -> None:
    assert [each.differs for each in conflicts.headcounts(counts)] == differs


DUE = Month(dt.date(2026, 9, 30), 100, 100, dt.date(2026, 9, 20))
LISTING = Listing(LIST_DAY, 500, None, 1)


@pytest.mark.parametrize(
    ("listings", "paid", "words", "told"),
    [
        pytest.param([LISTING], [Paid(DUE, 2)], [], ["đã nộp đủ 1 kỳ đến hạn"], id="late, and everything was paid in time"),
        pytest.param([LISTING], [Paid(Month(DUE.due_on, 100, 0, None), 2)], [], [], id="both say unpaid"),
        pytest.param([Listing(LIST_DAY, -500, None, 1)], [Paid(DUE, 2)], [], [], id="overpaid is no conflict"),
        pytest.param([Listing(LIST_DAY, 500, DAY, 1)], [], [], ["đã nộp đủ ngày 02/11/2026"], id="a note says paid"),
        pytest.param([Listing(LIST_DAY, 500, DAY, 1)], [], [Word("paid", DAY, "1/BHXH")], [], id="the note was confirmed"),
        pytest.param(
            [LISTING], [], [Word("paid", dt.date(2026, 10, 20), "1/BHXH")], ["đã nộp đủ ngày 20/10/2026 (1/BHXH)"], id="listed after paying"
        ),
        pytest.param([LISTING], [], [Word("clean", dt.date(2026, 10, 20), "2/KL")], ["không phát hiện vi phạm (2/KL)"], id="found clean"),
        pytest.param([], [Paid(Month(dt.date(2026, 7, 31), 100, 0, None), 2)], [], ["không có tên"], id="unpaid and not listed"),
        pytest.param([], [Paid(Month(dt.date(2026, 9, 30), 100, 0, None), 2)], [], [], id="unpaid for a month is not listed yet"),
    ],
)
def test_payments_that_disagree(listings: list[Listing], paid: list[Paid], words: list[Word], told: list[str]) -> None:
    found = conflicts.payments(listings, paid, words, counted_until=LIST_DAY, lists=[LIST_DAY])
    assert [each.sides[1].says for each in found] == told
    assert all(each.ask for each in found)


DAYS = st.integers(0, 400).map(lambda days: dt.date(2025, 10, 1) + dt.timedelta(days=days))
COUNTS = st.lists(
    st.builds(
        Count,
        st.sampled_from(Source),
        DAYS.map(lambda day: day.replace(day=1)),
        DAYS,
        st.none() | st.integers(0, 9),
        st.none() | st.integers(0, 9),
        st.integers(1, 3),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(COUNTS, st.integers())
def test_a_conflict_always_shows_two_sources_and_never_depends_on_order(counts: list[Count], seed: int) -> None:
    found = conflicts.headcounts(counts)
    assert all(each.sides[0].source != each.sides[1].source for each in found)
    assert conflicts.headcounts(random.Random(seed).sample(counts, len(counts))) == found


@pytest.fixture
def reader(world: Any, hire: Any) -> Any:
    return hire("quang", "firms.view_register")


def test_every_figure_of_the_page_has_its_source_and_day(world: Any) -> None:
    firm = world.firm("9918483526")
    told = timeline.of(firm, DAY, frozenset(scope.Facet))
    numbers = {place for place, _ in told.sources.values()}
    figures = [figure for cells in told.months.values() for column in cells.values() for figure in column]
    assert len(figures) > 50
    assert {figure.source for figure in figures} == numbers
    assert all(figure.on for figure in figures)
    assert any("người tham gia BHXH" in each.differs for each in told.conflicts)


def test_nothing_dated_later_is_shown(world: Any) -> None:
    day = dt.date(2026, 6, 15)
    told = timeline.of(world.firm("9918483526"), day, frozenset(scope.Facet))
    assert max(told.months) <= day
    assert all(moment.on <= day for moment in told.moments)


def test_the_page_answers_for_any_day(world: Any, reader: Any, browse: Any) -> None:
    path = reverse("firms_standing", args=[world.firm("9918483526").public_id])
    client = browse(reader)
    for query in ("", "?ngay=31/10/2026", "?ngay=01/01/2020", "?ngay=31/02/2026", "?ngay=01/01/2100", "?p=9"):
        assert client.get(path + query).status_code == 200
    page = client.get(path).content.decode()
    assert "Theo số liệu hiện có" in page
    assert "Theo số liệu đã có vào ngày đó" in page
    assert "Nội bộ: cơ quan gửi để phối hợp" in page
    assert (
        reverse("firms_standing", args=[world.firm("9918483526").public_id])
        in client.get(reverse("firms_firm", args=[world.firm("9918483526").public_id])).content.decode()
    )


def test_the_page_asks_a_bounded_number_of_questions(world: Any, reader: Any, browse: Any) -> None:
    client, counts = browse(reader), []
    long = Arrears.objects.in_force().filter(firm__isnull=False).first()
    assert long is not None
    quiet = Firm.objects.exclude(pk__in=Arrears.objects.filter(firm__isnull=False).values("firm_id")).first()
    assert quiet is not None
    for firm in (quiet, long.firm):
        client.get(reverse("firms_standing", args=[firm.public_id]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("firms_standing", args=[firm.public_id]))
        counts.append(len(asked))
    assert max(counts) <= 55
    assert counts[1] - counts[0] <= 2


def test_each_body_sees_its_own_part(world: Any, hire: Any, browse: Any) -> None:
    union = Agency.objects.create(code="ld", name="Liên đoàn Lao động", kind=Agency.Kind.UNION)
    officer = hire("cong-doan", "firms.view_register", agency=union)
    firm = Arrears.objects.in_force().filter(firm__isnull=False).first()
    assert firm is not None
    page = browse(officer).get(reverse("firms_standing", args=[firm.firm.public_id])).content.decode()
    assert "Danh sách chậm đóng" not in page
    assert "Theo số liệu hiện có" not in page
    assert browse(officer).get(reverse("firms_standing", args=["khong-co"])).status_code == 404
