"""Links that stand in letters: each is for one reader and cannot be guessed or made by anybody else."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import sealing

from ..models import PressContact, Subscriber

_ROOM = "press"


def mark(*parts: str) -> str:
    """Return a short mark that only we can make."""
    return sealing.name(_ROOM, *parts)[:24]


def token(target: str, address: str) -> str:
    """Return the token of a recipient; it dies with the address, so that a number given out again opens nothing."""
    return f"{target.replace(':', '-')}-{mark('target', target)}{mark('leave', target, address)}"


def is_ours(given: str) -> bool:
    """Tell whether we made a token once, even if whom it belongs to has left since."""
    kind, _, rest = given.partition("-")
    pk, _, sign = rest.partition("-")
    return len(sign) == 48 and hmac.compare_digest(sign[:24].encode(), mark("target", f"{kind}:{pk}").encode())


def leave(target: str, address: str, language: str = "vi") -> str:
    """Return the address of the page on which a recipient leaves."""
    with translation.override(language):
        return settings.BASE_URL + reverse("readers_leave", args=[token(target, address)])


def preferences(reader: Subscriber) -> str:
    """Return the address of the page on which a reader chooses."""
    with translation.override(reader.language):
        return settings.BASE_URL + reverse("readers_preferences", args=[token(f"reader:{reader.pk}", reader.address)])


def confirm(reader: Subscriber) -> str:
    """Return the address of the page on which a reader confirms what was asked last."""
    with translation.override(reader.language):
        return settings.BASE_URL + reverse("readers_confirm", args=[f"{reader.pk}-{_asked(reader)}"])


def _asked(reader: Subscriber) -> str:
    return mark("confirm", str(reader.pk), reader.name, reader.asked_at.isoformat())


def who_confirms(given: str) -> Subscriber | None:
    """Return the reader to whom a link of confirmation belongs; a newer question makes older links void."""
    pk, _, sign = given.partition("-")
    reader = Subscriber.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 12 else None
    return reader if reader and hmac.compare_digest(sign.encode(), _asked(reader).encode()) else None


def who(given: str) -> Subscriber | PressContact | None:
    """Return the recipient to whom a token belongs; nothing when it was made by somebody else, or the recipient left."""
    kind, _, rest = given.partition("-")
    pk = rest.partition("-")[0]
    if not pk.isdecimal() or len(pk) > 11:
        return None
    person: Subscriber | PressContact | None
    if kind == "reader":
        person = Subscriber.objects.filter(pk=int(pk)).first()
    elif kind == "contact":
        person = PressContact.objects.filter(pk=int(pk), is_active=True).first()
    else:
        return None
    if person is None:
        return None
    address = person.address if isinstance(person, Subscriber) else person.email
    return person if hmac.compare_digest(given.encode(), token(f"{kind}:{pk}", address).encode()) else None
