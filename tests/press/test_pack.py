"""A press pack: who may have one and when, what each file holds, and that no text leaves its box."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from core import clock
from core.charts import Series
from core.errors import NotAllowed, Refusal, Refused, Stale
from core.models import Installation, Officer
from press import services
from press.models import MadePack, Release
from press.pack import bundle, making, pictures, texts, wording
from press.pack.brief import Brief
from press.pack.spoken import aloud, seconds
from press.stories import Figure, Graph, Grid, Source, Story, Tone

from . import packs
from .conftest import Letters, Make

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=clock.VIETNAM)
LONG = "Công ty TNHH Một thành viên Sản xuất Thương mại Dịch vụ Xuất nhập khẩu Mẫu Trường Giang Hưng Thịnh Phát"
STORY = Story(
    tone=Tone.NEWS,
    title="Hội nghị về bảo hiểm xã hội",
    lead="Ngày 02/11/2026 có hội nghị.",
    brief="Có hội nghị.",
    basis="Kế hoạch số 12/KH-UBND",
    paragraphs=["Đoạn thứ nhất.", "Đoạn thứ hai."],
    spoken=["Ngày 02/11/2026 có hội nghị với 1.250 người."],
    figures=[Figure("Kinh phí", 1_234_567_890), Figure("Người dự", 1_250, "người")],
    grid=Grid(
        "Kinh phí", ["Việc", "Số tiền", "Ngày"], [["=cmd|' /C calc'!A0", 1_000, dt.date(2026, 11, 2)], ["Thuê chỗ", 2_500_000, None]]
    ),
    graph=Graph("Người dự, theo huyện", "A: 3; B: 5", ["A", "B"], [Series("Người dự", [3, 5])]),
    sources=[Source("Kế hoạch", "https://ubnd.example/kh", dt.date(2026, 10, 1))],
    as_of=dt.date(2026, 10, 31),
)
BRIEF = Brief(
    story=STORY,
    public_id="TX-99-2026-000001",
    address="https://cong.example/bao-chi/TX-99-2026-000001/",
    authority="Ủy ban nhân dân tỉnh Minh Họa",
    number="/TC-UBND",
    place="Minh Họa",
    contact="Bà Mẫu, 0900 000 000",
    is_draft=False,
    is_internal=False,
    made_at=NOON,
    going_out_at=NOON,
)


def files(brief: Brief = BRIEF) -> dict[str, bytes]:
    return packs.unpacked(bundle.archive(brief, bundle.parts(brief)))


def test_a_pack_holds_every_file_and_says_what_each_is() -> None:
    made = files()
    index = made["README.txt"].decode("utf-8-sig")
    endings = ["cao.docx", "cao.pdf", "lieu.xlsx", "lieu.csv", "1200x630.png", "1080x1080.png", "ngan.txt", "do.png", "do.svg", "doc.txt"]
    assert [name for name in made if name != "README.txt" and name not in index] == []
    assert all(packs.of(made, ending) for ending in endings)
    assert len(made) == len(endings) + 1


def test_the_same_release_makes_the_same_files() -> None:
    assert bundle.archive(BRIEF, bundle.parts(BRIEF)) == bundle.archive(BRIEF, bundle.parts(BRIEF))


@pytest.mark.parametrize("ending", ["cao.docx", "cao.pdf"])
def test_the_press_release_has_the_form_of_the_decree_and_every_sentence(ending: str) -> None:
    read = packs.docx if ending.endswith("docx") else packs.pdf
    said = read(packs.of(files(), ending))
    for part in (
        *("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "/TC-UBND", "THÔNG CÁO BÁO CHÍ"),
        *("Minh Họa, ngày 02 tháng 11 năm 2026", STORY.title, STORY.lead, *STORY.paragraphs, "NGƯỜI PHÁT NGÔN", "nhận:", "Lưu: VT."),
        *("Phát biểu của người phát ngôn", "[Lời của người phát ngôn", "1.234.567.890 đồng", "2.500.000", "Bà Mẫu, 0900 000 000"),
    ):
        assert part in said, part
    assert "V/v" not in said
    assert "Kính gửi" not in said
    if ending == "cao.docx":
        assert "Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng" in said


def test_no_file_lacks_its_day_source_basis_number_and_address() -> None:
    for name, content in files().items():
        if name.endswith((".png", ".svg")):
            continue
        said = packs.text(name, content)
        for part in ("31/10/2026", BRIEF.public_id, BRIEF.address):
            assert part in said or (part == "31/10/2026" and "2026-10-31" in said), (name, part)
        if not name.endswith("tin-ngan.txt"):
            assert STORY.basis in said, name
            assert "Kế hoạch, ngày 01/10/2026" in said, name


def test_tables_hold_typed_values_and_run_nothing() -> None:
    made = files()
    first, second = packs.rows(packs.of(made, ".csv"))
    assert first["Việc"] == "'=cmd|' /C calc'!A0"
    assert (second["Số tiền"], first["Ngày"], second["Mã công khai"]) == ("2500000", "02/11/2026", BRIEF.public_id)
    book = packs.sheets(packs.of(made, ".xlsx"))
    assert book["Kinh phí"][2][:2] == ("Thuê chỗ", 2_500_000)
    assert book["Kinh phí"][1][0] == "'=cmd|' /C calc'!A0"
    assert book["Bằng số và chữ"][2] == ("Người dự", 1_250, "người", "Một nghìn hai trăm năm mươi người")
    assert book["Biểu đồ"][1:] == [("A", 3), ("B", 5)]
    assert ("Căn cứ", STORY.basis) in book["Thông tin chung"]


def test_a_story_without_figures_still_makes_a_pack() -> None:
    bare = dataclasses.replace(BRIEF, story=Story(Tone.NEWS, "Tin", "Câu đầu.", "Tóm tắt.", "Căn cứ"))
    made = files(bare)
    assert not [name for name in made if "bieu-do" in name]
    assert "Câu đầu." in packs.docx(packs.of(made, ".docx"))
    assert packs.rows(packs.of(made, ".csv")) == []


def test_approved_quotes_take_the_place_of_the_frames() -> None:
    told = dataclasses.replace(STORY, quotes=["“Câu nói.” – Bà Mẫu, Giám đốc"], signer="Lê Mẫu")
    said = packs.docx(packs.of(files(dataclasses.replace(BRIEF, story=told)), ".docx"))
    assert "“Câu nói.” – Bà Mẫu, Giám đốc" in said
    assert "Lê Mẫu" in said
    assert "[Lời của" not in said


def test_more_rows_than_a_text_holds_are_left_to_the_tables() -> None:
    grid = Grid("Danh sách", ["Tên"], [[f"Đơn vị {place}"] for place in range(434)])
    made = files(dataclasses.replace(BRIEF, story=dataclasses.replace(STORY, grid=grid)))
    said = packs.docx(packs.of(made, ".docx"))
    assert "Danh sách 434 dòng ở tệp XLSX, CSV" in said
    assert "Đơn vị 7" not in said
    assert len(packs.rows(packs.of(made, ".csv"))) == 434


def test_a_draft_is_marked_in_every_file() -> None:
    draft = dataclasses.replace(BRIEF, is_draft=True, is_internal=True, going_out_at=NOON)
    mark = "BẢN DỰ THẢO – CẤM PHỔ BIẾN TRƯỚC 12:00 NGÀY 02/11/2026"
    for name, content in files(draft).items():
        if not name.endswith((".png", ".svg")):
            assert mark in packs.text(name, content), name
    for size in pictures.SIZES:
        assert mark in pictures.draw(draft, size).placed[0].text
    plate = texts.chart(draft)
    assert plate is not None
    assert plate.marks == draft.marks
    assert "LƯU HÀNH NỘI BỘ" in draft.mark
    assert "TRƯỚC KHI PHÁT HÀNH" in dataclasses.replace(draft, going_out_at=None).mark


@pytest.mark.parametrize("size", pictures.SIZES)
def test_pictures_have_their_size(size: str) -> None:
    with Image.open(io.BytesIO(pictures.png(BRIEF, size))) as picture:
        assert f"{picture.width}x{picture.height}" == size


WORDS = st.text(st.sampled_from("ẶỆỖợữgjyỹÝÂQ mWil–,./0123456789"), min_size=1, max_size=400)


@settings(max_examples=25)
@given(
    title=WORDS, brief=WORDS, basis=WORDS, names=st.lists(WORDS, max_size=9), marked=st.booleans(), size=st.sampled_from([*pictures.SIZES])
)
def test_no_text_leaves_its_box_nor_the_picture(title: str, brief: str, basis: str, names: list[str], marked: bool, size: str) -> None:
    told = dataclasses.replace(STORY, tone=Tone.PRAISE, title=title, brief=brief, basis=basis, names=names)
    board = pictures.draw(dataclasses.replace(BRIEF, story=told, is_draft=marked, is_sample=marked), size)
    for placed in board.placed:
        assert placed.box.holds(placed.ink), placed
        assert pictures.Box(0, 0, board.width, board.height).holds(placed.box), placed
    for place, one in enumerate(board.placed):
        for other in board.placed[place + 1 :]:
            assert one.ink.bottom <= other.ink.top or other.ink.bottom <= one.ink.top, (one, other)


@pytest.mark.parametrize("size", pictures.SIZES)
def test_the_margins_of_a_picture_stay_empty(size: str) -> None:
    told = dataclasses.replace(STORY, tone=Tone.PRAISE, title=LONG * 2, brief=LONG * 9, basis=LONG * 4)
    board = pictures.draw(dataclasses.replace(BRIEF, story=told), size)
    paper = Image.new("RGB", board.image.size, board.paper)
    for left, right in ((0, 60), (board.width - 60, board.width)):
        edge = (left, 20, right, board.height)
        assert ImageChops.difference(board.image.crop(edge), paper.crop(edge)).getbbox() is None
    assert any(placed.is_cut for placed in board.placed), "so long a text is cut, not squeezed out of its box"


def test_an_ordinary_text_is_never_cut() -> None:
    for size in pictures.SIZES:
        told = dataclasses.replace(STORY, tone=Tone.PRAISE, names=[LONG, "Công ty Cổ phần Mẫu Bình Minh"])
        placed = pictures.draw(dataclasses.replace(BRIEF, story=told), size).placed
        assert not [each for each in placed if each.is_cut]
        assert f"• {LONG}" in [each.text for each in placed]


def test_a_picture_names_all_or_nobody() -> None:
    told = dataclasses.replace(STORY, tone=Tone.PRAISE, names=[f"Công ty Mẫu {place}" for place in range(12)])
    placed = pictures.draw(dataclasses.replace(BRIEF, story=told), "1200x630").placed
    assert not [each for each in placed if "Công ty Mẫu" in each.text]
    assert STORY.brief in [each.text for each in placed]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("31/10/2026", "ba mươi mốt tháng mười năm hai nghìn không trăm hai mươi sáu"),
        ("ngày 02/04/2026", "ngày mồng hai tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("tháng 09/2026", "tháng chín năm hai nghìn không trăm hai mươi sáu"),
        ("1.234.567 đồng", "một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy đồng"),
        ("434 đơn vị.", "bốn trăm ba mươi bốn đơn vị."),
        ("6,5 tháng", "sáu phẩy năm tháng"),
        ("98% lao động", "chín mươi tám phần trăm lao động"),
        ("0,03%/ngày", "không phẩy không ba phần trăm mỗi ngày"),
        ("mã 9910043241", "mã chín chín một không không bốn ba hai bốn một"),
        ("Quyết định số 45/QĐ-XPHC", "Quyết định số 45/QĐ-XPHC"),
        ("Luật 41/2024/QH15", "Luật 41/2024/QH15"),
        ("UBND tỉnh, BHXH", "Ủy ban nhân dân tỉnh, bảo hiểm xã hội"),
        ("Công ty TNHH MTV XNK Mẫu", "Công ty trách nhiệm hữu hạn một thành viên xuất nhập khẩu Mẫu"),
        ("https://a.example/2026/1 và 5", "https://a.example/2026/1 và năm"),
    ],
)
def test_an_announcer_reads_words_alone(written: str, said: str) -> None:
    assert aloud(written) == said


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 10**15))
def test_no_digit_is_left_for_the_announcer(day: dt.date, amount: int) -> None:
    said = aloud(f"Đến ngày {day:%d/%m/%Y}, {amount:,} đồng".replace(",", ".").replace("2026. ", "2026, "))
    assert not [sign for sign in said if sign.isdigit()]


def test_a_script_says_how_long_it_takes() -> None:
    script = packs.of(files(), "loi-doc.txt").decode("utf-8-sig")
    read = script.partition("\r\n\r\n")[2].partition("\r\n\r\n")[0]
    assert "mồng hai tháng mười một" in read
    assert "một nghìn hai trăm năm mươi người" in read
    assert not [sign for sign in read if sign.isdigit()]
    assert f"khoảng {seconds(read)} giây" in script


@pytest.mark.parametrize(
    ("tone", "sentence", "words"),
    [
        (Tone.LISTED, "Đơn vị vi phạm pháp luật.", ["vi phạm"]),
        (Tone.LISTED, "Đơn vị trốn đóng.", ["trốn đóng"]),
        (Tone.LISTED, "Có tên trong danh sách “Đơn vị vi phạm”.", []),
        (Tone.SANCTIONED, "Quyết định xử phạt vi phạm hành chính.", []),
        (Tone.SANCTIONED, "Phê bình đơn vị.", ["phê bình"]),
        (Tone.PRAISE, "Không vi phạm.", ["vi phạm"]),
        (Tone.NEWS, "Không còn con nợ.", ["con nợ"]),
    ],
)
def test_words_must_fit_the_basis(tone: Tone, sentence: str, words: list[str]) -> None:
    assert wording.unfit(Story(tone, "Tin", sentence, "Tóm tắt.", "Căn cứ")) == words


# --- who may have one, and when


@pytest.fixture
def packer(hire: Callable[..., Officer]) -> Officer:
    return hire("goi", "press.make_pack")


def test_an_officer_takes_the_pack_of_a_public_release_and_it_is_written_down(make: Make, packer: Officer) -> None:
    release = make("live")
    made = making.make(release, by=packer)
    assert made.name == f"{release.public_id}-bao-chi.zip"
    assert "Gửi Công ty Mẫu Sao Mai." in packs.docx(packs.of(packs.unpacked(made.content), ".docx"))
    single = making.make(release, by=packer, key="docx")
    assert [(pack.file, pack.is_draft, pack.by) for pack in release.packs.order_by("pk")] == [
        (made.name, False, packer),
        (single.name, False, packer),
    ]


def test_who_has_no_permission_gets_nothing(make: Make, desk: tuple[Officer, Officer]) -> None:
    with pytest.raises(NotAllowed):
        making.make(make("live"), by=desk[0])
    assert not MadePack.objects.exists()


@pytest.mark.parametrize(("state", "refusal"), [("draft", making.NOT_APPROVED), ("withdrawn", making.IS_OVER)])
def test_what_is_not_approved_or_over_makes_no_pack(make: Make, packer: Officer, state: str, refusal: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        making.make(make(state), by=packer)
    assert refused.value.refusals == (refusal,)
    assert not MadePack.objects.exists()


def test_what_is_approved_makes_a_marked_draft_of_what_would_be_shown(make: Make, packer: Officer, desk: tuple[Officer, Officer]) -> None:
    release = make("approved")
    services.schedule(release, by=desk[1], because="Theo kế hoạch.", at=clock.now() + dt.timedelta(hours=3))
    made = packs.unpacked(making.make(release, by=packer).content)
    assert "BẢN DỰ THẢO – CẤM PHỔ BIẾN TRƯỚC 12:00 NGÀY 02/11/2026" in packs.docx(packs.of(made, ".docx"))
    assert release.packs.get().is_draft


def test_what_the_gate_would_refuse_makes_no_draft(make: Make, letters: Letters, packer: Officer) -> None:
    release = make("approved")
    letters.wrong = [Refusal("wrong", "Số liệu đã cũ.")]
    with pytest.raises(Refused) as refused:
        making.make(release, by=packer)
    assert refused.value.refusals == (letters.wrong[0],)


def test_what_is_held_hidden_or_past_its_time_makes_no_pack(make: Make, letters: Letters, packer: Officer) -> None:
    letters.wrong = [Refusal("wrong", "Số liệu đã cũ.")]
    held = make("approved", "Sở Mẫu")
    with pytest.raises(Refused):
        services.release(held, by=held.approved_by, because="Đến giờ.")
    letters.wrong, letters.ends = [], clock.now() + dt.timedelta(days=1)
    hidden = make("live", "Ban Mẫu")
    letters.hidden = {hidden.subject_id}
    late = make("live", "Hội Mẫu")
    for release, refusal in ((held, making.ON_HOLD), (hidden, making.HIDDEN)):
        release.refresh_from_db()
        with pytest.raises(Refused) as refused:
            making.make(release, by=packer)
        assert refused.value.refusals == (refusal,)
    with clock.at(clock.now() + dt.timedelta(days=2)), pytest.raises(Refused) as refused:
        making.make(late, by=packer)
    assert refused.value.refusals == (making.IS_OVER,)


def test_a_corrected_release_tells_its_correction(make: Make, packer: Officer) -> None:
    release = make("live")
    services.correct(release, by=release.approved_by, because="Sai ngày.", what="Ngày họp được sửa.")
    made = packs.unpacked(making.make(release, by=packer).content)
    for ending in (".docx", "loi-doc.txt", "README.txt"):
        assert "Ngày họp được sửa." in packs.text(ending, packs.of(made, ending))


def test_a_release_that_is_taken_back_while_its_pack_is_made_gives_nothing(
    make: Make, packer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, archive = make("live"), bundle.archive

    def slow(*args: Any) -> bytes:
        other = Release.objects.get(pk=release.pk)
        services.withdraw(other, by=other.approved_by, because="Nhầm.", what="Tin được thu hồi.")
        return archive(*args)

    monkeypatch.setattr(bundle, "archive", slow)
    with pytest.raises(Stale):
        making.make(release, by=packer)
    assert not MadePack.objects.exists()


def test_a_warning_that_names_somebody_where_it_cannot_be_taken_back_is_never_made(
    make: Make, letters: Letters, packer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaking = Story(Tone.LISTED, "Tin về CÔNG TY MẪU SAO MAI", "Câu.", "Tóm tắt.", "Căn cứ")
    monkeypatch.setattr(Letters, "story", lambda *_: leaking)
    with pytest.raises(Refused) as refused:
        making.make(make("live"), by=packer)
    assert refused.value.refusals == (making.NAMES,)


def test_sample_data_is_marked(make: Make) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    assert making.brief(make("live")).marks == ["DỮ LIỆU MẪU, KHÔNG CÓ THẬT"]


# --- the screen


def test_the_office_shows_the_pack_and_hands_it_out(make: Make, packer: Officer, browse: Callable[..., Client]) -> None:
    release, client = make("live"), browse(packer)
    here = f"/quan-tri/ban-truyen-thong/{release.pk}/bo-tai-lieu/"
    page = client.get(here).content.decode()
    assert "Gửi Công ty Mẫu Sao Mai." in page
    assert "Chưa ai lấy tệp nào." in page
    for size in pictures.SIZES:
        assert client.get(f"{here}anh/{size}.png")["Content-Type"] == "image/png"
    assert client.get(f"{here}anh/docx.png").status_code == 404
    taken = client.post(f"{here}tai/")
    assert taken["Content-Type"] == "application/zip"
    assert packs.unpacked(taken.content)
    assert client.post(f"{here}tai/", {"tep": "pdf"}).content.startswith(b"%PDF")
    assert client.post(f"{here}tai/", {"tep": "khong-co"}).status_code == 302
    assert client.get(f"{here}tai/").status_code == 405
    assert f"{release.public_id}-thong-cao.pdf" in client.get(here).content.decode()


def test_the_office_says_why_there_is_no_pack(make: Make, packer: Officer, browse: Callable[..., Client]) -> None:
    release, client = make("withdrawn"), browse(packer)
    here = f"/quan-tri/ban-truyen-thong/{release.pk}/bo-tai-lieu/"
    assert str(making.IS_OVER) in client.get(here).content.decode()
    assert client.post(f"{here}tai/").status_code == 302
    assert client.get(f"{here}anh/1200x630.png").status_code == 404


def test_officers_without_the_task_are_not_let_in(make: Make, desk: tuple[Officer, Officer], browse: Callable[..., Client]) -> None:
    here, client = f"/quan-tri/ban-truyen-thong/{make('live').pk}/bo-tai-lieu/", browse(desk[0])
    assert {client.get(f"{here}{part}").status_code for part in ("", "anh/1200x630.png")} == {302}
    assert client.post(f"{here}tai/").status_code == 302


def test_the_list_of_packs_asks_no_more_questions_when_it_grows(
    make: Make, packer: Officer, browse: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    release, client = make("live"), browse(packer)
    MadePack.objects.bulk_create(MadePack(release=release, file=f"{place}.zip", sha256="0" * 64, by=packer) for place in range(60))
    client.get(f"/quan-tri/ban-truyen-thong/{release.pk}/bo-tai-lieu/")
    with django_assert_max_num_queries(30):
        page = client.get(f"/quan-tri/ban-truyen-thong/{release.pk}/bo-tai-lieu/?p=2").content.decode()
    assert "Trang 2/3" in page
