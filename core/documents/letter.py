"""An official letter as its parts, in the order of Decree 30/2020/NĐ-CP, annex I: what is written, and nothing about how it looks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..text import nfc

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

#: Signs that neither Word nor PDF can hold.
_UNWRITABLE = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows within a letter or its annex; ``widths`` are parts of the whole, equal where they are left out."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()

    def shares(self) -> list[float]:
        """Return the part of the whole width that each column takes."""
        widths = list(self.widths) or [1.0] * len(self.head)
        return [width / sum(widths) for width in widths]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line in bold above the paragraphs that follow."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A framed place that somebody fills before the document goes out: what belongs there, and a hint how."""

    title: str
    hint: str


Paragraph = str | Table | Heading | Slot


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of an agency (công văn), or a document that has a name of its kind (văn bản có tên loại).

    ``number`` is the whole mark, "12/SNV-BHXH"; one that begins with "/" leaves the room in which the clerk writes the number.
    ``day`` ``None`` leaves the day and month open. A paragraph that begins with "- " is an item of a list.
    ``named`` is the name of its kind, "Thông cáo báo chí": then ``about`` stands below it in the middle of the page, and ``to`` may
    be empty. ``stamp`` is written on top of every page. ``made`` is the moment that a PDF names as its making.
    """

    agency: str
    number: str
    place: str
    about: str
    to: Sequence[str]
    paragraphs: Sequence[Paragraph]
    signer_role: str
    agency_over: str = ""
    day: dt.date | None = None
    year: int | None = None
    signer: str = ""
    receivers: Sequence[str] = field(default=("Như trên",))
    named: str = ""
    stamp: str = ""
    made: dt.datetime | None = None

    def number_line(self) -> str:
        """Return the line of the number, with room for it where it is still to be given."""
        number = clean(self.number)
        return f"Số: {' ' * 12}{number}" if number.startswith("/") else f"Số: {number}"

    def day_line(self) -> str:
        """Return place and day; days and the months January and February have two digits, as the decree wants."""
        if self.day is None:
            gap = " " * 7
            return f"{clean(self.place)}, ngày {gap} tháng {gap} năm {self.year or ' ' * 7}"
        month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
        return f"{clean(self.place)}, ngày {self.day.day:02d} tháng {month} năm {self.day.year}"

    def receiver_lines(self) -> list[str]:
        """Return who gets the letter, each with the signs of the decree: a dash before, a semicolon after, a full stop at the end."""
        marked = [f"- {clean(each).rstrip(';.')}" for each in (*self.receivers, "Lưu: VT")]
        return [*(f"{each};" for each in marked[:-1]), f"{marked[-1]}."]


def clean(text: str) -> str:
    """Return ``text`` composed and without signs that a document cannot hold; everything else stays as it is written."""
    return nfc(_UNWRITABLE.sub("", text))
