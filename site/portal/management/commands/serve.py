"""Serve the site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal import serving


class Command(BaseCommand):
    """Replace this process by the web server."""

    help = "Serve the site with granian; PORT and HOST choose the address."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the size."""
        serving.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand over to granian; this call does not return."""
        serving.serve(host=options["host"], port=str(options["port"]), workers=options["workers"], threads=options["threads"])
