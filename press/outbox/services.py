"""What officers do with deliveries and channels: send again, settle, give up, pause, and record what media carried."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction

from core import clock, jobs, uploads
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import delivering
from ..acts import Act
from ..delivering import Move, State
from ..lifecycle import PUBLIC
from ..models import ChannelEvent, ChannelSetting, Delivery, DeliveryEvent, Dispatch, Hook, Release, Task
from . import http, transports

FOLLOW, PAUSE, CARRY = "press.follow_deliveries", "press.pause_channel", "press.carry_release"
NO_REASON = Refusal("no_reason", "Cần ghi lý do.")
NOT_MANUAL = Refusal("not_manual", "Kênh này do hệ thống gửi, không mở việc bằng tay.")
NOT_PUBLIC = Refusal("not_public", "Tin chưa công khai hoặc đã kết thúc, không gửi báo, đài được.")
NOT_TOLD = Refusal("not_told", "Tin này được công khai trước khi kênh được thiết lập.")
FUTURE = Refusal("future", "Ngày này chưa đến.")
BAD_HOOK = Refusal("bad_hook", "Địa chỉ webhook phải có dạng https://tên-miền/đường-dẫn, không kèm mật khẩu, không trỏ vào mạng nội bộ.")
FOLDER = "press-proofs"


@transaction.atomic
def retry(delivery: Delivery, *, by: Officer, because: str) -> Delivery:
    """Send again what failed, or what may have arrived: the officer takes that on."""
    demand(by, FOLLOW)
    return _move(delivery, Move.RETRY, by=by, because=because, next_at=clock.now(), attempts=0, claim="", code="", error="")


@transaction.atomic
def settle(delivery: Delivery, *, by: Officer, because: str) -> Delivery:
    """Take an uncertain delivery as arrived: somebody asked the recipient, or looked."""
    demand(by, FOLLOW)
    return _move(delivery, Move.SETTLE, by=by, because=because, sent_at=clock.now())


@transaction.atomic
def give_up(delivery: Delivery, *, by: Officer, because: str) -> Delivery:
    """Stop trying."""
    demand(by, CARRY if delivery.state in (State.TASK, State.HANDED) else FOLLOW)
    return _move(delivery, Move.GIVE_UP, by=by, because=because)


@transaction.atomic
def open_task(release: Release, channel: str, medium: str, *, by: Officer, because: str, person: str = "") -> Delivery:
    """Open a task: carry ``release`` to ``medium`` by hand."""
    demand(by, CARRY)
    if not transports.get(channel).is_manual:
        raise Refused([NOT_MANUAL])
    if release.state not in PUBLIC:
        raise Refused([NOT_PUBLIC])
    dispatch = Dispatch.objects.select_for_update().filter(release=release, channel=channel, act=Act.PUBLISHED).first()
    if dispatch is None:
        raise Refused([NOT_TOLD])
    target = f"medium:{secrets.token_hex(6)}"
    delivery = Delivery.objects.create(dispatch=dispatch, channel=channel, target=target, key=f"{dispatch.pk}-{target}", state=State.TASK)
    Task.objects.create(delivery=delivery, medium=medium, person=person)
    record_move(DeliveryEvent, delivery, move="open", was="", becomes=State.TASK, by=by, because=because)
    return delivery


@transaction.atomic
def hand_over(delivery: Delivery, *, by: Officer, because: str, letter_no: str, letter_on: dt.date, person: str = "") -> Delivery:
    """Record the letter with which a medium was asked to carry, correct or take back a release."""
    demand(by, CARRY)
    if letter_on > clock.today():
        raise Refused([FUTURE])
    moved = _move(delivery, Move.HAND_OVER, by=by, because=because, told=_newest(delivery))
    Task.objects.filter(delivery=delivery).update(letter_no=letter_no, letter_on=letter_on, person=person)
    return moved


@transaction.atomic
def prove(
    delivery: Delivery, *, by: Officer, because: str, carried_on: dt.date, proof: bytes = b"", proof_name: str = "", person: str = ""
) -> Delivery:
    """Record that a medium printed or aired it, with a copy as proof."""
    demand(by, CARRY)
    if carried_on > clock.today():
        raise Refused([FUTURE])
    kept: dict[str, str] = {"person": person} if person else {}
    if proof:
        upload = uploads.accept(proof, proof_name)
        kept |= {"proof": uploads.keep(FOLDER, upload.data, "pdf" if upload.is_pdf else "jpg"), "proof_name": upload.name[-120:]}
    moved = _move(delivery, Move.PROVE, by=by, because=because, sent_at=clock.now(), told=delivery.told or _newest(delivery))
    Task.objects.filter(delivery=delivery).update(carried_on=carried_on, **kept)
    return moved


@transaction.atomic
def pause(channel: str, *, by: Officer, because: str) -> ChannelSetting:
    """Keep everything of a channel back; what was begun goes on."""
    demand(by, PAUSE)
    _demand_reason(because)
    setting, _ = ChannelSetting.objects.get_or_create(channel=transports.get(channel).code)
    if not ChannelSetting.objects.filter(pk=setting.pk, paused_at=None).update(paused_at=clock.now(), paused_by=by, because=because):
        raise Stale(f"channel {channel} is paused already")
    ChannelEvent.objects.create(channel=channel, what="pause", by=by, because=because)
    setting.refresh_from_db()
    return setting


@transaction.atomic
def resume(channel: str, *, by: Officer, because: str) -> None:
    """Open a channel again; also try a server that was away at once."""
    demand(by, PAUSE)
    _demand_reason(because)
    changed = ChannelSetting.objects.filter(channel=channel).update(
        paused_at=None, paused_by=None, because="", resume_at=None, away_tries=0, away_since=None, away_error=""
    )
    if not changed:
        raise Stale(f"channel {channel} was never paused")
    ChannelEvent.objects.create(channel=channel, what="resume", by=by, because=because)
    jobs.nudge(transports.SWEEPS[transports.get(channel).lane])


@transaction.atomic
def open_by_itself(channel: str, medium: str, *, by: Officer, because: str) -> None:
    """Have a task opened for ``medium`` with each release; an empty medium ends that."""
    demand(by, PAUSE)
    _demand_reason(because)
    if not transports.get(channel).is_manual:
        raise Refused([NOT_MANUAL])
    ChannelSetting.objects.update_or_create(channel=channel, defaults={"opens_for": medium})
    ChannelEvent.objects.create(channel=channel, what=f"opens for: {medium}"[:40], by=by, because=because)


@transaction.atomic
def add_hook(name: str, url: str, *, by: Officer, because: str) -> tuple[Hook, str]:
    """Let another machine be called, and return its secret: it is shown once and never again."""
    demand(by, PAUSE)
    _demand_reason(because)
    if not http.is_callable(url, is_inner_allowed=settings.WEBHOOKS_INNER):
        raise Refused([BAD_HOOK])
    hook = Hook(name=name, url=url)
    hook.secret = secret = secrets.token_urlsafe(32)
    hook.save()
    ChannelEvent.objects.create(channel="webhook", what=f"hook {hook.pk} on", by=by, because=because)
    return hook, secret


@transaction.atomic
def switch_hook(hook: Hook, *, by: Officer, because: str) -> None:
    """Switch a hook off, or on again; what takes back still reaches one that is off."""
    demand(by, PAUSE)
    _demand_reason(because)
    if not Hook.objects.filter(pk=hook.pk, is_active=hook.is_active).update(is_active=not hook.is_active):
        raise Stale(f"hook {hook.pk} was changed")
    ChannelEvent.objects.create(channel="webhook", what=f"hook {hook.pk} {'off' if hook.is_active else 'on'}", by=by, because=because)


def _move(delivery: Delivery, how: Move, *, by: Officer, because: str, **changes: object) -> Delivery:
    """Make one move by hand on the state that was read, and record it."""
    was = State(delivery.state)
    becomes = delivering.after(was, how)
    if not Delivery.objects.filter(pk=delivery.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"delivery {delivery.pk} is no longer {was}")
    record_move(DeliveryEvent, delivery, move=how, was=was, becomes=becomes, by=by, because=because)
    if becomes == State.WAITING:
        jobs.nudge(transports.SWEEPS[transports.get(delivery.channel).lane])
    delivery.refresh_from_db()
    return delivery


def _newest(delivery: Delivery) -> int | None:
    """Return the newest act that the officer could know of; what follows is told to the same medium."""
    if delivery.dispatch is None:
        return None
    of_release = Dispatch.objects.filter(release=delivery.dispatch.release_id, channel=delivery.channel)
    return of_release.order_by("-pk").values_list("pk", flat=True).first()


def _demand_reason(because: str) -> None:
    if not because.strip():
        raise Refused([NO_REASON])
