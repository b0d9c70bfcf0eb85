"""Reference rows of the ground: cache table, installation, provinces before and after 2025, languages, the law."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import models
from wagtail.models import Locale

from . import law_data
from .models import Agency, Article, Installation, Instrument, Parameter, Province, Scheme
from .seed import seed
from .text import slug

AGENCIES = (
    ("ubnd", "UBND", Agency.Kind.PEOPLES_COMMITTEE),
    ("so-noi-vu", "Sở Nội vụ", Agency.Kind.HOME_AFFAIRS),
    ("bhxh", "BHXH", Agency.Kind.INSURANCE),
    ("so-tai-chinh", "Sở Tài chính", Agency.Kind.FINANCE),
    ("thanh-tra", "Thanh tra", Agency.Kind.INSPECTORATE),
    ("ban-quan-ly-kcn", "Ban Quản lý các KCN", Agency.Kind.ZONE),
    ("ldld", "Liên đoàn Lao động", Agency.Kind.UNION),
)
DATA = Path(__file__).parent / "data"


@seed(order=20)
def tables_and_languages() -> None:
    """Make the cache table, the installation's row and the two locales."""
    call_command("createcachetable", verbosity=0)
    Installation.current()
    for code, _ in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


@seed(order=21)
def provinces() -> None:
    """Write the 34 provinces of today and the 63 before them (Decision 19/2025/QĐ-TTg), each old one with its successor."""
    if Province.objects.filter(scheme=Scheme.PROVINCES_63).count() == 63:
        return
    for row in _rows("provinces.csv"):
        Province.objects.get_or_create(scheme=Scheme.PROVINCES_34, code=row["code"], defaults={"name": row["name"]})
    today = {province.code: province for province in Province.objects.filter(scheme=Scheme.PROVINCES_34)}
    for row in _rows("provinces_old63.csv"):
        Province.objects.get_or_create(
            scheme=Scheme.PROVINCES_63, code=row["old_code"], defaults={"name": row["old_name"], "successor": today[row["new_code"]]}
        )


@seed(order=22)
def home_province() -> None:
    """Write the province of this installation where the table lacks it (the fictional one)."""
    name = settings.PROVINCE_NAME
    Province.objects.get_or_create(
        scheme=settings.PROVINCE_SCHEME, code=settings.PROVINCE_CODE, defaults={"name": name[:1].upper() + name[1:]}
    )


@seed(order=23)
def agencies() -> None:
    """Write the bodies that take part in every province, once; their zones, communes and addresses are the administrator's."""
    if Agency.objects.exists():
        return
    Agency.objects.bulk_create(Agency(code=code, name=f"{name} {settings.PROVINCE_NAME}", kind=kind) for code, name, kind in AGENCIES)


@seed(order=25)
def law() -> None:
    """Write instruments, articles and parameters; a row that a legal officer has checked is left as it is."""
    files = list(law_data.instruments())
    _write(
        Instrument,
        {row.number: row for row in Instrument.objects.all()},
        (
            (data.number, {"slug": slug(Instrument(number=data.number, title=data.title).short)} | _without(asdict(data), "articles"))
            for data in files
        ),
    )
    written = {row.number: row.pk for row in Instrument.objects.all()}
    _write(
        Article,
        {(row.instrument_id, row.number, row.valid_from): row for row in Article.objects.all()},
        (
            ((written[data.number], part.number, part.valid_from), {"instrument_id": written[data.number]} | asdict(part))
            for data in files
            for part in data.articles
        ),
    )
    _write(
        Parameter,
        {(row.code, row.valid_from): row for row in Parameter.objects.all()},
        (((data.code, data.valid_from), asdict(data)) for data in law_data.parameters()),
    )


def _write(model: type[models.Model], there: Mapping[Any, Any], wanted: Iterable[tuple[Hashable, dict[str, Any]]]) -> None:
    """Create what is missing and mend what differs, except rows that somebody has checked."""
    fresh = []
    for key, values in wanted:
        row = there.get(key)
        if row is None:
            fresh.append(model(**values))
        elif row.checked_by_id is None and any(getattr(row, name) != value for name, value in values.items()):
            model._default_manager.filter(pk=row.pk).update(**values)
    model._default_manager.bulk_create(fresh)


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
