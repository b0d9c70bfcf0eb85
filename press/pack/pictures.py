"""Pictures for social media: 1200×630 and 1080×1080. No text leaves its box: it is wrapped, made smaller, and cut at last."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageDraw

from core.images import Weight, font, qr, wrap
from core.text import nfc

from ..stories import Tone
from .brief import Brief

#: Names of the pictures by their size in pixels.
SIZES: dict[str, tuple[int, int]] = {"1200x630": (1200, 630), "1080x1080": (1080, 1080)}
_INK, _SOFT, _RED = "#17242c", "#495963", "#9c1f22"
#: Paper and accent: praise is warm; a warning is plain, so that it does not shame by its looks.
_LOOKS: dict[Tone, tuple[str, str]] = {
    Tone.PRAISE: ("#fffdf8", "#0b5d50"),
    Tone.LISTED: ("#f6f8fa", "#3d5468"),
    Tone.SANCTIONED: ("#f6f8fa", "#3d5468"),
    Tone.NEWS: ("#ffffff", "#0a5a8a"),
}
#: A picture names firms only where all of them have room.
_MOST_NAMES = 8
_NAME_LEADING = 1.3


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return how high it is."""
        return self.bottom - self.top

    def holds(self, other: Box) -> bool:
        """Tell whether ``other`` lies within."""
        return self.left <= other.left and self.top <= other.top and self.right >= other.right and self.bottom >= other.bottom


@dataclass(frozen=True, slots=True)
class Placed:
    """A text as it was drawn: where it had to stay, where its ink is, and whether it was cut."""

    text: str
    box: Box
    ink: Box
    is_cut: bool


@dataclass
class Board:
    """A picture that is being drawn, and what was written on it."""

    width: int
    height: int
    paper: str
    placed: list[Placed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.paper)
        self.pen = ImageDraw.Draw(self.image)

    def write(
        self, text: str, box: Box, *, sizes: Sequence[int], fill: str = _INK, weight: Weight = "Regular", leading: float = 1.32
    ) -> int:
        """Write ``text`` at the top of ``box`` in the largest of ``sizes`` in which it fits; return where the next text may begin."""
        for size in sizes:
            lines = _lines(text, size, weight, box.width)
            if _height(lines, size, weight, leading) <= box.height:
                break
        else:
            size = sizes[-1]
            lines = _cut(_lines(text, size, weight, box.width), size, weight, box, leading)
        is_cut = bool(lines) and lines[-1].endswith("…") and not text.endswith("…")
        face, y = font(size, weight), box.top + _reach(size, weight)[0]
        ink: list[tuple[float, float, float, float]] = []
        for line in lines:
            self.pen.text((box.left, y), line, font=face, fill=fill, language="vi")
            ink.append(self.pen.textbbox((box.left, y), line, font=face, language="vi"))
            y += round(size * leading)
        if ink:
            lefts, tops, rights, bottoms = zip(*ink, strict=True)
            edges = Box(math.floor(min(lefts)), math.floor(min(tops)), math.ceil(max(rights)), math.ceil(max(bottoms)))
            self.placed.append(Placed(text, box, edges, is_cut))
        return box.top + _height(lines, size, weight, leading)

    def png(self) -> bytes:
        """Return the picture, in few colours and without a date, so that it is small and always the same."""
        out = io.BytesIO()
        self.image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
        return out.getvalue()


def png(brief: Brief, size: str) -> bytes:
    """Return the picture of one size."""
    return draw(brief, size).png()


def draw(brief: Brief, size: str) -> Board:
    """Draw the picture of one size: who speaks, what about, the days, the source, the basis, and where it stands."""
    width, height = SIZES[size]
    paper, accent = _LOOKS[brief.story.tone]
    board = Board(width, height, paper)
    margin = 64
    top = _head(board, brief, accent, margin)
    below = _foot(board, brief, accent, margin)
    middle = Box(margin, top, width - margin, below)
    is_tall = height > width
    headline = Box(middle.left, middle.top, middle.right, middle.top + round(middle.height * (0.42 if brief.story.names else 0.58)))
    sizes = (72, 64, 58, 52, 46, 42, 38, 34, 30) if is_tall else (54, 48, 44, 40, 36, 32, 28)
    y = board.write(brief.story.title, headline, sizes=sizes, weight="Bold", fill=accent, leading=1.24)
    rest = Box(middle.left, y + 14, middle.right, middle.bottom)
    if not _names(board, brief.story.names, rest):
        board.write(brief.story.brief, rest, sizes=(40, 36, 32, 30, 28, 26, 24, 22, 20) if is_tall else (32, 30, 28, 26, 24, 22, 20))
    return board


