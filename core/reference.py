"""Reference rows of the ground: cache table, installation, provinces before and after 2025, languages."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from wagtail.models import Locale

from .models import Installation, Province, Scheme
from .seed import seed

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


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
