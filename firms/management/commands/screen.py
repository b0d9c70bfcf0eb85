"""Ask one screen of all firms: repeat, late, honour, gap or check, on one day."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from core import clock

from ... import checklist, screens


class Command(BaseCommand):
    """``manage.py screen repeat|late|honour|gap|check --as-of DATE --json``."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the screen and the day."""
        parser.add_argument("screen", choices=[*screens.SCREENS, "check"])
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="YYYY-MM-DD; today where it is left out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what the screen found."""
        day = options["as_of"] or clock.today()
        if day > clock.today():
            raise CommandError(f"Ngày số liệu ({day:%d/%m/%Y}) chưa đến.", returncode=2)
        found: Sequence[Any] = checklist.find(day) if options["screen"] == "check" else screens.SCREENS[options["screen"]](day)
        if options["json"]:
            rows = [{name: value for name, value in asdict(each).items() if name != "firm_id"} for each in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, cls=DjangoJSONEncoder))
            return
        for each in found:
            self.stdout.write(f"{each.tax_code}: {'; '.join(map(str, each.reasons))}")
