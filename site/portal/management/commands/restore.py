"""Put a backup back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import keeping


class Command(BaseCommand):
    """Check a backup and put it in place of what stands; the site must be stopped."""

    help = "Put a backup in place; what stood before is kept beside it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say where the former state is kept."""
        try:
            aside = keeping.restore(options["file"])
        except keeping.Unusable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored. What stood before is kept in {aside}.")
