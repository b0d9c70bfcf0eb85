"""Who takes part and on what terms: agencies, the seats of their officers, how soon they answer, which lists they owe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Left, Substr

from core import clock
from core.errors import NotAllowed, Refusal, Refused, Stale
from core.events import record_move
from core.models import Agency, Certainty, Commune, Officer
from core.permissions import demand
from core.text import slug

from .. import asking, handing, scope, sending
from ..intake.kinds import KINDS
from ..models import (
    AgencyEvent,
    ColumnMapping,
    Confirmation,
    Every,
    ImportBatch,
    OutgoingList,
    OwedEvent,
    OwedList,
    SeatEvent,
    SeatPolicy,
    TermsEvent,
)

Kind = Agency.Kind
_TAKEN_NAME = Refusal("name", "Đã có cơ quan mang tên này.")
_GONE = Refusal("agency", "Cơ quan này đã thôi tham gia.")
_NO_GROUND = Refusal("source", "Ghi văn bản, quy chế phối hợp làm căn cứ.")
_NOT_BACK = "Chỉ đặt được từ hôm nay trở đi: hạn đã tính không đổi theo."


@dataclass(frozen=True, slots=True)
class Details:
    """What an agency is called and whose business it has; only what its kind has is kept."""

    name: str
    zones: str = ""
    commune: Commune | None = None
    offices: str = ""
    email: str = ""
    letter_prefix: str = ""

    def of_kind(self, kind: str) -> Details:
        """Return the same without what a body of ``kind`` has not."""
        return Details(
            self.name.strip(),
            self.zones.strip() if kind == Kind.ZONE else "",
            self.commune if kind == Kind.COMMUNE else None,
            self.offices.strip() if kind == Kind.INSURANCE else "",
            self.email.strip(),
            self.letter_prefix.strip(),
        )


def _demand(by: Officer) -> None:
    demand(by, "firms.manage_seats")
    if not scope.is_whole(by):
        raise NotAllowed("firms.scope")


def _against(told: Details, kind: str, pk: int = 0) -> list[Refusal]:
    refused = []
    if not told.name:
        refused.append(Refusal("name", "Phải ghi tên cơ quan."))
    if Agency.objects.filter(name__iexact=told.name).exclude(pk=pk).exists():
        refused.append(_TAKEN_NAME)
    if kind == Kind.COMMUNE and told.commune is None:
        refused.append(Refusal("commune", "Ủy ban nhân dân xã, phường phải có xã, phường của mình."))
    codes = [code.strip() for code in told.offices.split(",") if code.strip()]
    if any(len(code) != 5 or not code.isdecimal() for code in codes):
        refused.append(Refusal("offices", "Mã cơ quan BHXH gồm 5 chữ số, các mã cách nhau bằng dấu phẩy."))
    return refused


@transaction.atomic
def add_agency(told: Details, *, kind: str, by: Officer, because: str) -> Agency:
    """Give a body a seat; its officers see the firms of its business and no others."""
    _demand(by)
    told = told.of_kind(kind)
    if refused := _against(told, kind):
        raise Refused(refused)
    agency = Agency.objects.create(code=_free_code(told.name), kind=kind, **_columns(told))
    record_move(AgencyEvent, agency, move="add", was="", becomes="at_work", by=by, because=because)
    return agency


def _columns(told: Details) -> dict[str, object]:
    return {name: getattr(told, name) for name in Details.__dataclass_fields__}


def _free_code(name: str) -> str:
    base = slug(name)[:34].strip("-") or "co-quan"
    taken = set(Agency.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if code not in taken)


@transaction.atomic
def change_agency(agency: Agency, told: Details, *, by: Officer, because: str) -> Agency:
    """Rename an agency or give it other business; what it sent under its former name goes on to count as its own."""
    _demand(by)
    told = told.of_kind(agency.kind)
    refused = _against(told, agency.kind, agency.pk) + ([_GONE] if agency.ended_on else [])
    if refused:
        raise Refused(refused)
    if not Agency.objects.filter(pk=agency.pk, name=agency.name, ended_on=None).update(**_columns(told)):
        raise Stale(f"agency {agency.pk} is no longer {agency.name}")
    note = ""
    if told.name != agency.name:
        _rename_sender(agency, told.name)
        note = f"Tên trước: {agency.name}"
    record_move(AgencyEvent, agency, move="change", was="at_work", becomes="changed", by=by, because=because, note=note)
    return Agency.objects.get(pk=agency.pk)


def _rename_sender(agency: Agency, name: str) -> None:
    """Let lists and remembered columns follow the new name: by it a list sent again takes the place of the one before."""
    before = agency.name[:120]
    renamed = Left(Concat(Value(name[:120]), Substr("sender", len(before) + 1)), 120)
    named = Q(sender=before) | Q(sender__startswith=f"{before} (")
    ImportBatch.objects.filter(named).filter(Q(agency=agency) | Q(agency=None)).update(sender=renamed)
    known = ColumnMapping.objects.filter(sender=name[:120], is_live=True).values_list("fingerprint", flat=True)
    ColumnMapping.objects.filter(sender=before).exclude(is_live=True, fingerprint__in=list(known)).update(sender=name[:120])


@transaction.atomic
def end_agency(agency: Agency, *, by: Officer, because: str) -> Agency:
    """End the part of an agency from today on; what it sent and answered stays. Refused while something still waits for it."""
    _demand(by)
    waits = (
        (agency.officers.filter(is_active=True).count(), "cán bộ đang giữ chỗ; hãy xếp chỗ khác hoặc khóa tài khoản"),
        (
            Confirmation.objects.filter(agency=agency, state__in=asking.OPEN).count(),
            "đề nghị xác nhận chưa trả lời; hãy rút hoặc ghi trả lời",
        ),
        (OutgoingList.objects.filter(agency=agency, state__in=handing.OPEN).count(), "danh sách bàn giao chưa báo nhận"),
    )
    if refused := [Refusal("waits", f"Còn {count} {what}.") for count, what in waits if count]:
        raise Refused(refused)
    if not Agency.objects.filter(pk=agency.pk, ended_on=None).update(ended_on=clock.today()):
        raise Stale(f"agency {agency.pk} has ended")
    record_move(AgencyEvent, agency, move="end", was="at_work", becomes="ended", by=by, because=because)
    return Agency.objects.get(pk=agency.pk)


@transaction.atomic
def seat_officer(officer: Officer, *, agency: Agency | None, communes: Collection[Commune], by: Officer, because: str) -> Officer:
    """Say for which agency and for which communes an officer works; nobody seats themselves."""
    _demand(by)
    refused = []
    if officer.pk == by.pk:
        refused.append(Refusal("same_eyes", "Chỗ của chính anh/chị do người khác xếp."))
    if officer.is_superuser and not by.is_superuser:
        refused.append(Refusal("administrator", "Chỉ quản trị hệ thống mới xếp chỗ của quản trị hệ thống."))
    if agency and agency.ended_on:
        refused.append(_GONE)
    if refused:
        raise Refused(refused)
    before = _place(officer)
    if not Officer.objects.filter(pk=officer.pk, agency=officer.agency_id).update(agency=agency):
        raise Stale(f"officer {officer.pk} has another seat now")
    officer = Officer.objects.select_related("agency").get(pk=officer.pk)
    officer.communes.set(communes)
    note = f"{before} → {_place(officer)}"
    record_move(SeatEvent, officer, move="seat", was="", becomes="seated", by=by, because=because, note=note)
    return officer


def _place(officer: Officer) -> str:
    communes = ", ".join(officer.communes.order_by("name_sort").values_list("name", flat=True)) or "cả phạm vi của cơ quan"
    return f"{officer.agency or 'không thuộc cơ quan nào'} ({communes})"


@transaction.atomic
def set_terms(
    *, valid_from: dt.date, answer_workdays: int, receipt_workdays: int, correct_workdays: int, source: str, by: Officer, because: str
) -> SeatPolicy:
    """Set how soon agencies answer, from a day on; terms that run already keep their day."""
    _demand(by)
    if refused := _dated(valid_from, source):
        raise Refused(refused)
    days = {"answer_workdays": answer_workdays, "receipt_workdays": receipt_workdays, "correct_workdays": correct_workdays}
    try:
        with transaction.atomic():
            terms: SeatPolicy = SeatPolicy.objects.create(valid_from=valid_from, **days, **_checked(source, by))
    except IntegrityError:
        raise Refused([Refusal("valid_from", "Đã có thời hạn áp dụng từ ngày này; hãy kết thúc trước hoặc chọn ngày khác.")]) from None
    record_move(TermsEvent, terms, move="set", was="", becomes="in_force", by=by, because=because)
    return terms


@transaction.atomic
def end_terms(terms: SeatPolicy, *, ends_on: dt.date, by: Officer, because: str) -> SeatPolicy:
    """End terms from a day on, or before they begin; refused where no others would be in force then."""
    _demand(by)
    ends_on = max(ends_on, terms.valid_from)
    others = SeatPolicy.objects.exclude(pk=terms.pk)
    ends = {ends_on, *others.filter(valid_to__gt=ends_on).values_list("valid_to", flat=True)}
    if ends_on < clock.today():
        raise Refused([Refusal("ends_on", _NOT_BACK)])
    if not all(others.in_force(day).exists() for day in ends):
        raise Refused([Refusal("ends_on", "Sau ngày này không còn thời hạn nào áp dụng; hãy đặt thời hạn mới trước.")])
    if not SeatPolicy.objects.filter(pk=terms.pk, valid_to=None).update(valid_to=ends_on):
        raise Stale(f"terms {terms.pk} have ended")
    record_move(TermsEvent, terms, move="end", was="in_force", becomes="ended", by=by, because=because)
    terms.refresh_from_db()
    return terms


@transaction.atomic
def owe_list(*, agency_kind: str, kind: str, every: int, day: int, valid_from: dt.date, source: str, by: Officer, because: str) -> OwedList:
    """Put a list on the timetable of a kind of agency; one that it owes already ends on the day on which this one begins."""
    _demand(by)
    refused = _dated(valid_from, source)
    if kind not in sending.SENDS.get(agency_kind, frozenset()):
        refused.append(Refusal("kind", f"{Kind(agency_kind).label} không gửi loại danh sách này."))
    if not 1 <= day <= 31:
        refused.append(Refusal("day", "Ngày trong tháng từ 1 đến 31."))
    if every not in Every.values:
        refused.append(Refusal("every", "Chọn kỳ gửi danh sách."))
    if refused:
        raise Refused(refused)
    for before in OwedList.objects.filter(agency_kind=agency_kind, kind=kind, valid_to=None):
        _end_owed(before, max(valid_from, before.valid_from), by=by, because=because)
    owed: OwedList = OwedList.objects.create(
        agency_kind=agency_kind, kind=kind, every=every, day=day, valid_from=valid_from, **_checked(source, by)
    )
    record_move(OwedEvent, owed, move="set", was="", becomes="in_force", by=by, because=because)
    return owed


@transaction.atomic
def end_owed(owed: OwedList, *, ends_on: dt.date, by: Officer, because: str) -> OwedList:
    """Take a list off the timetable from a day on, or before it begins."""
    _demand(by)
    if ends_on < clock.today():
        raise Refused([Refusal("ends_on", _NOT_BACK)])
    _end_owed(owed, max(ends_on, owed.valid_from), by=by, because=because)
    owed.refresh_from_db()
    return owed


def _end_owed(owed: OwedList, ends_on: dt.date, *, by: Officer, because: str) -> None:
    if not OwedList.objects.filter(pk=owed.pk, valid_to=None).update(valid_to=ends_on):
        raise Stale(f"owed list {owed.pk} has ended")
    record_move(OwedEvent, owed, move="end", was="in_force", becomes="ended", by=by, because=because)


def _dated(valid_from: dt.date, source: str) -> list[Refusal]:
    return ([] if source.strip() else [_NO_GROUND]) + ([Refusal("valid_from", _NOT_BACK)] if valid_from < clock.today() else [])


def _checked(source: str, by: Officer) -> dict[str, object]:
    return {"source": source.strip()[:300], "certainty": Certainty.CONFIRMED, "checked_by": by, "checked_on": clock.today()}


def owed_kinds(agency_kind: str) -> list[tuple[str, str]]:
    """Return the lists that a kind of agency may owe, with their names."""
    return [(code, kind.label) for code, kind in KINDS.items() if code in sending.SENDS.get(agency_kind, frozenset())]
