"""What was thought of each revision of an answer, for its editors."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from complaints.numbers import K

from ..accuracy import Share
from .models import Rating


@dataclass(frozen=True, slots=True)
class Line:
    """One revision of an answer with what was thought of it; ``share`` is told from `K` voices on."""

    slug: str
    revision: int
    share: Share | None


def worst_first() -> list[Line]:
    """Return every rated revision, the least helpful first; those with too few voices last and without figures."""
    told = Rating.objects.annotate(voices=F("helpful") + F("unhelpful")).order_by("slug", "-revision")
    lines = [Line(row.slug, row.revision, Share(row.helpful, row.voices) if row.voices >= K else None) for row in told]
    return sorted(lines, key=lambda line: (line.share is None, line.share.interval[1] if line.share else 0.0, line.slug, -line.revision))
