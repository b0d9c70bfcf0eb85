"""The app of this room."""

from __future__ import annotations

from core import rooms


class NoticesConfig(rooms.Room):
    """See the package's README."""

    name = "notices"
    verbose_name = "Công khai vi phạm"
