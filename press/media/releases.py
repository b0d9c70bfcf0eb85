"""Press releases: written in versions, approved by the spokesperson, then carried out by the desk like everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import lifecycle as releasing
from .. import services
from ..media_lifecycle import MOVES, Move, State, after
from ..models import PressRelease, PressReleaseEvent, PressText, Release
from . import spokespeople

KIND = "press"
#: Law 126/2025/QH15 on the press: an authority informs the press of its own work.
LEGAL_BASIS = "CUNG_CAP_THONG_TIN_BAO_CHI"

NOT_PUBLIC = Refusal("link_not_public", "Chỉ liên kết được tin do bàn truyền thông lập.")
GONE = Refusal("gone", "Thông cáo đã kết thúc; hãy soạn thông cáo mới.")
OLD = Refusal("old_version", "Có bản mới hơn bản anh/chị vừa đọc; hãy đọc lại rồi duyệt.")
ALREADY = Refusal("already_cleared", "Bản này đã được duyệt.")
LIVE_ELSEWHERE = Refusal("live", "Thông cáo đang công khai: dùng Đính chính hoặc Thu hồi ở tin phát hành.")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one version, as an officer writes them."""

    title: str
    lead: str
    body: str
    contact_name: str
    contact_phone: str = ""
    contact_email: str = ""
    quotes: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def write(words: Words, *, by: Officer, because: str, linked: Iterable[Release] = (), expires_on: dt.date | None = None) -> PressRelease:
    """Begin a press release, and with it a release that the desk carries."""
    demand(by, "press.draft_release")
    record = PressRelease.objects.create(expires_on=expires_on)
    record.linked.set(linked)
    _version(record, words, by=by)
    record_move(PressReleaseEvent, record, move=Move.WRITE, was="", becomes=State.DRAFT, by=by, because=because)
    return _carry(record, by=by, because=because)


@transaction.atomic
def rewrite(
    record: PressRelease, words: Words, *, by: Officer, because: str, linked: Iterable[Release] = (), expires_on: dt.date | None = None
) -> PressRelease:
    """Write a new version, which the spokesperson must approve anew.

    A release that was approved and is not out yet is given up with everything that was lent on it, and a new one is
    drafted. What is public keeps its words until the desk corrects it.
    """
    demand(by, "press.draft_release")
    was = State(record.state)
    _move(record, Move.WRITE, by=by, because=because)
    _version(record, words, by=by)
    record.linked.set(linked)
    PressRelease.objects.filter(pk=record.pk).update(expires_on=expires_on)
    record.refresh_from_db()
    release = record.release
    if was is State.PUBLISHED or release is None:
        return record
    if not Release.objects.filter(pk=release.pk, state=releasing.State.DRAFT).update(title=words.title, drafted_by=by):
        services.drop(release, by=by, because=because)
        return _carry(record, by=by, because=because)
    record.refresh_from_db()
    return record


@transaction.atomic
def clear(record: PressRelease, *, by: Officer, because: str, number: int | None = None) -> PressRelease:
    """Let the spokesperson approve the newest version; ``number`` is the one that was read."""
    latest = record.latest
    if latest is None or (number is not None and number != latest.number):
        raise Refused([OLD])
    appointment = spokespeople.demand_voice(by, wrote=latest.written_by_id)
    if not PressText.objects.filter(pk=latest.pk, cleared_at=None).update(cleared_by=by, cleared_at=clock.now(), appointment=appointment):
        raise Refused([ALREADY])
    return _move(record, Move.CLEAR, by=by, because=because, note=f"Bản số {latest.number}", cleared=latest)


@transaction.atomic
def drop(record: PressRelease, *, by: Officer, because: str) -> PressRelease:
    """Give up a press release that never went out, and the release with it."""
    demand(by, "press.draft_release")
    release = record.release
    if release and release.state in releasing.PUBLIC:
        raise Refused([LIVE_ELSEWHERE])
    if release and release.state not in releasing.ENDED:
        services.drop(release, by=by, because=because)
    return _move(record, Move.DROP, by=by, because=because)


