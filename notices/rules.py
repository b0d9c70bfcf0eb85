"""Whom the naming policy lets us name, and for how long: pure rules, no database, no clock."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.money import vnd
from core.text import gettext_noop


class Basis(StrEnum):
    """The law that a notice stands on (căn cứ); without one there is no notice."""

    BHXH_ART35 = "BHXH_ART35"
    VPHC_ART72 = "VPHC_ART72"
    INSPECTION_CONCLUSION = "INSPECTION_CONCLUSION"
    COURT_JUDGMENT = "COURT_JUDGMENT"


class Rung(IntEnum):
    """The four rungs (bậc) of the naming policy; the public speaks of repeat violators from the second on."""

    NONE = 0
    REMINDER = 1
    LATE_OFTEN = 2
    SANCTIONED = 3
    REPEAT = 4


RUNG_LABELS: dict[Rung, str] = {
    Rung.NONE: gettext_noop("Bị xử phạt vi phạm hành chính"),
    Rung.REMINDER: gettext_noop("Nhắc nhở"),
    Rung.LATE_OFTEN: gettext_noop("Chậm đóng nhiều kỳ"),
    Rung.SANCTIONED: gettext_noop("Bị xử phạt về trốn đóng, hoặc nhiều lần"),
    Rung.REPEAT: gettext_noop("Tái phạm (được ghi trong quyết định xử phạt)"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One appearance of a firm on a list of the insurance agency."""

    as_of: dt.date
    months: float
    total_vnd: int
    monthly_due_vnd: int | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """One final sanction decision against a firm, neither annulled nor under appeal."""

    decision_no: str
    issued_on: dt.date
    conduct: str
    records_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is established about one firm: its places on the lists, and its sanctions.

    ``list_days`` are the as-of days of every list there is, with or without the firm; they tell what "consecutive" means.
    ``own`` is the number of the decision that a notice stands on: the word for evasion may come from no other.
    """

    listed: tuple[Listed, ...] = ()
    list_days: tuple[dt.date, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    own: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of one version of the naming policy."""

    consecutive_lists: int
    lists: int
    lists_window: int
    months: int
    amount_vnd: int
    own_months: int
    sanctions: int
    sanctions_months: int
    counted_conducts: frozenset[str]
    evasion_conducts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which rung a firm stands on, the sentences that say why, and the words for the public."""

    rung: Rung
    grounds: tuple[str, ...] = ()
    words: str = ""

    @property
    def label(self) -> str:
        """Return what readers are told: never more than the decision or the list itself says."""
        return self.words or RUNG_LABELS[self.rung]


def shift(day: dt.date, months: int) -> dt.date:
    """Return ``day`` moved by whole calendar months; where the month is shorter, its last day.

    >>> shift(dt.date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def rung(facts: Facts, policy: Policy, *, on: dt.date) -> Verdict:
    """Decide the highest rung that ``facts`` reach on the day ``on``; every later day may decide otherwise."""
    for judge in (_repeat, _sanctioned, _late_often, _reminder):
        verdict = judge(facts, policy, on)
        if verdict.rung:
            return verdict
    return Verdict(Rung.NONE)


def _repeat(facts: Facts, policy: Policy, on: dt.date) -> Verdict:
    found = [each for each in _within(facts.penalties, policy, on) if each.records_repeat]
    grounds = tuple(f"Quyết định số {each.decision_no} ngày {each.issued_on:%d/%m/%Y} ghi nhận tình tiết tái phạm" for each in found)
    return Verdict(Rung.REPEAT, grounds) if found else Verdict(Rung.NONE)


def _sanctioned(facts: Facts, policy: Policy, on: dt.date) -> Verdict:
    """Judge the third rung: once for evasion, or as often as the policy says for the conducts that it counts."""
    found = _within(facts.penalties, policy, on)
    if facts.own and facts.own not in {each.decision_no for each in found}:
        return Verdict(Rung.NONE)
    evasion = [each for each in found if each.conduct in policy.evasion_conducts and facts.own in ("", each.decision_no)]
    if not evasion and len(found) < policy.sanctions:
        return Verdict(Rung.NONE)
    often = f"Bị xử phạt từ {policy.sanctions:02d} lần trong {policy.sanctions_months} tháng"
    grounds = tuple(f"Quyết định số {each.decision_no} ngày {each.issued_on:%d/%m/%Y}" for each in evasion or found)
    return Verdict(Rung.SANCTIONED, grounds, "Bị xử phạt về hành vi trốn đóng" if evasion else often)


def _within(penalties: Iterable[Penalty], policy: Policy, on: dt.date) -> list[Penalty]:
    """Return the counted penalties of the window; it is half-open, so one exactly a window old no longer counts."""
    opens = shift(on, -policy.sanctions_months)
    counted = policy.counted_conducts | policy.evasion_conducts
    return sorted((each for each in penalties if opens < each.issued_on <= on and each.conduct in counted), key=lambda each: each.issued_on)


def _late_often(facts: Facts, policy: Policy, on: dt.date) -> Verdict:
    """Judge the second rung: often on the lists, long enough late, and with enough money."""
    latest = _latest(facts, on)
    if latest is None or latest.months < policy.months:
        return Verdict(Rung.NONE)
    own = latest.monthly_due_vnd
    if latest.total_vnd < policy.amount_vnd and not (own and latest.total_vnd >= own * policy.own_months):
        return Verdict(Rung.NONE)
    days = sorted({day for day in facts.list_days if day <= on}, reverse=True)
    mine = {each.as_of for each in facts.listed}
    in_a_row = next((place for place, day in enumerate(days) if day not in mine), len(days))
    of_window = sum(day in mine for day in days if day > shift(latest.as_of, -policy.lists_window))
    if in_a_row < policy.consecutive_lists and of_window < policy.lists:
        return Verdict(Rung.NONE)
    how_often = (
        f"Có tên trong {in_a_row} danh sách liên tiếp"
        if in_a_row >= policy.consecutive_lists
        else f"Có tên trong {of_window} danh sách trong {policy.lists_window} tháng"
    )
    months = f"{latest.months:g}".replace(".", ",")
    return Verdict(Rung.LATE_OFTEN, (how_often, f"Chậm đóng {months} tháng, {vnd(latest.total_vnd)}, tính đến {latest.as_of:%d/%m/%Y}"))


def _reminder(facts: Facts, policy: Policy, on: dt.date) -> Verdict:
    latest = _latest(facts, on)
    if latest is None:
        return Verdict(Rung.NONE)
    return Verdict(Rung.REMINDER, (f"Có tên trong danh sách tính đến {latest.as_of:%d/%m/%Y}",))


def _latest(facts: Facts, on: dt.date) -> Listed | None:
    """Return the firm's place on the newest list there is, or nothing where that list lacks it."""
    newest = max((day for day in facts.list_days if day <= on), default=None)
    return next((each for each in facts.listed if each.as_of == newest), None)


@dataclass(frozen=True, slots=True)
class Carried:
    """What counts for the day on which a firm is deemed never sanctioned (Law 15/2012 Art 7)."""

    issued_on: dt.date
    completed_on: dt.date | None
    is_warning: bool


def deemed_unsanctioned_on(decisions: Sequence[Carried]) -> dt.date:
    """Return the Art 7 day of the latest decision, which governs all: carried out plus a year (a warning: six months).

    One that was not carried out counts from the end of the year in which it could be enforced.
    """
    latest = max(decisions, key=lambda each: each.issued_on)
    starts = latest.completed_on or shift(latest.issued_on, 12)
    return shift(starts, 6 if latest.is_warning else 12)
