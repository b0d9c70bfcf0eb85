"""Fonts, text on pictures and QR codes."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Literal

import fontpkg_be_vietnam_pro
import segno
from PIL import Image, ImageDraw, ImageFont, features

from .text import nfc

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "Italic"]

#: Without raqm the marks of decomposed text fall beside their letters.
if not features.check("raqm"):
    raise ImportError("this Pillow has no raqm; install the wheel from PyPI")


@lru_cache(maxsize=1)
def fonts() -> Path:
    """Return the folder of the Be Vietnam Pro files (OFL 1.1)."""
    package = Path(next(iter(fontpkg_be_vietnam_pro.__path__)))
    return next(iter(sorted(package.rglob("BeVietnamPro-Regular.ttf")))).parent


@lru_cache(maxsize=64)
def font(size: int, weight: Weight = "Regular") -> ImageFont.FreeTypeFont:
    """Return Be Vietnam Pro at ``size`` pixels."""
    return ImageFont.truetype(str(fonts() / f"BeVietnamPro-{weight}.ttf"), size, layout_engine=ImageFont.Layout.RAQM)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` pixels, broken between words (a longer word stands alone)."""
    lines: list[str] = []
    for word in nfc(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def centred(
    draw: ImageDraw.ImageDraw, text: str, *, y: int, x: int, width: int, face: ImageFont.FreeTypeFont, fill: str, leading: float = 1.35
) -> int:
    """Write ``text`` centred around ``x``, first line at ``y``; return the ``y`` below the last line."""
    step = round(face.size * leading)
    for line in wrap(text, face, width):
        draw.text((x, y), line, font=face, fill=fill, anchor="ma", language="vi")
        y += step
    return y


def qr(address: str, *, scale: int = 8, dark: str = "#1a1a1a") -> Image.Image:
    """Return the QR code of ``address`` as a picture with a quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(address, micro=False, error="m").save(out, kind="png", scale=scale, border=4, dark=dark)
    out.seek(0)
    with Image.open(out) as picture:
        return picture.convert("RGB")


def qr_svg(address: str) -> str:
    """Return the QR code of ``address`` as an SVG element to be put into a page."""
    return segno.make(address, micro=False, error="m").svg_inline(scale=5, border=2, title="Mã QR")
