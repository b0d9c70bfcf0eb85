"""How a notice moves: proposed, drafted, served, heard, reviewed, decided, published by the media desk, and ended."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction

from core import clock, pages, workdays
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from firms import services as holds
from firms.models import Firm, ImportBatch, Sanction
from press import lifecycle as desk
from press import services as press
from press.models import Release

from . import door, due_process, facts, lifecycle
from .due_process import Demands, ServiceMode
from .lifecycle import PENDING, PUBLIC, Move, State
from .models import CorrectionRequest, DueProcess, FirmReply, Notice, NoticeEvent, RelayAgreement
from .rules import Basis

log = logging.getLogger(__name__)

KIND = "notice"
INTERNAL = Refusal("internal_list", "Danh sách nhận nội bộ theo khoản 3 Điều 35 không bao giờ được công khai.")
NOT_OFFERED = Refusal("not_offered", "Căn cứ này chỉ được chỉ dẫn liên kết, không đăng thành thông tin công khai.")
NOT_FROM_LIST = Refusal("not_listed", "Đơn vị không có trong danh sách.")
NO_SOURCE = Refusal("no_source", "Phải chọn danh sách hoặc quyết định xử phạt của chính đơn vị, phù hợp với căn cứ.")
TAKEN = Refusal("taken", "Đã có hồ sơ đang mở theo danh sách hoặc quyết định này.")
NOT_DECIDED = Refusal("not_decided", "Hồ sơ chưa có quyết định công khai.")
HAS_RELEASE = Refusal("has_release", "Hồ sơ đã có tin phát hành.")
NO_TEXT = Refusal("no_text", "Chưa có nội dung.")
NO_NEWER = Refusal("no_newer", "Không có danh sách mới hơn còn tên đơn vị.")
FUTURE = Refusal("future", "Ngày này chưa đến.")


# --- on the way


@transaction.atomic
def propose(
    firm: Firm,
    *,
    by: Officer,
    because: str,
    batch: ImportBatch | None = None,
    sanction: Sanction | None = None,
    basis: str = "",
) -> Notice:
    """Open a file on ``firm``: on a published list, or on one decision. What came as internal is refused here already."""
    demand(by, "notices.draft_notice")
    chosen = Basis(basis) if basis else (Basis.BHXH_ART35 if batch else Basis.VPHC_ART72)
    refusals = _against_source(firm, chosen, batch, sanction)
    if refusals:
        raise Refused(refusals)
    told = {"source_url": batch.published_url, "source_title": batch.published_title, "source_on": batch.published_on} if batch else {}
    notice = Notice.objects.create(
        firm=firm,
        legal_basis=chosen,
        due_process=_process(chosen, clock.today()),
        batch=batch,
        received_under=batch.received_under if batch else "",
        sanction=sanction,
        sanction_state=sanction.state if sanction else "",
        **told,
    )
    _record(notice, "propose", was="", by=by, because=because)
    return notice


def _against_source(firm: Firm, basis: Basis, batch: ImportBatch | None, sanction: Sanction | None) -> list[Refusal]:
    """Return why the list or the decision cannot carry a notice on ``firm``."""
    process = _process(basis, clock.today())
    if process is None or not process.is_offered:
        return [NOT_OFFERED]
    if (batch is None) == (sanction is None) or (basis == Basis.BHXH_ART35) != (batch is not None):
        return [NO_SOURCE]
    if batch is not None and not batch.is_published:
        return [INTERNAL]
    if batch is not None and not facts.rows(firm, batch).exists():
        return [NOT_FROM_LIST]
    if sanction is not None and sanction.firm_id != firm.pk:
        return [NO_SOURCE]
    same = {"sanction__decision_no": sanction.decision_no} if sanction else {"batch": batch}
    is_taken = Notice.objects.filter(firm=firm, **same).exclude(state__in=lifecycle.FINAL).exists()
    return [TAKEN] if is_taken else []


@transaction.atomic
def draft(
    notice: Notice,
    *,
    by: Officer,
    because: str,
    consequence: str = "",
    request_no: str = "",
    request_on: dt.date | None = None,
    request_received_on: dt.date | None = None,
    records_repeat: bool = False,
) -> Notice:
    """Draw up the file: facts, rung and policy as of today, the signer's request where there is one, and an internal hold."""
    demand(by, "notices.draft_notice")
    today = clock.today()
    policy = facts.policy(today)
    verdict = facts.verdict(notice, policy, on=today, records_repeat=records_repeat)
    demands = _demands(notice)
    drafted = _move(
        notice,
        Move.DRAFT,
        by=by,
        because=because,
        drafted_by=by,
        policy=policy,
        rung=int(verdict.rung),
        public_label=verdict.label,
        grounds=list(verdict.grounds),
        facts=facts.snapshot(notice),
        agreement=RelayAgreement.in_force(today) if notice.batch_id else None,
        records_repeat=records_repeat,
        consequence=consequence.strip(),
        request_no=request_no.strip(),
        request_on=request_on,
        request_received_on=request_received_on,
        post_due=due_process.post_due(demands, request_received_on, facts.swaps()) if request_received_on else None,
        door_key=door.hashed(door.code(notice)) if demands.hears else "",
        hold_reference=f"notice:{notice.pk}",
    )
    holds.place_hold(notice.firm, kind=KIND, reference=drafted.hold_reference, by=by, because=because)
    return drafted


