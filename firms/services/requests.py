"""Letters to firms are drafted, numbered, sent, answered and held against the next headcount: the one way to change one."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from core import clock, jobs, uploads
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer, SwappedDay
from core.permissions import demand
from core.uploads import Upload

from .. import letters, register, requesting, scope
from ..models import Confirmation, Firm, ImportBatch, LetterBatch, LetterKind, Request, RequestEvent, RequestFile, Source, Way
from ..requesting import Move, State
from ..requests import candidates, new_firms, offices
from .asking import ask_confirmation

log = logging.getLogger(__name__)

#: So many letters make a batch: an hour's work for a clerk, some seconds for the worker.
MOST_IN_BATCH = 300
FOLDER = "letters"
BUILD = "firms.letters"
_FROM_THE_SYSTEM = "Đối chiếu với số liệu của cơ quan BHXH tính đến {day}: {now} người tham gia, trước thư là {before}."


@dataclass(frozen=True, slots=True)
class LetterForm:
    """What all letters of a batch have in common."""

    agency: str
    mark: str
    place: str
    signer_role: str
    reply_to: str
    agency_over: str = ""


@transaction.atomic
def draft_requests(firm_ids: Collection[int], *, kind: LetterKind, form: LetterForm, by: Officer, because: str) -> LetterBatch:
    """Write one letter to each of ``firm_ids``, from the figures in force now, and let the worker print them.

    A firm that needs no letter any more, has an open one, or is out of the officer's reach stops the batch with a sentence.
    """
    demand(by, "firms.draft_request")
    today = clock.today()
    if not firm_ids or len(firm_ids) > MOST_IN_BATCH:
        raise _refused("count", f"Một đợt có từ 1 đến {MOST_IN_BATCH} đơn vị; đang chọn {len(firm_ids)}.")
    law = letters.basis(today)
    rows = _asks(firm_ids, by, today) if kind == LetterKind.INSURE else _welcomes(firm_ids, by, today)
    if missing := set(firm_ids) - {row.firm_id for row in rows}:
        names = ", ".join(Firm.objects.filter(pk__in=missing).values_list("name", flat=True)[:5]) or "không rõ"
        raise _refused("not_asked", f"Không soạn được cho {len(missing)} đơn vị (đã có thư, hoặc không còn thuộc diện): {names}.")
    batch = LetterBatch.objects.create(
        kind=kind,
        agency_over=form.agency_over.strip(),
        agency=form.agency.strip(),
        mark=f"/{form.mark.strip().lstrip('/')}",
        place=form.place.strip(),
        signer_role=form.signer_role.strip(),
        reply_to=form.reply_to.strip(),
        term_days=law.days,
        law=law.cited,
        law_certainty=law.certainty,
        drafted_by=by,
    )
    for row in rows:
        row.batch, row.drafted_by = batch, by
    try:
        with transaction.atomic():
            made = Request.objects.bulk_create(rows)
    except IntegrityError:
        raise Stale("one of the firms was asked meanwhile") from None
    RequestEvent.objects.bulk_create(
        [
            RequestEvent(record=row, move="draft", becomes=State.DRAFT, by=by, because=_given(because), law_version=law.cited[:120])
            for row in made
        ]
    )
    jobs.nudge(BUILD)
    return batch


def _asks(firm_ids: Collection[int], by: Officer, today: dt.date) -> list[Request]:
    pairs = {row.firm_id: row for row in candidates(today, by, only=firm_ids)}
    firms = Firm.objects.select_related("commune").in_bulk(pairs)
    office = offices(firms.values())
    return [
        Request(
            firm=firms[pk],
            **_known(firms[pk], pair.tax_code, office[pk]),
            asked=pair.gap,
            employed=pair.employed.people,
            employed_source=pair.employed.source,
            employed_on=pair.employed.on,
            insured=pair.insured.people,
            insured_source=pair.insured.source,
            insured_on=pair.insured.on,
        )
        for pk, pair in pairs.items()
    ]


def _welcomes(firm_ids: Collection[int], by: Officer, today: dt.date) -> list[Request]:
    firms = {firm.pk: firm for firm in new_firms(today, by).filter(pk__in=firm_ids)}
    codes, office = register.tax_codes(firms), offices(firms.values())
    return [
        Request(
            firm=firm, **_known(firm, codes.get(pk, ""), office[pk]), asked=1, insured=0, insured_source=Source.AGENCY, insured_on=today
        )
        for pk, firm in firms.items()
    ]


def _known(firm: Firm, tax_code: str, office: str) -> dict[str, Any]:
    commune = firm.commune.name if firm.commune and firm.commune.name not in firm.address else ""
    where = ", ".join(part for part in (firm.address, commune) if part)
    return {"name": firm.name, "address": where[:300], "tax_code": tax_code, "office": office, "registered_on": firm.registered_on}


@transaction.atomic
def sign_request(
    request: Request, *, number: str, dated_on: dt.date, signer: Officer, by: Officer, because: str, file: Upload | None = None
) -> Request:
    """Note the number and day that the clerk gave a letter, and who signed it; the signer is never who drafted it."""
    demand(by, "firms.number_request")
    drafted_on = request.batch.drafted_at.astimezone(clock.VIETNAM).date()
    figures_on = max((day for day in (request.employed_on, request.insured_on) if day), default=None)
    refusals = requesting.against_date(dated_on, drafted_on=drafted_on, figures_on=figures_on, today=clock.today())
    if not signer.has_perm("firms.sign_request"):
        refusals.append(Refusal("signer", f"{signer} không có thẩm quyền ký thư đề nghị."))
    if signer.pk == request.drafted_by_id:
        refusals.append(Refusal("own_draft", "Người ký phải khác người soạn."))
    if Request.objects.filter(number=number, dated_on__year=dated_on.year).exclude(pk=request.pk).exists():
        refusals.append(Refusal("number", f"Số {number} đã dùng trong năm {dated_on.year}."))
    if refusals:
        raise Refused(refusals)
    request = _move(request, Move.SIGN, by=by, because=because, number=number, dated_on=dated_on, signed_by=signer)
    if file:
        _attach(request, RequestFile.Kind.SIGNED, file, by)
    return request


@transaction.atomic
def sign_batch(batch: LetterBatch, *, first: int, dated_on: dt.date, signer: Officer, by: Officer, because: str) -> int:
    """Number the drafts of a batch one after the other from ``first``, and print them again with their numbers; return how many."""
    drafts = list(batch.requests.filter(state=State.DRAFT).select_related("batch").order_by("pk"))
    if not drafts:
        raise _refused("none", "Đợt này không còn bản thảo nào chờ cấp số.")
    for place, request in enumerate(drafts):
        sign_request(request, number=f"{first + place}{batch.mark}", dated_on=dated_on, signer=signer, by=by, because=because)
    print_again(batch, by=by)
    return len(drafts)


@transaction.atomic
def send_request(
    request: Request,
    *,
    how: Way,
    sent_on: dt.date,
    proof: str,
    by: Officer,
    because: str,
    received_on: dt.date | None = None,
    file: Upload | None = None,
) -> Request:
    """Note that a signed letter went out, with its proof; the term starts the day after the firm received it.

    A sending that is recorded late starts it the day after the record: no firm is silent before it was followed for a whole term.
    """
    demand(by, "firms.number_request")
    received = received_on or sent_on
    refusals = []
    if request.dated_on and sent_on < request.dated_on:
        refusals.append(Refusal("before_signing", f"Ngày gửi trước ngày văn bản ({request.dated_on:%d/%m/%Y})."))
    if received < sent_on:
        refusals.append(Refusal("before_sending", "Ngày nhận trước ngày gửi."))
    if max(sent_on, received) > clock.today():
        refusals.append(Refusal("future", "Ngày gửi hoặc ngày nhận chưa đến."))
    if not proof.strip():
        refusals.append(Refusal("no_proof", "Phải ghi chứng cứ gửi: số vận đơn, biên bản giao, mã văn bản điện tử."))
    if refusals:
        raise Refused(refusals)
    # No receipt lies ahead, so the day of the record is the later of the two.
    due = requesting.due(clock.today(), request.batch.term_days, SwappedDay.swaps())
    request = _move(
        request,
        Move.SEND,
        by=by,
        because=because,
        sent_how=how,
        sent_on=sent_on,
        sent_proof=proof.strip(),
        received_on=received,
        due_on=due,
    )
    if file:
        _attach(request, RequestFile.Kind.PROOF, file, by)
    return request


@transaction.atomic
def send_batch(batch: LetterBatch, *, how: Way, sent_on: dt.date, proof: str, by: Officer, because: str) -> int:
    """Note that all signed letters of a batch went out in one way on one day; return how many."""
    signed = list(batch.requests.filter(state=State.SIGNED).select_related("batch").order_by("pk"))
    if not signed:
        raise _refused("none", "Đợt này không có thư nào đã ký mà chưa gửi.")
    for request in signed:
        send_request(request, how=how, sent_on=sent_on, proof=proof, by=by, because=because)
    return len(signed)


@transaction.atomic
def answer_request(
    request: Request,
    *,
    is_disputed: bool,
    answered_on: dt.date,
    document: str,
    said: str,
    by: Officer,
    because: str,
    file: Upload | None = None,
) -> Request:
    """Note what the firm answered. What it says of its figures stays its word: no figure changes by it.

    A dispute needs what the firm handed in; an answer that says "registered" waits for the next extract of the SI agency.
    """
    demand(by, "firms.settle_request")
    refusals = []
    if answered_on > clock.today():
        refusals.append(Refusal("future", "Ngày trả lời chưa đến."))
    if request.sent_on and answered_on < request.sent_on:
        refusals.append(Refusal("before_sending", "Ngày trả lời trước ngày gửi thư."))
    if not document.strip():
        refusals.append(Refusal("no_document", "Phải ghi số, ngày văn bản trả lời của đơn vị."))
    if is_disputed and not (file and said.strip()):
        refusals.append(Refusal("no_evidence", "Đơn vị nêu số liệu chưa đúng thì phải ghi nội dung và đính kèm tài liệu của đơn vị."))
    if refusals:
        raise Refused(refusals)
    request = _move(
        request,
        Move.DISPUTE if is_disputed else Move.REGISTER,
        by=by,
        because=because,
        answered_on=answered_on,
        answer_document=document.strip(),
        answer_said=said.strip(),
    )
    if file:
        _attach(request, RequestFile.Kind.ANSWER, file, by)
    if is_disputed:
        _have_confirmed(request)
    return request


def _have_confirmed(request: Request) -> None:
    """Ask the SI agency what it says to the firm's statement; where none is declared, the officer settles it alone."""
    says = f"Về {request}: {request.answer_said}"
    try:
        with transaction.atomic():
            ask_confirmation(
                request.firm,
                kind=Confirmation.Kind.OTHER,
                says=says,
                reference=request.reference,
                by=None,
                because="Đơn vị nêu số liệu chưa đúng.",
            )
    except Refused as refused:
        log.warning("request %s: not confirmed: %s", request.pk, [refusal.code for refusal in refused.refusals])


