"""Reference rows of the room: the table of due process, the first naming policy, the shell page, the triggers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wagtail.models import Page, Site

from core.models import Certainty
from core.seed import seed

from . import triggers
from .due_process import Need
from .models import DueProcess, NamingPolicy
from .pages import NoticeIndexPage
from .rules import Basis, Rung

_FIRST = dt.date(2025, 7, 1)

_TABLE: dict[Basis, dict[str, Any]] = {
    Basis.BHXH_ART35: {
        "needs": [Need.PUBLISHED_LIST, Need.RELAY_AGREEMENT, Need.SERVICE, Need.HEARING, Need.RUNG],
        "fields": ["source", "as_of", "payments_until", "months", "workers", "total_vnd"],
        "wait_workdays": 10,
        "min_rung": Rung.LATE_OFTEN,
        "public_months": 3,
        "source": "Luật Bảo hiểm xã hội số 41/2024/QH15, Điều 35; thời hạn trả lời theo chính sách công khai",
    },
    Basis.VPHC_ART72: {
        "needs": [Need.SERVICE, Need.CONSEQUENCE, Need.SIGNER_REQUEST, Need.FINAL_DECISION],
        "fields": ["decision_no", "issued_on", "issuer", "conduct", "legal_text", "form", "fine_vnd", "remedies"],
        "post_within_workdays": 2,
        "public_months": 24,
        "source": "Luật Xử lý vi phạm hành chính số 15/2012/QH13, Điều 72, Điều 7; Nghị định 118/2021/NĐ-CP",
    },
    Basis.INSPECTION_CONCLUSION: {"is_offered": False, "source": "Luật Thanh tra số 84/2025/QH15"},
    Basis.COURT_JUDGMENT: {"is_offered": False, "source": "Bản án, quyết định do tòa án công bố"},
}


@seed(order=10)
def guards() -> None:
    """Make the triggers anew."""
    triggers.create()


@seed(order=50)
def due_process() -> None:
    """Write the table of due process where a row is missing; officers' later rows stay."""
    for basis, row in _TABLE.items():
        DueProcess.objects.get_or_create(legal_basis=basis, valid_from=_FIRST, defaults={"certainty": Certainty.TO_CONFIRM, **row})


@seed(order=51)
def first_policy() -> None:
    """Write the naming policy that holds until the authority sets its own."""
    NamingPolicy.objects.get_or_create(
        version="1",
        defaults={
            "valid_from": _FIRST,
            "consecutive_lists": 3,
            "lists": 6,
            "lists_window": 12,
            "months": 3,
            "amount_vnd": 50_000_000,
            "own_months": 3,
            "sanctions": 2,
            "sanctions_months": 24,
            "counted_conducts": ["CHAM_DONG", "SAI_MUC", "THIEU_NGUOI", "CHIEM_DUNG", "KHONG_DONG_TOAN_BO", "TRON_DONG", "KHONG_DANG_KY"],
            "evasion_conducts": ["TRON_DONG"],
            "source": "Chính sách công khai do cơ quan công bố ban hành",
            "certainty": Certainty.TO_CONFIRM,
        },
    )


_SHELL = {
    "vi": {
        "title": "Công khai",
        "remedy": "1. Đối chiếu từng tháng, từng người lao động với BHXH cơ sở.\n"
        "2. Số liệu đúng: nộp đủ số tiền chậm đóng và số tiền bằng 0,03%/ngày (Điều 40 Luật Bảo hiểm xã hội số 41/2024/QH15).\n"
        "3. Số liệu sai: trả lời bằng văn bản, kèm chứng từ nộp và hồ sơ tăng, giảm lao động.\n"
        "4. Chưa nộp đủ ngay được: liên hệ BHXH cơ sở để lập kế hoạch nộp bằng văn bản.\n"
        "5. Có quyết định xử phạt: thi hành quyết định, thực hiện biện pháp khắc phục hậu quả rồi báo người ra quyết định.\n\n"
        "Ưu tiên nộp để người lao động đang ốm đau, thai sản hoặc nghỉ việc không bị thiệt. Hỏi tổng đài 1900 9068.",
        "introduction": "Các đơn vị được công khai theo căn cứ pháp luật, sau khi đã được thông báo và có quyền nêu ý kiến.",
        "method": "Mỗi thông tin nêu căn cứ, ngày tính số liệu và ngày hết thời hạn công khai. Số liệu lấy từ danh sách do cơ quan "
        "bảo hiểm xã hội đã công khai hoặc từ quyết định xử phạt, không lấy từ phản ánh.",
    },
    "en": {
        "title": "Public notices",
        "remedy": "1. Compare every month and every worker with your local social insurance office.\n"
        "2. Where the figures are right: pay the whole late amount and 0.03% a day (Art 40, Law on Social Insurance 41/2024/QH15).\n"
        "3. Where they are wrong: answer in writing, with proof of payment and the papers on workers who came and left.\n"
        "4. If you cannot pay at once: agree a written payment plan with your local social insurance office.\n"
        "5. After a sanction decision: carry it out with its remedial measures, and tell whoever signed it.\n\n"
        "Pay first where workers are ill, on maternity leave or have left. Hotline 1900 9068.",
        "introduction": "Employers named on a legal basis, after they were notified and could reply.",
        "method": "Each notice states its basis, the day its figures were counted and the day it ends. Figures come from lists that the "
        "social insurance agency has published or from sanction decisions, never from complaints.",
    },
}


@seed(order=52)
def shell_page() -> None:
    """Put the page above the register under the home page of each language; editors' words stay."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return
    vietnamese = _shell_under(site.root_page, None)
    for home in site.root_page.get_translations():
        _shell_under(home, vietnamese)


def _shell_under(home: Page, original: NoticeIndexPage | None) -> NoticeIndexPage:
    """Return the shell below ``home``, making it when it is missing."""
    found = NoticeIndexPage.objects.child_of(home).first()
    words = _SHELL.get(home.locale.language_code, _SHELL["vi"])
    if found is not None:
        return _with_remedy(found, words["remedy"])
    shell = NoticeIndexPage(slug="cong-khai", locale=home.locale, show_in_menus=True, **words)
    if original is not None:
        shell.translation_key = original.translation_key
    home.add_child(instance=shell)
    shell.save_revision().publish()
    return shell


def _with_remedy(shell: NoticeIndexPage, words: str) -> NoticeIndexPage:
    """Give a page from before there were rounds its words on how to put things right; what editors wrote or emptied stays."""
    latest = shell.latest_revision
    if shell.remedy or (latest is not None and "remedy" in latest.content):
        return shell
    page = latest.as_object() if latest is not None else shell
    page.remedy = words
    revision = page.save_revision()
    if not shell.has_unpublished_changes:
        revision.publish()
    return NoticeIndexPage.objects.get(pk=shell.pk)
