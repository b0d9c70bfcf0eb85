"""What this room registers: its kind of release, its open registers, what follows a public act, and the channels of its own."""

from __future__ import annotations

from . import followups, impact, kinds, opendata
from .media import clippings, embargo, questions, results
from .media.kinds import PressReleaseKind
from .opendata import changes, own
from .outbox import announcing, email, hooks, manual, personal, pulled, transports
from .pack import handing

kinds.register(PressReleaseKind())
for each in own.ALL:
    opendata.register(each)
followups.on_change("open_data", changes.look, changes.compare)
followups.on_recall("embargo", embargo.end)
followups.on_announce("embargo", embargo.follow)
followups.on_move("embargo", embargo.move)
followups.on_recall("pack", handing.recall)
for code, write in (
    ("early", embargo.write_early),
    ("moved", embargo.write_moved),
    ("recall", embargo.write_recall),
    ("answer", questions.write_answer),
    ("draft", handing.write_draft),
):
    personal.register(code, write)
followups.on_announce("clippings", clippings.follow)
for transport in (
    pulled.Page(),
    pulled.Feed(),
    email.Email(),
    hooks.Webhook(),
    manual.Newspaper(),
    manual.Broadcast(),
    manual.Loudspeaker(),
    manual.Conference(),
):
    transports.register(transport)
followups.on_announce("outbox", announcing.announce)
impact.register("press", "Bàn truyền thông", results.figures)