@transaction.atomic
def publish(record: PressRelease, release: Release) -> None:
    """Note that the desk made it public; called by the kind alone."""
    _move(record, Move.PUBLISH, by=None, because=f"Tin {release.public_id} được phát hành.")


@transaction.atomic
def end(record: PressRelease, *, because: str) -> None:
    """Note that the desk took it back; called by the kind alone."""
    _move(record, Move.END, by=None, because=because)


def against(record: PressRelease, *, on: dt.date) -> list[Refusal]:
    """Return every reason why the desk may not let it out on the day ``on``."""
    if record.state == State.ENDED:
        return [GONE]
    text = record.cleared
    if text is None or text.appointment is None or text.cleared_at is None or not record.is_cleared:
        return [Refusal("not_spoken_for", "Người phát ngôn chưa duyệt bản mới nhất của thông cáo.")]
    found = []
    if not text.appointment.covers(text.cleared_at.astimezone(clock.VIETNAM).date()):
        found.append(Refusal("appointment_over", "Vào ngày duyệt, người duyệt không còn là người phát ngôn được cử."))
    if record.expires_on and record.expires_on <= on:
        found.append(Refusal("already_over", "Thời hạn công khai của thông cáo đã hết."))
    unlinked = [each.public_id for each in record.linked.all() if each.state not in releasing.PUBLIC]
    if unlinked:
        found.append(Refusal("linked_not_public", f"Tin liên quan chưa công khai hoặc đã gỡ: {', '.join(unlinked)}."))
    return found


def unspoken(keys: Iterable[int]) -> set[int]:
    """Return those of ``keys`` whose newest words the spokesperson has not approved."""
    waiting = PressRelease.objects.filter(pk__in=list(keys)).exclude(state=State.ENDED)
    return set(waiting.filter(Q(cleared=None) | ~Q(cleared=F("latest"))).values_list("pk", flat=True))


def payload(record: PressRelease) -> dict[str, Any]:
    """Return what is shown: the words that the spokesperson approved and by which decision; before that, what is drafted."""
    text = record.cleared or record.latest
    if text is None:
        raise ValueError("a press release without words has nothing to show")
    return {
        "title": text.title,
        "lead": text.lead,
        "body": text.body,
        "quotes": text.quotes,
        "contact": {"name": text.contact_name, "phone": text.contact_phone, "email": text.contact_email},
        "spokesperson": {
            "name": str(text.cleared_by or ""),
            "decision": text.appointment.decision_no if text.appointment else "",
            "on": text.cleared_at.astimezone(clock.VIETNAM).date().isoformat() if text.cleared_at else "",
        },
        "linked": sorted(each.public_id for each in record.linked.all()),
        "expires_on": record.expires_on.isoformat() if record.expires_on else "",
    }


def words_of(text: PressText) -> Words:
    """Return the words of a version, to be written on."""
    return Words(**{name: getattr(text, name) for name in asdict(Words("", "", "", ""))})


def _version(record: PressRelease, words: Words, *, by: Officer) -> None:
    number = (record.latest.number if record.latest else 0) + 1
    record.latest = PressText.objects.create(press_release=record, number=number, written_by=by, written_at=clock.now(), **asdict(words))
    PressRelease.objects.filter(pk=record.pk).update(latest=record.latest)


def _carry(record: PressRelease, *, by: Officer, because: str) -> PressRelease:
    """Open the release that the desk carries."""
    release = services.draft(KIND, record, by=by, because=because)
    PressRelease.objects.filter(pk=record.pk).update(release=release)
    record.refresh_from_db()
    return record


def _move(record: PressRelease, how: Move, *, by: Officer | None, because: str, note: str = "", **changes: Any) -> PressRelease:
    was = State(record.state)
    becomes = after(MOVES, was, how)
    if not PressRelease.objects.filter(pk=record.pk, state=was, latest=record.latest_id).update(state=becomes, **changes):
        raise Stale(f"press release {record.pk} is no longer {was}")
    record_move(PressReleaseEvent, record, move=how, was=was, becomes=becomes, by=by, because=because, note=note)
    record.refresh_from_db()
    return record
