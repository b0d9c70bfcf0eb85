"""The story of a record: one row for each move, in the same transaction as the move."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from . import clock


class Event(models.Model):
    """One move of one record; a package makes it concrete with ``record = ForeignKey(..., related_name="events")``."""

    move = models.CharField("bước", max_length=40)
    was = models.CharField("từ trạng thái", max_length=40, blank=True)
    becomes = models.CharField("thành trạng thái", max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người làm", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    because = models.TextField("lý do", help_text="Người đọc hồ sơ thấy lý do này.")
    note = models.TextField("ghi chú nội bộ", blank=True)
    law_version = models.CharField("căn cứ, phiên bản", max_length=120, blank=True)
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.was} → {self.becomes}" if self.was else self.becomes

    @property
    def became(self) -> str:
        """Return the state that followed, in the words of the record's own states."""
        concrete: Any = self  # the concrete table adds the field ``record``
        states = dict(concrete.record._meta.get_field("state").flatchoices)
        return str(states.get(self.becomes, self.becomes))


def record_move(
    event: type[Event], record: models.Model, *, move: str, was: str, becomes: str, by: Any, because: str, **more: Any
) -> Event:
    """Write the event row of a move; an empty reason is a mistake of the caller."""
    if not because.strip():
        raise ValueError("every move needs a reason")
    rows: Any = event._default_manager  # the concrete table adds the field ``record``
    written: Event = rows.create(record=record, move=move, was=was, becomes=becomes, by=by, because=because, **more)
    return written
