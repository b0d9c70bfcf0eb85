"""The one way to change a release, and the one place where a public act is written down and told."""

from __future__ import annotations

from typing import Any

from core import pages
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.text import words

from .. import followups, kinds, ledger, lifecycle
from ..acts import Act
from ..kinds import Channel
from ..lifecycle import Move, State
from ..models import Release, ReleaseEvent
from ..naming import named, names

NO_WORDS = Refusal("no_public_words", "Cần một câu thông báo cho người đọc.")
NAMES = Refusal("names_in_public_words", "Câu thông báo cho người đọc không được nêu tên đơn vị hay mã số.")


def move(release: Release, how: Move, *, by: Officer | None, because: str, note: str = "", **changes: Any) -> Release:
    """Make one move on the state that was read, record it, and read the release again."""
    was = State(release.state)
    becomes = lifecycle.after(was, how)
    if not Release.objects.filter(pk=release.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"release {release.pk} is no longer {was}")
    record_move(ReleaseEvent, release, move=how, was=was, becomes=becomes, by=by, because=because, note=note)
    release.refresh_from_db()
    return release


def tell(release: Release, act: Act, shown: dict[str, Any], salt: bytes, *, seen: followups.Seen, what: str = "") -> None:
    """Write a public act into the ledger, announce it, and take back what only the press was shown.

    ``seen`` is what `followups.look` saw before the act.
    """
    ledger.append(act, release.public_id, release.legal_basis, shown, salt=salt)
    followups.compare(release, seen)
    followups.announce(release, act, what=what)
    if act is not Act.PUBLISHED:
        followups.recall(release)
    pages.bump()


def subject_of(release: Release) -> tuple[kinds.Kind, Any]:
    """Lock the subject of ``release``, then the release itself, read it again, and return the kind and the subject.

    Rooms lock their record before its release, too, so nobody waits in a circle. `Stale` where the state that was read is gone.
    """
    kind = kinds.get(release.kind)
    subject = kind.subject(release.subject_id)
    if not Release.objects.select_for_update().filter(pk=release.pk, state=release.state).exists():
        raise Stale(f"release {release.pk} is no longer {release.state}")
    release.refresh_from_db()
    return kind, subject


def shown_of(kind: kinds.Kind, subject: Any) -> dict[str, Any]:
    """Return what the pages and the feed show of ``subject``."""
    told = kind.texts(subject, Channel.FEED)
    return {**kind.payload(subject), "feed": {"title": told.title, "summary": told.summary}}


def demand_neutral(release: Release, what: str) -> None:
    """Refuse public words that are missing, or that name whom the release named."""
    if not what.strip():
        raise Refused([NO_WORDS])
    if named(what, names(release.payload)) or any(len(word) >= 9 for word in words(what).split() if word.isdigit()):
        raise Refused([NAMES])
