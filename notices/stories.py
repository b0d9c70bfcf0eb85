"""What the media are told of a notice: the words of its basis, the firm's own answer, and how it ends."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from core.charts import Series
from core.money import number
from core.tables.values import months_said
from core.tables.writing import Value
from press.stories import Figure, Graph, Grid, Source, Story, Tone

from . import public
from .models import BASIS_LABELS, Notice
from .rules import Basis

_COUNTED = {"total_vnd": ("Số tiền chậm đóng", "đồng"), "workers": ("Số lao động", "người"), "fine_vnd": ("Mức phạt", "đồng")}
_ENDINGS = {
    Basis.BHXH_ART35: "Thông tin được gỡ ngay khi cơ quan bảo hiểm xã hội xác nhận đơn vị đã nộp đủ, hoặc khi đơn vị không còn trong danh "
    "sách kỳ sau.",
    Basis.VPHC_ART72: "Khi đơn vị khắc phục xong, ngày khắc phục được ghi trên trang công khai. Quyết định bị hủy hoặc tạm đình chỉ thì "
    "thông tin được gỡ ngay.",
}
_MONTHS = 12


def story(notice: Notice, shown: Mapping[str, Any]) -> Story:
    """Return the story of what is ``shown`` of ``notice``; nobody is named where it could not be taken back."""
    listed = notice.legal_basis == Basis.BHXH_ART35
    figures, source = shown.get("figures", {}), shown.get("source", {})
    as_of = _day(figures.get("as_of" if listed else "issued_on"))
    basis = BASIS_LABELS[Basis(notice.legal_basis)]
    title = (
        "Thông tin về đơn vị có tên trong danh sách chậm đóng bảo hiểm xã hội do cơ quan bảo hiểm xã hội công khai"
        if listed
        else "Công khai quyết định xử phạt vi phạm hành chính trong lĩnh vực bảo hiểm xã hội"
    )
    return Story(
        tone=Tone.LISTED if listed else Tone.SANCTIONED,
        title=title,
        lead=_listed(shown, figures, source) if listed else _decided(shown, figures),
        brief=_brief(listed=listed, as_of=as_of),
        basis=basis,
        paragraphs=[*(_of_list(shown, figures) if listed else _of_decision(figures)), *_fair(shown)],
        spoken=_spoken(listed=listed, as_of=as_of),
        figures=[Figure(label, figures[name], unit) for name, (label, unit) in _COUNTED.items() if isinstance(figures.get(name), int)],
        grid=_grid(shown, figures),
        graph=_graph(notice.legal_basis),
        sources=[Source(source.get("title", ""), source.get("url", ""), _day(source.get("on")))]
        if listed
        else [Source(f"Quyết định số {figures.get('decision_no', '')} của {figures.get('issuer', '')}", on=as_of)],
        as_of=as_of,
    )


def _listed(shown: Mapping[str, Any], figures: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    counted = f", tiền nộp được tính đến ngày {_said(figures['payments_until'])}" if figures.get("payments_until") else ""
    return (
        f"{_who(shown)} có tên trong danh sách “{source.get('title', '')}” do cơ quan bảo hiểm xã hội công khai ngày "
        f"{_said(source.get('on'))}; số liệu tính đến ngày {_said(figures.get('as_of'))}{counted}."
    )


def _of_list(shown: Mapping[str, Any], figures: Mapping[str, Any]) -> Iterator[str]:
    told = []
    if figures.get("months"):
        months = months_said(str(figures["months"]))
        told.append(f"thời gian chậm đóng {months}{'' if '/' in months else ' tháng'}")
    if figures.get("total_vnd"):
        amount = Figure("", figures["total_vnd"])
        told.append(f"số tiền {amount.written} (bằng chữ: {amount.said})")
    if figures.get("workers"):
        told.append(f"liên quan {number(figures['workers'])} người lao động")
    if told:
        yield f"Theo danh sách này: {', '.join(told)}."
    if shown.get("label") and shown.get("policy"):
        yield f"Đơn vị thuộc trường hợp “{shown['label']}” theo chính sách công khai, phiên bản {shown['policy']}."


def _decided(shown: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    conduct, law = figures.get("conduct", "").rstrip("."), figures.get("legal_text", "")
    return (
        f"{figures.get('issuer', '')} ban hành Quyết định số {figures.get('decision_no', '')} ngày {_said(figures.get('issued_on'))} "
        f"xử phạt vi phạm hành chính đối với {_who(shown)}. Hành vi nêu trong quyết định: {conduct}"
        f"{f' ({law})' if law and law not in conduct else ''}."
    )


def _of_decision(figures: Mapping[str, Any]) -> Iterator[str]:
    if figures.get("form"):
        fine = Figure("", figures["fine_vnd"]) if figures.get("fine_vnd") else None
        yield f"Hình thức xử phạt: {figures['form']}" + (f"; mức phạt {fine.written} (bằng chữ: {fine.said})." if fine else ".")
    if figures.get("remedies"):
        yield f"Biện pháp khắc phục hậu quả: {figures['remedies'].rstrip('.')}."


def _fair(shown: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a newsroom owes to the firm: whether it put things right or contests them, its answer, who it is not."""
    if shown.get("remedied_on"):
        yield f"Đơn vị đã khắc phục ngày {_said(shown['remedied_on'])}."
    if shown.get("contested_on"):
        yield f"Đơn vị đang khiếu nại từ ngày {_said(shown['contested_on'])}; kết quả giải quyết được cập nhật trên trang công khai."
    yield f"Ý kiến của đơn vị: “{shown['reply'].strip()}”" if shown.get("reply") else "Đơn vị không có ý kiến được đăng."
    if shown.get("namesakes"):
        others = "; ".join(_identity(other) for other in shown["namesakes"])
        yield f"Thông tin này không nói về các đơn vị trùng tên sau: {others}."
    yield _ENDINGS[Basis(shown["basis"])]


