"""What the columns of each kind of list are called, as patterns over plain words. Pure.

A pattern is held against the whole heading of a column, with what stands merged above it, then against its last row alone. Words that
offices write short (MST, ĐV, LĐ, QĐ …) are written out first, units and numbers in brackets are gone. What a pattern does not name is
not taken: an officer says once what the column is.
"""

from __future__ import annotations

import re

from core.tables import Layout

_OF_FIRM = r"( (cua )?(don vi|doanh nghiep|cong ty|nguoi su dung lao dong))?"
_TAX = rf"(ma so thue|ma so doanh nghiep|ma doanh nghiep|ma so thue (hoac |va )?(ma )?so (doanh nghiep|dinh danh)){_OF_FIRM}"
_WHO = r"(don vi|doanh nghiep|cong ty|to chuc|co so|ho kinh doanh)"
_NAME = (
    rf"ten|(ten )?{_WHO}( (su dung lao dong|tham gia( bhxh)?|bhxh|ca nhan|va ca nhan|cham dong( bhxh)?|{_WHO}))*|ten nguoi su dung lao dong"
)
_UNIT = r"ma (so )?don vi( bhxh| tham gia( bhxh)?| su dung lao dong| quan ly)?|ma bhxh don vi|ma bhxh"
_OFFICE = r"ma co quan( bhxh)?( quan ly)?"
_ADDRESS = (rf"dia chi( (cua|tru so|chinh|{_WHO}))*|tru so( chinh)?", r"dia chi( .*)?")
_COMMUNE = r"xa phuong( .*)?|phuong xa( .*)?|xa"
_ZONE = r"kcn( ccn)?|khu cong nghiep( .*)?|kcn ccn kkt"
_MONTH = r"thang( bao cao| du lieu| nam)?|ky( bao cao| du lieu)?"
_AMOUNT = r"(tien|cham dong|cham nop|phai dong|phai nop|no|con lai|con thieu)"
_MONEY = rf"([a-z ]*\b{_AMOUNT}\b[a-z ]* )?"
#: What is still to be paid, and the words that may stand behind it.
_LATE = r"(con )?(cham (dong|nop)|tron dong|no( dong)?)(( va| hoac)? (cham dong|tron dong))?"
_LEFT = r"con (phai (dong|nop)|cham (dong|nop)|no|lai|thieu)"
_TAIL = r"( bhxh( bat buoc)?( va)? bhyt.*)?( (luy ke|cuoi ky|(tinh )?den .*))?"
#: What was paid, and what belongs to another time, is never what is still to be paid.
_OTHER_MONEY = r"\bda (dong|nop|thu)\b|\btruoc\b|\bdau ky\b|\bmang sang\b|\bphat sinh\b|\btrong (ky|thang|nam)\b"
#: Where a column says what was paid, the others say what was due unless they name the rest; what was due is not it beside the rest.
_DUE = r"^(?!.*\b(?:con|cham (?:dong|nop)|no|tron dong|thieu)\b)"
_PAID = r"^(?!(?:so )?(?:thang|ky)\b|thoi gian|ngay|.*\b(?:lao dong|nguoi)\b).*\bda (?:dong|nop|thu)\b"
_NAMES_DUE = rf"{_DUE}.*\bphai (?:dong|nop)\b"
_NAMES_REST = rf"{_PAID}|^(?:tong )?(?:so |so tien |tien )?{_LEFT}|^(?:tong )?(?:(?:so )?tien|so) {_LATE}"
_UNLESS_REST = ((_DUE, _PAID), (_NAMES_DUE, _NAMES_REST))
#: Whom a column is about when it is not about the firm.
_PERSON = (
    r"\b(lien (he|lac)|dai dien|nguoi (lap|phu trach|dung dau)|giam doc|ke toan|chu (ho|so huu|doanh nghiep)|can bo|chuyen quan"
    r"|cccd|cmnd|can cuoc|chung minh|ho chieu)\b"
)
_CONTACT = rf"{_PERSON}|\b(e ?mail|thu dien tu|dien thoai|dt|sdt|tel|di dong|fax|zalo|web|website|nha rieng|thuong tru|tam tru)\b"
_IS_PRIVATE = re.compile(_CONTACT)
#: Of whom a count of people does not speak: part of them, or those who are not insured.
_OTHER_PEOPLE = (
    r"\b(nu|nam(?! \d)|nuoc ngoai|duoi|tren|nghi|chua|khong|thoi viec|giam|tang|moi|hdld|hop dong)\b"
    r"|\b(thu viec|thoi vu|cong doan|tu nguyen|huong|tro cap)\b"
    r"|^(?!.*\bbhxh\b).*\b(bhyt|bhtn|bhtnld|tnld)\b"
)
_PEOPLE = r"(tong )?(so )?(lao dong|nguoi)( lao dong)?"
_INSURED = (
    rf"({_PEOPLE}|so)?( ?(dang|da))?( ?(tham gia|dong)) bhxh( bat buoc)?( bhyt.*)?( (den|trong|tai|cuoi) .*)?",
    rf"({_PEOPLE}|so)( dang| da)? tham gia( bao hiem)?( (den|trong|tai|cuoi) .*)?",
)
#: Whom to call is never stored; a list may have such columns and still be known for what it is.
_IGNORED = (
    r"stt|so stt|so thu tu|no|ghi chu.*|du lieu mau|(so )?(dien thoai|dt|sdt|di dong|fax)( .*)?|(dia chi )?e ?mail( .*)?|website"
    r"|nguoi (lien he|lh|dai dien|lap|phu trach).*|nguoilh|dienthoai|dai dien( .*)?|can bo.*|chuyen quan.*"
)