@transaction.atomic
def serve(notice: Notice, *, by: Officer, because: str, served_on: dt.date, mode: str, proof: str) -> Notice:
    """Record proof that the firm was reached; the term to reply starts the day after."""
    demand(by, "notices.serve_notice")
    demands, swaps = _demands(notice), facts.swaps()
    return _move(
        notice,
        Move.SERVE,
        by=by,
        because=because,
        served_on=served_on,
        service_mode=ServiceMode(mode),
        service_proof=proof.strip(),
        reply_due=due_process.reply_due(demands, served_on, swaps),
        earliest_on=due_process.earliest_on(demands, served_on, swaps),
    )


@transaction.atomic
def record_reply(
    notice: Notice, *, by: Officer | None, because: str, text: str, paid_on: dt.date | None = None, channel: str = "paper"
) -> FirmReply:
    """File what the firm wrote; it changes no figure, and after the decision it asks an officer to look."""
    demand(by, "notices.serve_notice")
    if not text.strip():
        raise Refused([NO_TEXT])
    reply = FirmReply.objects.create(notice=notice, text=text.strip(), paid_on=paid_on, channel=channel)
    if (State(notice.state), Move.REPLY) in lifecycle.MOVES:
        _move(notice, Move.REPLY, by=by, because=because, replied_on=clock.today())
    else:
        _note(notice, "late_reply", by=by, because=because, alert="Đơn vị gửi ý kiến sau khi hồ sơ đã qua bước trả lời.")
    if paid_on and notice.legal_basis == Basis.BHXH_ART35:
        _ask_whether_paid(notice, reply)
    return reply


def _ask_whether_paid(notice: Notice, reply: FirmReply) -> None:
    """Ask the SI agency about a payment that the firm states; a statement alone changes nothing."""
    try:
        holds.ask_confirmation(
            notice.firm,
            kind="paid",
            says=f"Nêu đã nộp ngày {reply.paid_on:%d/%m/%Y}. {reply.text}"[:1000],
            reference=f"Ý kiến {reply.pk} trong hồ sơ công khai {notice.pk}",
            by=None,
            because="Đơn vị nêu đã nộp.",
        )
    except Refused as refused:
        log.warning("notice %s: nobody to ask: %s", notice.pk, refused)


@transaction.atomic
def lapse(notice: Notice, *, by: Officer | None = None, because: str = "Hết thời hạn trả lời.") -> Notice:
    """Note that the term is over and the firm was silent."""
    demand(by, "notices.serve_notice")
    return _move(notice, Move.LAPSE, by=by, because=because)


@transaction.atomic
def review(notice: Notice, *, by: Officer, because: str, reply_shown: str = "") -> Notice:
    """Record the legal review, and what of the firm's reply is shown beside the notice."""
    demand(by, "notices.review_notice")
    return _move(notice, Move.REVIEW, by=by, because=because, reviewed_by=by, reply_shown=reply_shown.strip(), alert="")


@transaction.atomic
def decide(notice: Notice, *, by: Officer, because: str) -> Notice:
    """Decide that the firm is named; never the officer who drafted, and only on facts that hold today."""
    demand(by, "notices.decide_notice")
    today = clock.today()
    stands = facts.as_it_stands(notice.sanction) if notice.sanction else None
    refusals = facts.against(notice, on=today)
    if refusals:
        raise Refused(refusals)
    return _move(
        notice,
        Move.DECIDE,
        by=by,
        because=because,
        decided_by=by,
        decided_on=today,
        sanction_state=stands.state if stands else "",
    )


