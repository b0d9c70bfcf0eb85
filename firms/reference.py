"""What the register needs after a migrate: the search index, the first screening policy."""

from __future__ import annotations

import datetime as dt

from core.models import Certainty, PolicyState
from core.seed import seed

from . import triggers
from .models import OutgoingLayout, OwedList, ScreenPolicy, SeatPolicy

seed(order=10)(triggers.create)


@seed(order=50)
def first_policy() -> None:
    """Write the thresholds that hold until an authority sets its own."""
    ScreenPolicy.objects.get_or_create(
        valid_from=dt.date(2024, 1, 1),
        state=PolicyState.APPROVED,
        defaults={
            "window_months_fine": 12,
            "window_months_warning": 6,
            "late_months": 3,
            "late_total_vnd": 50_000_000,
            "honour_months": 24,
            "honour_cover_percent": 98,
            "honour_employed": 10,
            "stale_days": 60,
            "source": "Luật Xử lý vi phạm hành chính, Điều 7; ngưỡng do cơ quan công bố đặt ra",
            "certainty": Certainty.TO_CONFIRM,
        },
    )


@seed(order=51)
def first_terms() -> None:
    """Write the terms of working together that hold until the agencies agree on others."""
    SeatPolicy.objects.get_or_create(
        valid_from=dt.date(2024, 1, 1),
        defaults={
            "answer_workdays": 3,
            "receipt_workdays": 2,
            "correct_workdays": 1,
            "source": "Quy chế phối hợp do các cơ quan thỏa thuận; đính chính trong 01 ngày làm việc sau khi được xác nhận",
            "certainty": Certainty.TO_CONFIRM,
        },
    )


_PLAIN = "stt\ntax_code\nname\naddress\ncommune\nreasons"
#: Code, title, receiver, content, columns with the headings that the receiver uses.
_LAYOUTS = (
    ("thanh-tra-vi-pham", "Đơn vị vi phạm nhiều lần đề nghị thanh tra, kiểm tra", "thanh_tra", "repeat", _PLAIN),
    ("thanh-tra-cham-dong", "Đơn vị chậm đóng kéo dài đề nghị thanh tra, kiểm tra", "thanh_tra", "late", _PLAIN),
    (
        "bhxh-chenh-lech",
        "Đơn vị sử dụng nhiều lao động hơn số tham gia",
        "bhxh",
        "gap",
        "units = madvi\ntax_code = mst\nname = tendvi\naddress = diachi\nreasons = ghichu",
    ),
    (
        "kcn-chua-bao-cao",
        "Đơn vị chậm đóng chưa có số lao động",
        "ban_quan_ly_kcn",
        "silent",
        "stt\nname = Tên doanh nghiệp\ntax_code\nzone\nreasons = Ghi chú",
    ),
    (
        "kcn-chenh-lech",
        "Đơn vị trong khu công nghiệp sử dụng nhiều lao động hơn số tham gia",
        "ban_quan_ly_kcn",
        "gap",
        "stt\nname = Tên doanh nghiệp\ntax_code\nzone\nreasons = Ghi chú",
    ),
    ("xa-cham-dong", "Đơn vị chậm đóng kéo dài trên địa bàn", "ubnd_xa", "late", _PLAIN),
    ("ldld-vi-pham", "Đơn vị có quyết định xử phạt về trốn đóng", "ldld", "evaders", _PLAIN),
)
#: Who owes which list by which day of the month after; the law names no day, so the agreement between the bodies must.
_OWED = (
    ("bhxh", "arrears", 5),
    ("bhxh", "headcount_vss", 10),
    ("bhxh", "ontime", 10),
    ("so_tai_chinh", "register", 10),
    ("ban_quan_ly_kcn", "headcount_zone", 15),
    ("thanh_tra", "sanctions", 15),
)


@seed(order=52)
def first_exchange() -> None:
    """Write the layouts and the timetable that hold until the agencies agree on others."""
    for code, title, agency_kind, content, columns in _LAYOUTS:
        told = {"title": title, "agency_kind": agency_kind, "content": content, "columns": columns}
        OutgoingLayout.objects.get_or_create(code=code, defaults=told)
    for agency_kind, kind, day in _OWED:
        if not OwedList.objects.filter(agency_kind=agency_kind, kind=kind).exists():
            OwedList.objects.create(
                agency_kind=agency_kind,
                kind=kind,
                day=day,
                valid_from=dt.date(2024, 1, 1),
                source="Quy chế phối hợp do các cơ quan thỏa thuận",
                certainty=Certainty.TO_CONFIRM,
            )
