"""The letter of praise as a picture: drawn when somebody asks for it, then kept."""

from __future__ import annotations

import hashlib
import io
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from core import chain
from core.images import Weight, centred, font, qr, wrap
from core.models import Installation
from core.text import nfc

from .models import Certificate

#: Part of the key under which a picture is kept: a new drawing makes new pictures.
DRAWING = 1
#: A4 on its side at 150 dots an inch.
WIDTH, HEIGHT = 1754, 1240

_GREEN, _DARK, _INK, _SOFT, _GOLD, _PAPER, _WASH = "#0b5d50", "#07443a", "#1c2b28", "#52635f", "#b8862b", "#fffdf8", "#eef5f1"
_RED = "#b3261e"
_PRAISE = "đã đóng đủ, đóng đúng hạn bảo hiểm xã hội, bảo hiểm y tế,"


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that a letter says."""

    authority: str
    name: str
    commune: str
    scheme: str
    until: str
    as_of: str
    issued: str
    valid_until: str
    serial: str
    address: str
    is_sample: bool


def letter(certificate: Certificate) -> Letter:
    """Return what the letter of ``certificate`` says."""
    honour, a_round = certificate.honour, certificate.honour.round
    return Letter(
        authority=settings.AUTHORITY,
        name=nfc(honour.firm.name),
        commune=f"{honour.firm.commune.name}, {settings.PROVINCE_NAME}" if honour.firm.commune else settings.PROVINCE_NAME,
        scheme=a_round.title,
        until=f"{a_round.until_month:%m/%Y}",
        as_of=f"{a_round.as_of:%d/%m/%Y}",
        issued=f"{timezone.localtime(certificate.issued_at):%d/%m/%Y}",
        valid_until=f"{a_round.valid_until:%d/%m/%Y}" if a_round.valid_until else "",
        serial=certificate.serial,
        address=settings.BASE_URL + reverse("verify", args=[certificate.serial]),
        is_sample=Installation.current().is_demo,
    )


def png(certificate: Certificate) -> bytes:
    """Return the picture of a letter, drawn once for the same words."""
    said = letter(certificate)
    key = hashlib.sha256(chain.canonical({**asdict(said), "drawing": DRAWING})).hexdigest()
    path, store = f"certificates/{key[:2]}/{key}.png", storages["private"]
    if store.exists(path):
        with store.open(path) as file:
            return bytes(file.read())
    picture = draw(said)
    store.save(path, ContentFile(picture))
    return picture


def draw(said: Letter) -> bytes:
    """Draw a letter and return it as PNG."""
    sheet = _background(said.is_sample).copy()
    pen = ImageDraw.Draw(sheet)
    middle, wide = WIDTH // 2, WIDTH - 420
    y = centred(pen, said.authority.upper(), y=124, x=middle, width=wide, face=font(30, "SemiBold"), fill=_DARK)
    y = centred(pen, "THƯ BIỂU DƯƠNG ĐIỆN TỬ", y=y + 34, x=middle, width=wide, face=font(66, "Bold"), fill=_GREEN)
    _rule(pen, y + 12)
    y = centred(pen, "Biểu dương đơn vị", y=y + 48, x=middle, width=wide, face=font(30), fill=_SOFT)
    face = _fitting(said.name, wide)
    y = centred(pen, said.name, y=y + 10, x=middle, width=_even(said.name, face, wide), face=face, fill=_INK, leading=1.25)
    y = centred(pen, said.commune, y=y + 10, x=middle, width=wide, face=font(28), fill=_SOFT)
    face = font(34, "Medium")
    y = centred(pen, _PRAISE, y=y + 36, x=middle, width=wide, face=face, fill=_INK, leading=1.45)
    y = centred(pen, f"bảo hiểm thất nghiệp đến hết tháng {said.until}", y=y, x=middle, width=wide, face=face, fill=_INK, leading=1.45)
    centred(pen, f"Số liệu tính đến ngày {said.as_of} · {said.scheme}", y=y + 14, x=middle, width=wide, face=font(26), fill=_SOFT)
    _foot(sheet, pen, said)
    out = io.BytesIO()
    sheet.quantize(48, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _fitting(name: str, width: int) -> ImageFont.FreeTypeFont:
    """Return the largest face in which ``name`` takes two lines at most."""
    for size in (62, 56, 50, 44):
        face = font(size, "Bold")
        if len(wrap(name, face, width)) <= 2:
            return face
    return font(38, "Bold")


def _even(text: str, face: ImageFont.FreeTypeFont, width: int) -> int:
    """Return the smallest width that needs no more lines than ``width`` does, so that the lines are of like length."""
    lines = len(wrap(text, face, width))
    return next((narrow for narrow in range(200, width, 20) if len(wrap(text, face, narrow)) <= lines), width)


def _rule(pen: ImageDraw.ImageDraw, y: int) -> None:
    """Draw the ornament below the heading."""
    middle = WIDTH // 2
    pen.line((middle - 170, y, middle - 26, y), fill=_GOLD, width=3)
    pen.line((middle + 26, y, middle + 170, y), fill=_GOLD, width=3)
    pen.polygon([(middle, y - 11), (middle + 11, y), (middle, y + 11), (middle - 11, y)], fill=_GOLD)


def _foot(sheet: Image.Image, pen: ImageDraw.ImageDraw, said: Letter) -> None:
    """Write what the letter is worth, and how anyone can check it."""
    code = qr(said.address, scale=5, dark=_DARK)
    left, top = 150, HEIGHT - 150 - code.height
    sheet.paste(code, (left, top))
    pen.rectangle((left, top, left + code.width, top + code.height), outline=_GREEN, width=2)
    x, y = left + code.width + 34, top + 6
    lines: tuple[tuple[str, int, Weight, str], ...] = (
        (f"Số: {said.serial}", 27, "SemiBold", _INK),
        (f"Cấp ngày {said.issued}, có hiệu lực đến hết ngày {said.valid_until}", 25, "Regular", _INK),
        ("Quét mã hoặc mở địa chỉ dưới đây để biết thư còn hiệu lực hay không:", 23, "Regular", _SOFT),
        (said.address, 23, "Medium", _GREEN),
        ("Thư ghi nhận trên cổng thông tin, không phải hình thức khen thưởng theo Luật Thi đua, khen thưởng.", 20, "Italic", _SOFT),
    )
    for text, size, weight, fill in lines:
        for line in wrap(text, font(size, weight), WIDTH - 150 - x):
            pen.text((x, y), line, font=font(size, weight), fill=fill, language="vi")
            y += round(size * 1.45)
        y += 3


@lru_cache(maxsize=2)
def _background(is_sample: bool) -> Image.Image:
    """Return the sheet without words: frame, corners, and the mark of sample data."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, WIDTH, 26), fill=_GREEN)
    pen.rectangle((0, HEIGHT - 26, WIDTH, HEIGHT), fill=_GREEN)
    pen.rectangle((56, 72, WIDTH - 57, HEIGHT - 73), outline=_GREEN, width=4)
    pen.rectangle((68, 84, WIDTH - 69, HEIGHT - 85), outline=_GOLD, width=2)
    for x, y, right, down in ((56, 72, 1, 1), (WIDTH - 57, 72, -1, 1), (56, HEIGHT - 73, 1, -1), (WIDTH - 57, HEIGHT - 73, -1, -1)):
        _corner(pen, x, y, right, down)
    if is_sample:
        mark = font(30, "Bold")
        pen.rectangle((WIDTH - 390, 112, WIDTH - 110, 164), outline=_RED, width=3)
        pen.text((WIDTH - 250, 138), "DỮ LIỆU MẪU", font=mark, fill=_RED, anchor="mm", language="vi")
    return sheet


def _corner(pen: ImageDraw.ImageDraw, x: int, y: int, right: int, down: int) -> None:
    """Draw one corner: a quarter of leaves in steps, turned by the signs ``right`` and ``down``."""
    for step, fill in ((64, _WASH), (44, _GREEN), (34, _PAPER), (22, _GOLD)):
        pen.polygon([(x, y), (x + right * step, y), (x, y + down * step)], fill=fill)
