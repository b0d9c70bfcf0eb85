"""What happens to answers beside the editors' own form: drafts that other rooms write, and what goes out at its hour."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page, Revision

from core import clock, text
from core.errors import Refusal, Refused, Stale
from core.models import Officer
from core.permissions import demand

from .models import Answer, Group

log = logging.getLogger(__name__)

#: A new draft is looked at again after so many days, whatever becomes of it.
_REVIEW_DAYS = 180
_LOCKED = Refusal("locked", "Câu trả lời này đang bị khóa hoặc đang chờ duyệt; hãy mở khóa trước, hoặc nhờ người đang giữ.")
_UNWRITTEN = "(Chưa viết: nêu câu trả lời ngắn, việc cần làm tiếp theo.)"


def latest(answer: Answer) -> Answer:
    """Return an answer as its newest draft has it."""
    draft: Answer = answer.get_latest_revision_as_object()
    return draft


@transaction.atomic
def draft_phrasings(answer: Answer, phrasings: Sequence[str], *, seen: int, by: Officer) -> Answer:
    """Write a new draft of ``answer`` with ``phrasings`` alone changed; ``seen`` is the revision that the officer looked at.

    What is live stays as it is until another officer publishes the draft.
    """
    demand(by, "outreach.change_answer")
    now = Answer.objects.select_for_update().get(pk=answer.pk)
    if (now.latest_revision_id or 0) != seen:
        raise Stale(f"answer {answer.pk} has a newer draft than {seen}")
    if (lock := now.get_lock()) is not None and lock.for_user(by):
        raise Refused((_LOCKED,))
    draft = latest(now)
    draft.phrasings = "\n".join(phrasings)
    draft.save_revision(user=by, log_action=True)
    return Answer.objects.get(pk=answer.pk)


@transaction.atomic
def draft_answer(question: str, phrasings: Sequence[str], *, group: str, by: Officer) -> Answer:
    """Begin a new answer to ``question``: a draft without law and without words, which cannot go out as it is."""
    demand(by, "outreach.add_answer")
    question = text.nfc(question).strip()[:300]
    answer = Answer(
        slug=_free_slug(question),
        group=Group(group),
        question=question,
        phrasings="\n".join(phrasings),
        chat=_UNWRITTEN,
        body=_UNWRITTEN,
        review_by=clock.today() + dt.timedelta(days=_REVIEW_DAYS),
        owner=by,
        live=False,
        locale=Locale.objects.get(language_code="vi"),
    )
    answer.save()
    answer.save_revision(user=by, log_action=True)
    return answer


def _free_slug(question: str) -> str:
    """Return a short address for ``question`` that no answer has."""
    base = "-".join(slugify(text.fold(question)).split("-")[:8])[:70] or "cau-hoi-moi"
    taken = set(Answer.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


def publish_due() -> int:
    """Publish the answers and pages whose hour has come, take down those whose time is over, and return how many.

    Each is judged again in this minute: an answer whose law ended meanwhile stays a draft, its hour is struck out, and the
    others go out all the same.
    """
    now = clock.now()
    done = 0
    for kind in (Answer, Page):
        for row in kind.objects.filter(live=True, expire_at__lte=now):
            row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            done += 1
    for revision in Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
            done += 1
        except Refused as refused:
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            log.warning("revision %s was due and did not go out: %s", revision.pk, refused)
    return done
