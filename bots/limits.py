"""How much one person may write, on each channel, and how much all those may together who share an address of the network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from core import limits
from core.errors import TooMany

from . import sealing


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many messages in such a time."""

    name: str
    most: int
    per: dt.timedelta


#: What a person writes in a lively talk is a third of it.
PERSON = (Allowance("chat", 40, dt.timedelta(minutes=10)), Allowance("chat-day", 400, dt.timedelta(days=1)))
#: A factory, a dormitory or a whole mobile cell may stand behind one address.
ADDRESS = (Allowance("chat-net", 800, dt.timedelta(minutes=10)), Allowance("chat-net-day", 8_000, dt.timedelta(days=1)))
#: Whoever throws the cookie away is a new person each time, so these are counted too.
NEWCOMERS = (Allowance("chat-new", 240, dt.timedelta(minutes=10)),)
#: A page that waits for an officer asks every few seconds.
WAITING = (Allowance("chat-wait", 240, dt.timedelta(minutes=10)),)
#: Where nothing is shown by itself, whoever is refused is told once.
TOLD = (Allowance("chat-told", 1, dt.timedelta(minutes=10)),)


def spend(channel: str, peer: str, request: HttpRequest | None = None, *, is_new: bool = False) -> None:
    """Count one message of ``peer``; raise `core.errors.TooMany` once a limit is passed.

    ``request`` names the address where the channel has one. What is refused is not counted, so waiting helps.
    """
    with transaction.atomic():
        _spend(PERSON, _name(channel, peer))
        if request is not None:
            _spend(ADDRESS + NEWCOMERS if is_new else ADDRESS, limits.caller(request))


def spend_waiting(channel: str, peer: str) -> None:
    """Count one look for an officer's answer."""
    _spend(WAITING, _name(channel, peer))


def is_first_refusal(channel: str, peer: str) -> bool:
    """Tell whether a person who writes too much was not told so lately."""
    try:
        _spend(TOLD, _name(channel, peer))
    except TooMany:
        return False
    return True


def _name(channel: str, peer: str) -> str:
    return sealing.name("caller", channel, peer)[:24]


def _spend(allowances: tuple[Allowance, ...], who: str) -> None:
    for each in allowances:
        limits.spend(each.name, who, limit=each.most, per=each.per)
