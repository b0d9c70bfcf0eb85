"""How a round of praise moves: drafted, screened, confirmed by the SI agency, decided by a second officer, released."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction

from core import clock, pages
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from firms import register
from firms.rules import add_months
from press import ledger
from press import services as press
from press.acts import Act
from press.models import Release

from . import eligibility, lifecycle, public, rules
from .lifecycle import HonourState, Move, Standing, State
from .models import Certificate, Honour, HonourEvent, Round, RoundEvent, Scheme

KIND = "honour_round"
LEGAL_BASIS = "BIEU_DUONG"

FOUR_EYES = Refusal("four_eyes", "Người quyết định phải là cán bộ khác với người lập đợt.")
NO_DATA = Refusal("no_data", "Chưa có số liệu đóng bảo hiểm đến ngày này.")
FUTURE = Refusal("future", "Ngày này chưa đến.")
NO_LETTER = Refusal("no_letter", "Cần số và ngày văn bản xác nhận của cơ quan BHXH, không sớm hơn ngày chốt số liệu.")
NOBODY = Refusal("nobody", "Đợt không có đơn vị nào đủ điều kiện.")
STILL_NAMED = Refusal("still_named", "Tin công khai về đơn vị chưa kết thúc, chưa thể khôi phục hiệu lực.")
NOT_SUSPENDED = Refusal("not_suspended", "Thư không bị tạm dừng hiệu lực.")


@transaction.atomic
def draft(scheme: Scheme, *, title: str, as_of: dt.date, by: Officer, because: str) -> Round:
    """Open a round under ``scheme`` over the figures as of one day."""
    demand(by, "recognition.draft_round")
    if as_of > clock.today():
        raise Refused([FUTURE])
    until_month = eligibility.until_month(as_of)
    if until_month is None:
        raise Refused([NO_DATA])
    opened = Round.objects.create(title=title, scheme=scheme, as_of=as_of, until_month=until_month, drafted_by=by)
    record_move(RoundEvent, opened, move="draft", was="", becomes=State.DRAFT, by=by, because=because)
    return opened


@transaction.atomic
def screen(a_round: Round, *, by: Officer, because: str) -> Round:
    """Find the firms that meet the criteria and what bars some of them; a list confirmed before needs a new letter."""
    demand(by, "recognition.draft_round")
    _move(a_round, Move.SCREEN, by=by, because=because, confirmed_no="", confirmed_on=None)
    a_round.honours.all().delete()
    found = eligibility.candidates(a_round.as_of, clock.today())
    codes = register.tax_codes(candidate.firm_id for candidate in found)
    Honour.objects.bulk_create(
        [
            Honour(
                round=a_round,
                firm_id=candidate.firm_id,
                state=HonourState.BARRED if candidate.bars else HonourState.CANDIDATE,
                tier=rules.tier(candidate.workers, a_round.scheme.tiers)["label"],
                workers=candidate.workers,
                evidence={
                    "tax_code": codes.get(candidate.firm_id, ""),
                    "as_of": a_round.as_of.isoformat(),
                    "reasons": list(candidate.reasons),
                },
                bars=[str(bar) for bar in candidate.bars],
            )
            for candidate in found
        ],
        batch_size=500,
    )
    return a_round


@transaction.atomic
def confirm(a_round: Round, *, letter_no: str, letter_on: dt.date, by: Officer, because: str) -> Round:
    """Record the letter by which the SI agency confirms the list."""
    demand(by, "recognition.draft_round")
    if not letter_no.strip() or not a_round.as_of <= letter_on <= clock.today():
        raise Refused([NO_LETTER])
    return _move(a_round, Move.CONFIRM, by=by, because=because, confirmed_no=letter_no.strip(), confirmed_on=letter_on)


@transaction.atomic
def decide(a_round: Round, *, by: Officer, because: str) -> Round:
    """Let a second officer decide who is praised."""
    demand(by, "recognition.decide_round")
    if by.pk == a_round.drafted_by_id:
        raise Refused([FOUR_EYES])
    if not a_round.honours.filter(state=HonourState.CANDIDATE).exists():
        raise Refused([NOBODY])
    return _move(a_round, Move.DECIDE, by=by, because=because, decided_by=by, decided_on=clock.today())


@transaction.atomic
def recheck(a_round: Round, *, by: Officer, because: str) -> Round:
    """Leave out of a decided round whoever is barred by now; nobody is ever added."""
    demand(by, "recognition.draft_round")
    for honour, reasons in barred(a_round):
        _move_honour(honour, "bar", by=by, because="; ".join(map(str, reasons)), bars=[str(reason) for reason in reasons])
    return _move(a_round, Move.RECHECK, by=by, because=because)


@transaction.atomic
def leave_out(honour: Honour, *, by: Officer, because: str) -> Honour:
    """Leave one firm out, for a reason that the figures do not show."""
    demand(by, "recognition.draft_round")
    return _move_honour(honour, "leave_out", by=by, because=because)


@transaction.atomic
def prepare_release(a_round: Round, *, by: Officer, because: str) -> Release:
    """Hand a decided round to the media desk."""
    demand(by, "recognition.draft_round")
    lifecycle.after(State(a_round.state), Move.PUBLISH)
    return press.draft(KIND, a_round, by=by, because=because)


def barred(a_round: Round) -> list[tuple[Honour, tuple[Refusal, ...]]]:
    """Return the firms about to be praised, or praised, that something bars today."""
    honours = list(a_round.honours.filter(state__in=(HonourState.CANDIDATE, HonourState.HONOURED)).select_related("firm"))
    reasons = eligibility.bars({honour.firm_id for honour in honours}, clock.today())
    return [(honour, reasons[honour.firm_id]) for honour in honours if reasons[honour.firm_id]]


@transaction.atomic
def publish(a_round: Round, release: Release) -> None:
    """Praise the firms of a round and issue their letters; the media desk calls this through the kind."""
    now = clock.now()
    valid_until = add_months(clock.today(), a_round.scheme.certificate_months)
    _move(
        a_round,
        Move.PUBLISH,
        by=None,
        because=f"Phát hành theo tin {release.public_id}.",
        release=release,
        published_on=clock.today(),
        valid_until=valid_until,
    )
    honours = list(a_round.honours.filter(state=HonourState.CANDIDATE).select_related("firm", "firm__commune").order_by("pk"))
    a_round.honours.filter(pk__in=[honour.pk for honour in honours]).update(state=HonourState.HONOURED)
    certificates = Certificate.objects.bulk_create(
        [
            Certificate(honour=honour, serial=f"{release.public_id}-{number:05d}", issued_at=now, salt=secrets.token_bytes(32))
            for number, honour in enumerate(honours, start=1)
        ],
        batch_size=500,
    )
    ledger.extend(_line(Act.CERTIFICATE_ISSUED, certificate) for certificate in certificates)


@transaction.atomic
def end(a_round: Round, *, because: str) -> None:
    """Take a round out of the public; the media desk calls this through the kind. What the ledger knows is forgotten."""
    _move(a_round, Move.END, by=None, because=because)
    Certificate.objects.filter(honour__round=a_round).update(salt=b"")


@transaction.atomic
def revoke(honour: Honour, *, by: Officer, because: str, what: str) -> Honour:
    """Take one honour back for good; the round's release is corrected, with ``what`` for the public."""
    demand(by, "recognition.decide_round")
    _move_honour(honour, "revoke", by=by, because=because)
    ledger.extend([_line(Act.CERTIFICATE_REVOKED, honour.certificate)])
    Certificate.objects.filter(honour=honour).update(salt=b"")
    release = honour.round.release
    if release is not None:
        press.correct(release, by=by, because=because, what=what)
    return honour


