"""What the demo's desk says to the press: a spokesperson, and press releases that are out, approved, or waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import press.services
from core import clock
from core.models import Officer
from press.media import clippings, embargo, questions, releases, spokespeople
from press.models import PressContact, PressQuestion, PressRelease, Release, Spokesperson

Cast = Mapping[str, Officer]

_CONTACT: dict[str, Any] = {
    "contact_name": "Nguyễn Thị Lan, Sở Nội vụ tỉnh Minh Họa",
    "contact_phone": "0209 999 0001",
    "contact_email": "baochi@minhhoa.example",
}
#: Until then the invited press alone reads the news of the dialogue.
EARLY_UNTIL = dt.datetime(2026, 11, 26, 8, 0, tzinfo=clock.VIETNAM)
PRAISE = releases.Words(
    title="Minh Họa biểu dương các đơn vị đóng bảo hiểm xã hội đúng hạn 24 tháng liên tục",
    lead="Ngày 10/11/2026, tỉnh Minh Họa công bố danh sách đơn vị đóng đủ, đúng hạn bảo hiểm xã hội, bảo hiểm y tế, bảo hiểm thất nghiệp.",
    body=(
        "Danh sách được lập từ số liệu đóng của cơ quan bảo hiểm xã hội, tính đến hết tháng 10/2026, theo tiêu chí đã công bố. "
        "Mỗi đơn vị có một thư biểu dương điện tử; ai cũng kiểm tra được bằng mã QR in trên thư.\n\n"
        "## Thư biểu dương nói gì\n\n"
        "- Đơn vị đóng đủ, đúng hạn đến hết tháng ghi trên thư.\n"
        "- Thư có thời hạn và tự hết hiệu lực.\n"
        "- Thư không thay cho hình thức khen thưởng theo pháp luật về thi đua, khen thưởng."
    ),
    quotes=[
        {
            "text": "Đóng đúng hạn là phần lương để dành của người lao động; đơn vị làm tốt cần được nhắc tên.",
            "name": "Lâm Hồng Phúc",
            "role": "người phát ngôn của UBND tỉnh Minh Họa",
        }
    ],
    **_CONTACT,
)
DIALOGUE = releases.Words(
    title="Minh Họa đối thoại với doanh nghiệp về đóng bảo hiểm xã hội ngày 27/11/2026",
    lead="UBND tỉnh Minh Họa mời báo chí dự buổi đối thoại với doanh nghiệp trong các khu công nghiệp về đóng bảo hiểm xã hội.",
    body=(
        "Buổi đối thoại bắt đầu lúc 14 giờ ngày 27/11/2026 tại hội trường UBND tỉnh.\n\n"
        "1. Sở Nội vụ trình bày kết quả thông báo, nhắc đóng trong quý IV.\n"
        "2. Cơ quan bảo hiểm xã hội trả lời về cách tính số chậm đóng.\n"
        "3. Doanh nghiệp và báo chí đặt câu hỏi."
    ),
    **_CONTACT,
)
WAITING = releases.Words(
    title="Kết quả đăng công khai quyết định xử phạt trong tháng 11/2026",
    lead="Tỉnh Minh Họa đã công khai các quyết định xử phạt theo đề nghị của cơ quan ra quyết định; một mục được thu hồi.",
    body="Số liệu lấy từ trang Công khai và trang Đính chính, thu hồi tính đến ngày 20/11/2026.",
    **_CONTACT,
)


def speak(cast: Cast) -> None:
    """Appoint the spokesperson, and write three press releases: one is out, one is shown to the press, one waits."""
    if Spokesperson.objects.exists():
        return
    with clock.at(dt.date(2026, 7, 6)):
        spokespeople.appoint(cast["phuc"], by=cast["minh"], decision_no="118/QĐ-UBND", valid_from=dt.date(2026, 7, 6))
    praised = Release.objects.filter(kind="honour_round", state="live").first()
    out = _approved(PRAISE, cast, on=dt.date(2026, 11, 10), linked=[praised] if praised else [])
    if out.release:
        with clock.at(dt.datetime(2026, 11, 10, 10, 30, tzinfo=clock.VIETNAM)):
            press.services.release(out.release, by=cast["minh"], because="Phát hành cùng danh sách biểu dương.")
    early = _approved(DIALOGUE, cast, on=dt.date(2026, 11, 20))
    if early.release:
        with clock.at(dt.date(2026, 11, 20)):
            press.services.embargo(
                early.release, until=EARLY_UNTIL, by=cast["minh"], because="Gửi báo chí chuẩn bị bài trước buổi đối thoại."
            )
    with clock.at(dt.date(2026, 11, 20)):
        releases.write(WAITING, by=cast["lan"], because="Thông tin định kỳ cho báo chí.")


def _approved(words: releases.Words, cast: Cast, *, on: dt.date, linked: list[Release] | None = None) -> PressRelease:
    """Write a press release and walk it through the spokesperson and the second officer."""
    with clock.at(on):
        record = releases.write(words, by=cast["lan"], because="Theo kế hoạch truyền thông.", linked=linked or [])
        record = releases.clear(record, by=cast["phuc"], because="Nội dung đúng với hồ sơ.")
        if record.release:
            press.services.approve(record.release, by=cast["minh"], because="Đủ thủ tục phát ngôn.")
    return record


def lend(cast: Cast) -> None:
    """Know two reporters, and let one of them, who is accredited, read early."""
    contact, is_new = PressContact.objects.get_or_create(
        email="phongvien@baominhhoa.example",
        defaults={"medium": "Báo Minh Họa", "person": "Trần Thị Báo", "phone": "0209 999 0003", "is_accredited": True},
    )
    PressContact.objects.get_or_create(
        email="toasoan@tinlactrach.example", defaults={"medium": "Trang tin Lạc Trạch", "person": "Ban biên tập"}
    )
    early = Release.objects.filter(kind=releases.KIND, state="embargoed").first()
    if is_new and early:
        with clock.at(dt.datetime(2026, 11, 23, 8, 0, tzinfo=clock.VIETNAM)):
            embargo.give(early, contact, by=cast["lan"], because="Phóng viên dự buổi đối thoại.")


def hear(cast: Cast) -> None:
    """Let the press ask twice, one question late by now; and note where the media carried us."""
    if PressQuestion.objects.exists():
        return
    with clock.at(dt.date(2026, 11, 9)):
        late = questions.ask(
            person="Trần Thị Báo",
            medium="Báo Minh Họa",
            card_no="NB-0001 (mẫu)",
            email="phongvien@baominhhoa.example",
            phone="",
            text="Trong quý III có bao nhiêu đơn vị đã nộp đủ sau khi nhận thư thông báo, và số tiền là bao nhiêu?",
        )
    with clock.at(dt.date(2026, 11, 12)):
        questions.answer(
            late,
            by=cast["lan"],
            because="Lấy từ trang Tác động của bàn truyền thông.",
            answer="Số đơn vị và số tiền được tính từ hồ sơ đã thông báo và xác nhận của cơ quan bảo hiểm xã hội; bảng kèm theo thư này.",
        )
    with clock.at(dt.date(2026, 11, 20)):
        questions.ask(
            person="Ngô Văn Đài",
            medium="Đài Phát thanh và Truyền hình Minh Họa",
            card_no="GT 45/ĐPT (mẫu)",
            email="thoisu@daiminhhoa.example",
            phone="0209 999 0002",
            text="Khi nào tỉnh công bố danh sách biểu dương tiếp theo, tiêu chí có gì thay đổi?",
        )
        _clippings(cast)


def _clippings(cast: Cast) -> None:
    praised = Release.objects.filter(kind=releases.KIND, state="live").first()
    told: dict[str, Any] = {"by": cast["lan"], "because": "Điểm báo hằng ngày.", "carried_on": dt.date(2026, 11, 11), "release": praised}
    right = clippings.note(
        medium="Báo Minh Họa",
        title="Biểu dương đơn vị đóng bảo hiểm xã hội đúng hạn",
        url="https://baominhhoa.example/bieu-duong",
        **told,
    )
    clippings.confirm(right, by=cast["lan"], because="Đúng số liệu, có ghi nguồn.")
    wrong = clippings.note(
        medium="Trang tin Lạc Trạch", title="Tỉnh tặng bằng khen cho doanh nghiệp", url="https://tinlactrach.example/bang-khen", **told
    )
    clippings.object_to(
        wrong,
        by=cast["lan"],
        because="Đối chiếu với thông cáo.",
        wrong="Viết là bằng khen; đúng là thư biểu dương điện tử, không phải hình thức khen thưởng.",
    )
    clippings.note(
        medium="Đài Phát thanh và Truyền hình Minh Họa",
        title="Bản tin trưa: danh sách đóng đúng hạn",
        url="https://daiminhhoa.example/ban-tin-trua",
        **told,
    )
