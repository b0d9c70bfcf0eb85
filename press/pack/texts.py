"""The words of a pack: the press release, the script for loudspeakers, the short message, the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core import charts
from core.documents import Heading, Letter, Paragraph, Plate, Slot, Table
from core.documents.report import shown as cell
from core.tables.writing import Row, Value

from ..stories import Grid, Tone
from .brief import Brief
from .spoken import aloud, seconds

#: A newsroom reads so many rows in a text; more stand in the tables beside it.
_ROWS_IN_TEXT = 40
#: A message names firms only where it can name all.
_NAMES_IN_MESSAGE = 12
_QUOTE_HINTS: dict[Tone, str] = {
    Tone.PRAISE: "[Lời của người phát ngôn: ý nghĩa của việc đóng đủ, đúng hạn đối với người lao động. Không hứa thay cho đơn vị.]",
    Tone.LISTED: "[Lời của người phát ngôn: quyền lợi của người lao động, cách khắc phục. Chỉ nói điều có trong danh sách; không "
    "dùng từ ngữ quy kết.]",
    Tone.SANCTIONED: "[Lời của người phát ngôn: chỉ nói điều quyết định đã ghi; nêu việc khắc phục nếu có.]",
    Tone.NEWS: "[Lời của người phát ngôn.]",
}
_CARE: dict[Tone, str] = {
    Tone.PRAISE: "Được nêu tên đơn vị. Luôn ghi “đóng đủ, đúng hạn đến hết tháng …, số liệu tính đến ngày …”; không viết thành "
    "khen thưởng của Nhà nước.",
    Tone.LISTED: "Chỉ viết “có tên trong danh sách … do cơ quan BHXH công khai”, kèm ngày của số liệu và ý kiến của đơn vị.",
    Tone.SANCTIONED: "Chỉ viết điều quyết định đã ghi, kèm số, ngày, người ban hành, việc khắc phục và ý kiến của đơn vị.",
    Tone.NEWS: "Khi đăng, đề nghị ghi nguồn.",
}


def press_release(brief: Brief) -> Letter:
    """Return the release as a document with the name of its kind; the clerk numbers it, the spokesperson fills the frames."""
    return Letter(
        agency=brief.authority,
        number=brief.number,
        place=brief.place,
        year=(brief.going_out_at or brief.made_at).year,
        day=None if brief.is_draft or brief.going_out_at is None else brief.going_out_at.date(),
        named="Thông cáo báo chí",
        about=brief.story.title,
        to=(),
        paragraphs=list(_paragraphs(brief)),
        signer_role="Người phát ngôn",
        signer=brief.story.signer,
        receivers=("Các cơ quan báo chí", "Cổng thông tin điện tử"),
        stamp=" · ".join(brief.marks),
        made=brief.made_at,
    )


def _paragraphs(brief: Brief) -> Iterator[Paragraph]:
    story = brief.story
    yield story.lead
    yield from story.paragraphs
    for day, what in brief.corrections:
        yield f"Đính chính ngày {day:%d/%m/%Y}: {what}"
    if story.figures:
        yield Heading("Số liệu chính")
        yield Table(["Chỉ tiêu", "Bằng số", "Bằng chữ"], [[each.label, each.written, each.said] for each in story.figures], [3, 3, 5])
    if story.grid and story.grid.rows:
        yield Heading(story.grid.name)
        yield _table(story.grid, brief.address)
    if story.quotes:
        yield Heading("Phát biểu")
        yield from story.quotes
    else:
        yield Slot("Phát biểu của người phát ngôn", _QUOTE_HINTS[story.tone])
        yield Slot("Phát biểu thứ hai (nếu có)", "[Họ tên, chức vụ, cơ quan: lời phát biểu.]")
    yield Heading("Căn cứ, nguồn, thời hạn")
    for name, text in brief.footing():
        yield f"- {name}: {text.rstrip('.')}{'' if text.endswith('/') else '.'}"
    yield Heading("Liên hệ báo chí")
    yield brief.contact or "[Họ tên, chức vụ, điện thoại, thư điện tử của đầu mối liên hệ báo chí.]"
    yield "Thông tin sai sót đề nghị báo ngay cho đầu mối trên để đính chính trong 01 ngày làm việc./."


def _table(grid: Grid, address: str) -> Paragraph:
    """Return the rows as a text holds them: one row stands on end; more than a page of them are left to the tables beside it."""
    if len(grid.rows) == 1:
        pairs = [[name, cell(value)] for name, value in zip(grid.head, grid.rows[0], strict=True) if value not in (None, "")]
        return Table(["Nội dung", "Chi tiết"], pairs, [2, 3])
    if len(grid.rows) > _ROWS_IN_TEXT:
        return f"Danh sách {cell(len(grid.rows))} dòng ở tệp XLSX, CSV kèm theo và tại {address}."
    shares = grid.in_text or dict.fromkeys(range(len(grid.head)), 1.0)
    head = [grid.head[place] for place in shares]
    return Table(head, [[cell(row[place]) for place in shares] for row in grid.rows], list(shares.values()))


def script(brief: Brief) -> str:
    """Return what an announcer reads over the loudspeakers of a commune, and how long it takes."""
    read = [
        *(f"Đính chính ngày {day:%d/%m/%Y}: {what}" for day, what in brief.corrections),
        *brief.story.spoken,
        "Xin trân trọng cảm ơn.",
    ]
    spelt = ["Kính thưa bà con và anh chị em người lao động!", *map(aloud, read)]
    lines = [
        *brief.marks,
        f"LỜI ĐỌC TRUYỀN THANH · {brief.public_id}",
        f"Thời lượng: khoảng {seconds(' '.join(spelt))} giây. Đọc hai lần, cách nhau một nhịp nghỉ.",
        *(["Không đọc thêm tên đơn vị nào."] if brief.story.tone.is_warning else []),
        "",
        *spelt,
        "",
        "Phần dưới đây không đọc:",
        *(f"{name}: {text}" for name, text in brief.footing()),
    ]
    return _file(lines)


def message(brief: Brief) -> str:
    """Return what a messenger or a page on social media carries: of a warning the title and the address, and no name."""
    story = brief.story
    lines = [
        *brief.marks,
        story.title,
        "",
        story.brief,
        *(f"- {name}" for name in story.names if len(story.names) <= _NAMES_IN_MESSAGE),
        *([brief.dated()] if brief.story.as_of else []),
        f"Xem đầy đủ: {brief.address}",
        "",
        f"Mô tả ảnh cho người khiếm thị: {alt(brief)}",
    ]
    return _file(lines)


def alt(brief: Brief) -> str:
    """Return what a picture shows, for who cannot see it."""
    names = f" Các đơn vị: {'; '.join(brief.story.names)}." if 0 < len(brief.story.names) <= _NAMES_IN_MESSAGE else ""
    return " ".join(f"{brief.story.title}. {brief.dated()}{names} Mã {brief.public_id}.".split())


def index(brief: Brief, files: Sequence[tuple[str, str, str]]) -> str:
    """Return the index of a pack: what each file is, its hash, and how its words may be used."""
    story = brief.story
    lines = [
        *brief.marks,
        f"BỘ TÀI LIỆU BÁO CHÍ · {brief.public_id}",
        brief.authority,
        "",
        story.title,
        "",
        *(f"{name}: {text}" for name, text in brief.footing()),
        *(f"Đã đính chính ngày {day:%d/%m/%Y}: {what}" for day, what in brief.corrections),
        "",
        "CÁCH DÙNG",
        _CARE[story.tone],
        *(
            [
                "Tên đơn vị chỉ có trong thư mục 1-bao-chi. Không đưa tên lên mạng xã hội, tin nhắn, ảnh, loa truyền thanh: "
                "những nơi đó không rút lại được."
            ]
            if story.tone.is_warning
            else []
        ),
        *([] if story.quotes else ["Khung “Phát biểu” trong thông cáo do người phát ngôn điền trước khi gửi."]),
        "Văn thư cấp số trước khi gửi.",
        "Tin được đính chính, thu hồi hoặc hết thời hạn thì đề nghị sửa, gỡ ở mọi kênh đã đăng; trang theo địa chỉ trên luôn là bản đúng.",
        "",
        "CÁC TỆP (mã SHA-256 để đối chiếu)",
        *(line for name, about, digest in files for line in (f"- {name}: {about}", f"  {digest}")),
        "",
        f"Liên hệ: {brief.contact or 'xem thông cáo báo chí'}",
    ]
    return _file(lines)


def chart(brief: Brief) -> Plate | None:
    """Return the chart with what it must carry when it stands alone, or nothing where the story has none."""
    graph = brief.story.graph
    if graph is None:
        return None
    svg = charts.bars("bieu-do", graph.title, graph.about, graph.labels, graph.series)
    sources = [f"Nguồn: {source}." for source in brief.sources()]
    return Plate(graph.title, svg, [" ".join([brief.dated(), *sources]).strip(), f"{brief.public_id} · {brief.address}"], brief.marks)


def columns(brief: Brief) -> tuple[list[str], list[Row]]:
    """Return the table with what each of its rows must carry when it travels alone."""
    grid = brief.story.grid or Grid("Số liệu", ["Chỉ tiêu", "Số"], [[each.label, each.amount] for each in brief.story.figures])
    tail: dict[str, Value] = {
        **({} if brief.story.tone is Tone.SANCTIONED else {"Số liệu tính đến ngày": brief.story.as_of}),
        "Nguồn": "; ".join(brief.sources()),
        "Căn cứ": brief.story.basis,
        "Mã công khai": brief.public_id,
        "Địa chỉ": brief.address,
        "Lưu ý": " · ".join(brief.marks),
    }
    return [*grid.head, *tail], [[*row, *tail.values()] for row in grid.rows]


def _file(lines: Sequence[str]) -> str:
    """Return lines as a text file that every Windows program opens: with the mark of UTF-8, and its line ends."""
    return "\ufeff" + "\r\n".join(lines) + "\r\n"
