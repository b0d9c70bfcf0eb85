"""Keep the timetable."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.celery import app


class Command(BaseCommand):
    """Run Celery's beat alone, for installations with several workers."""

    help = "Run the timetable in a process of its own; exactly one per installation, and then no worker with --beat."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Send each sweep to its lane when it is due."""
        app.start(["--quiet", "beat"])
