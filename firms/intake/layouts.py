"""What the columns of each kind of list are called, as patterns over plain words. Pure.

A pattern is held against the whole heading of a column, with what stands merged above it, then against its last row alone. Words that
offices write short (MST, ĐV, LĐ, QĐ …) are written out first, units and numbers in brackets are gone.
"""

from __future__ import annotations

from core.tables import Layout

_OF_FIRM = r"( (cua )?(don vi|doanh nghiep|cong ty|nguoi su dung lao dong))?"
_TAX = rf"(ma so thue|ma so doanh nghiep|ma doanh nghiep|ma so thue (hoac |va )?(ma )?so (doanh nghiep|dinh danh)){_OF_FIRM}"
_WHO = r"(don vi|doanh nghiep|cong ty|to chuc|co so|ho kinh doanh)"
_NAME = (
    rf"ten|(ten )?{_WHO}( (su dung lao dong|tham gia( bhxh)?|bhxh|ca nhan|va ca nhan|cham dong( bhxh)?|{_WHO}))*|ten nguoi su dung lao dong"
)
_UNIT = r"ma (so )?don vi( bhxh| tham gia( bhxh)?| su dung lao dong| quan ly)?|ma bhxh don vi|ma bhxh"
_OFFICE = r"ma co quan( bhxh)?( quan ly)?"
_ADDRESS = r"dia chi( .*)?|tru so( chinh)?"
_COMMUNE = r"xa phuong( .*)?|phuong xa( .*)?|xa"
_ZONE = r"kcn( ccn)?|khu cong nghiep( .*)?|kcn ccn kkt"
_MONTH = r"thang( bao cao| du lieu| nam)?|ky( bao cao| du lieu)?"
_MONEY = r"([a-z ]*\b(tien|cham dong|phai dong|phai nop)\b[a-z ]* )?"
#: Whom to call is never stored; a list may have such columns and still be known for what it is.
_IGNORED = (
    r"stt|so stt|so thu tu|no|ghi chu.*|du lieu mau|(so )?(dien thoai|dt|sdt|di dong|fax)( .*)?|e ?mail( .*)?|website"
    r"|nguoi (lien he|lh|dai dien|lap|phu trach).*|nguoilh|dienthoai|dai dien( .*)?|can bo.*|chuyen quan.*"
)


def _fund(name: str) -> str:
    return rf"{_MONEY}(quy )?{name}( bat buoc)?( cham dong)?"


