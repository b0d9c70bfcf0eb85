"""Charts as SVG drawn here: no script, no style sheet, readable on a phone, with a title and a description for who cannot see them.

A chart shows what the table beside it says, and never more; each page puts the table first. Series differ by pattern as well as by
colour, and every drawing is 400 units wide, so that its letters stay legible on 320 pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from .money import number

_WIDE = 400
_INK, _SOFT, _LINE = "#17242c", "#495963", "#cbd6d1"
#: Colour and dashes of the first series, the second and the third; all stand out from white by 3:1 at least.
_LOOKS = (("#0b5f50", ""), ("#b45309", "7 4"), ("#0a5a8a", "2 3"))
_RIGHT, _TOP, _BOTTOM = 12, 12, 30
#: How wide a sign of 14 units is, and how far apart the names below the axis stand.
_SIGN, _APART = 8.6, 96
_PLOT = 190
_ROW, _BAR = 44, 9


@dataclass(frozen=True, slots=True)
class Series:
    """A row of figures under one name; ``None`` where there is none."""

    name: str
    values: Sequence[float | int | None]


@dataclass(frozen=True, slots=True)
class Band:
    """A span of places, from and to included, that is shaded and named."""

    first: int
    last: int
    name: str


def lines(
    key: str,
    title: str,
    about: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    bands: Sequence[Band] = (),
    language: str = "vi",
) -> str:
    """Return a chart of ``series`` over ``labels``, in order; a missing figure leaves a gap in its line.

    ``key`` makes the ids of the drawing unique on its page.
    """
    top = _ceiling(value for each in series for value in each.values if value is not None)
    legend = _TOP + 20 * len(series)
    names = list(dict.fromkeys(band.name for band in bands))
    height = legend + _PLOT + _BOTTOM + 20 * len(names)
    parts = [*_legend(series)]
    left = 10 + _SIGN * len(number(round(top), language))
    step = (_WIDE - left - _RIGHT) / max(len(labels) - 1, 1)

    def across(place: float) -> float:
        return left + place * step

    def up(value: float) -> float:
        return legend + _PLOT - value / top * (_PLOT - 10)

    for band in bands:
        begins, ends = max(left, across(band.first - 0.5)), min(_WIDE - _RIGHT, across(band.last + 0.5))
        parts.append(f'<rect x="{begins:.1f}" y="{legend}" width="{max(ends - begins, 2):.1f}" height="{_PLOT}" fill="#fbe9e8"/>')
    for order, name in enumerate(names):
        parts.append(_text(left, legend + _PLOT + _BOTTOM + 14 + 20 * order, f"▒ {name}", colour="#9c1f22"))
    for value in _ticks(top):
        parts.append(f'<path d="M{left:.1f} {up(value):.1f}H{_WIDE - _RIGHT}" stroke="{_LINE}"/>')
        parts.append(_text(left - 6, up(value) + 5, number(round(value), language), anchor="end", colour=_SOFT))
    every = max(1, math.ceil(_APART / step))
    for place in range((len(labels) - 1) % every, len(labels), every):
        anchor = "end" if place == len(labels) - 1 and place else "start" if place == 0 else "middle"
        parts.append(_text(across(place), legend + _PLOT + 20, labels[place], anchor=anchor, colour=_SOFT))
    for each, (colour, dashes) in zip(series, _LOOKS, strict=False):
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        for run in _runs(each.values):
            if len(run) == 1:
                parts.append(f'<circle cx="{across(run[0][0]):.1f}" cy="{up(run[0][1]):.1f}" r="3.5" fill="{colour}"/>')
            path = "L".join(f"{across(place):.1f} {up(value):.1f}" for place, value in run)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>')
    return _drawing(key, title, about, height, parts)


def bars(
    key: str, title: str, about: str, labels: Sequence[str], series: Sequence[Series], *, tails: Sequence[str] = (), language: str = "vi"
) -> str:
    """Return one group of bars for each label, its figures written at their ends; ``tails`` stand behind the labels."""
    top = max((value for each in series for value in each.values if value is not None), default=0) or 1
    first = _TOP + 20 * len(series)
    deep = _ROW + (_BAR + 3) * (len(series) - 2)
    parts = [*_legend(series, filled=True)]
    for place, label in enumerate(labels):
        y = first + place * deep
        tail = tails[place] if place < len(tails) else ""
        parts.append(_text(0, y + 14, _short(label, 46 - len(tail))))
        if tail:
            parts.append(_text(_WIDE, y + 14, tail, anchor="end"))
        for order, (each, (colour, _)) in enumerate(zip(series, _LOOKS, strict=False)):
            value = each.values[place]
            if value is None:
                continue
            wide, beneath = value / top * (_WIDE - 70), y + 19 + order * (_BAR + 3)
            hollow = f'fill="#fff" stroke="{colour}" stroke-width="1.5"' if order else f'fill="{colour}"'
            parts.append(f'<rect x="1" y="{beneath}" width="{max(wide, 1):.1f}" height="{_BAR}" {hollow}/>')
            parts.append(_text(wide + 7, beneath + _BAR, number(round(value), language), colour=_SOFT, size=12))
    return _drawing(key, title, about, first + deep * len(labels) + 6, parts)


def _drawing(key: str, title: str, about: str, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg class="chart" role="img" aria-labelledby="{key}-t {key}-d" viewBox="0 0 {_WIDE} {height:.0f}" '
        f'font-family="inherit" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(about)}</desc>{"".join(parts)}</svg>'
    )


def _legend(series: Sequence[Series], *, filled: bool = False) -> Iterator[str]:
    for place, (each, (colour, dashes)) in enumerate(zip(series, _LOOKS, strict=False)):
        y = _TOP + 20 * place
        if filled:
            look = f'fill="#fff" stroke="{colour}" stroke-width="1.5"' if place else f'fill="{colour}"'
            yield f'<rect x="1" y="{y - 5}" width="24" height="{_BAR}" {look}/>'
        else:
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            yield f'<path d="M0 {y}H26" stroke="{colour}" stroke-width="2.5"{dashed}/>'
        yield _text(32, y + 5, each.name)


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = _INK, size: int = 14) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _runs(values: Sequence[float | int | None]) -> Iterator[list[tuple[int, float]]]:
    """Yield the unbroken stretches of a line."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((place, value))
    if run:
        yield run


def _ceiling(values: Iterable[float | int]) -> float:
    """Return the round number at which the scale ends."""
    highest = max(values, default=0)
    if highest <= 0:
        return 4.0
    step = 10 ** math.floor(math.log10(highest))
    return float(max(4, next(step * part for part in (1, 2, 4, 5, 8, 10) if step * part >= highest)))


def _ticks(top: float) -> tuple[float, ...]:
    return tuple(top * quarter / 4 for quarter in range(5))
