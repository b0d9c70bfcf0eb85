"""The one door through which the public sees notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock, money
from core.mentions import Mention
from core.tables.values import months_said
from core.text import fold, gettext_noop
from firms import public as firms
from firms.models import Firm
from press import lifecycle as desk
from press.models import Release

from .lifecycle import PUBLIC, State
from .models import DueProcess, NamingPolicy, Notice
from .rules import Basis

KIND = "notice"
#: What the figures of a notice are called, in the order in which they are shown.
FIGURES: dict[str, str] = {
    "total_vnd": gettext_noop("Số tiền chậm đóng"),
    "months": gettext_noop("Số tháng chậm đóng"),
    "workers": gettext_noop("Số lao động"),
    "as_of": gettext_noop("Số liệu tính đến ngày"),
    "payments_until": gettext_noop("Tiền nộp được tính đến ngày"),
    "conduct": gettext_noop("Hành vi vi phạm"),
    "legal_text": gettext_noop("Điều khoản áp dụng"),
    "form": gettext_noop("Hình thức xử phạt"),
    "fine_vnd": gettext_noop("Mức phạt"),
    "remedies": gettext_noop("Biện pháp khắc phục hậu quả"),
    "decision_no": gettext_noop("Quyết định số"),
    "issued_on": gettext_noop("Ngày quyết định"),
    "issuer": gettext_noop("Người, cơ quan ban hành"),
}
#: What the basis says in words, which are shown as they were written.
_WORDS = frozenset({"conduct", "legal_text", "form", "remedies", "issuer"})


def visible() -> QuerySet[Notice]:
    """Return the notices that anyone may see now, newest first: public themselves, and their release live and not over."""
    found = Notice.objects.filter(state__in=PUBLIC, release__kind=KIND, release__state__in=desk.PUBLIC)
    found = found.filter(Q(release__expires_at=None) | Q(release__expires_at__gt=clock.now()))
    return found.select_related("firm", "release").order_by("-published_on", "-pk")


def find(query: str) -> QuerySet[Notice]:
    """Return the visible notices whose firm ``query`` names: by words of its name of today or before, or by a code that is no person's."""
    folded = fold(query)
    if not folded:
        return visible()
    # Lists, since a planner that nests these questions may repeat them for each row.
    shown_firms = list(visible().order_by().values_list("firm_id", flat=True))
    called = list(firms.named(query, Firm.objects.filter(pk__in=shown_firms)).values_list("pk", flat=True))
    return visible().filter(Q(firm__name_fold__contains=folded) | Q(firm__in=called))


def mentions(query: str, *, limit: int = 20) -> list[Mention]:
    """Return the visible notices that ``query`` finds, for the searches of the site and the bot."""
    if not fold(query):
        return []
    found = (shown(notice) for notice in find(query)[:limit])
    return [
        Mention(each.path, each.name, " · ".join(part for part in (each.public_id, _(each.label), each.commune) if part)) for each in found
    ]


def was_public(public_id: str) -> bool:
    """Tell whether a notice of this number was public once: its page is a tombstone then."""
    return Release.objects.filter(kind=KIND, public_id=public_id, live_at__isnull=False).exists()


def policies() -> QuerySet[NamingPolicy]:
    """Return every version of the naming policy, newest first."""
    return NamingPolicy.objects.order_by("-valid_from")


def processes() -> QuerySet[DueProcess]:
    """Return the table of due process as it stands today."""
    found: QuerySet[DueProcess] = DueProcess.objects.in_force(clock.today())
    return found.order_by("-is_offered", "legal_basis")


def newest_policy() -> NamingPolicy | None:
    """Return the newest version, with ``settled``: how many firms put it right before anything was public, never which."""
    settled = Notice.objects.filter(state=State.SETTLED).order_by().values("state").annotate(number=Count("pk")).values("number")
    return policies().annotate(settled=Coalesce(Subquery(settled), 0)).first()


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a notice with its name, as a reader sees it; ``is_words`` where it is said in Vietnamese alone."""

    name: str
    text: str
    is_words: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as it is shown: read from what was published, never from the file behind it."""

    public_id: str
    path: str
    name: str
    commune: str
    tax_code: str
    parent: str
    basis: str
    label: str
    published_on: dt.date | None
    expires_on: dt.date | None
    remedied_on: dt.date | None
    contested_on: dt.date | None
    lines: tuple[Line, ...]
    source: dict[str, Any]
    reply: str
    policy: str
    namesakes: list[dict[str, Any]]
    #: When and how it leaves the page before its last day.
    ending: str
    #: The salt of the ledger's commitment, for those who check it; gone with the notice.
    salt: str


def shown(notice: Notice) -> Shown:
    """Return what the public sees of a visible notice."""
    release = notice.release
    told: dict[str, Any] = (release.payload if release else None) or {}
    firm, source = told.get("firm", {}), told.get("source", {})
    return Shown(
        public_id=notice.public_id,
        path=reverse("notice", args=(notice.public_id,)),
        name=firm.get("name", ""),
        commune=firm.get("commune", ""),
        tax_code=firm.get("tax_code", ""),
        parent=firm.get("parent", {}).get("name", ""),
        basis=told.get("basis_label", ""),
        label=told.get("label", ""),
        published_on=_day(told.get("published_on")),
        expires_on=_day(told.get("expires_on")),
        remedied_on=_day(told.get("remedied_on")),
        contested_on=_day(told.get("contested_on")),
        lines=tuple(lines(told.get("figures", {}))),
        source=source | {"on": _day(source.get("on"))} if source else {},
        reply=told.get("reply", ""),
        policy=told.get("policy", ""),
        namesakes=told.get("namesakes", []),
        ending=ending(str(told.get("basis", ""))),
        salt=bytes(release.salt or b"").hex() if release else "",
    )


def ending(basis: str) -> str:
    """Return how a notice of this basis ends, as a firm wants to know it."""
    if basis == Basis.BHXH_ART35:
        return _("Được gỡ ngay khi cơ quan BHXH xác nhận đơn vị đã nộp đủ, hoặc khi đơn vị không còn trong danh sách kỳ sau.")
    return _("Khắc phục xong thì ngày khắc phục được ghi tại đây. Quyết định bị hủy hoặc tạm đình chỉ thì thông tin được gỡ ngay.")


def lines(figures: dict[str, Any]) -> list[Line]:
    """Return the figures in the order of the table, dates and amounts as the reader's language writes them."""
    return [line for _, line in named_lines(figures)]


def named_lines(figures: Mapping[str, Any]) -> list[tuple[str, Line]]:
    """Return the same lines, each behind the name of its figure."""
    return [
        (name, Line(_(label), _text(name, figures[name]), is_words=name in _WORDS))
        for name, label in FIGURES.items()
        if figures.get(name) not in ("", None)
    ]


def _text(name: str, value: Any) -> str:
    if name.endswith("_vnd"):
        return money.vnd(int(value), get_language() or "vi")
    if name in ("as_of", "payments_until", "issued_on"):
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    if name == "months":
        return months_said(str(value), get_language() or "vi")
    return money.number(value, get_language() or "vi") if isinstance(value, int) else str(value)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
