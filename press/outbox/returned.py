"""Letters that came back after a server had taken them: the delivery fails after all, and an address that is dead gets no more."""

from __future__ import annotations

import hmac
import re
from pathlib import Path

from django.db import transaction

from core.events import record_move

from .. import delivering
from ..delivering import Move, State
from ..kinds import Channel
from ..models import Delivery, DeliveryEvent, Subscriber
from ..readers import links
from . import bounces, reports

#: So many letters in a row that failed for good, whatever the reason, and the address gets no more.
MOST_FAILURES = 3
_OURS = re.compile(r"<(?P<key>[0-9a-z-]+(\.[0-9a-f-]+)?)\.(?P<mark>[0-9a-f]{24})@")
_BECAUSE = "Thư bị trả lại."


def take(raw: bytes) -> bool:
    """Take in one mail; return whether it was the report of a letter of ours, so that nobody else need read it."""
    report = reports.read(raw)
    key = report and _key(report.identifier)
    return bool(report and key) and _fail(str(key), report.status if report else "")


def empty(folder: Path) -> int:
    """Take in what lies new in a Maildir and return how many letters came back; other mail is left there, marked as seen."""
    done = 0
    for path in sorted((folder / "new").iterdir()):
        if take_file(path):
            path.unlink()
            done += 1
        else:
            path.rename(folder / "cur" / f"{path.name.partition(':')[0]}:2,S")
    return done


def take_file(path: Path) -> bool:
    """Take in the mail in one file."""
    with path.open("rb") as file:
        return take(file.read(reports.LARGEST + 1))


def _key(identifier: str) -> str:
    """Return the key of the delivery that an identifier names; nothing unless we made it ourselves."""
    found = _OURS.match(identifier)
    if found is None:
        return ""
    key = found["key"].replace(".", ":")
    return key if hmac.compare_digest(links.mark(key), found["mark"]) else ""


@transaction.atomic
def _fail(key: str, status: str) -> bool:
    """Mark the delivery as failed; tell whether it was one of ours, whether it had failed before or not."""
    delivery = Delivery.objects.select_for_update().filter(key=key, channel=Channel.EMAIL).first()
    if delivery is None:
        return False
    was, bounce = State(delivery.state), bounces.read(550, status)
    if was in delivering.before(Move.RETURN):
        becomes = delivering.after(was, Move.RETURN)
        rows = Delivery.objects.filter(pk=delivery.pk, state=was)
        rows.update(state=becomes, code=bounce.code, error=f"{_BECAUSE} {bounce.sentence}", claimed_until=None)
        record_move(DeliveryEvent, delivery, move=Move.RETURN, was=was, becomes=becomes, by=None, because=_BECAUSE)
        if bounce.is_dead or _is_hopeless(delivery.target):
            stop(delivery.target)
    return True


def stop(target: str) -> None:
    """Send nothing more to a reader whose address takes nothing; a press contact is the officers' to change."""
    who, _, number = target.partition(":")
    if who == "reader":
        Subscriber.objects.filter(pk=int(number)).update(state=Subscriber.State.BOUNCED)


def _is_hopeless(target: str) -> bool:
    """Tell whether the newest letters to a recipient all failed."""
    told = Delivery.objects.filter(channel=Channel.EMAIL, target=target, state__in=(State.SENT, State.FAILED)).order_by("-pk")
    newest = list(told.values_list("state", flat=True)[:MOST_FAILURES])
    return newest == [State.FAILED] * MOST_FAILURES
