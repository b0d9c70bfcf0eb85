"""What agencies of the fictional province were asked and handed, and what they answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.models import Agency, Officer
from firms import screens, services, sweeps
from firms.asking import Answer, Reply
from firms.models import Confirmation, Firm, OutgoingLayout, OutgoingList

Cast = Mapping[str, Officer]
AS_OF = dt.date(2026, 10, 31)
_SAID = (
    ("paid", "Đã nộp đủ ngày 12/11/2026.", "Ủy nhiệm chi số 88 ngày 12/11/2026"),
    ("scheduled", "Đã thống nhất nộp dần trong 3 tháng.", "Bản cam kết ngày 10/11/2026"),
    ("wrong", "Danh sách tính thừa 4 người đã nghỉ việc từ tháng 6.", "Hồ sơ báo giảm tháng 6/2026"),
    ("paid", "Đã nộp một phần, phần còn lại nộp trong tháng.", "Giấy nộp tiền ngày 13/11/2026"),
)
_REPLIED = (
    Reply(Answer.PAID, paid_on=dt.date(2026, 11, 12)),
    Reply(Answer.PLAN, plan_from=dt.date(2026, 11, 10), plan_to=dt.date(2027, 2, 10)),
    Reply(Answer.WRONG, right_vnd=61_250_000, note="Đã điều chỉnh giảm, sẽ gửi trong danh sách tháng 11."),
)


def confirm(cast: Cast) -> None:
    """Ask the SI agency about what firms say: one has paid, one pays by a plan, one figure is wrong, two still wait, one too long."""
    if Confirmation.objects.filter(asked_by=cast["quang"]).exists():
        return
    asked = []
    late = screens.late(AS_OF)
    with clock.at(dt.date(2026, 11, 16)):
        for found, (kind, says, reference) in zip(late[-6:], _SAID, strict=False):
            firm = Firm.objects.get(pk=found.firm_id)
            asked.append(
                services.ask_confirmation(
                    firm, kind=kind, says=says, reference=reference, by=cast["quang"], because="Đối chiếu ý kiến của đơn vị."
                )
            )
    with clock.at(dt.date(2026, 11, 18)):
        for each, reply in zip(asked, _REPLIED, strict=False):
            by = cast["bao"] if each.agency.code == "bhxh" else cast["khanh"]
            services.answer_confirmation(each, reply, by=by, letter_no="1311/BHXH-QLT", letter_on=dt.date(2026, 11, 18))
    with clock.at(dt.date(2026, 11, 20)):
        sweeps.follow_confirmations()
        for found in late[-8:-6]:
            services.ask_confirmation(
                Firm.objects.get(pk=found.firm_id),
                kind="paid",
                says="Đã chuyển khoản đủ số tiền trong danh sách ngày 19/11/2026.",
                reference="Ủy nhiệm chi ngày 19/11/2026",
                by=cast["lan"],
                because="Đơn vị gửi ý kiến bằng văn bản.",
            )


#: Layout, receiver, letter, the day it left, and who received it when.
_HANDED = (
    ("thanh-tra-vi-pham", "thanh-tra", "312/SNV-LĐVL", dt.date(2026, 11, 10), ("tra", dt.date(2026, 11, 11), "Số đến 1045")),
    ("bhxh-chenh-lech", "bhxh", "315/SNV-LĐVL", dt.date(2026, 11, 12), ("bao", dt.date(2026, 11, 13), "Số đến 2210")),
    ("kcn-chenh-lech", "ban-quan-ly-kcn", "318/SNV-LĐVL", dt.date(2026, 11, 16), None),
    ("xa-cham-dong", "xa-hung-luy", "321/SNV-LĐVL", dt.date(2026, 11, 19), None),
)


def hand_over(cast: Cast) -> None:
    """Hand lists to agencies: two were received, one is overdue, one is on its way."""
    if OutgoingList.objects.exists():
        return
    for code, agency, letter, day, receipt in _HANDED:
        with clock.at(day):
            sent = services.hand_list(
                OutgoingLayout.objects.get(code=code),
                Agency.objects.get(code=agency),
                as_of=AS_OF,
                letter_no=letter,
                letter_on=day,
                by=cast["quang"],
                because="Phối hợp theo quy chế.",
            )
        if receipt:
            by, on, proof = receipt
            with clock.at(on):
                services.receive_list(sent, received_on=on, receiver=str(cast[by]), proof=proof, by=cast[by])
    with clock.at(dt.date(2026, 11, 20)):
        sweeps.follow_confirmations()
