"""Whom to ask, who has not answered, and what the letters brought: what officers and screens read about requests to insure."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from core import clock
from core.models import Officer
from core.money import number

from . import merging, people, scope
from .facts import newest_by_month
from .models import (
    Confirmation,
    Firm,
    FirmStatus,
    Headcount,
    ImportBatch,
    LetterBatch,
    LetterKind,
    Merge,
    OfficeArea,
    Request,
    Source,
    UnitCode,
)
from .people import Pair
from .requesting import OPEN, UNANSWERED, Measured, State

_LETTER = re.compile(rf"{Request.REFERENCE}[0-9]{{1,9}}")

#: A firm is new for so long after it was entered into the register.
NEW_FOR = dt.timedelta(days=60)


def requests(by: Officer | None) -> QuerySet[Request]:
    """Return the requests about firms that ``by`` may see."""
    every = Request.objects.all()
    if scope.is_whole(by):
        return every
    return every.filter(firm__in=scope.firms(by)) if scope.may_ask(by, "gap") else every.none()


def meant(asked: Collection[Confirmation]) -> dict[int, Request]:
    """Return for each question to an agency, by its key, the letter from whose answer it rose; one asked otherwise has none."""
    keys = {int(each.reference.removeprefix(Request.REFERENCE)) for each in asked if _LETTER.fullmatch(each.reference)}
    letters = {(row.reference, row.firm_id): row for row in Request.objects.filter(pk__in=keys)} if keys else {}
    return {each.pk: letters[each.reference, each.firm_id] for each in asked if (each.reference, each.firm_id) in letters}


def standing(by: Officer | None, *states: State) -> QuerySet[Request]:
    """Return the requests in one of ``states`` about firms that ``by`` may see."""
    return requests(by).filter(state__in=states)


def batches(by: Officer | None) -> QuerySet[LetterBatch]:
    """Return the batches that ``by`` may open: their files hold every letter, so those of some communes open their own alone."""
    every = LetterBatch.objects.select_related("drafted_by")
    return every if scope.is_whole(by) else every.filter(drafted_by=by)


def asked_already() -> QuerySet[Request]:
    """Return the requests that stand open: their firms are not asked again."""
    return Request.objects.filter(state__in=OPEN)


def candidates(
    on: dt.date,
    by: Officer | None,
    *,
    at_least: int = 1,
    commune: int | None = None,
    zone: str = "",
    only: Collection[int] | None = None,
) -> list[Pair]:
    """Return the firms with more people at work than insured that may be asked, widest gap first.

    They are at work or paused, within the officer's reach, and without an open request.
    """
    if not scope.may_ask(by, "gap"):
        return []
    wide = people.pairs(on, "employed > insured", order="employed - insured DESC, code", only=only)
    firms = scope.firms(by).filter(is_listed=True).exclude(status=FirmStatus.DISSOLVED)
    if only is not None:
        firms = firms.filter(pk__in=only)
    if commune:
        firms = firms.filter(commune=commune)
    if zone:
        firms = firms.filter(zone=zone)
    may = set(firms.values_list("pk", flat=True)) - set(asked_already().values_list("firm_id", flat=True))
    return [row for row in wide if row.gap >= at_least and row.firm_id in may]


def new_firms(on: dt.date, by: Officer | None, *, within: dt.timedelta = NEW_FOR) -> QuerySet[Firm]:
    """Return the active firms entered into the register lately that no office of the SI agency knows, and that have had no letter yet."""
    had = Request.objects.filter(Q(state__in=OPEN) | Q(batch__kind=LetterKind.FIRST_DAYS)).exclude(state=State.WITHDRAWN)
    counted = Headcount.objects.in_force().filter(source=Source.AGENCY, insured__gt=0, counted_on__lte=on, firm__isnull=False)
    return (
        scope.firms(by)
        .filter(is_listed=True, status=FirmStatus.ACTIVE, registered_on__gt=on - within, registered_on__lte=on)
        .exclude(pk__in=UnitCode.objects.filter(valid_to=None).values("firm_id"))
        .exclude(pk__in=counted.values("firm_id"))
        .exclude(pk__in=had.values("firm_id"))
        .select_related("commune")
        .order_by("-registered_on", "name_fold", "pk")
    )


def offices(firms: Iterable[Firm]) -> dict[int, str]:
    """Return the office of the SI agency that each firm turns to: where its unit code is, else the one that serves its commune."""
    chosen = list(firms)
    names: dict[str, str] = {}
    serves: dict[str, str] = {}
    for office, name, commune in OfficeArea.objects.in_force().order_by("batch_id", "place").values_list("office", "name", "commune"):
        names[office] = serves[commune] = name
    codes = UnitCode.objects.filter(firm__in=chosen, valid_to=None).order_by("-office").values_list("firm_id", "office")
    known = {firm_id: names[office] for firm_id, office in codes if office in names}
    return {firm.pk: known.get(firm.pk) or (serves.get(firm.commune.name, "") if firm.commune else "") for firm in chosen}


def let_pass(on: dt.date) -> QuerySet[Request]:
    """Return the requests whose term was over by the day ``on`` and that the firm did not do."""
    return Request.objects.filter(state__in=UNANSWERED, due_on__lt=on)


def unanswered(on: dt.date, firms: Collection[int] | None = None) -> dict[int, str]:
    """Return the firms, or those of ``firms``, that let a request pass by the day ``on``, each with a sentence that says so."""
    rows = let_pass(on) if firms is None else let_pass(on).filter(firm__in=firms)
    return {row.firm_id: _reason(row) for row in rows.select_related("batch")}


def _reason(row: Request) -> str:
    letter = f"Thư {row.number} ngày {row.dated_on:%d/%m/%Y} đề nghị đăng ký {number(row.asked)} người, hạn {row.due_on:%d/%m/%Y}"
    match State(row.state):
        case State.SILENT:
            return f"{letter}: không trả lời"
        case State.PARTLY:
            return f"{letter}: mới đăng ký thêm {number(row.risen or 0)} người, tính đến {row.measured_on:%d/%m/%Y}"
        case _:
            return f"{letter}: chưa đăng ký thêm người nào, tính đến {row.measured_on or row.due_on:%d/%m/%Y}"


def newest_extract(on: dt.date) -> ImportBatch | None:
    """Return the newest extract of headcounts by the SI agency in force on ``on``."""
    return ImportBatch.objects.in_force().filter(kind="headcount_vss", as_of__lte=on).order_by("-as_of", "-pk").first()


def measured(firm_ids: Iterable[int], on: dt.date) -> dict[int, Measured]:
    """Return how many people each firm insures in the newest month of the SI agency's extract; one it does not name insures none."""
    wanted = list(firm_ids)
    rows = Headcount.objects.in_force().filter(source=Source.AGENCY, counted_on__lte=on)
    newest = rows.order_by("-month").values_list("month", "counted_on").first()
    if newest is None:
        return {}
    month, counted_on = newest
    found = {firm_id: Measured(0, counted_on) for firm_id in wanted}
    sums = newest_by_month(rows.filter(month=month).order_by()).filter(firm_id__in=wanted).values("firm_id", "counted_on")
    return found | {row["firm_id"]: Measured(row["total"], row["counted_on"]) for row in sums.annotate(total=Sum("insured"))}


