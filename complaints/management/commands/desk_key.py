"""Show who holds the desk's key, or make it and give it to a first officer."""

from __future__ import annotations

from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints import services
from complaints.models import Holder
from core.errors import NotAllowed, Refused
from core.models import Officer


class Command(BaseCommand):
    """``manage.py desk_key`` and ``manage.py desk_key --enrol USERNAME``."""

    help = "Show who holds the key of the complaints desk; --enrol makes it for a first officer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the officer, and where the passphrase stands if nobody is there to type it."""
        parser.add_argument("--enrol", metavar="USERNAME", help="officer who shall hold the new key; needs complaints.manage_keys")
        parser.add_argument("--passphrase-file", type=Path, help="file whose first line is the passphrase")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        if options["enrol"]:
            self._enrol(options["enrol"], options["passphrase_file"])
        for holder in Holder.objects.select_related("officer"):
            self.stdout.write(f"{holder.officer.username}\t{'invited' if holder.invited_until else 'holds the key'}")
        if not services.is_open_for_complaints():
            self.stdout.write("no key yet: complaints are not taken")

    def _enrol(self, username: str, file: Path | None) -> None:
        officer = Officer.objects.filter(username=username).first()
        if officer is None:
            raise CommandError(f"no officer {username}")
        passphrase = file.read_text(encoding="utf-8").splitlines()[0] if file else getpass("Passphrase: ")
        if not file and getpass("Again: ") != passphrase:
            raise CommandError("the two differ")
        try:
            services.enrol_first_officer(officer, passphrase)
        except (Refused, NotAllowed) as error:
            raise CommandError(str(error)) from error
