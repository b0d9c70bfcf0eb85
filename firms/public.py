"""What may be told of a firm to anyone: whether it stands on a list that its sender has published, and nothing else.

Of all firms together the public figures of coverage are told, of which `firms.statistics` has kept back what would tell of one.
Lists received as internal (Art 35(3) of Law 41/2024) reach nothing in this module: every door starts from
`ImportBatch.objects.public()`. No amount is told here; who wants it follows the address at which the list was published.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.text import nfc

from . import codes, register, search
from .models import Arrears, Dimension, Finding, Firm, ImportBatch, Statistic

#: Nobody reads further than this; who searches for more types more.
MOST = 20


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list as its sender published it."""

    title: str
    url: str
    published_on: dt.date
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Told:
    """A firm that stands on a published list; ``tax_code`` is empty where it is a person's number."""

    public_id: str
    name: str
    commune: str
    tax_code: str
    listed: PublishedList
    paid_on: dt.date | None = None

    @property
    def sentence(self) -> str:
        """Return what is said of the firm."""
        said = _("Có tên trong danh sách chậm đóng tính đến ngày %(day)s.") % {"day": f"{self.listed.as_of:%d/%m/%Y}"}
        if self.paid_on:
            said += " " + _("Cơ quan BHXH xác nhận đã nộp đủ ngày %(day)s.") % {"day": f"{self.paid_on:%d/%m/%Y}"}
        return said


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one question: the list that was looked at, and the firms on it that the question names."""

    listed: PublishedList | None
    told: tuple[Told, ...] = ()
    is_personal: bool = False
    by_code: bool = True
    #: The words that were looked for instead of those typed, where only they found something.
    corrected: str = ""

    @property
    def sentence(self) -> str:
        """Return the answer in words; not to be on a list never means to have paid."""
        if self.is_personal:
            return _("Không tra cứu theo số định danh cá nhân.")
        if self.listed is None:
            return _("Chưa có danh sách chậm đóng nào được cơ quan BHXH công khai.")
        day = f"{self.listed.as_of:%d/%m/%Y}"
        if self.told:
            return _("Có tên trong danh sách chậm đóng tính đến ngày %(day)s.") % {"day": day}
        if not self.by_code:
            return _("Không thấy tên nào như vậy trong danh sách chậm đóng tính đến ngày %(day)s. Hãy thử lại bằng mã số thuế.") % {
                "day": day
            }
        return _("Không có tên trong danh sách chậm đóng tính đến ngày %(day)s; không có tên không có nghĩa là đã đóng đủ.") % {"day": day}


def newest_list() -> ImportBatch | None:
    """Return the newest list of arrears that the SI agency has published itself."""
    return ImportBatch.objects.public().filter(kind="arrears", as_of__isnull=False).order_by("-as_of", "-version", "-pk").first()


def listed(batch: ImportBatch) -> QuerySet[Firm]:
    """Return the firms that stand as late on a published list; what is put off by law is not late."""
    if not ImportBatch.objects.public().filter(pk=batch.pk).exists():
        return Firm.objects.none()
    late = Arrears.objects.filter(batch=batch, is_counted=True, is_put_off=False, firm__isnull=False)
    return Firm.objects.filter(pk__in=late.values("firm_id")).select_related("commune").prefetch_related("tax_codes", "unit_codes")


def named(query: str, among: QuerySet[Firm]) -> QuerySet[Firm]:
    """Return those of ``among``, firms that a room shows in public, which ``query`` names; never by a person's number."""
    return search.named(query, among)


def look_up(query: str) -> Answer:
    """Answer whether the employer that ``query`` names stands on the newest published list.

    A person's number is not looked up, and a household business or private enterprise, whose name is a person's, is found by
    its code alone.
    """
    query = nfc(query)
    if codes.is_personal(query.replace(" ", "")):
        return Answer(None, is_personal=True)
    batch = newest_list()
    if batch is None or batch.as_of is None or batch.published_on is None:
        return Answer(None)
    shown = PublishedList(batch.published_title, batch.published_url, batch.published_on, batch.as_of)
    by_code = search.is_code(query)
    firms, corrected = listed(batch), ""
    found = _telling(search.named(query, firms), query)
    if not found and (corrected := search.meant(query, firms)):
        found = _telling(search.named(corrected, firms), corrected)
    paid = _paid(found, batch.as_of)
    return Answer(
        shown,
        tuple(
            Told(
                firm.public_id,
                firm.name,
                firm.commune.name if firm.commune else "",
                register.public_tax_code(firm),
                shown,
                paid.get(firm.pk),
            )
            for firm in found[:MOST]
        ),
        by_code=by_code,
        corrected=search.spelt(corrected, [firm.name for firm in found]) if found else "",
    )


def _telling(firms: QuerySet[Firm], query: str) -> list[Firm]:
    """Return the first firms that may be told to who asked so."""
    return [firm for firm in firms.order_by("name_sort", "pk")[: MOST * 2] if _may_answer(firm, query)]


def _may_answer(firm: Firm, query: str) -> bool:
    return not firm.is_person or any(query.upper() == code for code in (register.public_tax_code(firm), *_units(firm)))


def _units(firm: Firm) -> list[str]:
    return [unit.code for unit in firm.unit_codes.all() if unit.valid_to is None]


def _paid(firms: list[Firm], since: dt.date) -> dict[int, dt.date]:
    """Return the day on which the SI agency confirmed the payment of each firm, where it did after the list's day."""
    rows = Finding.objects.filter(firm__in=firms, kind=Finding.Kind.PAID, is_overturned=False, found_on__gt=since).order_by("found_on")
    return dict(rows.values_list("firm_id", "found_on"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The public figures of one month: the province, and each break-down in reading order."""

    month: dt.date
    province: Statistic
    parts: tuple[tuple[Dimension, tuple[Statistic, ...]], ...]


def coverage_of_province() -> list[Statistic]:
    """Return the figures of the province, month by month, newest first."""
    return list(Statistic.objects.filter(dimension=Dimension.ALL).order_by("-month"))


def coverage(month: dt.date) -> Coverage | None:
    """Return the public figures of a month; nothing where there are none."""
    told = list(Statistic.objects.filter(month=month).order_by("place"))
    province = next((each for each in told if each.dimension == Dimension.ALL), None)
    if province is None:
        return None
    kinds = (Dimension.COMMUNE, Dimension.ZONE, Dimension.SECTION)
    return Coverage(month, province, tuple((kind, tuple(each for each in told if each.dimension == kind)) for kind in kinds))


def coverage_rows() -> QuerySet[Statistic]:
    """Return every public figure of every month, for those who count themselves."""
    return Statistic.objects.order_by("-month", "place")
