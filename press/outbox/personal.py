"""Letters to one person: written from their record in the minute in which they leave, and kept nowhere.

A delivery of this sort holds a code such as ``early:12``, its state and its tries. Neither address, words nor a personal link
stand in it, so none of them gets into a log, a list of deliveries or a backup of the outbox; and since the room that owns the
record writes the letter, what is no longer true when its turn comes (a link that died) is not sent at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from core import clock, jobs
from core.events import record_move
from core.models import Officer

from ..delivering import REACHED, Move, State, after
from ..kinds import Channel
from ..models import Delivery, DeliveryEvent, Task
from . import smtp
from .parcels import Message, Parcel


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is written; ``earlier`` names the letter that it follows."""

    address: str
    subject: str
    text: str
    link: str = ""
    earlier: tuple[str, ...] = ()


#: Writes the letters of some records, by primary key; a record that is missing needs none any more.
Write = Callable[[Collection[int]], Mapping[int, Letter]]

_writers: dict[str, Write] = {}


def register(code: str, write: Write) -> None:
    """Let deliveries to ``code:<key>`` be written by ``write``; called from a room's ``registration`` module."""
    _writers[code] = write


def can_write() -> bool:
    """Tell whether letters can leave from here; else an officer has to tell people by hand."""
    return smtp.is_set_up()


def post(code: str, key: int, *, urgency: int = 1, mark: str = "") -> Delivery:
    """Put a letter into the outbox, in the caller's transaction; ``mark`` tells one from another of the same record."""
    made = Delivery.objects.create(
        channel=Channel.EMAIL, target=f"{code}:{key}", key=f"{code}-{key}{mark and f'-{mark}'}", urgency=urgency, next_at=clock.now()
    )
    jobs.nudge("press.mail")
    return made


def tell(code: str, key: int, *, address: str, medium: str, person: str, channel: str = Channel.NEWSPAPER, mark: str = "") -> Delivery:
    """Ask somebody to stop, before all other letters; where no letter can leave, an officer is given the task of it."""
    if address and can_write():
        return post(code, key, urgency=0, mark=mark)
    target = f"{code}:{key}"
    by_hand = channel if channel != Channel.EMAIL else Channel.NEWSPAPER
    made = Delivery.objects.create(
        channel=by_hand, target=target, key=f"{code}-{key}-{mark or secrets.token_hex(4)}", state=State.TASK, urgency=0
    )
    Task.objects.create(delivery=made, medium=medium, person=person)
    return made


def stop(delivery: Delivery, *, by: Officer | None, because: str) -> bool:
    """Stop a letter that has not left, and tell whether it arrived all the same, or may have."""
    may_have = may_have_arrived(delivery)
    for state, move in ((State.WAITING, Move.DROP), (State.CLAIMED, Move.DROP), (State.FAILED, Move.GIVE_UP)):
        becomes = after(state, move)
        if Delivery.objects.filter(pk=delivery.pk, state=state).update(state=becomes, claim="", claimed_until=None):
            record_move(DeliveryEvent, delivery, move=move, was=state, becomes=becomes, by=by, because=because)
    delivery.refresh_from_db()
    return may_have or may_have_arrived(delivery)


def may_have_arrived(delivery: Delivery) -> bool:
    """Tell whether the letter arrived or may have: one that was uncertain may, whatever was tried again since."""
    return State(delivery.state) in REACHED or delivery.events.filter(was=State.UNCERTAIN).exists()


def parcels(rows: Sequence[Delivery]) -> dict[int, Parcel | None]:
    """Return the letters of ``rows`` with their addresses; nothing for one that is not needed any more."""
    found: dict[int, Parcel | None] = {}
    for code, write in _writers.items():
        mine = {row.pk: int(row.target.partition(":")[2]) for row in rows if row.target.startswith(f"{code}:")}
        written = write(set(mine.values())) if mine else {}
        for row in rows:
            if row.pk in mine:
                letter = written.get(mine[row.pk])
                found[row.pk] = _parcel(row, letter) if letter and letter.address else None
    return found


def is_personal(row: Delivery) -> bool:
    """Tell whether a room writes the letter of ``row``."""
    return row.dispatch_id is None and row.target.partition(":")[0] in _writers


def _parcel(row: Delivery, letter: Letter) -> Parcel:
    message = Message("", letter.subject, letter.text, letter.link)
    return Parcel(row.pk, row.key, row.target, letter.address, message=message, earlier=letter.earlier)