@transaction.atomic
def refresh(notice: Notice, *, by: Officer, because: str) -> Notice:
    """Take the figures of a newer published list on which the firm still stands; then it is reviewed and decided anew."""
    demand(by, "notices.draft_notice")
    today = clock.today()
    newer = facts.newer_list(notice, on=today)
    if newer is None or not facts.rows(notice.firm, newer).exists():
        raise Refused([NO_NEWER])
    _drop_release(notice, because=because)
    notice.batch = newer
    policy = facts.policy(today)
    verdict = facts.verdict(notice, policy, on=today)
    return _move(
        notice,
        Move.REFRESH,
        by=by,
        because=because,
        batch=newer,
        received_under=newer.received_under,
        source_url=newer.published_url,
        source_title=newer.published_title,
        source_on=newer.published_on,
        facts=facts.snapshot(notice),
        policy=policy,
        rung=int(verdict.rung),
        public_label=verdict.label,
        grounds=list(verdict.grounds),
        decided_by=None,
        decided_on=None,
        release=None,
    )


@transaction.atomic
def prepare_release(notice: Notice, *, by: Officer, because: str) -> Release:
    """Hand a decided notice to the media desk, which alone can publish it."""
    demand(by, "notices.draft_notice")
    if notice.state != State.DECIDED:
        raise Refused([NOT_DECIDED])
    if notice.release_id and notice.release and desk.State(notice.release.state) not in desk.ENDED:
        raise Refused([HAS_RELEASE])
    release = press.draft(KIND, notice, by=by, because=because)
    _note(notice, "prepare_release", by=by, because=because, release=release, public_id=release.public_id)
    return release


@transaction.atomic
def settle(notice: Notice, *, by: Officer | None, because: str, paid_on: dt.date) -> Notice:
    """Close the file of a firm that paid before anything was public; it is counted and never named."""
    demand(by, "notices.serve_notice")
    _drop_release(notice, because=because)
    return _close(notice, Move.SETTLE, by=by, because=because, remedied_on=paid_on)


@transaction.atomic
def drop(notice: Notice, *, by: Officer, because: str) -> Notice:
    """Close a file without naming the firm."""
    demand(by, "notices.decide_notice")
    _drop_release(notice, because=because)
    return _close(notice, Move.DROP, by=by, because=because)


# --- in public, called by `press.services` through the kind


@transaction.atomic
def publish(notice: Notice, release: Release) -> Notice:
    """Make ``notice`` public, on behalf of the media desk; the caller has judged the facts in this transaction."""
    today = clock.today()
    stands = facts.as_it_stands(notice.sanction) if notice.sanction else None
    published = _move(
        notice,
        Move.PUBLISH,
        by=release.approved_by,
        because=f"Phát hành {release.public_id}.",
        release=release,
        public_id=release.public_id,
        published_on=today,
        expires_on=facts.ends_on(notice, published_on=today),
        sanction_state=stands.state if stands else "",
    )
    holds.publish_hold(published.hold_reference, by=release.approved_by, because=f"Công khai {release.public_id}.")
    return published


@transaction.atomic
def take_down(notice: Notice, *, move: Move, because: str) -> Notice:
    """End a public notice; one that was suspended a moment ago has left the public already."""
    return _close(notice, move, by=None, because=because) if State(notice.state) in PUBLIC else notice


# --- after publication


@transaction.atomic
def mark_remedied(notice: Notice, *, by: Officer | None, because: str, paid_on: dt.date) -> Notice:
    """Record that the firm has put it right, confirmed by the insurance agency or the signer.

    On a list this ends the notice at once, or closes the file before anything was public; on a decision it is shown beside it.
    """
    _demand_for_facts(notice, by)
    if paid_on > clock.today():
        raise Refused([FUTURE])
    if State(notice.state) in PENDING:
        if notice.legal_basis == Basis.BHXH_ART35:
            return settle(notice, by=by, because=because, paid_on=paid_on)
        return _note(notice, "remedy", by=by, because=because, remedied_on=paid_on)
    remedied = _move(notice, Move.REMEDY, by=by, because=because, remedied_on=paid_on, expires_on=_new_end(notice))
    if notice.legal_basis == Basis.BHXH_ART35:
        press.expire(_release(remedied), because=because)
    else:
        _reissue(remedied, by=by, because=because, what=f"Bổ sung ghi chú: đã khắc phục ngày {paid_on:%d/%m/%Y}.")
    remedied.refresh_from_db()
    return remedied


