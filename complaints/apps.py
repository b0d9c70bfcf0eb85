"""The app of this room."""

from __future__ import annotations

from core import rooms


class ComplaintsConfig(rooms.Room):
    """See the package's README."""

    name = "complaints"
    verbose_name = "Phản ánh"
