"""Press packs that officers took: of the round of praise and of a notice, as newsrooms were given them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.models import Officer
from press import public
from press.models import MadePack
from press.pack import making


def take(cast: Mapping[str, Officer]) -> None:
    """Let an officer take the whole pack of the newest praise, and the press release of the newest warning."""
    if MadePack.objects.exists():
        return
    for kind, key, day in (("honour_round", "", dt.date(2026, 11, 11)), ("notice", "docx", dt.date(2026, 11, 20))):
        with clock.at(day):
            making.make(public.live(kind)[0], by=cast["lan"], key=key)
