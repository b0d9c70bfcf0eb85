"""Which part of the province an officer asks for: a commune, a zone, an industry; the screens and the check list narrow by it alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from . import vsic
from .models import Firm


@dataclass(frozen=True, slots=True)
class Filter:
    """A part of the province; empty, it is the whole."""

    commune: int | None = None
    zone: str = ""
    section: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left out."""
        return self == Filter()

    @property
    def code(self) -> str:
        """Return what names this part in the key of a kept answer."""
        return f"{self.commune or ''}:{self.zone}:{self.section}"

    def narrow(self, firms: QuerySet[Firm]) -> QuerySet[Firm]:
        """Keep of ``firms`` those of that part."""
        if self.commune:
            firms = firms.filter(commune_id=self.commune)
        if self.zone:
            firms = firms.filter(zone=self.zone)
        if self.section:
            codes = (Q(vsic_version=edition, vsic_code__gte=first, vsic_code__lt=end) for edition, first, end in vsic.members(self.section))
            firms = firms.filter(reduce(or_, codes, Q(pk=None)))
        return firms
