"""Letters to firms of the fictional province: some answered, some not, some still on a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.documents import Report, report_pdf
from core.models import Officer
from core.uploads import Upload
from firms import requests, services, sweeps
from firms.models import LetterBatch, LetterKind, Request, Way

from . import lists

Cast = Mapping[str, Officer]

_FORM = services.LetterForm(
    agency_over="Ủy ban nhân dân tỉnh Minh Họa",
    agency="Sở Nội vụ tỉnh Minh Họa",
    mark="SNV-LĐVL",
    place="Minh Họa",
    signer_role="Giám đốc",
    reply_to="Sở Nội vụ tỉnh Minh Họa, phòng Việc làm - Bảo hiểm xã hội, số 1 đường Trung Tâm",
)

#: What the business register added in the autumn; no office of the SI agency knows these firms yet.
_NEW_FIRMS = "register_new_2026_11.csv"


def write(cast: Cast) -> None:
    """Write the letters of three months, and let those of September run to their end."""
    if LetterBatch.objects.exists():
        return
    autumn = _batch(cast, dt.date(2026, 9, 10), 12, few=5, first=412, sent_on=dt.date(2026, 9, 14))
    _answer(autumn[0], cast, on=dt.date(2026, 9, 30), said="Đã nộp hồ sơ đăng ký cho toàn bộ lao động chưa tham gia.")
    _answer(autumn[1], cast, on=dt.date(2026, 10, 2), said="Đã nộp hồ sơ một phần, số còn lại đang bổ sung giấy tờ.")
    _dispute(autumn[2], cast, on=dt.date(2026, 10, 6))
    with clock.at(dt.date(2026, 10, 20)):
        sweeps.note_silence()
    with clock.at(dt.date(2026, 11, 3)):
        sweeps.hold_against_headcounts()
    late = _batch(cast, dt.date(2026, 11, 5), 5, first=507, sent_on=dt.date(2026, 11, 6))
    _answer(late[0], cast, on=dt.date(2026, 11, 18), said="Đã lập hồ sơ, sẽ nộp trong tháng 11.")
    _batch(cast, dt.date(2026, 11, 19), 4)
    _welcome(cast, dt.date(2026, 11, 16))
    sweeps.print_letters()


def _batch(cast: Cast, on: dt.date, count: int, *, few: int = 0, first: int = 0, sent_on: dt.date | None = None) -> list[Request]:
    """Write to the firms with the widest gap on one day and to a ``few`` with the smallest; send the letters where a day is given."""
    with clock.at(on):
        asked = requests.candidates(on, cast["dung"])
        firms = [pair.firm_id for pair in asked[: count - few]]
        firms += [pair.firm_id for pair in asked[len(asked) - few :]]
        batch = services.draft_requests(
            firms, kind=LetterKind.INSURE, form=_FORM, by=cast["dung"], because="Có chênh lệch trong kỳ đối chiếu."
        )
    if sent_on:
        _send(batch, cast, first=first, on=sent_on)
    return list(batch.requests.select_related("batch", "firm").order_by("pk"))


def _send(batch: LetterBatch, cast: Cast, *, first: int, on: dt.date) -> None:
    with clock.at(on):
        services.sign_batch(batch, first=first, dated_on=on, signer=cast["minh"], by=cast["vy"], because="Thư đã ký, đã vào sổ văn bản đi.")
        services.send_batch(
            batch, how=Way.POST, sent_on=on, proof=f"Phiếu gửi bảo đảm ngày {on:%d/%m/%Y}", by=cast["vy"], because="Đã gửi."
        )


def _answer(row: Request, cast: Cast, *, on: dt.date, said: str) -> None:
    with clock.at(on):
        document = f"Công văn {row.pk}/CV ngày {on:%d/%m/%Y}"
        row.refresh_from_db()
        services.answer_request(
            row, is_disputed=False, answered_on=on, document=document, said=said, by=cast["dung"], because="Đơn vị trả lời bằng văn bản."
        )


def _dispute(row: Request, cast: Cast, *, on: dt.date) -> None:
    """Let a firm say that part of its people need not be insured, with a paper."""
    paper = report_pdf(Report("Danh sách lao động (DỮ LIỆU MẪU)", ["Nhóm", "Số người"], [["Thử việc theo hợp đồng riêng", 12]]))
    with clock.at(on):
        row.refresh_from_db()
        services.answer_request(
            row,
            is_disputed=True,
            answered_on=on,
            document=f"Công văn {row.pk}/CV ngày {on:%d/%m/%Y}",
            said="12 người đang thử việc theo hợp đồng riêng, chưa thuộc đối tượng tham gia.",
            by=cast["dung"],
            because="Đơn vị nêu số liệu chưa đúng, kèm danh sách.",
            file=Upload("danh-sach-lao-dong.pdf", paper),
        )


def _welcome(cast: Cast, on: dt.date) -> None:
    """Take in what the business register added, and welcome the two firms that have been at work the longest."""
    with clock.at(on):
        origin = services.Origin(sender="Sở Tài chính tỉnh Minh Họa")
        services.import_file(lists.read(_NEW_FIRMS), name=_NEW_FIRMS, kind="register", origin=origin, by=cast["quang"])
        fresh = list(requests.new_firms(on, cast["dung"]).order_by("registered_on").values_list("pk", flat=True)[:2])
        batch = services.draft_requests(
            fresh, kind=LetterKind.FIRST_DAYS, form=_FORM, by=cast["dung"], because="Đơn vị mới đăng ký, chưa có mã đơn vị BHXH."
        )
    _send(batch, cast, first=531, on=on)
