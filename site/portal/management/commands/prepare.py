"""Bring this installation up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal import preparation


class Command(BaseCommand):
    """What ``./run`` does before it serves."""

    help = "Migrate (after a backup), collect static files, load words and, where nothing else is asked for, the demo world."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each step as it begins."""
        for step in preparation.prepare():
            self.stdout.write(step)
            self.stdout.flush()
        preparation.accounts()
