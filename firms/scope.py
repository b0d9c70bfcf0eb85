"""What an officer may see of the register: whose firms, which of their figures, and whose lists.

A right (`firms.view_register`) says what an officer does, the scope says about whom. Whoever belongs to no agency sees nothing; the
administrator, and the system itself (``by=None``), see all. A firm out of scope does not exist for the officer: screens take their
firms from here, so that it is neither listed, opened nor exported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

from django.db.models import Q, QuerySet

from core.errors import NotAllowed
from core.models import Agency, Officer

from .asking import OPEN
from .models import Confirmation, Firm, ImportBatch, OutgoingList, UnitCode

Kind = Agency.Kind
#: The authority that runs the register; its data officers see every list.
AUTHORITY = frozenset({Kind.PEOPLES_COMMITTEE, Kind.HOME_AFFAIRS})


class Facet(StrEnum):
    """One part of a firm's file."""

    STANDING = "standing"
    ARREARS = "arrears"
    BALANCES = "balances"
    CONTRIBUTIONS = "contributions"
    SANCTIONS = "sanctions"
    HEADCOUNTS = "headcounts"
    FINDINGS = "findings"
    PENDING = "pending"
    STORY = "story"


_ALL = frozenset(Facet)
#: What the task of each body needs of a file besides the register. Arrears that the SI agency sent go to state bodies and the
#: inspectorate (Art 35(3) of Law 41/2024), so not to the union; what is pending against a firm stays with the authority.
NEEDS: Mapping[str, frozenset[Facet]] = {
    Kind.PEOPLES_COMMITTEE: _ALL,
    Kind.HOME_AFFAIRS: _ALL,
    Kind.INSURANCE: frozenset({Facet.STANDING, Facet.ARREARS, Facet.BALANCES, Facet.CONTRIBUTIONS, Facet.HEADCOUNTS, Facet.FINDINGS}),
    Kind.INSPECTORATE: frozenset({Facet.STANDING, Facet.ARREARS, Facet.CONTRIBUTIONS, Facet.SANCTIONS, Facet.HEADCOUNTS, Facet.FINDINGS}),
    Kind.ZONE: frozenset({Facet.ARREARS, Facet.HEADCOUNTS}),
    Kind.COMMUNE: frozenset({Facet.ARREARS, Facet.HEADCOUNTS}),
    Kind.UNION: frozenset({Facet.SANCTIONS, Facet.HEADCOUNTS}),
    Kind.FINANCE: frozenset(),
    Kind.OTHER: frozenset(),
}

#: What a screen tells of firms; one that is not named here is for those who see all.
SCREENS: Mapping[str, frozenset[Facet]] = {
    "repeat": frozenset({Facet.SANCTIONS}),
    "late": frozenset({Facet.ARREARS}),
    "gap": frozenset({Facet.HEADCOUNTS}),
    "check": frozenset({Facet.ARREARS, Facet.HEADCOUNTS, Facet.SANCTIONS, Facet.FINDINGS}),
}


class OfFirm(Protocol):
    """Anything that is about one firm."""

    @property
    def firm_id(self) -> int:
        """Return the firm's key."""


T = TypeVar("T", bound=OfFirm)


def is_whole(by: Officer | None) -> bool:
    """Tell whether ``by`` sees every firm and every list: the system, the administrator, the authority's officers without communes."""
    if by is None or by.is_superuser:
        return True
    return by.agency is not None and by.agency.kind in AUTHORITY and not by.communes.exists()


def firms(by: Officer | None) -> QuerySet[Firm]:
    """Return the firms that ``by`` may see."""
    return within(Firm.objects.all(), by)


def within(found: QuerySet[Firm], by: Officer | None) -> QuerySet[Firm]:
    """Keep of ``found`` the firms that ``by`` may see."""
    if by is None or by.is_superuser:
        return found
    if by.agency is None or (reach := _reach(by.agency)) is None:
        return found.none()
    communes = list(by.communes.values_list("pk", flat=True))
    return found.filter(reach, commune__in=communes) if communes else found.filter(reach)


