"""Rows of which a firm has one alone and that both records of a merge carry: found by the constraints of the tables, told in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model, Q, UniqueConstraint

from .models import Firm


@dataclass(frozen=True, slots=True)
class Clash:
    """One row of each record that cannot both be the kept firm's."""

    table: str
    field: str
    name: str
    kept: Model
    gone: Model

    @property
    def key(self) -> str:
        """Return the name under which the choice is made."""
        return f"{self.table}-{self.gone.pk}"

    @property
    def said(self) -> tuple[str, str]:
        """Return both rows in words, each with what it says."""
        return _said(self.kept), _said(self.gone)


#: Which row goes on as the kept firm's.
CHOICES: Mapping[str, str] = {"kept": "Giữ dòng của đơn vị giữ lại", "gone": "Giữ dòng của bản ghi trùng"}


def between(kept: Firm, gone: Firm, ties: Iterable[tuple[type[Model], str]]) -> Iterator[Clash]:
    """Yield the clashes that a merge of ``gone`` into ``kept`` would meet in the tables of ``ties``."""
    for model, attname in ties:
        seen: set[int] = set()
        for fields, condition in _uniques(model, attname):
            rows = model._default_manager.filter(condition)
            for row in rows.filter(**{attname: gone.pk}).exclude(pk__in=seen).order_by("pk"):
                twin = rows.filter(**{attname: kept.pk}, **{name: getattr(row, name) for name in fields}).first()
                if twin is not None:
                    seen.add(row.pk)
                    yield Clash(model._meta.db_table, attname, str(model._meta.verbose_name), twin, row)


def _uniques(model: type[Model], attname: str) -> Iterator[tuple[list[str], Q]]:
    """Yield what else must differ, and under which condition, of what a firm has one alone."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            columns = [model._meta.get_field(name) for name in constraint.fields]
            names = [column.attname for column in columns if isinstance(column, Field)]
            if attname in names:
                yield [name for name in names if name != attname], constraint.condition or Q()


def _said(row: Model) -> str:
    told = []
    for column in row._meta.concrete_fields:
        value: Any = getattr(row, column.name)
        if column.primary_key or isinstance(value, Firm) or value in (None, ""):
            continue
        shown = getattr(row, f"get_{column.name}_display", None)
        told.append(f"{column.verbose_name}: {shown() if callable(shown) else _shown(value)}")
    return "; ".join(told)


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "có" if value else "không"
        case dt.datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)