def _who(shown: Mapping[str, Any]) -> str:
    firm = shown.get("firm", {})
    branch = f", chi nhánh của {firm['parent']['name']}; thông tin này chỉ nói về chi nhánh" if firm.get("parent") else ""
    return _identity(firm) + branch


def _identity(firm: Mapping[str, Any]) -> str:
    """Return a firm with what tells it from another of the same name."""
    known = [f"mã số thuế {firm['tax_code']}" if firm.get("tax_code") else "", str(firm.get("commune", ""))]
    inside = ", ".join(part for part in known if part)
    return f"{firm.get('name', '')} ({inside})" if inside else str(firm.get("name", ""))


def _brief(*, listed: bool, as_of: dt.date | None) -> str:
    day = f"{as_of:%d/%m/%Y}" if as_of else "..."
    if listed:
        return (
            f"Một đơn vị có tên trong danh sách do cơ quan bảo hiểm xã hội công khai, số liệu tính đến ngày {day}. "
            "Tên đơn vị, số liệu, ý kiến của đơn vị và thời hạn công khai có trên cổng thông tin."
        )
    return (
        f"Một quyết định xử phạt vi phạm hành chính ban hành ngày {day} được công khai theo đề nghị của người ra quyết định. "
        "Tên đơn vị, nội dung quyết định và thời hạn công khai có trên cổng thông tin."
    )


def _spoken(*, listed: bool, as_of: dt.date | None) -> list[str]:
    day = f"{as_of:%d/%m/%Y}" if as_of else "..."
    if listed:
        return [
            f"Cơ quan bảo hiểm xã hội đã công khai danh sách đơn vị chậm đóng bảo hiểm xã hội, số liệu tính đến ngày {day}.",
            f"{settings.AUTHORITY} đăng lại thông tin về một đơn vị có tên trong danh sách này, theo khoản 2 Điều 35 Luật Bảo hiểm xã hội.",
            "Đơn vị nộp đủ và được cơ quan bảo hiểm xã hội xác nhận thì thông tin được gỡ ngay.",
            "Người lao động có thể tra cứu đơn vị của mình trên cổng thông tin. Không có tên trong danh sách không có nghĩa là đơn vị "
            "đã đóng đủ.",
        ]
    return [
        f"{settings.AUTHORITY} công khai một quyết định xử phạt vi phạm hành chính trong lĩnh vực bảo hiểm xã hội, ban hành ngày {day}, "
        "theo Điều 72 Luật Xử lý vi phạm hành chính.",
        "Nội dung quyết định và thời hạn công khai có trên cổng thông tin.",
        "Người lao động thấy quyền lợi của mình bị ảnh hưởng có thể gửi phản ánh trên cổng thông tin; danh tính được giữ kín.",
    ]


def _grid(shown: Mapping[str, Any], figures: Mapping[str, Any]) -> Grid:
    firm = shown.get("firm", {})
    cells: list[tuple[str, Value]] = [
        ("Tên đơn vị", firm.get("name", "")),
        ("Mã số thuế", firm.get("tax_code", "")),
        ("Xã, phường", firm.get("commune", "")),
        *(
            (f"{line.name} (đồng)" if name.endswith("_vnd") else line.name, _value(name, figures[name]))
            for name, line in public.named_lines(figures)
            if name != "as_of"  # each row of a pack says it anyway
        ),
        ("Nhãn", shown.get("label", "")),
        ("Đã khắc phục ngày", _day(shown.get("remedied_on"))),
        ("Đang khiếu nại từ ngày", _day(shown.get("contested_on"))),
    ]
    return Grid("Thông tin công khai", [label for label, _ in cells], [[value for _, value in cells]])


def _value(name: str, value: Any) -> Value:
    if name in ("as_of", "payments_until", "issued_on"):
        return _day(value)
    return months_said(str(value)) if name == "months" else value if isinstance(value, int) else str(value)


def _graph(basis: str) -> Graph | None:
    """Return how many notices of this basis are public now, by the month in which they went out."""
    days = (
        public.visible()
        .filter(legal_basis=basis, published_on__isnull=False)
        .order_by("published_on")
        .values_list("published_on", flat=True)
    )
    months = Counter(f"{day:%m/%Y}" for day in days if day)
    if len(months) < 2:
        return None
    labels = list(months)[-_MONTHS:]
    return Graph(
        "Số thông tin đang công khai, theo tháng công khai",
        "; ".join(f"tháng {label}: {months[label]}" for label in labels),
        [f"Tháng {label}" for label in labels],
        [Series("Thông tin cùng căn cứ đang công khai", [months[label] for label in labels])],
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _said(text: str | None) -> str:
    day = _day(text)
    return f"{day:%d/%m/%Y}" if day else "..."
