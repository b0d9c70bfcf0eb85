"""What a message says: praise in full, a warning as a title and a link, a retraction in the words that the public was told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock

from .. import kinds
from ..acts import LABELS, Act
from ..kinds import AT_HOME, Channel, Text
from ..models import Correction, Dispatch
from ..naming import names_somebody
from .parcels import LEAVE, Message


class Names(Exception):
    """A message that must not name anybody does; it is not sent."""


def compose(dispatch: Dispatch, language: str, *, has_files: bool = False) -> Message:
    """Return what ``dispatch`` says in ``language``, as the release stands in this moment; ``has_files`` also asks for its files back."""
    release, act = dispatch.release, Act(dispatch.act)
    with translation.override(language), transaction.atomic():
        kind = kinds.get(release.kind)
        subject = kind.subject(release.subject_id)
        paths = tuple(kind.urls(subject, release))
        struck = f"{_(kind.label)} {release.public_id}"
        if act in (Act.WITHDRAWN, Act.EXPIRED):
            told = Text(f"{_(LABELS[act])}: {release.public_id}", dispatch.what or _("Tin này không còn được công khai."))
        else:
            told = kind.texts(subject, Channel(dispatch.channel))
            if act == Act.CORRECTED:
                struck = struck if _is_retitled(dispatch) else told.title
                told = Text(f"{_(LABELS[act])}: {told.title}", dispatch.what, told.body)
        if (
            dispatch.channel not in AT_HOME
            and not kind.is_told_in_full
            and names_somebody(f"{told.title} {told.summary} {told.body}", release.payload)
        ):
            raise Names(release.public_id)
        path = release.path if act in (Act.PUBLISHED, Act.CORRECTED) else "/dinh-chinh/"
        link = settings.BASE_URL + path
        context = {"told": told, "link": link, "kind": kind.label, "public_id": release.public_id, "authority": settings.AUTHORITY}
        context |= {"is_back": act in (Act.WITHDRAWN, Act.EXPIRED), "language": language, "leave": LEAVE, "has_files": has_files}
        return Message(
            act=act,
            subject=told.title,
            text=render_to_string("press/mail/release.txt", context),
            html=render_to_string("press/mail/release.html", context),
            link=link,
            data={
                "act": act,
                "id": release.public_id,
                "kind": release.kind,
                "title": told.title,
                "summary": told.summary,
                "text": told.body,
                "url": link,
                "at": dispatch.created_at.isoformat(),
            },
            paths=paths,
            struck=struck,
            mark=_mark(dispatch) if act in (Act.CORRECTED, Act.WITHDRAWN) else "",
        )


def _is_retitled(dispatch: Dispatch) -> bool:
    """Tell whether a correction until now changed the title: earlier posts bore another one then."""
    changes: list[dict[str, Any]] = [each for row in Correction.objects.filter(release=dispatch.release_id) for each in row.changes]
    return any(change["field"] == "title" for change in changes)


def _mark(dispatch: Dispatch) -> str:
    """Return what became of the release and on which day, as an earlier post says it from then on."""
    day = f"{dispatch.created_at.astimezone(clock.VIETNAM):%d/%m/%Y}"
    if dispatch.act == Act.CORRECTED:
        return _("Đã đính chính ngày %(day)s") % {"day": day}
    return _("Đã gỡ ngày %(day)s") % {"day": day}
