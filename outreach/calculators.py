"""The calculators as a reader meets them: the figures, the formula, the articles with their dates, and what is to be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import law, money
from core.models import Instrument, Parameter

from . import calculating
from .calculating import Contribution, NeedsRegion, Payer, Share

__all__ = ["NeedsRegion", "Payer", "Worked", "contribution", "due", "surcharge"]

#: Contributions of earlier months came due under the law before.
_SINCE = dt.date(2025, 7, 1)
_PER_CENT = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Worked:
    """A result in words, with the law that it stands on."""

    text: str
    citations: tuple[str, ...]


class _Law:
    """The parameters in force on a day."""

    def __init__(self, on: dt.date) -> None:
        self.on, self.rows = on, list(Parameter.objects.all())

    def parameter(self, code: str) -> Parameter:
        """Return the parameter ``code``, or raise `core.law.NotInForce`."""
        return law.parameter(self.rows, code, on=self.on)

    def value(self, code: str) -> Decimal:
        """Return the number that the law sets under ``code``."""
        return self.parameter(code).value

    def cite(self, *codes: str) -> tuple[str, ...]:
        """Return the passages in which ``codes`` stand, each once, with their days."""
        used = [self.parameter(code) for code in codes]
        named = {each.number: each.short for each in Instrument.objects.filter(number__in={row.source_number for row in used})}
        return tuple(dict.fromkeys(_cite(row, named.get(row.source_number, row.source_number)) for row in used))


def contribution(wage: int, payer: Payer, region: int = 0, *, on: dt.date) -> Worked:
    """Work out what is paid each month of ``wage`` by the law of the day ``on``; raise `NeedsRegion` where it hangs on that."""
    rules = _Law(on)
    found = calculating.contribution(wage, payer, rules.value, region)
    lines = [
        *_bounds(wage, found),
        *([_mine(found), _theirs(found)] if found.employer else [_own(found)]),
        _("Tính theo mức áp dụng ngày %(day)s, để ước tính; số chính thức là số cơ quan BHXH thông báo.") % {"day": f"{on:%d/%m/%Y}"},
    ]
    return Worked("\n".join(lines), rules.cite(*found.codes))


def surcharge(amount: int, days: int, *, on: dt.date, month: dt.date | None = None, paid_on: dt.date | None = None) -> Worked:
    """Work out what is added to ``amount`` for ``days``, or for what lies between the due day of ``month`` and ``paid_on``."""
    rules = _Law(on)
    per_day = rules.value("lai-cham-dong-ngay")
    lines = []
    if month and paid_on:
        if month < _SINCE:
            return Worked(_("Kỳ đóng trước tháng 07/2025 theo quy định khi đó; cách tính đang chờ xác nhận, nên tôi không tính."), ())
        due_on = calculating.due(month, int(rules.value("han-dong-thang-sau")))
        days = calculating.days_late(due_on, paid_on)
        lines.append(
            _("Tiền của tháng %(month)s: hạn đóng %(due)s; nộp đủ ngày %(paid)s: %(days)s ngày chậm.")
            % {"month": f"{month:%m/%Y}", "due": f"{due_on:%d/%m/%Y}", "paid": f"{paid_on:%d/%m/%Y}", "days": _count(days)}
        )
    added = money.surcharge(amount, days, per_day_millionths=int(per_day * _PER_CENT))
    lines += [
        _("Số tiền nộp thêm: %(amount)s × %(rate)s%% × %(days)s ngày = %(added)s.")
        % {"amount": _count(amount), "rate": _decimal(per_day), "days": _count(days), "added": _vnd(added)},
        _(
            "Phải đóng đủ cả số tiền chậm; khoản nộp thêm vào quỹ, không phải tiền phạt. "
            "Cách đếm số ngày (Nghị định 274/2025/NĐ-CP) đang chờ xác nhận."
        ),
        _("Đây là ước tính; số chính thức là số cơ quan BHXH thông báo."),
    ]
    return Worked("\n".join(lines), rules.cite("lai-cham-dong-ngay", *(("han-dong-thang-sau",) if month else ())))


def due(month: dt.date, *, on: dt.date) -> Worked:
    """Tell until when the contributions of ``month`` may be paid, and from when they are late."""
    if month < _SINCE:
        return Worked(_("Kỳ đóng trước tháng 07/2025 theo quy định khi đó; cách tính đang chờ xác nhận, nên tôi không tính."), ())
    rules = _Law(on)
    last = calculating.due(month, int(rules.value("han-dong-thang-sau")))
    lines = [
        _("Tiền bảo hiểm của tháng %(month)s: hạn đóng là hết ngày %(due)s; chưa đóng đủ thì từ ngày %(late)s là chậm đóng.")
        % {"month": f"{month:%m/%Y}", "due": f"{last:%d/%m/%Y}", "late": f"{last + dt.timedelta(days=1):%d/%m/%Y}"},
        _("Đơn vị đóng 03 tháng hoặc 06 tháng một lần có hạn khác. Hạn rơi vào ngày nghỉ có được lùi không: đang chờ xác nhận."),
    ]
    return Worked("\n".join(lines), rules.cite("han-dong-thang-sau"))


def _bounds(wage: int, found: Contribution) -> Iterable[str]:
    if wage < found.floor:
        yield _("Mức thấp nhất để đóng là %(floor)s/tháng, nên tính trên mức này.") % {"floor": _vnd(found.floor)}
    elif wage > found.ceiling:
        yield _("Mức cao nhất để đóng bảo hiểm xã hội là %(ceiling)s/tháng.") % {"ceiling": _vnd(found.ceiling)}
    else:
        yield _("Tính trên %(base)s/tháng.") % {"base": _vnd(found.base)}


def _mine(found: Contribution) -> str:
    pension, health, jobless = map(_said, found.worker)
    return _("Người lao động đóng %(rate)s%%: %(sum)s. Gồm hưu trí, tử tuất %(pension)s; y tế %(health)s; thất nghiệp %(jobless)s.") % {
        **_total(found.worker),
        "pension": pension,
        "health": health,
        "jobless": jobless,
    }


def _theirs(found: Contribution) -> str:
    sick, pension, accident, health, jobless = map(_said, found.employer)
    return _(
        "Công ty đóng %(rate)s%%: %(sum)s, không được trừ vào lương. Gồm ốm đau, thai sản %(sick)s; hưu trí, tử tuất %(pension)s; "
        "tai nạn lao động %(accident)s; y tế %(health)s; thất nghiệp %(jobless)s."
    ) % {**_total(found.employer), "sick": sick, "pension": pension, "accident": accident, "health": health, "jobless": jobless}


def _own(found: Contribution) -> str:
    (share,) = found.worker
    return _("Đóng %(rate)s%%: %(base)s × %(rate)s%% = %(sum)s/tháng. Chưa kể phần Nhà nước hỗ trợ (nếu có) và bảo hiểm y tế.") % {
        **_total(found.worker),
        "base": _count(share.base),
    }


def _total(shares: Iterable[Share]) -> dict[str, str]:
    shares = tuple(shares)
    return {"rate": _decimal(sum((share.rate for share in shares), Decimal(0))), "sum": _vnd(sum(share.amount for share in shares))}


def _said(share: Share) -> str:
    return f"{_decimal(share.rate)}% = {_count(share.amount)}"


def _decimal(number: Decimal) -> str:
    written = f"{number.normalize():f}"
    return written if get_language() == "en" else written.replace(".", ",")


def _count(number: int) -> str:
    return money.number(number, get_language() or "vi")


def _vnd(amount: int) -> str:
    return money.vnd(amount, get_language() or "vi")


def _cite(row: Parameter, instrument: str) -> str:
    number, _sign, clause = row.source_article.partition("(")
    return law.dated(law.cite(instrument, number, clause), row.valid_from, row.valid_to, is_to_confirm=row.is_to_confirm)
