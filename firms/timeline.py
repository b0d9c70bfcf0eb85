"""The story of one firm up to a day: month by month and event by event, each figure with its source, and where sources disagree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core import clock
from core.money import number, vnd

from . import conflicts, rules, standing
from .conflicts import Conflict, Count, Listing, Paid, Word
from .facts import newest_by_month
from .models import Arrears, Contribution, Firm, Headcount, ImportBatch, Sanction, Source
from .scope import Facet

#: The columns of the table of months, and which part of the file each belongs to.
COLUMNS = {
    "due": ("Phải đóng", Facet.CONTRIBUTIONS),
    "paid": ("Đã nộp", Facet.CONTRIBUTIONS),
    "arrears": ("Danh sách chậm đóng", Facet.ARREARS),
    "declared": ("Lao động: đơn vị kê khai", Facet.HEADCOUNTS),
    "employed": ("Lao động: Ban Quản lý KCN", Facet.HEADCOUNTS),
    "zone_insured": ("Tham gia: Ban Quản lý KCN", Facet.HEADCOUNTS),
    "insured": ("Tham gia: cơ quan BHXH", Facet.HEADCOUNTS),
}
_DRAWN = 24


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in words, the day of which it speaks, and the number of its list among the sources."""

    text: str
    on: dt.date
    source: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: its day, what it was, in which document; ``source`` is 0 where no list told it."""

    on: dt.date
    what: str
    text: str
    source: int = 0


@dataclass(slots=True)
class Timeline:
    """Everything that the page of one firm's standing shows."""

    months: dict[dt.date, dict[str, list[Figure]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    moments: list[Moment] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    sources: dict[int, tuple[int, ImportBatch]] = field(default_factory=dict)
    employed: dict[dt.date, int] = field(default_factory=dict)
    insured: dict[dt.date, int] = field(default_factory=dict)
    late: set[dt.date] = field(default_factory=set)

    def source(self, batch: ImportBatch) -> int:
        """Return the number of a list among the sources, giving it one."""
        return self.sources.setdefault(batch.pk, (len(self.sources) + 1, batch))[0]

    def put(self, month: dt.date, column: str, text: str, on: dt.date, batch: ImportBatch) -> None:
        """Write one figure into the table of months."""
        self.months[month.replace(day=1)][column].append(Figure(text, on, self.source(batch)))

    def drawn(self, on: dt.date) -> list[dt.date]:
        """Return the months that the chart draws, in order, without a gap."""
        last = max([*self.employed, *self.insured], default=on.replace(day=1))
        first = min([*self.employed, *self.insured], default=last)
        months = [rules.add_months(last, -back) for back in range(_DRAWN)]
        return sorted(month for month in months if month >= first)


def of(firm: Firm, on: dt.date, sees: frozenset[Facet]) -> Timeline:
    """Return what is on file about ``firm`` up to the day ``on``, as far as an officer sees it."""
    told = Timeline()
    counts = _headcounts(firm, on, told) if Facet.HEADCOUNTS in sees else []
    listings = _arrears(firm, on, told) if Facet.ARREARS in sees else []
    paid, counted_until = _contributions(firm, on, told) if Facet.CONTRIBUTIONS in sees else ([], None)
    words = _findings(firm, on, told) if Facet.FINDINGS in sees else []
    if Facet.SANCTIONS in sees:
        _sanctions(firm, on, told)
    if Facet.PENDING in sees:
        _holds(firm, on, told)
    if Facet.FINDINGS in sees:
        _checks(firm, on, told)
    lists = ImportBatch.objects.in_force().filter(kind="arrears", as_of__lte=on, rows_accepted__gt=0).values_list("as_of", flat=True)
    if {Facet.ARREARS, Facet.CONTRIBUTIONS} <= sees:
        told.conflicts = conflicts.payments(listings, paid, words, counted_until=counted_until, lists=list(lists))
    told.conflicts = sorted(told.conflicts + conflicts.headcounts(counts), key=lambda each: (each.on, each.differs), reverse=True)
    told.moments.sort(key=lambda moment: (moment.on, moment.what, moment.text), reverse=True)
    told.months = dict(sorted(told.months.items(), reverse=True))
    return told


def _headcounts(firm: Firm, on: dt.date, told: Timeline) -> list[Count]:
    rows = Headcount.objects.in_force().filter(firm=firm, counted_on__lte=on)
    found: dict[tuple[dt.date, str], Headcount] = {}
    for row in rows.exclude(source=Source.AGENCY).select_related("batch").order_by("counted_on", "batch__as_of", "batch_id", "place"):
        found[row.month, row.source] = row
    counts = []
    for (month, source), row in found.items():
        counts.append(Count(conflicts.Source(source), month, row.counted_on, row.employed, row.insured, row.batch_id))
        if row.employed is not None:
            told.put(month, "declared" if source == Source.REGISTER else "employed", number(row.employed), row.counted_on, row.batch)
        if row.insured is not None:
            told.put(month, "zone_insured", number(row.insured), row.counted_on, row.batch)
    units: defaultdict[dt.date, list[Headcount]] = defaultdict(list)
    for row in newest_by_month(rows.filter(source=Source.AGENCY, insured__isnull=False)).select_related("batch"):
        units[row.month].append(row)
    for month, mine in units.items():
        people, day = sum(row.insured or 0 for row in mine), max(row.counted_on for row in mine)
        counts.append(Count(conflicts.Source.AGENCY, month, day, None, people, mine[0].batch_id))
        told.put(month, "insured", number(people) + (f" ({len(mine)} mã đơn vị)" if len(mine) > 1 else ""), day, mine[0].batch)
        told.insured[month] = people
    for (month, source), row in sorted(found.items()):
        if row.employed is not None and (source == Source.ZONE or month not in told.employed):
            told.employed[month] = row.employed
    return counts


def _arrears(firm: Firm, on: dt.date, told: Timeline) -> list[Listing]:
    listings: defaultdict[tuple[dt.date, int], list[Arrears]] = defaultdict(list)
    for row in Arrears.objects.in_force().filter(firm=firm, as_of__lte=on).select_related("batch").order_by("as_of", "batch_id", "place"):
        said = f"{row.months_said} tháng, {vnd(row.total_vnd)}" if row.months_said else vnd(row.total_vnd)
        said = f"tạm dừng đóng (Điều 37): {vnd(row.total_vnd)}" if row.is_put_off else said
        said = f"nộp thừa {vnd(-row.total_vnd)}" if row.total_vnd < 0 else said
        told.put(row.as_of, "arrears", said, row.as_of, row.batch)
        if row.reminded_on:
            told.moments.append(Moment(row.reminded_on, "Đôn đốc bằng văn bản", row.note, told.source(row.batch)))
        if not row.is_put_off:
            listings[row.as_of, row.batch_id].append(row)
            told.late |= {row.as_of.replace(day=1)} if row.total_vnd > 0 else set()
    return [
        Listing(as_of, sum(row.total_vnd for row in rows), max((row.paid_on for row in rows if row.paid_on), default=None), batch)
        for (as_of, batch), rows in listings.items()
    ]


def _contributions(firm: Firm, on: dt.date, told: Timeline) -> tuple[list[Paid], dt.date | None]:
    rows = newest_by_month(Contribution.objects.in_force().filter(firm=firm, month__lte=on)).select_related("batch")
    paid, counted = [], []
    for row in rows:
        month = rules.Month(row.due_on, row.due_vnd, row.paid_vnd, row.paid_on)
        paid.append(Paid(month, row.batch_id))
        counted += [row.batch.payments_until] if row.batch.payments_until else []
        told.put(row.month, "due", vnd(row.due_vnd), row.due_on, row.batch)
        if row.paid_on:
            told.put(row.month, "paid", vnd(row.paid_vnd) + (", sau hạn" if row.paid_on > row.due_on else ""), row.paid_on, row.batch)
        elif row.batch.payments_until:
            told.put(row.month, "paid", vnd(row.paid_vnd), row.batch.payments_until, row.batch)
    return paid, max(counted, default=None)


def _findings(firm: Firm, on: dt.date, told: Timeline) -> list[Word]:
    words = []
    for finding in firm.findings.filter(found_on__lte=on):
        said = f"{finding.source} (đã bị bác)" if finding.is_overturned else finding.source
        told.moments.append(Moment(finding.found_on, finding.get_kind_display(), said))
        if not finding.is_overturned:
            words.append(Word(finding.kind, finding.found_on, finding.source))
    return words


def _sanctions(firm: Firm, on: dt.date, told: Timeline) -> None:
    windows = standing.windows(on)
    newest: dict[str, Sanction] = {}
    for row in (
        Sanction.objects.in_force().filter(firm=firm, issued_on__lte=on).select_related("batch").order_by("batch__as_of", "batch_id")
    ):
        newest[row.decision_no] = row
    for row in newest.values():
        fine = f", {row.get_form_display().lower()} {vnd(row.fine_vnd)}" if row.fine_vnd else f", {row.get_form_display().lower()}"
        said = f"{row.decision_no}, {row.issuer}: {row.get_conduct_display()}{fine} ({row.get_state_display()})"
        told.moments.append(Moment(row.issued_on, "Quyết định xử phạt", said, told.source(row.batch)))
        closes = rules.closes_on(standing.decision(row), windows)
        if row.completed_on and row.completed_on <= on:
            until = f"; được coi là chưa bị xử phạt từ {closes:%d/%m/%Y}" if closes else ""
            told.moments.append(Moment(row.completed_on, "Thi hành xong quyết định", f"{row.decision_no}{until}", told.source(row.batch)))


def _holds(firm: Firm, on: dt.date, told: Timeline) -> None:
    for hold in firm.holds.filter(placed_at__date__lte=on):
        kept = "công khai" if hold.is_public else "nội bộ"
        told.moments.append(Moment(hold.placed_at.astimezone(clock.VIETNAM).date(), "Mở hồ sơ", f"{hold.said} ({kept})"))
        if hold.lifted_at and (day := hold.lifted_at.astimezone(clock.VIETNAM).date()) <= on:
            told.moments.append(Moment(day, "Khép hồ sơ", hold.said))


def _checks(firm: Firm, on: dt.date, told: Timeline) -> None:
    for check in firm.checks.standing():
        what, said = check.get_kind_display(), f"{check.body}, {check.get_matter_display()}"
        days = (
            (check.decided_on, f"Quyết định {what.lower()}", f"{said}: {check.decision_no}"),
            (check.recorded_on, f"Biên bản {what.lower()}", said),
            (check.concluded_on, f"Kết luận {what.lower()}", f"{said}: {check.conclusion_no}"),
            (check.remedied_on, "Khắc phục xong", said),
        )
        told.moments += [Moment(day, name, text) for day, name, text in days if day and day <= on]


def columns(sees: Iterable[Facet]) -> dict[str, str]:
    """Return the columns of the table of months that an officer sees."""
    return {name: label for name, (label, facet) in COLUMNS.items() if facet in frozenset(sees)}
