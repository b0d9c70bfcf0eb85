"""What this room listens to: a commune that was joined, divided or named anew asks for its firms to be tied again."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from core import jobs
from core.models import Commune


@receiver(post_save, sender=Commune, dispatch_uid="firms.commune_changed")
def commune_changed(*, created: bool, **_: Any) -> None:
    """Ask for the firms of a commune that was changed; a new one has none."""
    if not created:
        jobs.nudge("firms.communes")


@receiver(m2m_changed, sender=Commune.successors.through, dispatch_uid="firms.successors_changed")
def successors_changed(*, action: str, **_: Any) -> None:
    """Ask for the firms of a commune whose successors were changed."""
    if action.startswith("post_"):
        jobs.nudge("firms.communes")