@transaction.atomic
def contest(notice: Notice, *, by: Officer | None, because: str, contested_on: dt.date) -> Notice:
    """Record that the firm complains or sues: the notice says so from now on."""
    _demand_for_facts(notice, by)
    if State(notice.state) in PENDING:
        return _note(notice, "contest", by=by, because=because, contested_on=contested_on)
    contested = _move(notice, Move.CONTEST, by=by, because=because, contested_on=contested_on)
    return _reissue(contested, by=by, because=because, what=f"Bổ sung ghi chú: đang khiếu nại từ ngày {contested_on:%d/%m/%Y}.")


@transaction.atomic
def close_contest(notice: Notice, *, by: Officer, because: str) -> Notice:
    """Record that the complaint ended and the act stands."""
    demand(by, "notices.decide_notice")
    closed = _move(notice, Move.CLOSE_CONTEST, by=by, because=because, contested_on=None)
    return _reissue(closed, by=by, because=because, what="Bỏ ghi chú đang khiếu nại: khiếu nại đã được giải quyết.")


@transaction.atomic
def correct(notice: Notice, *, by: Officer, because: str, what: str, reply_shown: str | None = None) -> Notice:
    """Show the notice as the facts now stand, and tell the public what was put right."""
    demand(by, "notices.decide_notice")
    changes: dict[str, Any] = {} if reply_shown is None else {"reply_shown": reply_shown.strip()}
    corrected = _move(notice, Move.CORRECT, by=by, because=because, facts=facts.snapshot(notice), expires_on=_new_end(notice), **changes)
    return _reissue(corrected, by=by, because=because, what=what)


@transaction.atomic
def suspend(
    notice: Notice, *, by: Officer | None, because: str, what: str = "Thông tin được tạm gỡ trong khi căn cứ được xem xét lại."
) -> Notice:
    """Hide the notice at once; coming back takes a new review, a new decision and a new release."""
    demand(by, "notices.decide_notice")
    was_public, reference = State(notice.state) in PUBLIC, notice.hold_reference
    suspended = _move(
        notice, Move.SUSPEND, by=by, because=because, hold_reference=f"notice:{notice.pk}:{notice.events.count() + 1}", alert=because[:300]
    )
    if was_public:
        press.withdraw(_release(suspended), by=by, because=because, what=what)
    else:
        _drop_release(suspended, because=because)
    holds.lift_hold(reference, by=by, because=because)
    holds.place_hold(notice.firm, kind=KIND, reference=suspended.hold_reference, by=by, because=because)
    pages.bump()
    return suspended


@transaction.atomic
def lift_suspension(notice: Notice, *, by: Officer, because: str) -> Notice:
    """Let a suspended file go on, from its review."""
    demand(by, "notices.decide_notice")
    return _move(
        notice,
        Move.LIFT_SUSPENSION,
        by=by,
        because=because,
        decided_by=None,
        decided_on=None,
        published_on=None,
        expires_on=None,
        release=None,
        alert="",
    )


@transaction.atomic
def withdraw(notice: Notice, *, by: Officer, because: str, what: str) -> Notice:
    """Take a public notice back everywhere."""
    demand(by, "notices.decide_notice")
    press.withdraw(_release(notice), by=by, because=because, what=what)
    notice.refresh_from_db()
    return notice


@transaction.atomic
def raise_alert(notice: Notice, *, because: str) -> Notice:
    """Ask an officer to look at a file; the same words twice change nothing."""
    return notice if notice.alert == because[:300] else _note(notice, "alert", by=None, because=because, alert=because[:300])


# --- requests of readers, agreements


@transaction.atomic
def ask_correction(notice: Notice, *, text: str) -> CorrectionRequest:
    """File that somebody calls a notice wrong; an officer answers within one working day."""
    if not text.strip():
        raise Refused([NO_TEXT])
    asked = CorrectionRequest.objects.create(notice=notice, text=text.strip(), due_on=workdays.add(clock.today(), 1, facts.swaps()))
    _note(
        notice,
        "ask_correction",
        by=None,
        because="Có đề nghị đính chính qua cổng.",
        alert="Có đề nghị đính chính, trả lời trong 01 ngày làm việc.",
    )
    return asked