OFFICES = Layout(
    "offices",
    {
        "office": r"ma co quan.*",
        "name": r"ten co quan.*|co quan bhxh",
        "commune": _COMMUNE,
        "zones": _ZONE,
    },
    frozenset({"office", "name", "commune"}),
)
REGISTER = Layout(
    "register",
    {
        "tax": _TAX,
        "name": _NAME,
        "legal_form": r"loai hinh.*",
        "vsic": r"(ma )?nganh( nghe)?.*|ma vsic|vsic",
        "vsic_version": r"phien ban( vsic)?",
        "address": _ADDRESS,
        "commune": _COMMUNE,
        "zone": _ZONE,
        "registered": r"ngay (dang ky|thanh lap|cap).*",
        "status": r"(tinh trang|trang thai).*",
        "declared": r"(so )?lao dong (ke khai|dang ky|khai bao)|so lao dong",
        "declared_on": r"ngay (ke khai|khai bao).*",
    },
    frozenset({"tax", "name", "legal_form", "status"}),
    minimal=(frozenset({"tax", "name", "address"}), frozenset({"tax", "name", "registered"})),
    ignored=_IGNORED,
)
BALANCES = Layout(
    "vss_office",
    {
        "office": _OFFICE,
        "unit": _UNIT,
        "name": _NAME,
        "opening": r"(so )?(tien |du )?(dau ky|ky truoc( mang sang| chuyen sang)?)",
        "paid": r"(so )?(tien )?(da )?(nop|dong)( trong ky)?",
        "closing": r"(so )?(tien |du )?(cuoi ky|chuyen ky sau)",
    },
    frozenset({"unit", "opening", "paid", "closing"}),
    money=frozenset({"opening", "paid", "closing"}),
)
ARREARS = Layout(
    "arrears",
    {
        "number": r"stt|so stt|so thu tu",
        "unit": _UNIT,
        "tax": _TAX,
        "name": _NAME,
        "address": _ADDRESS,
        "workers": (
            r"(tong )?(so )?(lao dong|nguoi)( (lao dong|(dang )?tham gia( bhxh)?|hien co|tong (so|cong)|cham dong))*"
            r"|so lao dong (?!.*\b(?:nu|nam|nuoc ngoai|duoi|tren)\b).*"
        ),
        "months": r"so (thang|ky)( .*)?|thang cham dong|thoi gian cham dong.*",
        "bhxh": _fund("bhxh"),
        "bhyt": _fund("bhyt"),
        "bhtn": _fund("bhtn"),
        "tnld": _fund(r"(bh ?)?tnld( ?bnn)?"),
        "lai": rf"{_MONEY}(so )?(tien )?lai( (cham dong|phat sinh))?",
        "total": (
            rf"{_MONEY}tong( (cong|so|so tien|tien)( (cham dong|phai (dong|nop)|cac khoan))?)?|{_MONEY}cong"
            r"|(tong )?so tien( cham dong| phai (dong|nop))?"
        ),
        "note": r"ghi chu.*",
    },
    frozenset({"name", "months", "total"}),
    money=frozenset({"bhxh", "bhyt", "bhtn", "tnld", "lai", "total"}),
)
SANCTIONS = Layout(
    "sanctions",
    {
        "name": r"ten to chuc.*|" + _NAME,
        "tax": r"ma so thue.*|ma so doanh nghiep.*",
        "decision": (
            r"so( va)? ngay( thang)?( nam)?( ban hanh)?( cua)? quyet dinh.*|so quyet dinh.*"
            r"|quyet dinh( xu phat)?( so)?( ngay( thang nam)?)?"
        ),
        "decided": r"ngay( thang nam)? (quyet dinh|ban hanh|ky)( quyet dinh)?",
        "issuer": r"(nguoi|co quan|don vi|chuc danh).*(ban hanh|ra quyet dinh|xu phat)",
        "violated": r"ngay vi pham|thoi (diem|gian) vi pham",
        "conduct": r"(noi dung |hanh vi ).*vi pham.*|hanh vi.*",
        "form": r"hinh thuc.*|muc (tien )?phat.*|so tien (xu )?phat",
        "remedies": r"(bien phap|khac phuc).*",
        "done": r".*thi hanh.*",
        "note": r"ghi chu.*",
    },
    frozenset({"tax", "decision", "conduct", "form"}),
)
AGENCY_HEADCOUNT = Layout(
    "headcount_vss",
    {
        "month": _MONTH,
        "office": _OFFICE,
        "unit": _UNIT,
        "tax": _TAX,
        "insured": r"(tong )?(so )?(lao dong|nguoi)( lao dong)?( dang| da)? tham gia.*|so lao dong",
        "extracted": r"ngay (trich|xuat|ket xuat|chot|lay).*",
    },
    frozenset({"month", "office", "unit", "insured"}),
)
ZONE_HEADCOUNT = Layout(
    "headcount_zone",
    {
        "name": _NAME,
        "tax": _TAX,
        "zone": _ZONE,
        "month": _MONTH,
        "employed": r"(tong )?(so )?(lao dong|nguoi)( lao dong)?( hien| dang)* (su dung|lam viec|co mat|co)( .*)?|tong so lao dong",
        "insured": r"(so )?(lao dong|nguoi)( lao dong)?( dang| da)? tham gia( .*)?",
    },
    frozenset({"tax", "month", "employed", "insured"}),
)
CONTRIBUTIONS = Layout(
    "ontime",
    {
        "tax": _TAX,
        "name": _NAME,
        "month": _MONTH,
        "due_on": r"(han|thoi han)( cuoi)? (dong|nop).*",
        "paid_on": r"ngay (nop|dong)( tien| du)?",
        "due": r"(tong )?(so )?(tien )?phai (dong|nop)( .*)?",
        "paid": r"(tong )?(so )?(tien )?da (dong|nop)( .*)?",
    },
    frozenset({"tax", "month", "due_on", "due", "paid"}),
    money=frozenset({"due", "paid"}),
)
STATEMENT = Layout(
    "c12",
    {
        "number": r"stt|so stt|so thu tu|muc|ma so|chi so",
        "item": r"noi dung|chi tieu|dien giai|noi dung chi tieu",
        "bhxh": _fund("bhxh"),
        "bhyt": _fund("bhyt"),
        "bhtn": _fund("bhtn"),
        "tnld": _fund(r"(bh ?)?tnld( ?bnn)?"),
        "total": r"(tong )?cong|tong( so)?( tien)?",
    },
    frozenset({"item", "bhxh", "bhyt", "bhtn", "total"}),
    money=frozenset({"bhxh", "bhyt", "bhtn", "tnld", "total"}),
)
