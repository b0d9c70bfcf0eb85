"""The letter that asks a reader to confirm."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import Subscriber
from ..readers import links
from .parcels import Message, Parcel


def letter_for(parcel: Parcel, reader: Subscriber) -> Parcel:
    """Return ``parcel`` with the letter; somebody who gets news already may change what they get, or leave it as it is."""
    with translation.override(reader.language):
        link = links.confirm(reader)
        context = {"link": link, "authority": settings.AUTHORITY, "reader": reader, "address": settings.BASE_URL}
        text = render_to_string("press/mail/confirm.txt", context)
        return replace(parcel, message=Message("", _("Xác nhận nhận tin từ %(authority)s") % {"authority": settings.AUTHORITY}, text, link))
