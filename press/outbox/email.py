"""E-mail to readers who confirmed and to the press."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from .. import kinds
from ..kinds import Channel, Reach
from ..models import Delivery, Dispatch, PressContact, Subscriber
from ..readers import links
from . import bounces, confirming, handed, letters, personal, returned, smtp
from .pace import Rate
from .parcels import Away, Outcome, Parcel, Result
from .transports import Batch, Begin, Lane, Transport

#: So many letters are noted as leaving at once: a worker that is killed then leaves no more than these uncertain.
FLIGHT = 10
#: What did not leave within this time is given back, long before another worker would take the notes for those of a dead one.
LONGEST_FLIGHT_S = 20
_LATER = dt.timedelta(minutes=1)


class Email(Transport):
    """Letters over one SMTP connection per batch."""

    code = Channel.EMAIL
    lane: ClassVar[Lane] = "heavy"
    chunk = 200

    def is_ready(self) -> bool:
        """Tell whether a mail server is set up."""
        return smtp.is_set_up()

    def rate(self) -> Rate | None:
        """Return the rate that the mail server's owner allows."""
        return Rate(settings.MAIL_PER_SECOND, max(1, int(settings.MAIL_PER_SECOND))) if settings.MAIL_PER_SECOND else None

    def audience(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the press first, then the readers whom the release concerns."""
        who, _, last = after.partition(":")
        if who != "reader":
            contacts = PressContact.objects.filter(is_active=True, pk__gt=int(last or 0)).order_by("pk").values_list("pk", flat=True)
            found = [f"contact:{pk}" for pk in contacts[:limit]]
            return found, found[-1] if len(found) == limit else "reader:0"
        readers = Subscriber.objects.filter(state=Subscriber.State.CONFIRMED, pk__gt=int(last)).order_by("pk")
        batch = list(readers.prefetch_related("communes").defer("sealed_address", "asked")[:limit])
        reach, section = _reach(dispatch) if batch else (Reach(), "")
        wanted = [f"reader:{each.pk}" for each in batch if wants(each, section, reach)]
        return wanted, f"reader:{batch[-1].pk}" if len(batch) == limit else None

    def batch(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return whom the letters told, and whoever was handed files by e-mail."""
        return handed.batch(dispatch, after, limit, None if handed.is_next(after) else super().batch(dispatch, after, limit))

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Return the addresses of readers and contacts who still want letters, and the letters that are for one person alone."""
        own = {row.pk: row for row in deliveries if personal.is_personal(row)}
        return {**personal.parcels(list(own.values())), **self._listed([row for row in deliveries if row.pk not in own])}

    def _listed(self, deliveries: Sequence[Delivery]) -> dict[int, Parcel | None]:
        readers = Subscriber.objects.exclude(state=Subscriber.State.BOUNCED).in_bulk(_keys(deliveries, "reader"))
        contacts = PressContact.objects.filter(is_active=True).in_bulk(_keys(deliveries, "contact"))
        packs = handed.in_bulk([row.target for row in deliveries])
        found: dict[int, Parcel | None] = {}
        for row in deliveries:
            who, _, pk = row.target.partition(":")
            if who == "pack":
                files = packs.get(row.target)
                found[row.pk] = Parcel(row.pk, row.key, row.target, files.email, has_files=True) if files and files.email else None
                continue
            person = (readers if who == "reader" else contacts).get(int(pk))
            found[row.pk] = _parcel(row, person) if person else None
        return found

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Send each letter over one line, a few noted as leaving at a time."""
        if not parcels:
            return
        line, writer = smtp.Line(), letters.Writer()
        try:
            for start in range(0, len(parcels), FLIGHT):
                yield from _fly(line, writer, parcels[start : start + FLIGHT], begin)
        finally:
            line.close()


def _fly(line: smtp.Line, writer: letters.Writer, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
    """Note a few letters as leaving, then post them one by one; those that did not leave after all are given back."""
    written: list[letters.Letter] = []
    for parcel in parcels:
        try:
            written.append(writer.write(parcel))
        except letters.Unwritable:
            yield Outcome(parcel.pk, Result.REFUSED, "address", "Địa chỉ không viết được thành phong bì thư.")
    ours, ends = begin(*(letter.parcel for letter in written)), time.monotonic() + LONGEST_FLIGHT_S
    going = [letter for letter in written if letter.parcel.pk in ours]
    for position, letter in enumerate(going):
        if time.monotonic() > ends:
            yield from _untouched(going[position:])
            return
        try:
            yield _post(line, letter)
        except smtp.Cut as cut:
            if cut.is_begun:
                yield Outcome(letter.parcel.pk, Result.UNCERTAIN, "cut", "Mất kết nối khi đang chuyển nội dung; có thể thư đã đến.")
            else:  # others go first next time: it may be this letter at which the server hangs up
                yield Outcome(letter.parcel.pk, Result.UNTOUCHED, again_in=_LATER)
            yield from _untouched(going[position + 1 :])
            raise Away("Máy chủ thư ngắt kết nối; sẽ tự thử lại.") from cut
        except (Away, smtp.SenderRefused) as error:
            yield from _untouched(going[position:])
            if isinstance(error, Away):
                raise
            raise Away(f"Máy chủ thư không nhận người gửi ({error.status}); kiểm tra PORTAL_MAIL_FROM và quyền gửi.") from error


def _untouched(written: Iterable[letters.Letter]) -> Iterator[Outcome]:
    return (Outcome(letter.parcel.pk, Result.UNTOUCHED) for letter in written)


def _post(line: smtp.Line, letter: letters.Letter) -> Outcome:
    try:
        line.post(letter)
    except smtp.Refused as refused:
        return _refused(letter.parcel, refused.status, refused.said)
    return Outcome(letter.parcel.pk, Result.SENT, provider_id=letter.identifier)


def wants(reader: Subscriber, section: str, reach: Reach) -> bool:
    """Tell whether a release of ``section`` that concerns ``reach`` is what ``reader`` asked for; nothing chosen means everything."""
    communes = {commune.pk for commune in reader.communes.all()}
    return (
        (not reader.topics or section in reader.topics)
        and (not communes or not reach.communes or not communes.isdisjoint(reach.communes))
        and (not reader.industries or not reach.industries or not reach.industries.isdisjoint(reader.industries))
    )


@transaction.atomic
def _reach(dispatch: Dispatch) -> tuple[Reach, str]:
    kind = kinds.get(dispatch.release.kind)
    return kind.reach(kind.subject(dispatch.release.subject_id)), kind.section


def _keys(deliveries: Iterable[Delivery], who: str) -> list[int]:
    return [int(row.target.partition(":")[2]) for row in deliveries if row.target.startswith(f"{who}:")]


def _parcel(row: Delivery, person: Subscriber | PressContact) -> Parcel:
    language = person.language if isinstance(person, Subscriber) else "vi"
    address = person.address if isinstance(person, Subscriber) else person.email
    parcel = Parcel(row.pk, row.key, row.target, address, language=language, leave_url=links.leave(row.target, address, language))
    if row.dispatch_id is None and isinstance(person, Subscriber):
        return confirming.letter_for(parcel, person)
    return parcel


def _refused(parcel: Parcel, status: int, said: bytes | str) -> Outcome:
    bounce = bounces.read(status, said)
    if bounce.is_dead:
        returned.stop(parcel.target)
    wait = dt.timedelta(minutes=5) if bounce.is_temporary else None  # grey lists ask for some minutes
    return Outcome(parcel.pk, Result.AGAIN if bounce.is_temporary else Result.REFUSED, bounce.code, bounce.sentence, again_in=wait)
