"""The app of the site itself."""

from __future__ import annotations

from core import rooms


class PortalConfig(rooms.Room):
    """Home page, search, roles and commands: what looks at all rooms."""

    name = "portal"
    verbose_name = "Cổng"
