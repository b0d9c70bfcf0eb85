"""What goes into a list for an agency, and which lists agencies owe us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import clock
from core.errors import Refusal
from core.models import Agency, Officer
from core.tables.writing import Sheet, Value, xlsx_bytes

from . import facts, handing, register, scope, screens
from .intake.kinds import KINDS
from .models import Conduct, Firm, ImportBatch, OutgoingLayout, OwedList, Sanction, SanctionState, Source
from .scope import Facet

Content = OutgoingLayout.Content
#: Which parts of a file a list tells; a body that may not see them in the office does not get them on paper either.
TELLS: Mapping[str, frozenset[Facet]] = {
    Content.REPEAT: frozenset({Facet.SANCTIONS}),
    Content.EVADERS: frozenset({Facet.SANCTIONS}),
    Content.LATE: frozenset({Facet.ARREARS}),
    Content.SILENT: frozenset({Facet.ARREARS, Facet.HEADCOUNTS}),
    Content.GAP: frozenset({Facet.HEADCOUNTS}),
}

#: Lists that tell of one month alone; every other kind carries what came before.
OF_ONE_MONTH = frozenset({"arrears", "vss_office"})


@dataclass(frozen=True, slots=True)
class Owed:
    """One list that one body owes for one month: by when, and what came."""

    owed: OwedList
    label: str
    month: dt.date
    period: str
    due_on: dt.date
    came: ImportBatch | None
    is_late: bool


def refusals(layout: OutgoingLayout, agency: Agency) -> list[Refusal]:
    """Return why ``agency`` may not be handed what ``layout`` tells."""
    if agency.ended_on:
        return [Refusal("agency", f"{agency.name} đã thôi tham gia từ {agency.ended_on:%d/%m/%Y}.")]
    if layout.agency_kind != agency.kind:
        return [Refusal("agency", f"Mẫu này dành cho: {layout.get_agency_kind_display()}.")]
    if not TELLS[layout.content] <= scope.NEEDS[agency.kind]:
        return [Refusal("agency", "Bên nhận không được xem loại số liệu này (khoản 3 Điều 35, phạm vi nhiệm vụ).")]
    return handing.against(layout.columns)


def rows(layout: OutgoingLayout, agency: Agency, as_of: dt.date) -> list[list[Value]]:
    """Return the rows of a list in the receiver's order of columns, its own firms alone."""
    reasons = _found(layout.content, as_of)
    chosen = scope.of_agency(agency).filter(pk__in=reasons).select_related("commune").prefetch_related("tax_codes", "unit_codes")
    names = [name for name, _ in handing.columns(layout.columns)]
    return [
        [_cell(firm, name, place, reasons[firm.pk]) for name in names]
        for place, firm in enumerate(chosen.order_by("name_sort", "pk"), start=1)
    ]


def workbook(layout: OutgoingLayout, rows: Iterable[list[Value]]) -> bytes:
    """Return a list as a workbook under the receiver's headings."""
    return xlsx_bytes([Sheet(layout.title, [heading for _, heading in handing.columns(layout.columns)], rows)])


def _cell(firm: Firm, name: str, place: int, reasons: tuple[str, ...]) -> Value:
    match name:
        case "stt":
            return place
        case "tax_code":
            return register.tax_code(firm)
        case "units":
            return ", ".join(str(unit) for unit in firm.unit_codes.all() if unit.valid_to is None)
        case "commune":
            return firm.commune.name if firm.commune else ""
        case "reasons":
            return "; ".join(reasons)
        case _:
            return str(getattr(firm, name))


def _found(content: str, as_of: dt.date) -> dict[int, tuple[str, ...]]:
    """Return the firms that a list names, and why."""
    match content:
        case Content.EVADERS:
            return _evaders(as_of)
        case Content.SILENT:
            reported = facts.employed(Source.ZONE, as_of)
            return {found.firm_id: found.reasons for found in screens.SCREENS["late"](as_of) if found.firm_id not in reported}
        case _:
            return {found.firm_id: found.reasons for found in screens.SCREENS[content](as_of)}


def _evaders(as_of: dt.date) -> dict[int, tuple[str, ...]]:
    newest: dict[tuple[int, str], Sanction] = {}
    rows = Sanction.objects.in_force().filter(conduct=Conduct.EVASION, issued_on__lte=as_of, firm__isnull=False)
    for row in rows.order_by("batch__as_of", "batch_id", "place"):
        newest[row.firm_id, row.decision_no] = row
    found: dict[int, tuple[str, ...]] = {}
    for (firm_id, _), row in newest.items():
        if row.state == SanctionState.FINAL:
            found[firm_id] = (*found.get(firm_id, ()), f"Quyết định {row}")
    return found


def timetable(on: dt.date) -> QuerySet[OwedList]:
    """Return what is owed on the day ``on``; a kind of list that is known no more is owed by nobody."""
    rows: QuerySet[OwedList] = OwedList.objects.in_force(on).filter(kind__in=KINDS)
    return rows


def owed(on: dt.date, *, of: Agency | None = None, periods: int = 2) -> list[Owed]:
    """Return what agencies owe for the last periods, what came and what is late; ``of`` one body alone.

    A list is owed from the first due day that falls after it was put on the timetable.
    """
    found = []
    for row in timetable(on).filter(owed_by(of)):
        for month in handing.periods_before(on, periods, row.every):
            due_on = handing.due_in(month, row.day)
            if due_on <= row.valid_from:
                continue
            came = _came(row, month, of)
            found.append(
                Owed(row, KINDS[row.kind].label, month, handing.period(month, row.every), due_on, came, came is None and due_on < on)
            )
    return sorted(found, key=lambda each: (each.due_on, each.label))


def owed_by(of: Agency | None) -> Q:
    """Return what one body owes; an office of the SI agency owes nothing itself where the agency of the province takes part."""
    if of is None:
        return Q()
    if of.kind == Agency.Kind.INSURANCE and of.office_codes:
        bodies = Agency.objects.at_work().filter(kind=of.kind)
        if any(not body.office_codes for body in bodies):
            return Q(pk__in=())
    return Q(agency_kind=of.kind)


def _came(row: OwedList, month: dt.date, of: Agency | None) -> ImportBatch | None:
    """Return the first list that tells of a month: one of that month, or a later one where a list carries the months before it.

    A file of which no row counts tells nothing.
    """
    sent = ImportBatch.objects.in_force().filter(kind=row.kind, as_of__gte=month)
    if row.kind in OF_ONE_MONTH:
        sent = sent.filter(as_of__lt=(month + dt.timedelta(days=32)).replace(day=1))
    if of:
        sent = sent.filter(Q(agency=of) | Q(agency=None, sender=of.name) | Q(agency=None, sender__startswith=f"{of.name[:110]} ("))
    return next((batch for batch in sent.order_by("as_of", "-version", "-pk").iterator(10) if not batch.is_void), None)


def late(by: Officer) -> QuerySet[OwedList]:
    """Return the lists of the timetable that are late now: of the own body, or of all for whoever sees all."""
    if by.agency is None and not by.is_superuser:
        return OwedList.objects.none()
    of = None if scope.is_whole(by) else by.agency
    return OwedList.objects.filter(pk__in={each.owed.pk for each in owed(clock.today(), of=of) if each.is_late})
