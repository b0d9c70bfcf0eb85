"""The law as files beside the code: read, checked, and turned into plain rows."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "law"


@dataclass(frozen=True, slots=True)
class ArticleData:
    """An article as a file gives it; what it leaves out it has from its instrument."""

    number: str
    heading: str
    gist: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class InstrumentData:
    """An instrument with its articles; the first article, without a number, stands for the whole."""

    number: str
    title: str
    issued_on: dt.date | None
    valid_from: dt.date
    valid_to: dt.date | None
    replaced_by: str
    source: str
    certainty: str
    articles: tuple[ArticleData, ...]


@dataclass(frozen=True, slots=True)
class ParameterData:
    """A number that the law sets."""

    code: str
    label: str
    value: Decimal
    unit: str
    source_number: str
    source_article: str
    valid_from: dt.date
    valid_to: dt.date | None
    certainty: str


def instruments(folder: Path = FOLDER) -> Iterator[InstrumentData]:
    """Yield every instrument of the files in ``folder``, in the order of their names."""
    for path in sorted(folder.glob("*.toml")):
        for raw in _read(path).get("instrument", ()):
            whole = {"number": "", "heading": raw["title"]}
            yield InstrumentData(
                number=raw["number"],
                title=raw["title"],
                issued_on=raw.get("issued_on"),
                valid_from=raw["valid_from"],
                valid_to=raw.get("valid_to"),
                replaced_by=raw.get("replaced_by", ""),
                source=raw.get("source", ""),
                certainty=raw["certainty"],
                articles=tuple(_article(part, raw) for part in (whole, *raw.get("article", ()))),
            )


def parameters(folder: Path = FOLDER) -> Iterator[ParameterData]:
    """Yield every parameter of the files in ``folder``."""
    for path in sorted(folder.glob("*.toml")):
        for raw in _read(path).get("parameter", ()):
            yield ParameterData(
                code=raw["code"],
                label=raw["label"],
                value=Decimal(raw["value"]),
                unit=raw["unit"],
                source_number=raw["number"],
                source_article=raw.get("article", ""),
                valid_from=raw["valid_from"],
                valid_to=raw.get("valid_to"),
                certainty=raw["certainty"],
            )


def _article(raw: dict[str, Any], instrument: dict[str, Any]) -> ArticleData:
    return ArticleData(
        number=raw["number"],
        heading=raw["heading"],
        gist=raw.get("gist", "").strip(),
        valid_from=raw.get("valid_from", instrument["valid_from"]),
        valid_to=raw.get("valid_to", instrument.get("valid_to")),
        source=raw.get("source", instrument.get("source", "")),
        certainty=raw.get("certainty", instrument["certainty"]),
    )


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
