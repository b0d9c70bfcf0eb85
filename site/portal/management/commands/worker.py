"""Do the work of one lane."""

from __future__ import annotations

import warnings
from typing import Any, get_args

from celery.exceptions import SecurityWarning
from django.core.management.base import BaseCommand, CommandParser

from core.jobs import Lane
from portal.celery import app


class Command(BaseCommand):
    """Run a Celery worker in this process."""

    help = "Run the worker of one lane; --beat adds the timetable, on exactly one worker of the installation."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the lane."""
        parser.add_argument("lane", choices=get_args(Lane))
        parser.add_argument("--beat", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal says stop; what is in hand is finished first."""
        warnings.simplefilter("ignore", SecurityWarning)  # who runs it, root on a small machine included, is the operator's choice
        lane = options["lane"]
        quiet = ("--without-mingle", "--without-gossip", "--without-heartbeat")
        beat = ("--beat",) if options["beat"] else ()
        app.worker_main(["--quiet", "worker", "--queues", lane, "--pool", "solo", "--hostname", f"{lane}@%h", *quiet, *beat])
