"""Save everything that this installation holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import keeping


class Command(BaseCommand):
    """Write a backup; the site may run meanwhile."""

    help = "Save database, private files, keys and media in one file (readable by its owner alone)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file or folder."""
        parser.add_argument("file", nargs="?", type=Path, default=settings.VAR / "backups")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and print where it is."""
        try:
            self.stdout.write(str(keeping.backup(options["file"])))
        except keeping.Unusable as error:
            raise CommandError(str(error)) from error
