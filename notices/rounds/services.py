"""How a round moves: notices are gathered, handed to the media desk together, and each goes out through the gate by itself."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max

from core import clock, pages
from core.errors import IllegalMove, Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from core.text import words
from firms.models import ImportBatch
from press import lifecycle as desk
from press import services as press
from press.models import Release
from press.naming import named

from .. import services as notices
from ..lifecycle import State as NoticeState
from ..models import NamingRound, Notice, RelayAgreement, RoundEntry, RoundEvent
from ..rules import Basis
from . import facts, lifecycle, public
from .lifecycle import OPEN, Move, State
from .public import KIND

log = logging.getLogger(__name__)

#: More would not be read by the officer who approves them at once.
MOST = 200

PAST = Refusal("past", "Ngày dự kiến phát hành đã qua.")
BASIS = Refusal("other_basis", "Một đợt chỉ gồm hồ sơ cùng một căn cứ.")
NOT_DECIDED = Refusal("not_decided", "Chỉ đưa vào đợt hồ sơ đã quyết định công khai và chưa phát hành.")
IN_A_ROUND = Refusal("in_a_round", "Hồ sơ đã ở trong một đợt.")
CLOSED = Refusal("round_closed", "Đợt đã phát hành, đang phát hành hoặc đã hủy: không đưa hồ sơ vào, ra được nữa.")
FULL = Refusal("full", f"Một đợt có nhiều nhất {MOST} hồ sơ.")
WHOLE_LIST = Refusal("whole_list", "Đợt này đăng lại cả danh sách của cơ quan BHXH, không gồm hồ sơ riêng.")
NOBODY = Refusal("nobody", "Đợt chưa có hồ sơ nào chờ phát hành.")
NONE_OUT = Refusal("none_out", "Không hồ sơ nào của đợt đạt điều kiện phát hành: xem lý do ở từng hồ sơ.")
NOT_HANDED = Refusal("not_handed", "Đợt chưa được chuyển bàn truyền thông.")
TITLE_NAMES = Refusal("title_names", "Tên đợt không được nêu tên đơn vị hay mã số.")
LIST_TAKEN = Refusal("list_taken", "Danh sách này đã có một đợt.")

_GONE = "Hồ sơ không còn chờ phát hành."
_BROKEN = "Lỗi kỹ thuật khi phát hành; quản trị viên xem nhật ký máy chủ, sửa xong thì phát hành lại."
_RELEASABLE = (desk.State.APPROVED, desk.State.HELD)


# --- gathering


@transaction.atomic
def open_round(
    *, title: str, planned_on: dt.date, by: Officer, because: str, basis: str = Basis.BHXH_ART35, batch: ImportBatch | None = None
) -> NamingRound:
    """Open a round on one legal basis; with ``batch`` it relays that published list as a whole and gathers no notices."""
    demand(by, "notices.gather_round")
    today = clock.today()
    agreement = RelayAgreement.in_force(today) if batch else None
    refusals = [
        *([PAST] if planned_on < today else []),
        *([TITLE_NAMES] if _holds_a_code(title) else []),
        *(facts.against_list(batch, agreement, on=today) if batch else []),
    ]
    if batch and NamingRound.objects.filter(batch=batch, state__in=lifecycle.ALIVE).exists():
        refusals.append(LIST_TAKEN)
    if refusals:
        raise Refused(refusals)
    year = planned_on.year
    last = NamingRound.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            opened = NamingRound.objects.create(
                year=year,
                number=last + 1,
                title=title.strip(),
                legal_basis=Basis.BHXH_ART35 if batch else Basis(basis),
                planned_on=planned_on,
                drafted_by=by,
                batch=batch,
                received_under=batch.received_under if batch else "",
                agreement=agreement,
            )
    except IntegrityError as error:
        raise Stale(f"round {last + 1}/{year} was opened by somebody else") from error
    record_move(RoundEvent, opened, move="open", was="", becomes=opened.state, by=by, because=because)
    return opened


@transaction.atomic
def add(a_round: NamingRound, notice: Notice, *, by: Officer, because: str) -> RoundEntry:
    """Put a decided notice into a round; a notice waits in one round at most."""
    demand(by, "notices.gather_round")
    notice = Notice.objects.select_for_update(of=("self",)).select_related("firm", "release").get(pk=notice.pk)
    a_round = _locked(a_round)
    if refusals := _against_adding(a_round, notice):
        raise Refused(refusals)
    entry = RoundEntry.objects.create(round=a_round, notice=notice)
    _note(a_round, "add", by=by, because=because, note=str(notice))
    return entry


@transaction.atomic
def add_all(a_round: NamingRound, chosen: Iterable[Notice], *, by: Officer, because: str) -> None:
    """Put several notices into a round, all or none."""
    for notice in sorted(chosen, key=lambda each: each.pk):
        add(a_round, notice, by=by, because=because)


def _against_adding(a_round: NamingRound, notice: Notice) -> list[Refusal]:
    if a_round.relays_a_list:
        return [WHOLE_LIST]
    if State(a_round.state) not in OPEN or a_round.begun_at:
        return [CLOSED]
    found = []
    if notice.state != NoticeState.DECIDED:
        found.append(NOT_DECIDED)
    if notice.legal_basis != a_round.legal_basis:
        found.append(BASIS)
    if notice.post_due and notice.post_due < a_round.planned_on:
        due, planned = f"{notice.post_due:%d/%m/%Y}", f"{a_round.planned_on:%d/%m/%Y}"
        found.append(
            Refusal("due_before", f"{notice} phải đăng chậm nhất {due}, trước ngày dự kiến của đợt ({planned}): hãy phát hành riêng.")
        )
    if RoundEntry.objects.filter(notice=notice, release=None, taken_out_at=None).exists():
        found.append(IN_A_ROUND)
    if named(a_round.title, [notice.firm.name]):
        found.append(TITLE_NAMES)
    if public.waits(a_round).count() >= MOST:
        found.append(FULL)
    return found


@transaction.atomic
def take_out(entry: RoundEntry, *, by: Officer, because: str) -> RoundEntry:
    """Take a notice out of a round; its file and its own release stay where they are."""
    demand(by, "notices.gather_round")
    a_round = _locked(entry.round)
    if State(a_round.state) not in OPEN or a_round.begun_at:
        raise Refused([CLOSED])
    waiting = RoundEntry.objects.filter(pk=entry.pk, release=None, taken_out_at=None)
    if not waiting.update(taken_out_at=clock.now(), taken_out_by=by, because=because):
        raise Stale(f"entry {entry.pk} waits no longer")
    _note(a_round, "take_out", by=by, because=because, note=str(entry.notice))
    entry.refresh_from_db()
    return entry


@transaction.atomic
def drop(a_round: NamingRound, *, by: Officer, because: str) -> NamingRound:
    """Give up a round; its notices are free for another, and go on by themselves."""
    demand(by, "notices.gather_round")
    a_round = _locked(a_round)
    if a_round.begun_at:
        raise Refused([CLOSED])
    waiting = facts.own_release(a_round)
    if waiting is not None:
        press.drop(waiting, by=None, because=because)
    public.waits(a_round).update(taken_out_at=clock.now(), taken_out_by=by, because=because)
    return _move(a_round, Move.DROP, by=by, because=because)


# --- at the media desk


@transaction.atomic
def hand_over(a_round: NamingRound, *, by: Officer, because: str) -> NamingRound:
    """Hand a round to the media desk: a release of its own, and one for each decided notice that has none yet."""
    demand(by, "notices.gather_round")
    waiting = [entry.notice for entry in public.waits(a_round).select_related("notice__release").order_by("notice_id")]
    fresh = [notice for notice in waiting if notice.state == NoticeState.DECIDED and not _is_open(notice.release)]
    if not a_round.relays_a_list and not any(notice.state == NoticeState.DECIDED for notice in waiting):
        raise Refused([NOBODY])
    for notice in fresh:
        notices.prepare_release(notice, by=by, because=because)
    a_round = _locked(a_round)
    release = facts.own_release(a_round) or press.draft(KIND, a_round, by=by, because=because, title=f"{a_round}: {a_round.title}")
    return _move(a_round, Move.HAND_OVER, by=by, because=because, release=release)


@transaction.atomic
def approve(a_round: NamingRound, *, by: Officer, because: str) -> NamingRound:
    """Let a second officer say that the round and each of its notices may go out: all, or none."""
    demand(by, "press.approve_release")
    drafts = [release for release in facts.on_the_way(a_round) if release.state == desk.State.DRAFT]
    if not drafts:
        raise Refused([NOBODY])
    for release in drafts:
        press.approve(release, by=by, because=because)
    _note(a_round, "approve", by=by, because=because)
    return a_round


@transaction.atomic
def schedule(a_round: NamingRound, *, at: dt.datetime, by: Officer, because: str) -> NamingRound:
    """Appoint the minute of the round, and with it that of each notice that may go out."""
    demand(by, "press.publish_release")
    own = facts.own_release(a_round)
    if own is None:
        raise Refused([NOT_HANDED])
    for release in facts.on_the_way(a_round):
        if release.pk == own.pk or release.state in _RELEASABLE:
            press.schedule(release, at=at, by=by, because=because)
    _note(a_round, "schedule", by=by, because=because, note=f"{at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}")
    return a_round


@transaction.atomic
def unschedule(a_round: NamingRound, *, by: Officer, because: str) -> NamingRound:
    """Take the appointed minute back, of the round and of the notices that share it."""
    demand(by, "press.publish_release")
    own = facts.own_release(a_round)
    if own is None or own.release_at is None:
        raise Refused([NOT_HANDED])
    for release in facts.on_the_way(a_round):
        if release.release_at == own.release_at:
            press.unschedule(release, by=by, because=because)
    _note(a_round, "unschedule", by=by, because=because)
    return a_round


def release(a_round: NamingRound, *, by: Officer | None, because: str) -> NamingRound:
    """Let the round out: each notice through the gate by itself, then the round, which announces those that came out."""
    demand(by, "press.publish_release")
    a_round.refresh_from_db()
    if a_round.state == State.GATHERING:
        raise Refused([NOT_HANDED])
    lifecycle.after(State(a_round.state), Move.RELEASE)
    own = facts.own_release(a_round)
    if own is None:
        raise Refused([NOT_HANDED])
    press.release(own, by=by, because=because)
    a_round.refresh_from_db()
    return a_round


def lead(release: Release, *, by: Officer | None, because: str) -> None:
    """Let out the notices of a round ahead of the round itself; the media desk calls this before it judges the round.

    What the gate keeps back is held with its reason, what breaks is held and logged, what somebody else moved is left to them.
    """
    if not _begin(release):
        return
    for each in facts.on_the_way(NamingRound.objects.get(pk=release.subject_id)):
        if each.pk == release.pk or each.state not in _RELEASABLE:
            continue
        try:
            press.release(each, by=by, because=because)
        except Refused as refused:
            log.info("release %s stays back: %s", each.public_id, [refusal.code for refusal in refused.refusals])
        except (Stale, IllegalMove):
            log.info("release %s was changed by somebody else", each.public_id)
        except Exception:
            log.exception("release %s broke", each.public_id)
            _hold_broken(each)


def _hold_broken(release: Release) -> None:
    try:
        press.hold(Release.objects.get(pk=release.pk), by=None, because=_BROKEN)
    except (Stale, IllegalMove):
        log.info("release %s was changed by somebody else", release.public_id)


@transaction.atomic
def _begin(release: Release) -> bool:
    """Note that the round begins to go out, if its release may go out in this minute; tell whether it does."""
    a_round = NamingRound.objects.select_for_update().get(pk=release.subject_id)
    may_go = Release.objects.filter(pk=release.pk, state__in=_RELEASABLE).exclude(release_at__gt=clock.now()).exists()
    if not may_go or a_round.state != State.HANDED or a_round.relays_a_list:
        return False
    NamingRound.objects.filter(pk=a_round.pk, begun_at=None).update(begun_at=clock.now())
    return True


# --- called by the media desk through the kinds and followers


def reopen(release: Release) -> None:
    """Let officers change a round again whose own release was held: nothing of it is on its way out any more."""
    if release.kind == KIND and release.state == desk.State.HELD:
        NamingRound.objects.filter(pk=release.subject_id, state=State.HANDED).update(begun_at=None)


def out(notice: Notice, release: Release) -> None:
    """Note by which release a notice of a round went out, in that very transaction."""
    RoundEntry.objects.filter(notice=notice, release=None, taken_out_at=None).update(release=release)


def together(release: Release) -> bool:
    """Tell whether a notice that goes public now is announced by its round, which is on its way out in this minute."""
    entry = RoundEntry.objects.filter(release=release, round__state=State.HANDED).select_related("round__release").first()
    if entry is None or entry.round.release is None:
        return False
    own = entry.round.release
    is_due = own.release_at is not None and own.release_at <= clock.now()
    return own.state in _RELEASABLE and (is_due or entry.round.begun_at is not None)


@transaction.atomic
def publish(a_round: NamingRound, release: Release) -> NamingRound:
    """Make a round public; what did not come out leaves it with the reason, and is free for the next one."""
    now = clock.now()
    if not a_round.relays_a_list:
        if not public.standing(a_round).exists():
            raise Refused([NONE_OUT])
        for entry in public.waits(a_round).select_related("notice__release"):
            RoundEntry.objects.filter(pk=entry.pk, release=None).update(taken_out_at=now, because=kept_back(entry.notice))
    return _move(
        a_round,
        Move.RELEASE,
        by=release.approved_by,
        because=f"Phát hành {release.public_id}.",
        release=release,
        released_on=clock.today(),
        begun_at=a_round.begun_at or now,
    )


def kept_back(notice: Notice) -> str:
    """Return why a notice did not go out with its round."""
    release = notice.release
    if notice.state != NoticeState.DECIDED or release is None:
        return f"{_GONE} Trạng thái: {notice.get_state_display()}."
    if release.state == desk.State.HELD:
        last = release.events.order_by("pk").last()
        return f"Bị giữ lại: {last.because if last else ''}"
    return f"Tin phát hành {release.public_id}: {release.get_state_display()}."


@transaction.atomic
def end(a_round: NamingRound, *, because: str) -> NamingRound:
    """Take a round out of the public; its notices live and end by themselves."""
    ended = _move(a_round, Move.END, by=None, because=because)
    pages.bump()
    return ended


@transaction.atomic
def follow_withdrawal(notice: Notice) -> None:
    """Tell whoever was told of a round that one of its notices was taken back: what they read no longer holds."""
    entry = RoundEntry.objects.filter(notice=notice, release=notice.release_id).first() if notice.release_id else None
    if entry is None:
        return
    a_round = NamingRound.objects.select_for_update().get(pk=entry.round_id)
    if a_round.state != State.RELEASED or a_round.release_id is None:
        return
    left = public.standing(a_round).count()
    press.correct(
        Release.objects.get(pk=a_round.release_id),
        by=None,
        because=f"Thu hồi {notice.public_id}.",
        what=f"Một thông tin của đợt công khai số {a_round.code} đã được thu hồi. Đợt còn {left} thông tin đang công khai.",
    )


# --- the one way to change a row


def _locked(a_round: NamingRound) -> NamingRound:
    return NamingRound.objects.select_for_update(of=("self",)).get(pk=a_round.pk)


def _is_open(release: Release | None) -> bool:
    return release is not None and desk.State(release.state) not in desk.ENDED


def _holds_a_code(text: str) -> bool:
    return any(len(word) >= 9 for word in words(text).split() if word.isdigit())


def _move(a_round: NamingRound, how: Move, *, by: Officer | None, because: str, **changes: object) -> NamingRound:
    """Make one move on the state that was read, record it, and read the round again."""
    was = State(a_round.state)
    becomes = lifecycle.after(was, how)
    if not NamingRound.objects.filter(pk=a_round.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"round {a_round.pk} is no longer {was}")
    record_move(RoundEvent, a_round, move=how, was=was, becomes=becomes, by=by, because=because)
    a_round.refresh_from_db()
    return a_round


def _note(a_round: NamingRound, what: str, *, by: Officer | None, because: str, note: str = "") -> None:
    record_move(RoundEvent, a_round, move=what, was=a_round.state, becomes=a_round.state, by=by, because=because, note=note)
