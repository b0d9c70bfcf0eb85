"""Who may have a pack and when: of what is public, or approved and marked as a draft; never of what is held, hidden or over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from core import clock
from core.errors import Refusal, Refused, Stale
from core.models import Agency, Installation, Officer
from core.permissions import demand

from .. import kinds, public
from ..lifecycle import ENDED, PUBLIC, State
from ..models import MadePack, Release
from ..naming import named, names
from . import bundle, wording
from .brief import Brief

PERMISSION = "press.make_pack"

NOT_APPROVED = Refusal("not_approved", "Tin chưa được duyệt; bộ tài liệu được lập từ khi tin được duyệt.")
ON_HOLD = Refusal("held", "Tin đang bị giữ lại; xử lý lý do giữ lại rồi mới lập bộ tài liệu.")
IS_OVER = Refusal("over", "Tin đã thu hồi hoặc hết thời hạn; không lập bộ tài liệu nữa. Tài liệu đã trao cần được gỡ.")
HIDDEN = Refusal("hidden", "Tin đang tạm ẩn với người đọc; không lập bộ tài liệu lúc này.")
NAMES = Refusal(
    "names",
    "Tiêu đề, đoạn mở đầu nêu tên đơn vị của một tin công khai, mà ảnh, tin nhắn, loa truyền thanh không rút lại được; "
    "bỏ tên khỏi các phần này rồi lập lại.",
)
NO_SUCH_FILE = Refusal("no_such_file", "Bộ tài liệu không có tệp này.")

_NOT_YET = {State.DRAFT: NOT_APPROVED, State.HELD: ON_HOLD}


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made for an officer."""

    name: str
    content: bytes


@transaction.atomic
def brief(release: Release) -> Brief:
    """Return what a pack of ``release`` is made of; raise `Refused` where there may be none now."""
    state, now = State(release.state), clock.now()
    if state in ENDED:
        raise Refused([IS_OVER])
    if state in _NOT_YET:
        raise Refused([_NOT_YET[state]])
    kind = kinds.get(release.kind)
    subject = kind.subject(release.subject_id)
    going_out_at = release.live_at or release.release_at
    if state in PUBLIC:
        _demand_seen(release, kind)
        shown: dict[str, Any] = release.payload or {}
    else:
        if refusals := kind.checks(subject, max(now, going_out_at or now)):
            raise Refused(refusals)
        shown = kind.payload(subject)
    with translation.override("vi"):
        story = kind.story(subject, shown)
        corrections = [(each.at.astimezone(clock.VIETNAM).date(), _corrected(each)) for each in public.corrections_of(release)]
    if named(" ".join(wording.unguarded(story)), names(shown) if story.tone.is_warning else _warned(shown)):
        raise Refused([NAMES])
    return Brief(
        story=story,
        public_id=release.public_id,
        address=settings.BASE_URL + (release.path or kind.urls(subject, release)[0]),
        authority=_authority(),
        number=_number(),
        place=settings.PROVINCE_NAME.removeprefix("tỉnh ").removeprefix("thành phố "),
        contact=story.contact or settings.PRESS_CONTACT,
        is_draft=state not in PUBLIC,
        is_internal=not kind.may_be_embargoed and state not in PUBLIC,
        made_at=(release.changed_at or release.created_at).astimezone(clock.VIETNAM),
        going_out_at=going_out_at.astimezone(clock.VIETNAM) if going_out_at else None,
        ends_at=release.expires_at.astimezone(clock.VIETNAM) if release.expires_at else None,
        corrections=corrections,
        is_sample=Installation.current().is_demo,
    )


def make(release: Release, *, by: Officer, key: str = "") -> Made:
    """Return the whole pack as a ZIP, or the one file ``key`` of it, and write down who took it.

    Made outside the transaction, so that drawing locks nobody out; a release that changed meanwhile gives nothing (`Stale`).
    """
    demand(by, PERMISSION)
    told = brief(release)
    files = bundle.parts(told)
    if key and key not in files:
        raise Refused([NO_SUCH_FILE])
    made = Made(files[key].name, files[key].make()) if key else Made(f"{release.public_id}-bao-chi.zip", bundle.archive(told, files))
    with transaction.atomic():
        as_read = Release.objects.filter(pk=release.pk, state=release.state, changed_at=release.changed_at)
        if not as_read.select_for_update().exists():
            raise Stale(f"release {release.pk} changed while its pack was made")
        digest = hashlib.sha256(made.content).hexdigest()
        MadePack.objects.create(release=release, file=made.name, sha256=digest, is_draft=told.is_draft, by=by, at=clock.now())
    return made


def _demand_seen(release: Release, kind: kinds.Kind) -> None:
    """Refuse what the public does not see at this minute."""
    is_running = public.live(release.kind).filter(pk=release.pk).exists()
    if not is_running:
        raise Refused([IS_OVER])
    if release.subject_id not in kind.visible([release.subject_id]):
        raise Refused([HIDDEN])


def _warned(shown: dict[str, Any]) -> Iterator[str]:
    """Yield whom the releases that ``shown`` is about name, of those that the press may not see early: they are warnings."""
    for each in public.live().filter(public_id__in=shown.get("linked", ())):
        if not kinds.get(each.kind).may_be_embargoed:
            yield from names(each.payload)


def _corrected(told: public.Told) -> str:
    """Return what was put right, with the numbers and days as they were and as they are."""
    changes = [f"{each.label}: {each.before} → {each.after}" for each in told.changes if each.is_told]
    return f"{told.what} ({'; '.join(changes)})" if changes else told.what


def _authority() -> str:
    """Return the name of the authority as an official document writes it, in full."""
    return settings.AUTHORITY.replace("UBND", "Ủy ban nhân dân", 1)


def _number() -> str:
    """Return the mark of the document with room for its number: TC, and the short name of the authority where it is known."""
    prefix = Agency.objects.filter(name=settings.AUTHORITY).values_list("letter_prefix", flat=True).first() or ""
    return "-".join(part for part in ("/TC", prefix.partition("-")[0]) if part)
