"""The one door through which the public sees who is praised, and what a certificate is worth now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.mentions import Mention
from core.text import fold
from firms import public as firms
from firms import register
from firms.models import Firm, Hold
from press import public as press
from press.lifecycle import PUBLIC
from press.lifecycle import State as ReleaseState

from .lifecycle import HonourState, Standing, State
from .models import Certificate, Honour, Round

#: What is shown of an honour besides its own row, and the order of a list of honours.
_TOLD = ("firm", "firm__commune", "round", "round__release", "certificate")
_ORDER = ("firm__name_sort", "pk")


def rounds() -> QuerySet[Round]:
    """Return the rounds anyone may see, newest first, each with ``shown``, how many firms it praises."""
    live = press.live("honour_round").values("pk")
    seen = visible().filter(round=OuterRef("pk")).order_by().values("round").annotate(number=Count("pk")).values("number")
    return (
        Round.objects.filter(state=State.PUBLISHED, release__in=live)
        .select_related("scheme", "release")
        .annotate(shown=Coalesce(seen, 0))
        .order_by("-published_on", "-pk")
    )


def visible() -> QuerySet[Honour]:
    """Return the honours anyone may see, in the order of the firms' names.

    A firm that a public notice names is not shown as praised, from the minute of the notice on.
    """
    return (
        Honour.objects.filter(state=HonourState.HONOURED, round__state=State.PUBLISHED, round__release__state__in=PUBLIC)
        .filter(Q(round__release__expires_at=None) | Q(round__release__expires_at__gt=clock.now()))
        .exclude(_is_suspended())
        .select_related(*_TOLD)
        .order_by(*_ORDER)
    )


def find(query: str, among: QuerySet[Honour] | None = None) -> QuerySet[Honour]:
    """Return the visible honours of the firms that ``query`` names: a part of the name without accents, or a tax code.

    A personal code finds nobody: the answer would tell whose it is.
    """
    folded, among = fold(query), newest_of_each_firm() if among is None else among
    if not folded:
        return among
    # Lists, since a planner that nests these questions may repeat them for each row.
    praised = list(among.order_by().values_list("firm_id", flat=True))
    called = list(firms.named(query, Firm.objects.filter(pk__in=praised)).values_list("pk", flat=True))
    return among.filter(Q(firm__name_fold__contains=folded) | Q(firm__in=called))


def newest_of_each_firm() -> QuerySet[Honour]:
    """Return of each firm the honour of its newest round, so that a register names nobody twice."""
    newest = visible().order_by().values("firm").annotate(last=Max("pk")).values("last")
    return Honour.objects.filter(pk__in=newest).select_related(*_TOLD).order_by(*_ORDER)


def mentions(query: str, *, limit: int = 20) -> list[Mention]:
    """Return the visible honours that ``query`` finds, for the searches of the site and the bot."""
    if not fold(query):
        return []
    return [
        Mention(
            url=reverse("honour_round", args=(honour.round.release.public_id,)),
            title=honour.firm.name,
            summary=_("Được biểu dương: %(round)s, số liệu tính đến %(day)s.")
            % {"round": honour.round.title, "day": f"{honour.round.as_of:%d/%m/%Y}"},
        )
        for honour in find(query)[:limit]
        if honour.round.release
    ]


def _is_suspended() -> Q:
    """Tell of an honour whether something was published about its firm or a branch since its letter last counted.

    Two questions: asked as one with "or", no index would serve it, and each honour would be held against every firm.
    """
    since = Coalesce(OuterRef("certificate__restored_at"), OuterRef("certificate__issued_at"))
    told = Hold.objects.filter(Q(lifted_at=None) | Q(lifted_at__gt=since), is_public=True)
    return Q(Exists(told.filter(firm=OuterRef("firm")))) | Q(Exists(told.filter(firm__parent=OuterRef("firm"))))


def is_suspended(certificate: Certificate) -> bool:
    """Tell whether something public stands, or stood since the letter last counted, against its firm."""
    return Honour.objects.filter(_is_suspended(), pk=certificate.honour_id).exists()


def is_named(certificate: Certificate) -> bool:
    """Tell whether something public stands against the firm of a letter now."""
    firm = certificate.honour.firm_id
    return Hold.objects.filter(Q(firm=firm) | Q(firm__parent=firm), is_public=True, lifted_at=None).exists()


def suspended() -> QuerySet[Certificate]:
    """Return the letters of live rounds that are suspended now."""
    honours = Honour.objects.filter(_is_suspended(), state=HonourState.HONOURED, round__state=State.PUBLISHED)
    return Certificate.objects.filter(honour__in=honours).select_related("honour", "honour__firm", "honour__round")


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verify page may say of a serial; ``certificate`` is there only while the letter is valid."""

    serial: str
    standing: Standing
    certificate: Certificate | None = None


def verify(serial: str) -> Verified:
    """Return what the letter ``serial`` is worth at this minute."""
    certificate = (
        Certificate.objects.filter(serial=serial)
        .select_related("honour__firm__commune", "honour__round__scheme", "honour__round__release")
        .first()
    )
    if certificate is None:
        return Verified(serial, Standing.UNKNOWN)
    worth = standing(certificate)
    return Verified(certificate.serial, worth, certificate if worth is Standing.VALID else None)


def standing(certificate: Certificate) -> Standing:
    """Return what a letter is worth at this minute."""
    honour, release, now = certificate.honour, certificate.honour.round.release, clock.now()
    if release is None or honour.state != HonourState.HONOURED or release.state == ReleaseState.WITHDRAWN:
        return Standing.REVOKED
    if release.state not in PUBLIC or (release.expires_at and release.expires_at <= now):
        return Standing.EXPIRED
    return Standing.SUSPENDED if is_suspended(certificate) else Standing.VALID


def expires_at(valid_until: dt.date) -> dt.datetime:
    """Return the moment after the last day of a letter."""
    return dt.datetime.combine(valid_until + dt.timedelta(days=1), dt.time.min, clock.VIETNAM)


def shown(certificate: Certificate) -> dict[str, Any]:
    """Return what a letter says, for the ledger's commitment."""
    honour = certificate.honour
    return {
        "serial": certificate.serial,
        **item(honour),
        "until_month": f"{honour.round.until_month:%Y-%m}",
        "as_of": honour.round.as_of.isoformat(),
    }


def item(honour: Honour) -> dict[str, Any]:
    """Return one firm of a round as it is shown; of a person's business the name and the commune, never a personal code."""
    return {
        "name": honour.firm.name,
        "commune": honour.firm.commune.name if honour.firm.commune else "",
        "tax_code": register.public_tax_code(honour.firm),
        "tier": honour.tier,
    }
