"""A firm and small lists to work with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from firms.models import Firm, LegalForm, TaxCode

MakeFirm = Callable[..., Firm]

REGISTER = """Danh bạ (Số liệu đến ngày 31/10/2026)
Mã số thuế,Tên doanh nghiệp,Loại hình,Tình trạng,Xã/phường
9917169268,Công ty TNHH Long Tây Mẫu,Công ty TNHH hai thành viên trở lên,Đang hoạt động,xã Khúc Trạch
9916025104,Công ty Cổ phần Hạnh Tuấn Mẫu,Công ty cổ phần,Đang hoạt động,phường Vạn Trì
099999188441,Hộ kinh doanh Trí Huy Mẫu,Hộ kinh doanh,Đang hoạt động,xã Khúc Trạch
"""
ARREARS = """(Số liệu tính đến hết ngày {day})
STT,Mã đơn vị,Mã số thuế,Tên đơn vị,Số tháng chậm đóng,Tổng cộng,Ghi chú
1,QC3851E,9917169268,Công ty TNHH Long Tây Mẫu,{months},{amount},
2,HC6237B,099999188441,Hộ kinh doanh Trí Huy Mẫu,4,60000000,
,,,Tổng cộng,,{total},
"""


def arrears(*, day: str = "31/10/2026", months: str = "5", amount: int = 70_000_000, total: int | None = None) -> bytes:
    """Return a short list of arrears as CSV."""
    return ARREARS.format(day=day, months=months, amount=amount, total=amount + 60_000_000 if total is None else total).encode()


@pytest.fixture
def make_firm(db: None) -> MakeFirm:
    """Return a function that makes a firm with a tax code, as a register would."""

    def make(code: str = "9917169268", name: str = "Công ty TNHH Long Tây Mẫu", form: str = LegalForm.MORE_MEMBERS) -> Firm:
        firm = Firm.objects.create(name=name, legal_form=form, status="active")
        TaxCode.objects.create(firm=firm, code=code, kind="PERSONAL12" if len(code) == 12 else "ENT10")
        return firm

    return make
