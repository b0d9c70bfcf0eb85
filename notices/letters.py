"""The letter to a firm before publication, as a draft that the clerk numbers and an officer signs outside."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from core import clock
from core.documents import Letter, Paragraph, Table
from core.models import Agency, Officer

from . import door
from .models import Notice
from .public import lines


def before_publication(notice: Notice, *, by: Officer) -> Letter:
    """Return the letter that tells a firm what is to be published about it, and how it can answer with its code."""
    firm, process = notice.firm, notice.due_process
    if process is None:
        raise ValueError("a notice without due process has no letter")
    is_department = by.agency is not None and by.agency.kind == Agency.Kind.HOME_AFFAIRS
    paragraphs: list[Paragraph] = [f"Căn cứ: {notice.get_legal_basis_display()}. {notice.policy}."]
    if notice.source_title and notice.source_on:
        paragraphs.append(
            f"Nguồn số liệu: {notice.source_title}, cơ quan bảo hiểm xã hội công khai ngày {notice.source_on:%d/%m/%Y} tại "
            f"{notice.source_url}."
        )
    paragraphs += [
        "Nội dung dự định công khai:",
        Table(["Nội dung", "Chi tiết"], [[line.name, line.text] for line in lines(notice.facts)], [2, 3]),
        *(f"- {ground}" for ground in notice.grounds),
        f"Trong {process.wait_workdays} ngày làm việc kể từ ngày sau khi nhận được văn bản này, quý đơn vị có quyền đọc hồ sơ, nêu ý kiến, "
        "gửi chứng cứ đã nộp. Đơn vị nộp đủ và được cơ quan bảo hiểm xã hội xác nhận trước khi công khai thì không bị nêu tên. Hết "
        "thời hạn mà không có ý kiến, việc công khai được xem xét theo hồ sơ hiện có.",
        f"Đọc hồ sơ và gửi ý kiến tại {settings.BASE_URL}{reverse('firm_door')} bằng mã: {door.code(notice)}.",
        "Thông tin đã công khai nếu có sai sót được đính chính trong 01 ngày làm việc; đơn vị có quyền khiếu nại, khởi kiện theo quy định "
        "của pháp luật./.",
    ]
    return Letter(
        agency_over=f"Ủy ban nhân dân {settings.PROVINCE_NAME}" if is_department else "",
        agency=by.agency.name if by.agency else settings.AUTHORITY,
        number=f"/{by.agency.letter_prefix}" if by.agency and by.agency.letter_prefix else "/",
        place=settings.PROVINCE_NAME.removeprefix("tỉnh ").removeprefix("thành phố "),
        year=clock.today().year,
        about="thông báo trước khi công khai thông tin",
        to=[firm.name, *([f"Địa chỉ: {firm.address}"] if firm.address else [])],
        paragraphs=paragraphs,
        signer_role="Người có thẩm quyền ký",
    )
