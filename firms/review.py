"""The rows of one list as officers look at them: what it adds, changes and leaves out, what was odd, and what was decided."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from . import register, staging
from .intake import hints, words
from .intake.kinds import KINDS
from .intake.rows import EXPLAINED_BY_NAME
from .models import Arrears, Firm, ImportBatch, RowChange, RowIssue, RowVerdict

PER_PAGE = 50
#: What can be browsed: its part of the address, and its name.
VIEWS: dict[str, str] = {
    "them": "Thêm",
    "sua": "Sửa",
    "khong-con": "Không còn",
    "canh-bao": "Có cảnh báo",
    "khong-nhan": "Không nhận",
    "da-xet": "Cán bộ đã xét",
}
_WHAT = {"them": RowChange.What.ADDED, "sua": RowChange.What.CHANGED, "khong-con": RowChange.What.REMOVED}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a row: its name, what it says, and what it said before."""

    label: str
    now: str
    was: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Odd:
    """One thing that was odd about a row."""

    label: str
    column: str
    hint: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: where it stands, whose it is, what it says, and what an officer decided."""

    place: int
    name: str
    tax_code: str
    shown: tuple[Shown, ...]
    odd: tuple[Odd, ...]
    is_counted: bool
    can_be_judged: bool
    unit: str = ""
    written: str = ""  # the name in the list, where it is not the one by which the code is known
    verdict: RowVerdict | None = None


def counts(batch: ImportBatch) -> dict[str, int]:
    """Return how many rows each view holds."""
    plan = batch.plan
    judged = batch.verdicts.count()
    return {
        "them": plan.get("added", 0),
        "sua": plan.get("changed", 0),
        "khong-con": plan.get("removed", 0),
        "canh-bao": batch.rows_warned,
        "khong-nhan": batch.rows_rejected,
        "da-xet": judged,
    }


def kinds_of_warnings(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """Return each kind of warning with its name and how often it was given."""
    return [(code, words_of(code), count) for code, count in batch.warned_by_kind.items()]


def words_of(code: str) -> str:
    """Return what officers read for a code."""
    return RowIssue(code=code).label


def page(batch: ImportBatch, view: str, number: str | None, *, code: str = "") -> tuple[Page[Any], list[Row]]:
    """Return one page of a view: the page of places, and their rows."""
    found: Page[Any] = Paginator(_places(batch, view, code), PER_PAGE).get_page(number)
    pairs = [(place, was) for place, was in found]
    return found, _rows(batch, pairs)


def _places(batch: ImportBatch, view: str, code: str) -> QuerySet[Any, Any]:
    """Return the places of a view: in the list, and in the one before it."""
    if view in _WHAT and batch.plan.get("against"):
        changes = batch.changes.filter(what=_WHAT[view]).order_by("place", "was_place")
        return changes.values_list("place", "was_place")
    if view == "them":
        facts = staging.model_of(batch.kind)._default_manager.filter(batch=batch, is_counted=True)
        return facts.order_by("place").values_list("place", F("place"))
    if view == "da-xet":
        return batch.verdicts.order_by("place").values_list("place", F("place"))
    if view == "khong-con" or view == "sua":
        return batch.changes.none().values_list("place", "was_place")
    issues = batch.issues.filter(is_rejected=view == "khong-nhan")
    return (issues.filter(code=code) if code else issues).order_by("place").values_list("place", F("place")).distinct()


def _rows(batch: ImportBatch, pairs: Sequence[tuple[int | None, int | None]]) -> list[Row]:
    places = [place for place, _ in pairs if place]
    base = batch.plan.get("against")
    now = _facts(batch, batch.pk, places)
    before = _before(batch, base, now, [was for place, was in pairs if was and not place])
    odd: dict[int, list[Odd]] = defaultdict(list)
    written: dict[int, str] = {}
    for issue in batch.issues.filter(place__in=places).order_by("place", "pk"):
        value = issue.value
        if not issue.is_rejected and issue.code in EXPLAINED_BY_NAME:
            written[issue.place], value = value, ""
        odd[issue.place].append(Odd(issue.label, _column(issue.column), hints.hint(issue.code, issue.column), value))
    verdicts = {verdict.place: verdict for verdict in batch.verdicts.filter(place__in=places).select_related("by")}
    names = _names([*now.values(), *before.values()])
    rows = []
    for place, was in pairs:
        fact = now.get(place or 0)
        old = before.get(fact.key if fact else -(was or 0))
        name, code = names(fact or old)
        rows.append(
            Row(
                place or was or 0,
                name,
                code,
                _shown(batch.kind, fact, old),
                tuple(odd[place or 0]),
                bool(fact and fact.is_counted),
                fact is not None,
                getattr(fact or old, "unit", ""),
                written.get(place or 0, ""),
                verdicts.get(place or 0),
            )
        )
    return rows


def _facts(batch: ImportBatch, number: int, places: Iterable[int]) -> dict[int, Any]:
    facts = staging.model_of(batch.kind)._default_manager.filter(batch_id=number, place__in=list(places))
    return {fact.place: fact for fact in facts}


def _before(batch: ImportBatch, base: int | None, now: dict[int, Any], removed: list[int]) -> dict[int, Any]:
    """Return the rows of the list before: those of the same key, and, by their place below zero, those that are gone."""
    if base is None:
        return {}
    facts = staging.model_of(batch.kind)._default_manager.filter(batch_id=base)
    same = {fact.key: fact for fact in facts.filter(key__in=[fact.key for fact in now.values()], is_counted=True)}
    return same | {-place: fact for place, fact in _facts(batch, base, removed).items()}


def _names(facts: Sequence[Any]) -> Any:
    """Return a function that tells the name and the tax code of a row's firm."""
    ids = {fact.firm_id for fact in facts if getattr(fact, "firm_id", None)}
    names = dict(Firm.objects.filter(pk__in=ids).values_list("pk", "name"))
    codes = register.tax_codes(ids)

    def said(fact: Any) -> tuple[str, str]:
        if fact is None:
            return "", ""
        if getattr(fact, "firm_id", None):
            return names.get(fact.firm_id, ""), codes.get(fact.firm_id, "")
        return getattr(fact, "name", ""), getattr(fact, "tax_code", "") or fact.stated or getattr(fact, "unit", "")

    return said


def _shown(kind: str, now: Any, was: Any) -> tuple[Shown, ...]:
    if now is None and was is None:
        return ()
    model, shown = staging.model_of(kind), []
    for name in KINDS[kind].compared:
        field: Any = model._meta.get_field(name)
        new, old = _written(now, field), _written(was, field)
        shown.append(Shown(str(field.verbose_name), new, old, now is not None and was is not None and new != old))
    return tuple(shown)


def _written(fact: Any, field: Any) -> str:
    """Return a value as it is read in the office."""
    if fact is None:
        return ""
    if field.name == "months" and isinstance(fact, Arrears):
        return fact.months_said or "-"
    value = getattr(fact, field.attname)
    match value:
        case None | "":
            return "-"
        case bool():
            return "có" if value else "không"
        case int():
            return f"{value:,}".replace(",", ".")
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _ if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        case _:
            return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if field.get_internal_type() == "DecimalField" else str(value)


def _column(code: str) -> str:
    return words.COLUMNS.get(code, "")


def sums(batch: ImportBatch) -> list[tuple[str, int]]:
    """Return the sums of the rows that count now, by the name of their column."""
    fields: Any = staging.model_of(batch.kind)._meta
    return [(str(fields.get_field(name).verbose_name), total) for name, total in batch.plan.get("sums", {}).items()]
