"""The app of this room."""

from __future__ import annotations

from core import rooms


class RecognitionConfig(rooms.Room):
    """See the package's README."""

    name = "recognition"
    verbose_name = "Biểu dương"
