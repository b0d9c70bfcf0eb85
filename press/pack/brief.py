"""What every file of a pack is made of: the story of a release, and what the desk knows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..stories import Source, Story, Tone

#: What a picture, a message and a script put above the title.
KICKERS: dict[Tone, str] = {
    Tone.PRAISE: "Biểu dương",
    Tone.LISTED: "Thông tin từ danh sách đã công khai",
    Tone.SANCTIONED: "Công khai quyết định xử phạt",
    Tone.NEWS: "Thông cáo báo chí",
}


@dataclass(frozen=True, slots=True)
class Brief:
    """One release, ready to be put into any form.

    ``going_out_at`` is when it went out, or is to; ``is_draft`` tells that nobody may spread it yet, ``is_internal``
    that not even the accredited press may have it before. ``corrections`` are the days and
    sentences of what was put right.
    """

    story: Story
    public_id: str
    address: str
    authority: str
    number: str
    place: str
    contact: str
    is_draft: bool
    is_internal: bool
    made_at: dt.datetime
    going_out_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    corrections: Sequence[tuple[dt.date, str]] = ()
    is_sample: bool = False

    @property
    def mark(self) -> str:
        """Return what stands on every file of a draft."""
        if not self.is_draft:
            return ""
        when = f"{self.going_out_at:%H:%M NGÀY %d/%m/%Y}" if self.going_out_at else "KHI PHÁT HÀNH"
        return f"BẢN DỰ THẢO – CẤM PHỔ BIẾN TRƯỚC {when}{' – LƯU HÀNH NỘI BỘ' if self.is_internal else ''}"

    @property
    def marks(self) -> list[str]:
        """Return every mark that a reader must see first: of a draft, of sample data."""
        return [mark for mark in (self.mark, "DỮ LIỆU MẪU, KHÔNG CÓ THẬT" if self.is_sample else "") if mark]

    @property
    def kicker(self) -> str:
        """Return what stands above the title."""
        return KICKERS[self.story.tone]

    def dated(self) -> str:
        """Return the days that the figures speak of; of a sanction that of its decision."""
        if self.story.as_of is None:
            return ""
        what = "Quyết định ban hành ngày" if self.story.tone is Tone.SANCTIONED else "Số liệu tính đến ngày"
        on_time = f"Đúng hạn đến hết tháng {self.story.until:%m/%Y}. " if self.story.until else ""
        return f"{on_time}{what} {self.story.as_of:%d/%m/%Y}."

    def sources(self) -> list[str]:
        """Return where the figures come from, one line for each source."""
        return [said(source) for source in self.story.sources]

    def footing(self) -> Iterator[tuple[str, str]]:
        """Yield what no file may lack: days, source, legal basis, number, address, and until when."""
        if dated := self.dated():
            yield "Thời điểm", dated
        if sources := self.sources():
            yield "Nguồn", "; ".join(sources)
        yield "Căn cứ", self.story.basis
        yield "Mã công khai", self.public_id
        yield "Địa chỉ", self.address
        if self.ends_at:
            yield "Công khai đến trước", f"{self.ends_at:%H:%M ngày %d/%m/%Y}; sau thời điểm này đề nghị gỡ khỏi mọi kênh đã đăng"


def said(source: Source) -> str:
    """Return a source in a line."""
    day = f", ngày {source.on:%d/%m/%Y}" if source.on else ""
    return f"{source.title}{day}{f' ({source.url})' if source.url else ''}"