@transaction.atomic
def restore(certificate: Certificate, *, by: Officer, because: str) -> Certificate:
    """Let a suspended letter count again, once nothing public stands against the firm; nothing restores it by itself."""
    demand(by, "recognition.decide_round")
    if public.is_named(certificate):
        raise Refused([STILL_NAMED])
    if public.standing(certificate) is not Standing.SUSPENDED:
        raise Refused([NOT_SUSPENDED])
    note_suspension(certificate)
    now = clock.now()
    Certificate.objects.filter(pk=certificate.pk).update(restored_at=now, suspended_at=None)
    ledger.extend([_line(Act.CERTIFICATE_RESTORED, certificate)])
    _note(certificate.honour, "restore", by=by, because=because)
    pages.bump()
    certificate.refresh_from_db()
    return certificate


@transaction.atomic
def note_suspension(certificate: Certificate) -> bool:
    """Write a suspension into the ledger, once; return whether it was new."""
    if not Certificate.objects.filter(pk=certificate.pk, suspended_at=None).update(suspended_at=clock.now()):
        return False
    ledger.extend([_line(Act.CERTIFICATE_SUSPENDED, certificate)])
    _note(certificate.honour, "suspend", by=None, because="Có tin công khai về đơn vị.")
    return True


@transaction.atomic
def alert(honour: Honour, reasons: tuple[Refusal, ...]) -> bool:
    """Tell the desk that a firm that is praised would not be praised today; said once for the same reasons."""
    because = "; ".join(map(str, reasons))
    last = honour.events.filter(move="alert").order_by("-pk").first()
    if last and last.because == because:
        return False
    _note(honour, "alert", by=None, because=because)
    return True


def _line(act: Act, certificate: Certificate) -> ledger.Line:
    return ledger.Line(act, certificate.serial, LEGAL_BASIS, public.shown(certificate), bytes(certificate.salt))


def _note(honour: Honour, move: str, *, by: Officer | None, because: str) -> None:
    record_move(HonourEvent, honour, move=move, was=honour.state, becomes=honour.state, by=by, because=because)


def _move(a_round: Round, how: Move, *, by: Officer | None, because: str, **changes: Any) -> Round:
    """Make one move on the state that was read, record it, and read the round again."""
    was = State(a_round.state)
    becomes = lifecycle.after(was, how)
    if not Round.objects.filter(pk=a_round.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"round {a_round.pk} is no longer {was}")
    record_move(RoundEvent, a_round, move=how, was=was, becomes=becomes, by=by, because=because, law_version=str(a_round.scheme))
    a_round.refresh_from_db()
    return a_round


def _move_honour(honour: Honour, how: str, *, by: Officer | None, because: str, **changes: Any) -> Honour:
    """Make one move of an honour on the state that was read, and record it."""
    was = HonourState(honour.state)
    becomes = lifecycle.honour_after(was, how)
    if not Honour.objects.filter(pk=honour.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"honour {honour.pk} is no longer {was}")
    record_move(HonourEvent, honour, move=how, was=was, becomes=becomes, by=by, because=because)
    honour.refresh_from_db()
    return honour