def only(found: Iterable[T], by: Officer | None) -> list[T]:
    """Keep of ``found`` what is about firms that ``by`` may see, in one query."""
    if is_whole(by):
        return list(found)
    allowed = set(firms(by).values_list("pk", flat=True))
    return [each for each in found if each.firm_id in allowed]


def demand(by: Officer | None, firm: Firm) -> None:
    """Raise `NotAllowed` unless ``by`` may see ``firm``."""
    if not is_whole(by) and not firms(by).filter(pk=firm.pk).exists():
        raise NotAllowed("firms.scope")


def facets(by: Officer | None) -> frozenset[Facet]:
    """Return the parts of a file that ``by`` may see."""
    if by is None or by.is_superuser:
        return _ALL
    return NEEDS[by.agency.kind] if by.agency else frozenset()


def may_ask(by: Officer | None, screen: str) -> bool:
    """Tell whether ``by`` may see all that ``screen`` tells."""
    return SCREENS.get(screen, _ALL) <= facets(by)


def batches(by: Officer | None) -> QuerySet[ImportBatch]:
    """Return the lists that ``by`` may open: every one for the whole province, else what the own agency sent.

    A list names firms of many communes, so an officer of some communes opens only what that officer brought in.
    """
    every = ImportBatch.objects.all()
    if is_whole(by):
        return every
    if by is None or by.agency is None:
        return every.none()
    mine = Q(received_by=by)
    return every.filter(mine if by.communes.exists() else mine | Q(agency=by.agency) | Q(agency=None, sender=by.agency.name))


def openable(by: Officer | None, keys: Iterable[int]) -> frozenset[int]:
    """Return which of the lists ``keys`` open for ``by``: a figure names its list to whoever sees the figure, but links only these."""
    return frozenset(keys) if is_whole(by) else frozenset(batches(by).filter(pk__in=list(keys)).values_list("pk", flat=True))


def confirmations(by: Officer | None) -> QuerySet[Confirmation]:
    """Return the requests to confirm that ``by`` may see: the authority's of its firms, an agency's own."""
    every = Confirmation.objects.all()
    if is_whole(by):
        return every
    if by is None or by.agency is None:
        return every.none()
    asked = every if by.agency.kind in AUTHORITY else every.filter(agency=by.agency)
    return asked.filter(firm__in=firms(by))


def to_answer(by: Officer) -> QuerySet[Confirmation]:
    """Return the requests that the agency of ``by`` still owes an answer."""
    return confirmations(by).filter(agency=by.agency, state__in=OPEN)


def of_agency(agency: Agency) -> QuerySet[Firm]:
    """Return the firms that are the business of ``agency``."""
    reach = _reach(agency)
    return Firm.objects.none() if reach is None else Firm.objects.filter(reach)


def handed(by: Officer | None) -> QuerySet[OutgoingList]:
    """Return the lists handed over that ``by`` may open: all for the whole province, else what the own agency got and may keep."""
    every = OutgoingList.objects.all()
    if is_whole(by):
        return every
    if by is None or by.agency is None or by.communes.exists():
        return every.none()
    return every.filter(agency=by.agency).exclude(state="recalled")


def is_business_of(firm: Firm, agency: Agency) -> bool:
    """Tell whether ``firm`` is one of those that ``agency`` works on."""
    return of_agency(agency).filter(pk=firm.pk).exists()


def _reach(agency: Agency) -> Q | None:
    """Return which firms are the business of ``agency``; nothing where it has none."""
    match agency.kind:
        case Kind.ZONE:
            return Q(zone__in=agency.zone_names) if agency.zone_names else Q(zone__gt="")
        case Kind.COMMUNE:
            return Q(commune=agency.commune_id) if agency.commune_id else None
        case Kind.INSURANCE if agency.office_codes:
            return Q(pk__in=UnitCode.objects.filter(office__in=agency.office_codes, valid_to=None).values("firm_id"))
        case Kind.OTHER:
            return None
        case _:
            return Q()