def lapse_request(request: Request) -> Request:
    """Note that a firm let its term pass."""
    if request.due_on is None or request.due_on >= clock.today():
        raise _refused("running", "Thời hạn trả lời chưa hết.")
    return _move(request, Move.LAPSE, by=None, because=f"Hết ngày {request.due_on:%d/%m/%Y} không có trả lời.")


@transaction.atomic
def measure_request(request: Request, now: requesting.Measured, extract: ImportBatch) -> Request:
    """Hold a letter that went out against an extract: keep the figure, and make the move that follows from it."""
    if request.sent_on is None or request.due_on is None or now.on <= request.sent_on:
        Request.objects.filter(pk=request.pk).update(measured_insured=None, measured_on=None, measured_batch=extract)
        return request
    Request.objects.filter(pk=request.pk).update(measured_insured=now.insured, measured_on=now.on, measured_batch=extract)
    move = requesting.verdict(
        State(request.state), asked=request.asked, before=request.insured, sent_on=request.sent_on, due_on=request.due_on, now=now
    )
    if move is None:
        return request
    because = _FROM_THE_SYSTEM.format(day=f"{now.on:%d/%m/%Y}", now=now.insured, before=request.insured)
    return _move(request, move, by=None, because=because, extract=extract)


@transaction.atomic
def reopen_request(request: Request) -> Request:
    """Take back what extracts did to a letter that no longer count; the newest that does is held against it next.

    Where the firm has another letter by now, that one goes on and this one stays as it is.
    """
    gone = request.judged_by
    if gone is None:
        return request
    story = [
        requesting.Step(event.move, State(event.was), State(event.becomes), event.extract_id)
        for event in request.events.exclude(was="").order_by("at", "pk")
    ]
    in_force = ImportBatch.objects.in_force().filter(pk__in={step.extract for step in story})
    ground = requesting.ground(story, set(in_force.values_list("pk", flat=True)))
    Request.objects.filter(pk=request.pk).update(measured_insured=None, measured_on=None, measured_batch=None)
    because = f"Danh sách “{gone}” không còn hiệu lực; thư trở lại trạng thái trước đó."
    move = ground.way_from(State(request.state))
    if move is None:
        Request.objects.filter(pk=request.pk).update(judged_by=ground.extract)
        return request
    try:
        with transaction.atomic():
            return _move(request, move, by=None, because=because, judged_by=ground.extract)
    except IntegrityError:
        Request.objects.filter(pk=request.pk).update(judged_by=None)
        because = f"Danh sách “{gone}” không còn hiệu lực; không mở lại vì đơn vị đã có thư khác đang theo dõi."
        record_move(RequestEvent, request, move="keep", was=request.state, becomes=request.state, by=None, because=because)
        return request


