"""The app of this room."""

from __future__ import annotations

from core import rooms


class FirmsConfig(rooms.Room):
    """See the package's README."""

    name = "firms"
    verbose_name = "Đơn vị sử dụng lao động"