@transaction.atomic
def answer_correction(request: CorrectionRequest, *, by: Officer, because: str) -> CorrectionRequest:
    """Answer a request; whether the notice is corrected is a move of its own."""
    demand(by, "notices.review_notice")
    hit = CorrectionRequest.objects.filter(pk=request.pk, answered_at=None).update(answer=because, answered_by=by, answered_at=clock.now())
    if not hit:
        raise Stale(f"correction request {request.pk} is answered")
    _note(request.notice, "answer_correction", by=by, because=because, alert="")
    request.refresh_from_db()
    return request


@transaction.atomic
def record_agreement(
    number: str, *, by: Officer, signed_on: dt.date, partner: str, valid_from: dt.date, valid_to: dt.date | None = None
) -> RelayAgreement:
    """Record the agreement under which published lists are relayed."""
    demand(by, "notices.decide_notice")
    return RelayAgreement.objects.create(number=number, signed_on=signed_on, partner=partner, valid_from=valid_from, valid_to=valid_to)


# --- the one way to change a row


def _process(basis: str, on: dt.date) -> DueProcess | None:
    return DueProcess.objects.in_force(on).filter(legal_basis=basis).order_by("-valid_from").first()


def _demands(notice: Notice) -> Demands:
    if notice.due_process is None:
        raise Refused([NOT_OFFERED])
    return notice.due_process.demands()


def _move(notice: Notice, how: Move, *, by: Officer | None, because: str, note: str = "", **changes: Any) -> Notice:
    """Make one move on the state that was read if nothing speaks against it, record it, and read the notice again."""
    was = State(notice.state)
    becomes = lifecycle.after(was, how)
    refusals = lifecycle.refusals(how, notice.dossier(**changes), _demands(notice), on=clock.today())
    if refusals:
        raise Refused(refusals)
    if not Notice.objects.filter(pk=notice.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"notice {notice.pk} is no longer {was}")
    notice.refresh_from_db()
    _record(notice, how, was=was, by=by, because=because, note=note)
    return notice


def _note(notice: Notice, what: str, *, by: Officer | None, because: str, **changes: Any) -> Notice:
    """Change what is no move, on the state that was read, and record it."""
    if not Notice.objects.filter(pk=notice.pk, state=notice.state).update(**changes):
        raise Stale(f"notice {notice.pk} is no longer {notice.state}")
    notice.refresh_from_db()
    _record(notice, what, was=notice.state, by=by, because=because)
    return notice


def _record(notice: Notice, move: str, *, was: str, by: Officer | None, because: str, note: str = "") -> None:
    version = notice.due_process.version if notice.due_process else ""
    record_move(NoticeEvent, notice, move=move, was=was, becomes=notice.state, by=by, because=because, note=note, law_version=version)


def _close(notice: Notice, how: Move, *, by: Officer | None, because: str, **changes: Any) -> Notice:
    """Make the last move, and lift the hold with it."""
    closed = _move(notice, how, by=by, because=because, alert="", **changes)
    if closed.hold_reference:
        holds.lift_hold(closed.hold_reference, by=by, because=because)
    pages.bump()
    return closed


def _demand_for_facts(notice: Notice, by: Officer | None) -> None:
    """Let whoever keeps the file record a fact on its way, and whoever decides change what the public sees."""
    demand(by, "notices.decide_notice" if State(notice.state) in PUBLIC else "notices.serve_notice")


def _release(notice: Notice) -> Release:
    """Return the release of a public notice, which the database demands."""
    if notice.release is None:
        raise Refused([NOT_DECIDED])
    return Release.objects.get(pk=notice.release.pk)


def _drop_release(notice: Notice, *, because: str) -> None:
    """Give up the release that waits at the media desk, if there is one: a consequence of our move, whose right was checked."""
    release = Release.objects.filter(kind=KIND, subject_id=notice.pk).exclude(state__in=[*desk.PUBLIC, *desk.ENDED]).first()
    if release is not None:
        press.drop(release, by=None, because=because)


def _reissue(notice: Notice, *, by: Officer | None, because: str, what: str) -> Notice:
    """Show the public what has just changed."""
    press.correct(_release(notice), by=by, because=because, what=what)
    notice.refresh_from_db()
    return notice


def _new_end(notice: Notice) -> dt.date | None:
    return facts.ends_on(notice, published_on=notice.published_on) if notice.published_on else None
