"""E-mail to readers who confirmed and to the press."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.utils import parseaddr
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from core.text import nfc

from .. import kinds
from ..kinds import Channel, Reach
from ..models import Delivery, Dispatch, PressContact, Subscriber
from ..readers import links
from . import bounces, confirming, smtp
from .pace import Rate
from .parcels import LEAVE, Away, Outcome, Parcel, Result
from .transports import Batch, Begin, Lane, Transport


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

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Return the addresses of readers and contacts who still want letters."""
        readers = Subscriber.objects.exclude(state=Subscriber.State.BOUNCED).in_bulk(_keys(deliveries, "reader"))
        contacts = PressContact.objects.filter(is_active=True).in_bulk(_keys(deliveries, "contact"))
        found: dict[int, Parcel | None] = {}
        for row in deliveries:
            who, _, pk = row.target.partition(":")
            person = (readers if who == "reader" else contacts).get(int(pk))
            found[row.pk] = _parcel(row, person) if person else None
        return found

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Send each letter over one connection, and open a new one where the server closed it."""
        if not parcels:
            return
        backend = smtp.connect()
        _open(backend)
        try:
            for parcel in parcels:
                if isinstance(backend, smtp.Backend):
                    yield from self._post(backend, parcel, begin)
                elif begin(parcel):
                    backend.send_messages([letter(parcel)])
                    yield Outcome(parcel.pk, Result.SENT, provider_id=message_id(parcel))
        finally:
            backend.close()

    def _post(self, backend: smtp.Backend, parcel: Parcel, begin: Begin) -> Iterator[Outcome]:
        """Send one letter; whether its content had begun to leave decides what an error means."""
        try:
            backend.deliver(letter(parcel), lambda: begin(parcel))
        except smtp.NotOurs:
            yield Outcome(parcel.pk, Result.NOT_OURS)
        except smtplib.SMTPRecipientsRefused as error:
            yield _refused(parcel, *next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:
            raise Away(f"Máy chủ thư không nhận người gửi ({error.smtp_code}); kiểm tra PORTAL_MAIL_FROM và quyền gửi.") from error
        except smtplib.SMTPDataError as error:
            yield _refused(parcel, error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            if backend.wire is not None and backend.wire.is_begun:
                yield Outcome(parcel.pk, Result.UNCERTAIN, "cut", "Mất kết nối khi đang chuyển nội dung; có thể thư đã đến.")
            raise Away("Máy chủ thư ngắt kết nối; sẽ tự thử lại.") from error
        else:
            yield Outcome(parcel.pk, Result.SENT, provider_id=message_id(parcel))


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


def letter(parcel: Parcel) -> EmailMultiAlternatives:
    """Return the letter, with the headers by which a mail programme shows its own unsubscribe button (RFC 8058)."""
    message, sender = parcel.message, settings.MAIL_FROM
    headers = {"Message-ID": message_id(parcel), "Auto-Submitted": "auto-generated"}
    if message.act:
        headers |= {
            "List-Id": f"<tin.{_host()}>",
            "List-Unsubscribe": f"<{parcel.leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if parcel.answers:
        headers |= {"In-Reply-To": parcel.answers, "References": parcel.answers}
    text = message.text.replace(LEAVE, parcel.leave_url)
    made = EmailMultiAlternatives(nfc(message.subject), text, sender, [parcel.address], headers=headers)
    if message.html:
        made.attach_alternative(message.html.replace(LEAVE, parcel.leave_url), "text/html")
    return made


def message_id(parcel: Parcel) -> str:
    """Return the same identifier for each try, so that a mailbox may know a letter again."""
    return f"<{parcel.key.replace(':', '.')}.{links.mark(parcel.key)}@{_host()}>"


def _host() -> str:
    return parseaddr(settings.MAIL_FROM)[1].partition("@")[2] or urlsplit(settings.BASE_URL).hostname or "localhost"


def _open(backend: BaseEmailBackend) -> None:
    try:
        backend.open()
    except smtplib.SMTPAuthenticationError as error:
        raise Away(f"Máy chủ thư không nhận tên và mật khẩu ({error.smtp_code}); kiểm tra PORTAL_MAIL_URL.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Away("Không kết nối được máy chủ thư; sẽ tự thử lại.") from error


def _refused(parcel: Parcel, status: int, said: bytes | str) -> Outcome:
    if status == 421:
        raise Away("Máy chủ thư bận và đóng kết nối; sẽ tự thử lại.")
    bounce = bounces.read(status, said)
    if bounce.is_dead and parcel.target.startswith("reader:"):
        Subscriber.objects.filter(pk=int(parcel.target.partition(":")[2])).update(state=Subscriber.State.BOUNCED)
    wait = dt.timedelta(minutes=5) if bounce.is_temporary else None  # grey lists ask for some minutes
    return Outcome(parcel.pk, Result.AGAIN if bounce.is_temporary else Result.REFUSED, bounce.code, bounce.sentence, again_in=wait)