def _head(board: Board, brief: Brief, accent: str, margin: int) -> int:
    """Write who speaks and of what kind it is, below the marks of drafts and samples; return where the middle begins."""
    y = 0
    if brief.marks:
        board.pen.rectangle((0, 0, board.width, 52), fill=_RED)
        board.write(
            " · ".join(brief.marks), Box(margin, 10, board.width - margin, 50), sizes=(26, 23, 20, 17), weight="Bold", fill="#ffffff"
        )
        y = 52
    board.pen.rectangle((0, y, board.width, y + 14), fill=accent)
    board.write(
        brief.authority.upper(), Box(margin, y + 36, board.width - margin, y + 76), sizes=(26, 24, 22, 20, 18), weight="SemiBold", fill=_INK
    )
    kicker = Box(margin, y + 76, board.width - margin, y + 114)
    board.write(brief.kicker, kicker, sizes=(24, 22, 20), weight="Medium", fill=_SOFT)
    return y + 130


def _foot(board: Board, brief: Brief, accent: str, margin: int) -> int:
    """Write what no picture may lack beside the code that leads to its page; return where the middle must end."""
    code = qr(brief.address, scale=4, dark=_INK)
    high = max(code.height, 190)
    top = board.height - 36 - high
    board.pen.line((margin, top - 18, board.width - margin, top - 18), fill=accent, width=3)
    board.image.paste(code, (board.width - margin - code.width, top))
    right = board.width - margin - code.width - 28
    y = top
    if dated := brief.dated():
        y = board.write(dated, Box(margin, y, right, y + 60), sizes=(24, 22, 20, 18), weight="SemiBold")
    if sources := brief.sources():
        y = board.write(f"Nguồn: {_without_address(sources[0])}", Box(margin, y, right, y + 52), sizes=(19, 18, 17, 16), fill=_SOFT)
    y = board.write(f"Căn cứ: {brief.story.basis}", Box(margin, y, right, board.height - 70), sizes=(19, 18, 17, 16, 15), fill=_SOFT)
    last = Box(margin, max(y, board.height - 70), right, board.height - 34)
    board.write(
        f"{brief.public_id} · {brief.address.partition('://')[2]}", last, sizes=(19, 18, 17, 16, 15, 14), weight="Medium", fill=accent
    )
    return top - 34


def _names(board: Board, names: Sequence[str], box: Box) -> bool:
    """Write the names one below the other in one size, or none of them: a picture that names some would pass over the others."""
    if not 0 < len(names) <= _MOST_NAMES:
        return False
    for size in (34, 30, 28, 26, 24, 22, 20, 18):
        high = [_height(_lines(f"• {name}", size, "Medium", box.width), size, "Medium", _NAME_LEADING) for name in names]
        if sum(high) <= box.height:
            break
    else:
        return False
    top = box.top
    for name, part in zip(names, high, strict=True):
        board.write(f"• {name}", Box(box.left, top, box.right, top + part), sizes=(size,), weight="Medium", leading=_NAME_LEADING)
        top += part
    return True


def _without_address(source: str) -> str:
    return source.partition(" (http")[0]


def _lines(text: str, size: int, weight: Weight, width: int) -> list[str]:
    """Return ``text`` in lines that are no wider than ``width``; a word that is wider itself is broken between its letters."""
    face, lines = font(size, weight), []
    for line in wrap(nfc(text), face, width):
        while face.getlength(line) > width and len(line) > 1:
            fits = next(keep for keep in range(len(line) - 1, 0, -1) if keep == 1 or face.getlength(line[:keep]) <= width)
            lines.append(line[:fits])
            line = line[fits:]
        lines.append(line)
    return lines


def _height(lines: Sequence[str], size: int, weight: Weight, leading: float) -> int:
    """Return how high lines are, from the marks above the first to those below the last."""
    above, below = _reach(size, weight)
    return above + round(size * leading) * (len(lines) - 1) + below if lines else 0


@lru_cache(maxsize=128)
def _reach(size: int, weight: Weight) -> tuple[int, int]:
    """Return how far ink goes above the place where a line is written, and how far below: capitals carry two marks, letters hang."""
    _, top, _, bottom = ImageDraw.Draw(Image.new("L", (1, 1))).textbbox((0, 0), "ẨỂỖẪỦgjyợỵ(|Q", font=font(size, weight), language="vi")
    return max(0, math.ceil(-top)) + 1, math.ceil(bottom) + 1


def _cut(lines: list[str], size: int, weight: Weight, box: Box, leading: float) -> list[str]:
    """Return the lines that fit, the last one ending in an ellipsis."""
    face = font(size, weight)
    kept = lines
    while kept and _height(kept, size, weight, leading) > box.height:
        kept = kept[:-1]
    if not kept:
        return []
    last = kept[-1]
    while last and face.getlength(f"{last}…") > box.width:
        last = last[:-1]
    return [*kept[:-1], f"{last.rstrip(' ,;.')}…"]