@transaction.atomic
def uphold_request(request: Request, *, by: Officer, because: str) -> Request:
    """Decide that what a firm handed in does not explain its figures: the request stands."""
    demand(by, "firms.settle_request")
    return _move(request, Move.UPHOLD, by=by, because=because)


@transaction.atomic
def close_request(request: Request, *, by: Officer, because: str) -> Request:
    """End a request without everybody being registered: the firm is right, or another body has taken over."""
    demand(by, "firms.settle_request")
    return _move(request, Move.CLOSE, by=by, because=because)


@transaction.atomic
def withdraw_request(request: Request, *, by: Officer, because: str) -> Request:
    """Take a request back; one that has gone out is taken back by whoever settles them."""
    demand(by, "firms.draft_request" if request.state == State.DRAFT else "firms.settle_request")
    return _move(request, Move.WITHDRAW, by=by, because=because)


def print_again(batch: LetterBatch, *, by: Officer) -> None:
    """Let the worker print the files of a batch anew, with numbers and days as they stand."""
    demand(by, "firms.view_register")
    LetterBatch.objects.filter(pk=batch.pk).update(wanted_at=clock.now(), built_at=None)
    jobs.nudge(BUILD)


@transaction.atomic
def read_file(file: RequestFile, *, by: Officer) -> bytes:
    """Return a paper of a request to an officer who may see its firm, and note who opened it."""
    demand(by, "firms.view_register")
    scope.demand(by, file.record.firm)
    state = file.record.state
    record_move(RequestEvent, file.record, move="open_file", was=state, becomes=state, by=by, because=f"Mở tệp {file.name}.")
    return uploads.fetch(file.path)