@dataclass(frozen=True, slots=True)
class Month:
    """What the letters of one month brought; ``raw`` is the whole rise of the firms asked, ``newly`` no more than was asked of each."""

    month: dt.date
    kind: LetterKind
    sent: int
    registered: int
    disputed: int
    silent: int
    fulfilled: int
    asked: int
    newly: int
    raw: int
    measured: int
    from_on: dt.date | None
    until_on: dt.date | None


def monthly(by: Officer | None) -> list[Month]:
    """Return the months in which letters went out, newest first, with the newest extract held against each letter."""
    risen = F("measured_insured") - F("insured")
    capped = Case(
        When(Q(measured_insured=None) | Q(measured_insured__lte=F("insured")), then=Value(0)),
        When(measured_insured__gte=F("insured") + F("asked"), then=F("asked")),
        default=risen,
        output_field=IntegerField(),
    )
    raw = Case(When(measured_insured=None, then=Value(0)), default=risen, output_field=IntegerField())
    rows = (
        requests(by)
        .filter(sent_on__isnull=False)
        .exclude(state=State.WITHDRAWN)
        .annotate(month=TruncMonth("sent_on"), newly=capped, raw=raw)
        .values("month", "batch__kind")
        .annotate(
            sent=Count("pk"),
            people=Sum("asked"),
            newly_sum=Sum("newly"),
            raw_sum=Sum("raw"),
            counted=Count("pk", filter=Q(measured_insured__isnull=False)),
            fulfilled=Count("pk", filter=Q(state=State.FULFILLED)),
            first=Min("insured_on"),
            last=Max("measured_on"),
        )
        .order_by("-month", "batch__kind")
    )
    answers = _answers(by)
    return [
        Month(
            row["month"],
            LetterKind(row["batch__kind"]),
            row["sent"],
            answers[row["month"], row["batch__kind"]]["register"],
            answers[row["month"], row["batch__kind"]]["dispute"],
            answers[row["month"], row["batch__kind"]]["lapse"],
            row["fulfilled"],
            row["people"],
            row["newly_sum"],
            row["raw_sum"],
            row["counted"],
            row["first"],
            row["last"],
        )
        for row in rows
    ]


def _answers(by: Officer | None) -> dict[tuple[dt.date, str], dict[str, int]]:
    """Count the letters of each month by how their firms answered, whatever became of them later."""
    counts: dict[tuple[dt.date, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = (
        requests(by)
        .filter(sent_on__isnull=False, events__move__in=["register", "dispute", "lapse"])
        .exclude(state=State.WITHDRAWN)
        .annotate(month=TruncMonth("sent_on"))
        .values_list("month", "batch__kind", "events__move")
        .annotate(letters=Count("pk", distinct=True))
        .order_by()
    )
    for month, kind, move, letters in rows:
        counts[month, kind][move] = letters
    return counts


def overdue() -> QuerySet[Request]:
    """Return the letters whose term is over and whose silence is still to be noted."""
    return of_firms_that_stand().filter(state=State.SENT, due_on__lt=clock.today())


def of_firms_that_stand() -> QuerySet[Request]:
    """Return the letters but for those that lie with a record that was merged into another: the kept firm has its own."""
    return Request.objects.exclude(firm__in=Merge.objects.filter(state__in=merging.GONE).values("gone"))


def judged_by_what_is_gone() -> QuerySet[Request]:
    """Return the letters whose state follows from a list that was rolled back or replaced."""
    return Request.objects.filter(judged_by__isnull=False).exclude(judged_by__in=ImportBatch.objects.in_force())
