"""Draw the table of settings again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal import describe


class Command(BaseCommand):
    """Write ``docs/settings.md``."""

    help = "Write docs/settings.md from the environment's description."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        describe.DOCUMENT.write_text(describe.settings_table(), encoding="utf-8")
