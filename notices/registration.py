"""What this room registers with the rooms below it."""

from __future__ import annotations

from django.db.models.signals import pre_migrate

from press import kinds as press_kinds

from . import triggers
from .kinds import NoticeKind

press_kinds.register(NoticeKind())
pre_migrate.connect(triggers.drop, dispatch_uid="notices.triggers")
