"""What this room registers with the rooms below it."""

from __future__ import annotations

from django.db.models.signals import pre_migrate

from press import followups
from press import impact as results
from press import kinds as press_kinds
from press import opendata as open_data

from . import impact, opendata, triggers
from .kinds import NoticeKind
from .rounds import services as rounds
from .rounds.kinds import RoundKind

press_kinds.register(NoticeKind())
press_kinds.register(RoundKind())
followups.before_release(RoundKind.code, rounds.lead)
followups.told_together(NoticeKind.code, rounds.together)
followups.on_recall("rounds", rounds.reopen)
results.register("notices", "Thông báo và công khai", impact.figures)
open_data.register(opendata.REGISTER)
pre_migrate.connect(triggers.drop, dispatch_uid="notices.triggers")
