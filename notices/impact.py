"""What came of notices: who paid once told, before anything was public, and after; counted from files, nothing estimated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.urls import reverse

from press.impact import Figure, Row

from .lifecycle import State
from .models import Notice
from .rules import Basis

_SHOWN = 20


def figures(start: dt.date, end: dt.date) -> Iterator[Figure]:
    """Yield the figures of the days ``start <= day < end``."""
    put_right = Notice.objects.filter(remedied_on__gte=start, remedied_on__lt=end).select_related("firm").order_by("-remedied_on", "pk")
    settled = put_right.filter(state=State.SETTLED, legal_basis=Basis.BHXH_ART35, served_on__isnull=False, remedied_on__gte=F("served_on"))
    files = list(settled)
    rows = _rows(files)
    counted = (
        "hồ sơ theo danh sách của cơ quan BHXH, có chứng cứ đã thông báo, đóng lại vì được xác nhận nộp đủ sau ngày thông báo "
        "và trước khi công khai; tính theo ngày khắc phục."
    )
    yield Figure(
        "Đơn vị nộp đủ sau khi được thông báo, không bị nêu tên",
        len({each.firm_id for each in files}),
        "đơn vị",
        f"Đếm đơn vị của {counted}",
        rows,
    )
    yield Figure(
        "Số tiền các đơn vị đó đã nộp đủ",
        sum(int(each.facts.get("total_vnd") or 0) for each in files),
        "đồng",
        f"Cộng số tiền chậm đóng ghi trong danh sách tại lúc soạn của {counted} Không gồm tiền lãi phát sinh sau ngày chốt danh sách.",
        rows,
    )
    yield Figure(
        "Người lao động của các đơn vị đó",
        sum(int(each.facts.get("workers") or 0) for each in files),
        "người",
        f"Cộng số lao động ghi trong danh sách tại lúc soạn của {counted} Một người làm hai nơi được tính hai lần.",
        rows,
    )
    yield _after_naming(put_right)


def _after_naming(put_right: QuerySet[Notice]) -> Figure:
    named = list(put_right.filter(published_on__isnull=False, remedied_on__gte=F("published_on")))
    return Figure(
        "Đơn vị khắc phục sau khi đã công khai",
        len({each.firm_id for each in named}),
        "đơn vị",
        "Đếm đơn vị của hồ sơ đã công khai có ngày khắc phục được xác nhận trong kỳ, không trước ngày công khai.",
        _rows(named),
    )


def _rows(files: list[Notice]) -> list[Row]:
    return [Row(f"{each}: {each.firm.name}", reverse("notices_notice", args=[each.pk])) for each in files[:_SHOWN]]
