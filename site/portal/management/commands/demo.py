"""Load the fictional province, or tell its accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import Installation
from firms.models import Firm
from portal.demo import build, people


class Command(BaseCommand):
    """Content and the fictional province, through the importers and services."""

    help = "Load content and the fictional province; every page is then marked DỮ LIỆU MẪU."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--accounts``."""
        parser.add_argument("--accounts", action="store_true", help="only print the officers' accounts")
        parser.add_argument("--silent", action="store_true", help="do not print them after building")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is missing; refuse to mix the fictional province with a real register."""
        if not options["accounts"]:
            if Firm.objects.exists() and not Installation.current().is_demo:
                raise CommandError("This database holds a real register; the fictional province is never mixed with it.")
            for step in build.build():
                self.stdout.write(step)
        if Installation.current().is_demo and not options["silent"]:
            self._tell()

    def _tell(self) -> None:
        self.stdout.write(f"\nOfficers ({settings.BASE_URL}/quan-tri/), password of all: {people.password()}")
        for person in people.PEOPLE:
            self.stdout.write(f"  {person.username:<9} {person.does}")
        self.stdout.write(f"Passphrase of the complaints desk (thao): {people.passphrase()}")
