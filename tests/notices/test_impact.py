"""What came of notices is counted from files: who was told and then paid, and no one else."""

from __future__ import annotations

import datetime as dt

from core import clock
from firms import services as firms
from notices import impact, sweeps

from .conftest import AFTER_TERM, Office

NOVEMBER = (dt.date(2026, 11, 1), dt.date(2026, 12, 1))


def counted(span: tuple[dt.date, dt.date] = NOVEMBER) -> list[int]:
    return [each.value for each in impact.figures(*span)]


def test_who_pays_once_told_and_before_being_named_is_counted_with_the_list_s_figures(office: Office) -> None:
    notice = office.art35("approved")
    assert counted() == [0, 0, 0, 0]
    firms.record_payment(notice.firm, paid_on=dt.date(2026, 11, 2), source="CV 9/BHXH", by=office.cast.lan, because="Xác nhận.")
    with clock.at(AFTER_TERM):
        sweeps.judge_facts()
    notice.refresh_from_db()
    assert counted() == [1, notice.facts["total_vnd"], notice.facts["workers"], 0]
    assert counted((dt.date(2026, 12, 1), dt.date(2027, 1, 1))) == [0, 0, 0, 0]
    (first, *_) = impact.figures(*NOVEMBER)
    assert notice.firm.name in first.rows[0].label
    assert "chứng cứ đã thông báo" in first.how
