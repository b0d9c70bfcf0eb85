"""What the columns and control figures of lists are called in the office. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

COLUMNS: dict[str, str] = {
    "address": "Địa chỉ",
    "bhtn": "BHTN",
    "bhxh": "BHXH",
    "bhyt": "BHYT",
    "closing": "Tiền cuối kỳ",
    "commune": "Xã, phường",
    "conduct": "Hành vi vi phạm",
    "decided": "Ngày quyết định",
    "decision": "Số, ngày quyết định",
    "declared": "Số lao động kê khai",
    "declared_on": "Ngày kê khai lao động",
    "done": "Tình trạng thi hành",
    "due": "Số phải đóng",
    "due_on": "Hạn đóng",
    "employed": "Lao động đang sử dụng",
    "extracted": "Ngày trích dữ liệu",
    "fine": "Số tiền phạt",
    "form": "Hình thức, mức phạt",
    "insured": "Lao động tham gia BHXH",
    "item": "Nội dung",
    "issuer": "Người, cơ quan ban hành",
    "lai": "Tiền lãi",
    "legal_form": "Loại hình",
    "month": "Tháng",
    "months": "Số tháng chậm đóng",
    "name": "Tên đơn vị",
    "note": "Ghi chú",
    "office": "Mã cơ quan BHXH",
    "opening": "Tiền đầu kỳ",
    "paid": "Số đã nộp",
    "paid_on": "Ngày nộp",
    "principal": "Tiền chậm đóng (chưa gồm lãi)",
    "registered": "Ngày đăng ký",
    "remedies": "Biện pháp khắc phục",
    "status": "Tình trạng",
    "tax": "Mã số thuế",
    "tnld": "TNLĐ-BNN",
    "total": "Tổng cộng",
    "unit": "Mã đơn vị",
    "violated": "Ngày vi phạm",
    "vsic": "Ngành (VSIC)",
    "vsic_version": "Phiên bản VSIC",
    "workers": "Số lao động",
    "zone": "KCN, CCN",
    "zones": "KCN, CCN",
}
_FIGURES: dict[str, str] = {
    "arrears_vnd": "Còn thiếu chuyển kỳ sau, dòng Đ.2.2 (đồng)",
    "decisions": "Số quyết định",
    "fines_vnd": "Tổng tiền phạt (đồng)",
    "firms": "Số đơn vị",
    "nil": "Số đơn vị có dư bằng 0",
    "overpaid": "Số đơn vị nộp thừa",
    "owes": "Số đơn vị có dư phải nộp",
    "rows_listed": "Số dòng trong danh sách",
    "surcharge_vnd": "Còn thiếu tiền lãi, dòng Đ.2.3 (đồng)",
}
_BY_MONTH = re.compile(r"(employed|insured)[ _](\d{4})[-_](\d{2})")


def figure(code: str) -> str:
    """Return what a control figure is called.

    >>> figure("insured_2026_10")
    'Lao động tham gia BHXH, tháng 10/2026'
    """
    if found := _BY_MONTH.fullmatch(code):
        return f"{COLUMNS[found[1]]}, tháng {found[3]}/{found[2]}"
    return _FIGURES.get(code) or COLUMNS[code]


def columns(fields: Iterable[str]) -> str:
    """Return the names of columns as one phrase, in the order of the alphabet."""
    return ", ".join(sorted(f"“{COLUMNS[field]}”" for field in fields))
