"""The public page of figures: how many people work, how many are insured, in aggregates alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import charts, routes
from core.charts import Series
from core.tables.writing import Row, csv_bytes

from . import public, vsic
from .models import Dimension, Statistic

#: So many names a chart draws, the largest first; the table has them all.
_DRAWN = 20
#: The columns of the file; the page describes each.
COLUMNS = (
    "thang",
    "phan_theo",
    "ma_nganh",
    "ten",
    "trang_thai",
    "so_don_vi",
    "lao_dong",
    "tham_gia",
    "ty_le_phan_tram",
    "nguon_lao_dong",
    "lao_dong_tu_ngay",
    "lao_dong_den_ngay",
    "nguon_tham_gia",
    "tham_gia_den_ngay",
    "ghi_chu",
)


@routes.public
def statistics(request: HttpRequest, year: int | None = None, month: int = 0) -> HttpResponse:
    """Show the figures of one month, the newest unless the address names another, and the course of the months."""
    provinces = public.coverage_of_province()
    if not provinces:
        if year is not None:
            raise Http404
        return render(request, "firms/statistics.html", {"figures": None, "columns": _columns()})
    asked = next((each.month for each in provinces if (each.month.year, each.month.month) == (year, month)), None)
    if year is not None and asked is None:
        raise Http404
    figures = public.coverage(asked or provinces[0].month)
    if figures is None:
        raise Http404
    course = [each for each in reversed(provinces) if not each.is_hidden]
    return render(
        request,
        "firms/statistics.html",
        {
            "figures": figures,
            "provinces": provinces,
            "parts": [
                (kind, kind.label, [(row, name(row)) for row in rows], _bars(kind, rows, figures.month)) for kind, rows in figures.parts
            ],
            "course": _lines(course) if len(course) > 1 else "",
            "columns": _columns(),
        },
    )


@routes.public
def statistics_file(request: HttpRequest) -> HttpResponse:
    """Send every public figure of every month as one CSV file."""
    response = HttpResponse(csv_bytes(COLUMNS, _rows()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="muc-do-tham-gia-bhxh.csv"'
    return response


def name(row: Statistic) -> str:
    """Return what a row is called in the reader's language; names of places stay as they are."""
    if row.dimension == Dimension.SECTION:
        section = next((each for each in vsic.groups() if row.code and each.letter == row.code), vsic.UNKNOWN)
        said = section.english if get_language() == "en" else section.name
        return f"{section.letter}. {said}" if section.letter else said
    nowhere = {Dimension.COMMUNE: _("Chưa rõ địa bàn"), Dimension.ZONE: _("Ngoài khu, cụm công nghiệp"), Dimension.ALL: _("Toàn tỉnh")}
    return row.label or nowhere[Dimension(row.dimension)]


def _rows() -> Iterator[Row]:
    for row in public.coverage_rows():
        percent = None if row.percent is None else round(row.percent, 2)
        yield (
            f"{row.month:%Y-%m}",
            _(Dimension(row.dimension).label),
            row.code,
            name(row),
            _("không công bố") if row.is_hidden else _("công bố"),
            row.firms,
            row.employed,
            row.insured,
            percent,
            "" if row.is_hidden else _("Ban Quản lý khu công nghiệp; nếu không có: đơn vị kê khai"),
            row.employed_from,
            row.employed_to,
            "" if row.is_hidden else _("Cơ quan BHXH"),
            row.insured_on,
            _("đang chờ xác nhận") if row.is_doubtful or row.unsure else "",
        )


def _columns() -> list[tuple[str, str]]:
    """Return the data dictionary of the file."""
    said = (
        _("Tháng, dạng năm-tháng."),
        _("Toàn tỉnh, xã phường, khu cụm công nghiệp hoặc ngành kinh tế."),
        _("Chữ cái của ngành cấp 1 theo VSIC 2025; J-K là mã cũ năm 2018 chưa tách được."),
        _("Tên địa bàn, khu hoặc ngành."),
        _("“công bố” hoặc “không công bố”; dòng không công bố không có số nào."),
        _("Số đơn vị có đủ hai số trong tháng."),
        _("Tổng lao động đang sử dụng của các đơn vị đó."),
        _("Tổng người tham gia BHXH bắt buộc của các đơn vị đó."),
        _("Người tham gia chia cho lao động, nhân 100; dấu phẩy là dấu thập phân."),
        _("Nơi đếm lao động."),
        _("Ngày của số lao động cũ nhất được dùng."),
        _("Ngày của số lao động mới nhất được dùng."),
        _("Nơi đếm người tham gia."),
        _("Ngày mà số người tham gia được tính đến."),
        _("“đang chờ xác nhận” khi hai nguồn chưa thống nhất hoặc mã ngành còn theo bản 2018."),
    )
    return list(zip(COLUMNS, said, strict=True))


def _series(rows: Sequence[Statistic]) -> list[Series]:
    return [Series(_("Lao động"), [row.employed for row in rows]), Series(_("Tham gia BHXH"), [row.insured for row in rows])]


def _bars(kind: Dimension, rows: Sequence[Statistic], month: dt.date) -> SafeString:
    told = sorted((row for row in rows if not row.is_hidden), key=lambda row: -(row.employed or 0))[:_DRAWN]
    if not told:
        return SafeString("")
    title = _("Lao động và người tham gia BHXH") + f", {month:%m/%Y}: {_(kind.label)}"
    about = _("%(count)d nhóm nhiều lao động nhất được công bố. Mọi con số có trong bảng phía trên.") % {"count": len(told)}
    language = get_language() or "vi"
    tails = ["" if row.percent is None else _percent(row.percent, language) for row in told]
    return mark_safe(charts.bars(kind.value, title, about, [name(row) for row in told], _series(told), tails=tails, language=language))


def _lines(provinces: Sequence[Statistic]) -> SafeString:
    """Draw the share: the totals of two months are sums over other employers and would show growth where there is none."""
    about = _("%(count)d tháng. Mọi tỷ lệ có trong bảng phía trên.") % {"count": len(provinces)}
    labels = [f"{each.month:%m/%Y}" for each in provinces]
    title = _("Tỷ lệ tham gia BHXH theo tháng, toàn tỉnh")
    series = [Series(_("Tỷ lệ tham gia (%)"), [each.percent for each in provinces])]
    return mark_safe(charts.lines("thang", title, about, labels, series, language=get_language() or "vi"))


def _percent(value: float, language: str) -> str:
    text = f"{value:.1f} %"
    return text if language == "en" else text.replace(".", ",")
