"""Load answers and pages from the files beside the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refused
from outreach.loading import BadContent, load


class Command(BaseCommand):
    """``manage.py content``: safe to run again, never over an editor's change."""

    help = "Load answers and pages; what an editor changed is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was done."""
        try:
            self.stdout.write(str(load()))
        except (BadContent, Refused) as error:
            raise CommandError(str(error)) from error
