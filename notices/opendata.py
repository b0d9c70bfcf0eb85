"""The register of public notices as open data: exactly what each notice shows, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from core.text import gettext_noop as _
from press import public as press
from press.models import Release
from press.opendata import Field, Record, Register, Rows, Type, moment

from . import public
from .models import Notice
from .rules import Basis
from .services import KIND

#: Columns of the basis, as the notice's payload calls them.
_FIGURES = {
    "as_of": Type.DAY,
    "payments_until": Type.DAY,
    "months": Type.TEXT,
    "workers": Type.WHOLE,
    "total_vnd": Type.WHOLE,
    "conduct": Type.TEXT,
    "legal_text": Type.TEXT,
    "form": Type.TEXT,
    "fine_vnd": Type.WHOLE,
    "remedies": Type.TEXT,
    "decision_no": Type.TEXT,
    "issued_on": Type.DAY,
    "issuer": Type.TEXT,
}
_BASES = (Basis.BHXH_ART35.value, Basis.VPHC_ART72.value)
_DAYS = ("published_on", "expires_on", "remedied_on", "contested_on")


def record(notice: Notice) -> Record:
    """Return what the page of a visible notice shows, from its payload alone."""
    release = notice.release
    told: dict[str, Any] = (release.payload if release else None) or {}
    firm, source, figures = told.get("firm", {}), told.get("source", {}), told.get("figures", {})
    return {
        "id": notice.public_id,
        "url": f"{settings.BASE_URL}/cong-khai/{notice.public_id}/",
        "name": firm.get("name") or None,
        "tax_code": firm.get("tax_code") or None,
        "commune": firm.get("commune") or None,
        "parent_name": firm.get("parent", {}).get("name"),
        "basis": told.get("basis"),
        "basis_label": told.get("basis_label"),
        "label": told.get("label") or None,
        **{name: told.get(name) or None for name in _DAYS},
        **{name: None if (value := figures.get(name)) == "" else value for name in _FIGURES},
        "reply": told.get("reply") or None,
        "source_title": source.get("title") or None,
        "source_url": source.get("url") or None,
        "source_on": source.get("on") or None,
        "policy": told.get("policy") or None,
        "changed_at": moment(release.changed_at) if release else None,
    }


_ABOUT = {
    "as_of": _("Ngày mà số liệu chậm đóng được tính đến."),
    "payments_until": _("Tiền nộp được tính đến ngày này."),
    "months": _("Số tháng chậm đóng như trong danh sách; “from 2026-03” là từ tháng đó, “>12” là trên số đó."),
    "workers": _("Số lao động như trong danh sách."),
    "total_vnd": _("Số tiền chậm đóng, bằng đồng."),
    "conduct": _("Hành vi vi phạm theo quyết định."),
    "legal_text": _("Điều khoản áp dụng theo quyết định."),
    "form": _("Hình thức xử phạt."),
    "fine_vnd": _("Mức phạt, bằng đồng."),
    "remedies": _("Biện pháp khắc phục hậu quả."),
    "decision_no": _("Số của quyết định."),
    "issued_on": _("Ngày của quyết định."),
    "issuer": _("Người, cơ quan ban hành quyết định."),
}

_SOURCE = Rows[Notice](public.visible, record, ("-pk",), "public_id", ("release__changed_at",), "published_on")


def _of(release: Release) -> Mapping[str, Record | None]:
    return {release.public_id: _SOURCE.find(release.public_id)} if release.kind == KIND else {}


REGISTER = Register(
    code="cong-khai",
    title=_("Công khai vi phạm"),
    about=_("Các đơn vị đang được nêu tên theo căn cứ pháp luật, đúng như trang công khai. Dòng biến mất ngay khi thông tin được gỡ."),
    page="cong-khai/",
    order=10,
    ended=press.endings,
    of=_of,
    source=_SOURCE,
    fields=(
        Field("id", _("Mã công khai, không đổi và không cấp lại."), is_required=True),
        Field("url", _("Địa chỉ của trang."), Type.ADDRESS, is_required=True),
        Field("name", _("Tên đơn vị như đã công khai."), is_required=True),
        Field("tax_code", _("Mã số thuế; trống nếu là mã của cá nhân.")),
        Field("commune", _("Xã, phường.")),
        Field("parent_name", _("Đơn vị chủ quản, nếu là chi nhánh; thông tin chỉ nói về chi nhánh.")),
        Field(
            "basis", _("Căn cứ, bằng mã của nhật ký công khai."), is_required=True, among=(Basis.BHXH_ART35.value, Basis.VPHC_ART72.value)
        ),
        Field("basis_label", _("Căn cứ, bằng chữ."), is_required=True),
        Field("label", _("Nhãn theo chính sách công khai, chẳng hạn chậm đóng nhiều kỳ.")),
        Field("published_on", _("Ngày công khai."), Type.DAY, is_required=True),
        Field("expires_on", _("Gỡ chậm nhất ngày này."), Type.DAY, is_required=True),
        Field("remedied_on", _("Ngày đã khắc phục, nếu có."), Type.DAY),
        Field("contested_on", _("Đang khiếu nại từ ngày này, nếu có."), Type.DAY),
        *(Field(name, _ABOUT[name], kind) for name, kind in _FIGURES.items()),
        Field("reply", _("Ý kiến của đơn vị được đăng.")),
        Field("source_title", _("Tên danh sách mà cơ quan BHXH đã công khai.")),
        Field("source_url", _("Địa chỉ danh sách mà cơ quan BHXH đã công khai."), Type.ADDRESS),
        Field("source_on", _("Ngày cơ quan BHXH công khai danh sách."), Type.DAY),
        Field("policy", _("Phiên bản của chính sách công khai.")),
        Field("changed_at", _("Thời điểm thay đổi gần nhất mà người đọc thấy."), Type.MOMENT, is_required=True),
    ),
)
