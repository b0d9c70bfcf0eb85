"""What the press is given of a notice: the words of its basis, the firm's name in newsroom files alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from core import clock
from core.documents import Plate
from core.errors import Refused
from core.models import Officer
from notices import services
from notices.models import Notice
from press import services as press
from press.pack import bundle, making, pictures, texts, wording
from press.pack.brief import Brief
from press.stories import Tone
from tests.press import packs

from .conftest import AFTER_TERM, Office, release_of

NAME = "Công ty TNHH Mẫu Sao Mai"
CODE = "9911111118"


@pytest.fixture
def packer(hire: Callable[..., Officer]) -> Officer:
    return hire("goi", "press.make_pack")


def pack(notice: Notice) -> tuple[Brief, dict[str, bytes]]:
    with clock.at(AFTER_TERM):
        brief = making.brief(release_of(notice))
        return brief, packs.unpacked(bundle.archive(brief, bundle.parts(brief)))


@pytest.mark.parametrize("basis", ["art35", "art72"])
@pytest.mark.parametrize("state", ["approved", "published"])
def test_the_firm_is_named_to_newsrooms_alone(office: Office, basis: str, state: str) -> None:
    brief, files = pack(getattr(office, basis)(state))
    naming = {name for name, content in files.items() if NAME in packs.text(name, content) or CODE in packs.text(name, content)}
    assert {name.partition("/")[0] for name in naming} == {"1-bao-chi"}
    assert len(naming) == 4
    assert not [name for name in files if "sao-mai" in name]
    for size in pictures.SIZES:
        assert not [placed for placed in pictures.draw(brief, size).placed if "Sao Mai" in placed.text or CODE in placed.text]
    plate = texts.chart(brief)
    assert plate is None or "Sao Mai" not in str(dataclasses.astuple(plate))


def test_a_listed_firm_is_on_a_list_and_nothing_worse(office: Office) -> None:
    brief, files = pack(office.art35())
    assert brief.story.tone is Tone.LISTED
    assert wording.unfit(brief.story) == []
    for name, content in files.items():
        said = packs.text(name, content).casefold()
        assert not [word for word in ("vi phạm", "trốn đóng", "xử phạt", "phê bình", "con nợ") if word in said], name
    said = packs.docx(packs.of(files, ".docx"))
    for part in (
        f"{NAME} (mã số thuế {CODE}) có tên trong danh sách “Danh sách chậm đóng tính đến 31/10/2026” do cơ quan bảo hiểm xã hội công khai "
        "ngày 01/11/2026; số liệu tính đến ngày 31/10/2026, tiền nộp được tính đến ngày 31/10/2026.",
        "số tiền 80.000.000 đồng (bằng chữ: Tám mươi triệu đồng), liên quan 12 người lao động",
        "Đơn vị không có ý kiến được đăng.",
        "khoản 2 Điều 35 Luật Bảo hiểm xã hội",
    ):
        assert part in said, part
    (row,) = packs.rows(packs.of(files, ".csv"))
    assert (row["Tên đơn vị"], row["Số tiền chậm đóng (đồng)"]) == (NAME, "80000000")
    assert row["Số liệu tính đến ngày"] == "31/10/2026"


def test_a_sanction_says_what_the_decision_says(office: Office) -> None:
    brief, files = pack(office.art72())
    assert brief.story.tone is Tone.SANCTIONED
    assert wording.unfit(brief.story) == []
    said = packs.pdf(packs.of(files, ".pdf"))
    for part in (
        "Chủ tịch UBND tỉnh Mẫu ban hành Quyết định số 45/QĐ-XPHC ngày 12/10/2026 xử phạt vi phạm hành chính đối với",
        "Trốn đóng bảo hiểm xã hội bắt buộc (Điều 43 Nghị định 283/2026/NĐ-CP).",
        "mức phạt 75.000.000 đồng (bằng chữ: Bảy mươi lăm triệu đồng)",
        "Buộc nộp đủ số tiền phải đóng",
    ):
        assert part in said, part
    assert "phê bình" not in said
    assert "Số liệu tính đến ngày" not in packs.rows(packs.of(files, ".csv"))[0]


def test_what_the_firm_put_right_or_contests_is_told_with_it(office: Office) -> None:
    notice = office.art72()
    with clock.at(AFTER_TERM):
        services.contest(notice, by=office.cast.minh, because="Đơn vị khiếu nại.", contested_on=AFTER_TERM)
    _, files = pack(notice)
    assert "Đơn vị đang khiếu nại từ ngày 17/11/2026" in packs.docx(packs.of(files, ".docx"))


def test_a_notice_in_preparation_is_for_the_office_alone(office: Office) -> None:
    brief, files = pack(office.art72("approved"))
    assert brief.is_internal
    assert "LƯU HÀNH NỘI BỘ" in packs.docx(packs.of(files, ".docx"))


def test_after_the_end_there_is_no_pack(office: Office, packer: Officer) -> None:
    release = release_of(office.art72())
    press.withdraw(release, by=office.cast.minh, because="Quyết định bị hủy.", what="Tin được thu hồi.")
    with pytest.raises(Refused) as refused:
        making.make(release, by=packer)
    assert refused.value.refusals == (making.IS_OVER,)


def test_the_chart_counts_notices_and_stands_alone(office: Office) -> None:
    with clock.at(AFTER_TERM):
        one = office.art72()
    brief, _ = pack(one)
    assert brief.story.graph is None, "one month makes no chart"
    Notice.objects.filter(pk=office.art72(firm=office.firm("Công ty Mẫu Hai", "9922222229"), number="46/QĐ-XPHC").pk).update(
        published_on="2026-12-05"
    )
    brief, files = pack(one)
    plate = texts.chart(brief)
    assert isinstance(plate, Plate)
    assert "Tháng 12/2026" in plate.svg
    assert packs.of(files, "bieu-do.png").startswith(b"\x89PNG")
    assert b"<svg" in packs.of(files, "bieu-do.svg")[:300]
