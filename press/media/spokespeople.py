"""Who speaks for the authority: appointments with their decision, from one day to another, never deleted."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q

from core import clock
from core.errors import Refusal, Refused, Stale
from core.models import Officer
from core.permissions import demand

from ..models import Spokesperson

NO_DECISION = Refusal("no_decision", "Cần số quyết định cử người phát ngôn.")
BACKWARDS = Refusal("backwards", "Ngày kết thúc không được trước ngày bắt đầu.")
TWICE = Refusal("appointed_twice", "Cán bộ này đã được ghi theo chính quyết định đó.")
NOT_A_SPOKESPERSON = Refusal("not_a_spokesperson", "Anh/chị không phải người phát ngôn đang được cử; không duyệt thay được.")
OWN_WORDS = Refusal("own_words", "Người phát ngôn không duyệt nội dung do chính mình soạn; cần cán bộ khác soạn.")


@transaction.atomic
def appoint(officer: Officer, *, by: Officer, decision_no: str, valid_from: dt.date, valid_to: dt.date | None = None) -> Spokesperson:
    """Record that ``officer`` speaks for the authority by a decision."""
    demand(by, "press.appoint_spokesperson")
    if not decision_no.strip():
        raise Refused([NO_DECISION])
    if valid_to and valid_to <= valid_from:
        raise Refused([BACKWARDS])
    try:
        with transaction.atomic():
            return Spokesperson.objects.create(
                officer=officer, decision_no=decision_no.strip(), valid_from=valid_from, valid_to=valid_to, noted_by=by
            )
    except IntegrityError:
        raise Refused([TWICE]) from None


@transaction.atomic
def end(appointment: Spokesperson, *, by: Officer, because: str, valid_to: dt.date) -> Spokesperson:
    """Record that an appointment ends before the day ``valid_to``; what was approved while it held stays approved."""
    demand(by, "press.appoint_spokesperson")
    if valid_to < appointment.valid_from:
        raise Refused([BACKWARDS])
    still = Spokesperson.objects.filter(pk=appointment.pk).filter(Q(valid_to=None) | Q(valid_to__gt=valid_to))
    if not still.update(valid_to=valid_to, ended_because=because):
        raise Stale(f"appointment {appointment.pk} ended already")
    appointment.refresh_from_db()
    return appointment


def demand_voice(by: Officer, *, wrote: int | None) -> Spokesperson:
    """Return the appointment by which ``by`` speaks today, or refuse; nobody approves what that officer ``wrote``."""
    demand(by, "press.speak")
    appointment = Spokesperson.of(by, clock.today())
    if appointment is None:
        raise Refused([NOT_A_SPOKESPERSON])
    if wrote == by.pk:
        raise Refused([OWN_WORDS])
    return appointment
