"""The stories of the seats: what became of an agency, of an officer's place, of the terms and of the timetable."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core.events import Event
from core.models import Agency, Officer

from .asking import SeatPolicy
from .handing import OwedList


class SeatStory(Event):
    """One thing that was done to a seat; these records have no state of their own."""

    #: What followed, in words.
    BECAME: ClassVar[dict[str, str]] = {
        "at_work": "Đang tham gia",
        "changed": "Đã sửa thông tin",
        "ended": "Đã kết thúc",
        "in_force": "Đã đặt",
        "seated": "Đã xếp chỗ",
    }

    class Meta(Event.Meta):
        abstract = True

    @property
    def became(self) -> str:
        """Return what followed, in words."""
        return self.BECAME.get(self.becomes, self.becomes)


class AgencyEvent(SeatStory):
    """An agency was taken in, renamed, or left (cơ quan phối hợp)."""

    record = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="events")

    class Meta(SeatStory.Meta):
        permissions: ClassVar = [("manage_seats", "Quản lý cơ quan phối hợp, chỗ của cán bộ, thời hạn và lịch gửi danh sách")]


class SeatEvent(SeatStory):
    """An officer was given a seat, or another scope."""

    record = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="seat_events")


class TermsEvent(SeatStory):
    """Terms of working together were set or ended."""

    record = models.ForeignKey(SeatPolicy, on_delete=models.CASCADE, related_name="events")


class OwedEvent(SeatStory):
    """A list was put on the timetable or taken off it."""

    record = models.ForeignKey(OwedList, on_delete=models.CASCADE, related_name="events")
