"""What the demo's desk says to the press: press releases that are out, appointed, shown early, held or waiting; letters to reporters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import press.services
from core import clock
from core.errors import Refused
from core.models import Officer
from press import sweeps
from press.media import clippings, embargo, policies, questions, releases, spokespeople
from press.media_lifecycle import Asked
from press.models import EmbargoLink, PressContact, PressPolicy, PressQuestion, PressRelease, Release, Spokesperson
from press.outbox import personal

Cast = Mapping[str, Officer]

_CONTACT: dict[str, Any] = {
    "contact_name": "Nguyễn Thị Lan, Sở Nội vụ tỉnh Minh Họa",
    "contact_phone": "0209 999 0001",
    "contact_email": "baochi@minhhoa.example",
}
_REPORTER = "phongvien@baominhhoa.example"
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


APPOINTED_AT = dt.datetime(2026, 12, 1, 8, 0, tzinfo=clock.VIETNAM)
APPOINTED = releases.Words(
    title="Minh Họa mở đợt tư vấn lưu động về bảo hiểm xã hội tại các khu công nghiệp",
    lead="Từ ngày 01/12/2026, cán bộ Sở Nội vụ và cơ quan bảo hiểm xã hội tư vấn cho người lao động ngay tại khu công nghiệp.",
    body=(
        "Mỗi tuần một khu công nghiệp, từ 17 giờ đến 20 giờ.\n\n"
        "- Tra cứu quá trình đóng.\n"
        "- Hướng dẫn khi đơn vị chậm đóng, trốn đóng.\n"
        "- Nhận phản ánh, kể cả khi người lao động không muốn nêu tên."
    ),
    **_CONTACT,
)
HELD = releases.Words(
    title="Các quyết định xử phạt đã đăng công khai nửa đầu tháng 11/2026",
    lead="Tỉnh Minh Họa thông tin về các quyết định xử phạt đã đăng công khai theo đề nghị của cơ quan ra quyết định.",
    body="Toàn văn từng mục ở trang Công khai; thông cáo này dẫn tới các mục đó.",
    **_CONTACT,
)


def speak(cast: Cast) -> None:
    """Appoint the spokesperson, and write five press releases: out, shown to the press, appointed, held by the gate, waiting."""
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
    appointed = _approved(APPOINTED, cast, on=dt.date(2026, 11, 19))
    if appointed.release:
        with clock.at(dt.date(2026, 11, 19)):
            press.services.schedule(appointed.release, at=APPOINTED_AT, by=cast["minh"], because="Công bố vào ngày mở đợt tư vấn.")
    _held(cast)
    with clock.at(dt.date(2026, 11, 20)):
        releases.write(WAITING, by=cast["lan"], because="Thông tin định kỳ cho báo chí.")


def _held(cast: Cast) -> None:
    """Try to release what points at an item that was taken back meanwhile: the gate holds it and says why."""
    gone = Release.objects.filter(kind="notice", state="withdrawn").first()
    held = _approved(HELD, cast, on=dt.date(2026, 11, 11), linked=[gone] if gone else [])
    if held.release:
        with clock.at(dt.date(2026, 11, 18)), suppress(Refused):
            press.services.release(held.release, by=cast["minh"], because="Phát hành theo kế hoạch truyền thông.")


def _approved(words: releases.Words, cast: Cast, *, on: dt.date, linked: list[Release] | None = None) -> PressRelease:
    """Write a press release and walk it through the spokesperson and the second officer."""
    with clock.at(on):
        record = releases.write(words, by=cast["lan"], because="Theo kế hoạch truyền thông.", linked=linked or [])
        record = releases.clear(record, by=cast["phuc"], because="Nội dung đúng với hồ sơ.")
        if record.release:
            press.services.approve(record.release, by=cast["minh"], because="Đủ thủ tục phát ngôn.")
    return record


def lend(cast: Cast) -> None:
    """Know two reporters, one of them accredited."""
    PressContact.objects.get_or_create(
        email=_REPORTER,
        defaults={"medium": "Báo Minh Họa", "person": "Trần Thị Báo", "phone": "0209 999 0003", "is_accredited": True},
    )
    PressContact.objects.get_or_create(
        email="toasoan@tinlactrach.example", defaults={"medium": "Trang tin Lạc Trạch", "person": "Ban biên tập"}
    )


def write_letters(cast: Cast) -> None:
    """Post an early copy, which its reporter opens, and an approved answer; both have arrived."""
    early = Release.objects.filter(kind=releases.KIND, state="embargoed").first()
    answered = PressQuestion.objects.filter(state=Asked.APPROVED).first()
    if EmbargoLink.objects.exists() or early is None or answered is None:
        return
    with clock.at(dt.datetime(2026, 11, 23, 8, 0, tzinfo=clock.VIETNAM)):
        by_mail, reporter = personal.can_write(), PressContact.objects.get(email=_REPORTER)
        link, _ = embargo.give(early, reporter, by=cast["lan"], because="Phóng viên dự buổi đối thoại.", by_mail=by_mail)
        if by_mail:
            questions.post(answered, by=cast["lan"], because="Người phát ngôn đã duyệt.")
        sweeps.mail()
    with clock.at(dt.datetime(2026, 11, 23, 9, 20, tzinfo=clock.VIETNAM)):
        embargo.seen(link)
        embargo.read(link)


def terms(cast: Cast) -> None:
    """Propose terms by a decision, which wait for a second officer; those in force are the house's own."""
    if PressPolicy.objects.filter(decision_no__gt="").exists():
        return
    with clock.at(dt.date(2026, 11, 20)):
        now = PressPolicy.on(dt.date(2026, 11, 20))
        policies.propose(
            {name: getattr(now, name) for name in PressPolicy.NUMBERS} | {"answer_workdays": 3},
            valid_from=dt.date(2027, 1, 1),
            decision_no="427/QĐ-SNV",
            decided_on=dt.date(2026, 11, 18),
            decided_by="Giám đốc Sở Nội vụ",
            by=cast["lan"],
            because="Quy chế phát ngôn mới rút thời hạn trả lời.",
        )


def hear(cast: Cast) -> None:
    """Let the press ask three times, one question late by now, one approved; and note where the media carried us."""
    if PressQuestion.objects.exists():
        return
    with clock.at(dt.date(2026, 11, 9)):
        late = questions.ask(
            person="Trần Thị Báo",
            medium="Báo Minh Họa",
            card_no="NB-0001 (mẫu)",
            email=_REPORTER,
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
    with clock.at(dt.date(2026, 11, 17)):
        asked = questions.ask(
            person="Trần Thị Báo",
            medium="Báo Minh Họa",
            card_no="NB-0001 (mẫu)",
            email=_REPORTER,
            phone="",
            text="Thư biểu dương điện tử có thay cho bằng khen không, và kiểm tra một thư ở đâu?",
        )
    with clock.at(dt.date(2026, 11, 19)):
        asked = questions.answer(
            asked,
            by=cast["lan"],
            because="Theo tiêu chí đã công bố.",
            answer="Thư biểu dương điện tử không thay cho hình thức khen thưởng. Kiểm tra bằng mã QR in trên thư, hoặc tại trang Xác thực.",
        )
        questions.approve(asked, by=cast["phuc"], because="Đúng nội dung đã công bố.")
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
