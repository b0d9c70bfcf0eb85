"""Terms as dated rows; whatever a legal officer has not confirmed says so."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from core.seed import seed

from .models import Clock

CLOCKS = Path(__file__).parent / "data" / "clocks.csv"


@seed(order=50)
def clocks() -> None:
    """Write the terms that are missing; a row that an officer changed or ended stays as it is."""
    known = set(Clock.objects.values_list("code", "valid_from"))
    with CLOCKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            since = dt.date.fromisoformat(row.pop("valid_from"))
            if (row["code"], since) not in known:
                Clock.objects.create(valid_from=since, **row)
