"""People at work beside people insured: the two newest figures of each firm, joined in one pass of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from . import facts
from .facts import Counted
from .models import Source


@dataclass(frozen=True, slots=True)
class Pair:
    """Both figures of one firm, neither of which is called wrong."""

    firm_id: int
    tax_code: str
    employed: Counted
    insured: Counted

    @property
    def gap(self) -> int:
        """Return how many more work than are insured; below zero where the lists say the opposite."""
        return self.employed.people - self.insured.people


#: Of the people at work the zone board's newest figure goes before the register's; of the insured all unit codes of the newest
#: extract are added. Figures and codes are laid over each other by one grouping: a join of aggregates is a loop in a loop where a
#: database misjudges their sizes.
_PAIRS = """
    SELECT firm_id, code, employed, source, employed_on, insured, insured_on FROM (
        SELECT firm_id, MIN(code) AS code, MAX(employed) AS employed, MAX(source) AS source, MAX(employed_on) AS employed_on,
               MAX(insured) AS insured, MAX(insured_on) AS insured_on
        FROM (
            SELECT firm_id, NULL AS code, NULL AS employed, NULL AS source, NULL AS employed_on,
                   SUM(insured) AS insured, MAX(counted_on) AS insured_on
            FROM firms_headcount
            WHERE batch_id = %s AND month = %s AND source = %s AND is_counted AND firm_id IS NOT NULL{mine} GROUP BY firm_id
            UNION ALL
            SELECT firm_id, NULL, people, source, counted_on, NULL, NULL FROM (
                SELECT h.firm_id AS firm_id, h.employed AS people, h.source AS source, h.counted_on AS counted_on,
                       ROW_NUMBER() OVER (PARTITION BY h.firm_id ORDER BY CASE h.source WHEN %s THEN 0 ELSE 1 END, h.counted_on DESC,
                                          b.as_of DESC, h.batch_id DESC, h.place DESC) AS nth
                FROM firms_headcount h JOIN firms_importbatch b ON b.id = h.batch_id
                WHERE b.state = 'applied' AND b.replaced_by_id IS NULL AND h.is_counted AND h.source IN (%s, %s)
                      AND h.employed IS NOT NULL AND h.counted_on <= %s AND h.firm_id IS NOT NULL{narrow}) turns
            WHERE nth = 1
            UNION ALL
            SELECT firm_id, code, NULL, NULL, NULL, NULL, NULL FROM firms_taxcode WHERE valid_to IS NULL{mine}
        ) figures GROUP BY firm_id
    ) told WHERE code IS NOT NULL AND employed IS NOT NULL AND insured IS NOT NULL
"""


def sql(on: dt.date, only: Collection[int] | None = None) -> tuple[str, list[Any]] | None:
    """Return the statement that yields both figures of each firm, or of ``only``, and its parameters; nothing without an extract."""
    newest = facts.newest_headcount(on)
    if newest is None:
        return None
    month, batch_id = newest
    adapt = connection.ops.adapt_datefield_value
    chosen = [] if only is None else list(only)
    narrow = "" if only is None else f" AND {{column}} IN ({', '.join(['%s'] * len(chosen)) or 'NULL'})"
    params: list[Any] = [batch_id, adapt(month), Source.AGENCY.value, *chosen, Source.ZONE.value]
    params += [Source.REGISTER.value, Source.ZONE.value, adapt(on), *chosen, *chosen]
    return _PAIRS.format(mine=narrow.format(column="firm_id"), narrow=narrow.format(column="h.firm_id")), params


def pairs(
    on: dt.date, where: str = "", params: Sequence[Any] = (), *, order: str = "code", only: Collection[int] | None = None
) -> list[Pair]:
    """Return both figures of the firms that meet ``where``, a condition over the columns of the statement."""
    statement = sql(on, only)
    if statement is None:
        return []
    select, given = statement
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({select}) pairs {where and 'WHERE'} {where} ORDER BY {order}", [*given, *params])  # noqa: S608
        return [
            Pair(
                firm_id, code, Counted(employed, Source(source), _day(employed_on)), Counted(int(insured), Source.AGENCY, _day(insured_on))
            )
            for firm_id, code, employed, source, employed_on, insured, insured_on in cursor
        ]


def _day(value: dt.date | str) -> dt.date:
    """Read a day as the driver gives it outside the ORM."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
