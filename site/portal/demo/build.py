"""The lawful past of the fictional province, lived through the importers and services, one day after another.

Each step is whole or not there, and is left alone when it is already there: a build that was killed goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from django.core.management import call_command
from django.db import transaction

import complaints.services
import notices.services
import press.services
import recognition.services
from complaints.models import Complaint
from core import clock
from core.models import Installation, Officer
from firms import register, sweeps
from firms.models import ImportBatch, Sanction
from notices.models import Notice, RelayAgreement
from press.models import Release
from recognition.models import Round, Scheme

from . import channels, checks, desk, learning, letters, media, packs, people, rounds, seats, talks
from .lists import LISTS

AS_OF = dt.date(2026, 10, 31)
Cast = Mapping[str, Officer]

#: A firm on several lists that is still within its term to reply.
STILL_HEARD = "9910096282"
#: Firms that are named by a sanction decision.
SANCTIONED = ("9911935798", "9918067519")
#: A notice that was taken back.
TAKEN_BACK = "9916435654"


def build() -> Iterator[str]:
    """Build the province step by step, and say each step."""
    installation = Installation.current()
    if not installation.is_demo:
        installation.is_demo = True
        installation.save()
    cast = people.hire()
    yield "Câu trả lời và trang ..."
    call_command("content", verbosity=0)
    for sample in LISTS:
        yield f"Nhập {sample.name} ..."
        with clock.at(sample.published_on or dt.date(2026, 11, 2)):
            sample.bring(by=cast["quang"])
    yield "Mức độ tham gia theo tháng ..."
    sweeps.count_coverage()
    yield "Hồ sơ công khai, đợt biểu dương, phản ánh ..."
    for step in STEPS:
        with transaction.atomic():
            step(cast)


def _agreement(cast: Cast) -> None:
    if RelayAgreement.objects.exists():
        return
    with clock.at(dt.date(2026, 1, 5)):
        notices.services.record_agreement(
            "02/QCPH-BHXH-UBND",
            by=cast["minh"],
            signed_on=dt.date(2026, 1, 5),
            partner="BHXH tỉnh Minh Họa",
            valid_from=dt.date(2026, 1, 5),
        )


def _late(cast: Cast) -> None:
    rounds.late(cast, _heard)


def _next_round(cast: Cast) -> None:
    rounds.prepare(cast, _heard)


def _still_heard(cast: Cast) -> None:
    _heard(STILL_HEARD, cast, served_on=dt.date(2026, 11, 19))


def _heard(code: str, cast: Cast, *, served_on: dt.date = dt.date(2026, 11, 3)) -> Notice | None:
    """Draft and serve a notice on the newest published list; nothing when the firm has a file already."""
    firm = register.by_tax_code(code)
    if Notice.objects.filter(firm=firm).exists():
        return None
    batch = ImportBatch.objects.get(kind="arrears", as_of=AS_OF)
    with clock.at(served_on):
        notice = notices.services.propose(firm, batch=batch, by=cast["lan"], because="Có tên trong nhiều danh sách liên tiếp đã công khai.")
        notice = notices.services.draft(notice, by=cast["lan"], because="Soạn theo chính sách công khai.")
        return notices.services.serve(
            notice, by=cast["lan"], because="Đã giao tận tay.", served_on=served_on, mode="in_person", proof="Biên bản giao nhận có chữ ký"
        )


def _sanctioned(cast: Cast) -> None:
    for code in (*SANCTIONED, TAKEN_BACK):
        firm = register.by_tax_code(code)
        if Notice.objects.filter(firm=firm).exists():
            continue
        sanction = Sanction.objects.filter(firm=firm, state="final").order_by("-issued_on").first()
        if sanction is None:
            raise LookupError(f"no final decision on {code} in the samples")
        with clock.at(dt.date(2026, 11, 5)):
            notice = notices.services.propose(firm, sanction=sanction, by=cast["lan"], because="Người ra quyết định đề nghị công khai.")
            notice = notices.services.draft(
                notice,
                by=cast["lan"],
                because="Soạn theo văn bản đề nghị.",
                consequence="Hành vi ảnh hưởng đến quyền lợi của nhiều người lao động, gây dư luận xấu tại địa phương.",
                request_no=f"15{firm.pk}/TTT-VP",
                request_on=dt.date(2026, 11, 4),
                request_received_on=dt.date(2026, 11, 5),
            )
            notice = notices.services.serve(
                notice,
                by=cast["lan"],
                because="Quyết định đã được tống đạt.",
                served_on=max(sanction.issued_on, dt.date(2026, 11, 4)),
                mode="post",
                proof="Giấy báo phát của bưu điện",
            )
            notice = notices.services.review(notice, by=cast["ha"], because="Quyết định có hiệu lực, hành vi thuộc diện công khai.")
            notice = notices.services.decide(notice, by=cast["minh"], because="Đồng ý công khai theo đề nghị.")
        _publish(notice, cast, on=dt.date(2026, 11, 6))


def _taken_back(cast: Cast) -> None:
    notice = Notice.objects.get(firm=register.by_tax_code(TAKEN_BACK))
    if notice.state != "published":
        return
    with clock.at(dt.date(2026, 11, 12)):
        notices.services.withdraw(
            notice,
            by=cast["minh"],
            because="Người ra quyết định báo đang xem xét lại.",
            what="Một mục công khai được thu hồi vì quyết định làm căn cứ đang được xem xét lại.",
        )


def _praised(cast: Cast) -> None:
    if Round.objects.exists():
        return
    scheme = Scheme.objects.in_force(AS_OF).get()
    with clock.at(dt.date(2026, 11, 9)):
        praised = recognition.services.draft(
            scheme,
            title="Đơn vị đóng đúng hạn 24 tháng liên tục",
            as_of=AS_OF,
            by=cast["lan"],
            because="Đợt biểu dương quý IV năm 2026.",
        )
        praised = recognition.services.screen(praised, by=cast["lan"], because="Rà soát theo tiêu chí.")
        praised = recognition.services.confirm(
            praised,
            letter_no="1207/BHXH-QLT",
            letter_on=dt.date(2026, 11, 9),
            by=cast["lan"],
            because="BHXH tỉnh xác nhận danh sách.",
        )
        praised = recognition.services.decide(praised, by=cast["minh"], because="Đồng ý biểu dương.")
        tin = recognition.services.prepare_release(praised, by=cast["lan"], because="Trình phát hành.")
    _release(tin, cast, on=dt.date(2026, 11, 10))


def _publish(notice: Notice, cast: Cast, *, on: dt.date) -> None:
    with clock.at(on):
        tin = notices.services.prepare_release(notice, by=cast["lan"], because="Trình phát hành.")
    _release(tin, cast, on=on)


def _release(tin: Release, cast: Cast, *, on: dt.date) -> None:
    with clock.at(dt.datetime.combine(on, dt.time(9, 30))):
        tin = press.services.approve(tin, by=cast["minh"], because="Nội dung đúng với hồ sơ.")
        press.services.release(tin, by=cast["minh"], because="Phát hành theo lịch.")


def _told(cast: Cast) -> None:
    """Open the complaints desk and let two workers write; one of them has an answer."""
    if Complaint.objects.exists():
        return
    thao = cast["thao"]
    complaints.services.enrol_first_officer(thao, people.passphrase())
    with clock.at(dt.date(2026, 11, 16)):
        complaints.services.file(
            "Công ty trừ tiền bảo hiểm trên bảng lương từ tháng 5 nhưng VssID không có tháng nào. Xưởng có khoảng 40 người."
        )
        receipt = complaints.services.file(
            "Tôi nghỉ việc đã hai tháng, công ty chưa xác nhận thời gian đóng nên tôi chưa làm được trợ cấp thất nghiệp."
        )
    with clock.at(dt.date(2026, 11, 18)):
        desk = complaints.services.reopen_desk(thao, complaints.services.unlock_desk(thao, people.passphrase()))
        if desk is None:
            raise LookupError("the desk did not open")
        answered = complaints.services.accept(Complaint.objects.get(pk=receipt.complaint_id), by=thao)
        complaints.services.answer(
            answered,
            "Chúng tôi đã đề nghị đơn vị hoàn thành thủ tục xác nhận. Thời hạn nộp hồ sơ trợ cấp thất nghiệp là 3 tháng kể từ ngày nghỉ; "
            "anh/chị nên nộp đúng hạn kể cả khi chưa có xác nhận. Nếu đơn vị vẫn không làm, anh/chị viết tiếp ở đây.",
            desk=desk,
        )
        complaints.services.lock_desk(thao)


STEPS: tuple[Callable[[Cast], None], ...] = (
    _agreement,
    channels.audience,
    _sanctioned,
    channels.first_news,
    packs.hand_on,
    rounds.relay,
    _praised,
    _taken_back,
    media.speak,
    media.lend,
    media.hear,
    _late,
    packs.take,
    _next_round,
    _still_heard,
    _told,
    letters.write,
    seats.confirm,
    seats.hand_over,
    checks.checks,
    checks.holds,
    checks.policy,
    desk.receive,
    desk.propose_merge,
    channels.carry,
    media.write_letters,
    media.terms,
    learning.learn,
    talks.talk,
)
