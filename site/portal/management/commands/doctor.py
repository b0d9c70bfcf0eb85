"""Look whether the installation is well."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal import checkup


class Command(BaseCommand):
    """Print one line for each look; exit 1 when something is wrong."""

    help = "Look at disk, keys, queue, database, ledger and sweeps; say what is wrong and what to do."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything."""
        is_well = True
        for found in checkup.examine():
            is_well &= found.is_well
            self.stdout.write(f"{'ok ' if found.is_well else 'BAD'} {found.what:<10} {found.sentence}")
        if not is_well:
            sys.exit(1)
