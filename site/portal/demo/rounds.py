"""The demo's rounds of naming: a whole list relayed, a round that is out, and one that waits for its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import notices.rounds.services as rounds
import notices.services
from core import clock
from core.models import Officer
from firms.models import ImportBatch
from notices.models import NamingRound, Notice
from notices.rules import Basis

Cast = Mapping[str, Officer]
Heard = Callable[[str, Cast], Notice | None]

AS_OF = dt.date(2026, 10, 31)
#: Firms that are named for late payment over several lists, together in the round that is out.
LATE = ("9910043241", "0999044976", "9914325938")
#: Decided, and gathered for the round after it.
NEXT = ("9911758891", "9919844077")
RELAYED_ON, OUT_ON, NEXT_ON = dt.date(2026, 11, 6), dt.date(2026, 11, 19), dt.date(2026, 12, 4)


def relay(cast: Cast) -> None:
    """Relay the agency's newest list as a whole: one release that points at it."""
    if NamingRound.objects.exists():
        return
    batch = ImportBatch.objects.get(kind="arrears", as_of=AS_OF)
    with clock.at(dt.datetime.combine(RELAYED_ON, dt.time(9, 30))):
        a_round = rounds.open_round(
            title="Danh sách chậm đóng tháng 10 năm 2026 của cơ quan bảo hiểm xã hội",
            planned_on=RELAYED_ON,
            by=cast["lan"],
            because="Đăng lại theo thỏa thuận.",
            batch=batch,
        )
        _out(a_round, cast)


def late(cast: Cast, heard: Heard) -> None:
    """Name the firms of the round that is out."""
    if NamingRound.objects.filter(batch=None).exists():
        return
    files = decided(cast, heard, LATE)
    with clock.at(dt.datetime.combine(OUT_ON, dt.time(9, 30))):
        a_round = _gathered(cast, files, title="Chậm đóng nhiều kỳ, quý IV năm 2026", planned_on=OUT_ON)
        _out(a_round, cast)


def prepare(cast: Cast, heard: Heard) -> None:
    """Gather the next round, which waits for its day."""
    if NamingRound.objects.filter(planned_on=NEXT_ON).exists():
        return
    files = decided(cast, heard, NEXT)
    with clock.at(dt.datetime.combine(OUT_ON, dt.time(15, 0))):
        _gathered(cast, files, title="Chậm đóng nhiều kỳ, tháng 12 năm 2026", planned_on=NEXT_ON)


def decided(cast: Cast, heard: Heard, codes: Sequence[str]) -> list[Notice]:
    """Walk a file on each firm to its decision; a firm that has a file already is left alone."""
    files = []
    for code in codes:
        if (notice := heard(code, cast)) is None:
            continue
        with clock.at(dt.date(2026, 11, 18)):
            notice = notices.services.lapse(notice, by=cast["lan"], because="Hết thời hạn, đơn vị không có ý kiến.")
            notice = notices.services.review(notice, by=cast["ha"], because="Đủ căn cứ, đúng trình tự.")
            files.append(notices.services.decide(notice, by=cast["minh"], because="Đồng ý công khai theo chính sách hiện hành."))
    return files


def _gathered(cast: Cast, files: Sequence[Notice], *, title: str, planned_on: dt.date) -> NamingRound:
    a_round = rounds.open_round(
        title=title, planned_on=planned_on, by=cast["lan"], because="Theo kế hoạch công khai.", basis=Basis.BHXH_ART35
    )
    rounds.add_all(a_round, files, by=cast["lan"], because="Đã quyết định, cùng căn cứ.")
    return a_round


def _out(a_round: NamingRound, cast: Cast) -> None:
    a_round = rounds.hand_over(a_round, by=cast["lan"], because="Trình phát hành.")
    a_round = rounds.approve(a_round, by=cast["minh"], because="Đã đối chiếu từng hồ sơ.")
    rounds.release(a_round, by=cast["minh"], because="Phát hành theo kế hoạch.")