def is_private(heading: str) -> bool:
    """Tell whether the plain words of a heading are of a person, or of how to reach one: no kind of list reads that, whoever asks.

    >>> is_private("nguoi dai dien"), is_private("dia chi lien he"), is_private("dia chi tru so")
    (True, True, False)
    """
    return _IS_PRIVATE.search(heading) is not None


def _fund(name: str) -> str:
    other = r"(?:(?!\b(?:bhxh|bhyt|bhtn|bhtnld|tnld)\b)[a-z ])*"
    return rf"({other}\b{_AMOUNT}\b{other} )?(quy )?{name}( bat buoc)?( cham dong)?"


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
        "registered": (
            r"ngay (dang ky|thanh lap)( (lan dau|thanh lap|kinh doanh|doanh nghiep))*|ngay cap (lan dau|giay|gcn|dang ky|mst|ma so).*",
            r"ngay (dang ky|thanh lap).*",
            r"ngay cap.*",
        ),
        "status": (
            rf"(tinh trang|trang thai)( (hoat dong|phap ly|dang ky|cua|ma so thue|nnt|nguoi nop thue|{_WHO}))*",
            r"(tinh trang|trang thai).*",
        ),
        "declared": r"(so )?lao dong (ke khai|dang ky|khai bao)|so lao dong",
        "declared_on": r"ngay (ke khai|khai bao).*",
    },
    frozenset({"tax", "name", "legal_form", "status"}),
    minimal=(frozenset({"tax", "name", "address"}), frozenset({"tax", "name", "registered"})),
    never={
        "tax": _PERSON,
        "name": _PERSON,
        "address": _CONTACT,
        "commune": _PERSON,
        "status": rf"{_PERSON}|\b(hon nhan|no|(dong|nop) (bhxh|bao hiem|tien|thue)|thanh toan|lao dong|thi hanh)\b",
        "registered": rf"{_PERSON}|\b(thay doi|gan nhat|bo sung|giai the|tam ngung|lao dong|het han)\b",
        "declared": _OTHER_PEOPLE,
    },
    unless={"registered": ((r"^ngay cap$", r"\b(cccd|cmnd|can cuoc|chung minh|ho chieu)\b"),)},
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
            rf"{_PEOPLE}( (dang|da|cham))* (tham gia|dong)( bhxh.*)?|{_PEOPLE} bhxh",
            r"(tong )?(so )?(lao dong|nguoi)( (lao dong|hien co|tong (so|cong)))*",
            r"so lao dong .*",
        ),
        "months": (
            r"(tong )?so (thang|ky) (con )?(cham|no|chua|tron|thieu)\b.*|thang (cham dong|no)( .*)?|thoi gian (cham|no|tron)\b.*"
            rf"|{_LATE} thang",
            r"so (thang|ky)",
        ),
        "bhxh": _fund("bhxh"),
        "bhyt": _fund("bhyt"),
        "bhtn": _fund("bhtn"),
        "tnld": _fund(r"(bh ?)?tnld( ?bnn)?"),
        "lai": rf"{_MONEY}(so )?(tien )?lai( (cham dong|cham nop|phat sinh))?",
        "total": (
            rf"{_MONEY}tong( (cong|so|tien))*( (cac khoan|{_LATE}|{_LEFT}))?{_TAIL}|{_MONEY}cong"
            rf"|(so |so tien )?{_LEFT}{_TAIL}",
            rf"(so )?tien {_LATE}{_TAIL}",
            r"so tien",
            r"(tong( (cong|so|tien))*|so tien) phai (dong|nop)",
        ),
        "principal": rf"(so )?tien( {_LATE}{_TAIL})?|(so )?(tien )?(no )?goc",
        "note": ("ghi chu", r"ghi chu.*"),
    },
    frozenset({"name", "months", "total"}),
    money=frozenset({"bhxh", "bhyt", "bhtn", "tnld", "lai", "total", "principal"}),
    never={
        "name": _PERSON,
        "tax": _PERSON,
        "address": _CONTACT,
        "workers": _OTHER_PEOPLE,
        "months": r"\b(da (dong|nop)|tham gia|phai (dong|nop))\b",
        "note": _CONTACT,
        **dict.fromkeys(("bhxh", "bhyt", "bhtn", "tnld", "total", "principal"), _OTHER_MONEY),
        "lai": r"\bda (dong|nop|thu)\b|\btruoc\b|\bdau ky\b|\bmang sang\b",
    },
    unless={
        **dict.fromkeys(("bhxh", "bhyt", "bhtn", "tnld", "total", "principal"), _UNLESS_REST),
        "lai": ((_NAMES_DUE, _NAMES_REST),),
    },
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
        "form": (r"hinh thuc.*", r"muc (tien )?phat.*|(so )?tien (xu )?phat"),
        "fine": r"muc (tien )?phat( tien)?|(so )?tien (xu )?phat",
        "remedies": r"(bien phap|khac phuc).*",
        "done": r".*thi hanh.*",
        "note": ("ghi chu", r"ghi chu.*"),
    },
    frozenset({"tax", "decision", "conduct", "form"}),
    money=frozenset({"form", "fine"}),
    never={"form": r"\bbo sung\b", "note": _CONTACT},
)
AGENCY_HEADCOUNT = Layout(
    "headcount_vss",
    {
        "month": _MONTH,
        "office": _OFFICE,
        "unit": _UNIT,
        "tax": _TAX,
        "insured": (*_INSURED, r"so lao dong"),
        "extracted": r"ngay (trich|xuat|ket xuat|chot|lay).*",
    },
    frozenset({"month", "office", "unit", "insured"}),
    never={"insured": _OTHER_PEOPLE},
    unless={"insured": ((r"^so lao dong$", r"\b(chua|khong) tham gia\b"),)},
)
ZONE_HEADCOUNT = Layout(
    "headcount_zone",
    {
        "name": _NAME,
        "tax": _TAX,
        "zone": _ZONE,
        "month": _MONTH,
        "employed": (
            rf"{_PEOPLE}( hien| dang)* (su dung|lam viec|co mat|hien co|co)( (tai|trong|den|cuoi|dau|bao cao) .*)?|tong( so)? lao dong"
        ),
        "insured": _INSURED,
    },
    frozenset({"tax", "employed", "insured"}),
    never={"name": _PERSON, "employed": _OTHER_PEOPLE, "insured": _OTHER_PEOPLE},
)
CONTRIBUTIONS = Layout(
    "ontime",
    {
        "tax": _TAX,
        "name": _NAME,
        "month": _MONTH,
        "due_on": r"(han|thoi han)( cuoi)? (dong|nop).*",
        "paid_on": r"ngay (nop|dong)( tien| du)?",
        "due": (r"(tong )?(so )?(tien )?phai (dong|nop)( (trong )?(ky|thang)( nay)?)?", r"(tong )?(so )?(tien )?phai (dong|nop) .*"),
        "paid": (r"(tong )?(so )?(tien )?da (dong|nop)( (trong )?(ky|thang)( nay)?)?", r"(tong )?(so )?(tien )?da (dong|nop) .*"),
    },
    frozenset({"tax", "month", "due_on", "due", "paid"}),
    money=frozenset({"due", "paid"}),
    never=dict.fromkeys(("due", "paid"), r"\b(luy ke|(dau|ca|trong) nam|con phai|truoc|mang sang)\b"),
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