def _attach(request: Request, kind: RequestFile.Kind, file: Upload, by: Officer) -> None:
    path = uploads.keep(FOLDER, file.data, "pdf" if file.is_pdf else "jpg")
    RequestFile.objects.create(
        record=request, kind=kind, name=file.name, path=path, sha256=hashlib.sha256(file.data).hexdigest(), added_by=by
    )


def _move(
    request: Request,
    how: Move,
    *,
    by: Officer | None,
    because: str,
    extract: ImportBatch | None = None,
    judged_by: int | None = None,
    **changes: Any,
) -> Request:
    """Make one move of a request, conditional on the state that was read; ``extract`` is the list that it follows from."""
    changes["judged_by"] = extract.pk if extract else judged_by
    scope.demand(by, request.firm)
    was = State(request.state)
    becomes = requesting.after(was, how)
    with transaction.atomic():
        if not Request.objects.filter(pk=request.pk, state=was).update(state=becomes, **changes):
            raise Stale(f"request {request.pk} is no longer {was}")
        record_move(RequestEvent, request, move=how, was=was, becomes=becomes, by=by, because=_given(because), extract=extract)
    return Request.objects.select_related("batch", "firm", "signed_by").get(pk=request.pk)


def _given(because: str) -> str:
    if not because.strip():
        raise _refused("no_reason", "Phải ghi lý do.")
    return because.strip()


def _refused(code: str, sentence: str) -> Refused:
    return Refused([Refusal(code, sentence)])
