"""What the letters to firms say: a request to insure, and the guide for the first thirty days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from core import law
from core.documents import Letter, Paragraph, Table
from core.models.law import Article, Certainty, Parameter
from core.money import number

from .models import LetterBatch, LetterKind, Request, Source

_LAW, _ARTICLE, _TERM = "41/2024/QH15", "28", "han-dang-ky"
_GUIDE = "nguoi-su-dung-lao-dong/"


@dataclass(frozen=True, slots=True)
class Basis:
    """The term that the law gives for registering workers, the passage it stands in, and how sure that is."""

    days: int
    cited: str
    certainty: str


def basis(on: dt.date) -> Basis:
    """Return the law in force on the day ``on``, or raise `core.law.NotInForce`."""
    term = law.parameter(Parameter.objects.filter(code=_TERM), _TERM, on=on)
    article = law.article(Article.objects.select_related("instrument").filter(instrument__number=_LAW), _ARTICLE, on=on)
    _, _, clause = term.source_article.partition("(")
    cited = law.dated(
        article.cite(clause.rstrip(")")), term.valid_from, term.valid_to, is_to_confirm=term.is_to_confirm or article.is_to_confirm
    )
    return Basis(int(term.value), cited, str(Certainty(term.certainty).label))


def compose(request: Request) -> Letter:
    """Return the letter of ``request``, a function of its row and its batch alone."""
    batch = request.batch
    about, write = _TEXTS[LetterKind(batch.kind)]
    return Letter(
        agency_over=batch.agency_over,
        agency=batch.agency,
        number=request.number or batch.mark,
        place=batch.place,
        day=request.dated_on,
        year=batch.drafted_at.year,
        about=about,
        to=[request.name, *([f"Địa chỉ: {request.address}"] if request.address else [])],
        paragraphs=write(request, batch),
        signer_role=batch.signer_role,
        signer=request.signed_by.get_full_name() if request.signed_by else "",
        receivers=["Như trên", *([f"{request.office} (để phối hợp)"] if request.office else [])],
    )


def _insure(request: Request, batch: LetterBatch) -> list[Paragraph]:
    asked, office = number(request.asked), request.office or "cơ quan bảo hiểm xã hội nơi đơn vị đóng trụ sở"
    return [
        f"Thực hiện nhiệm vụ quản lý nhà nước về bảo hiểm xã hội trên địa bàn {settings.PROVINCE_NAME}, {batch.agency} đối chiếu số lao "
        f"động với số người tham gia bảo hiểm xã hội bắt buộc của quý đơn vị{_coded(request)} như sau:",
        Table(
            ["Nội dung", "Số người", "Nguồn số liệu", "Tính đến ngày"],
            [
                ["Lao động đang sử dụng", number(request.employed or 0), _source(request.employed_source), _day(request.employed_on)],
                ["Người tham gia BHXH bắt buộc", number(request.insured), _source(request.insured_source), _day(request.insured_on)],
                ["Chênh lệch", asked, "", ""],
            ],
            [3, 1.3, 3.4, 1.8],
        ),
        f"Người sử dụng lao động đăng ký tham gia bảo hiểm xã hội bắt buộc, bảo hiểm thất nghiệp cho người lao động trong thời hạn "
        f"{batch.term_days} ngày kể từ ngày người lao động thuộc đối tượng tham gia, theo {batch.law}.",
        f"Đề nghị quý đơn vị, trong thời hạn {batch.term_days} ngày kể từ ngày sau ngày nhận được văn bản này:",
        f"- Rà soát và đăng ký tham gia cho {asked} người lao động chưa tham gia, nếu thuộc đối tượng bắt buộc; hồ sơ nộp tại {office} "
        "hoặc qua giao dịch điện tử;",
        f"- Trả lời bằng văn bản về kết quả, gửi {batch.reply_to}. Trường hợp số liệu nêu trên chưa đúng hoặc có người không thuộc đối "
        "tượng tham gia, đề nghị nêu rõ số người, lý do và gửi kèm tài liệu chứng minh.",
        "Số liệu trên do các nguồn khác nhau cung cấp ở những thời điểm khác nhau, chưa phải là kết luận về vi phạm. Hết thời hạn mà "
        f"không có trả lời, {batch.agency} đối chiếu với số liệu kỳ tiếp theo của cơ quan bảo hiểm xã hội để xem xét việc kiểm tra theo "
        "quy định.",
        f"Hướng dẫn thủ tục: {settings.BASE_URL}/{_GUIDE}. Trân trọng đề nghị quý đơn vị phối hợp./.",
    ]


def _first_days(request: Request, batch: LetterBatch) -> list[Paragraph]:
    began = f" đăng ký ngày {_day(request.registered_on)}" if request.registered_on else " mới đăng ký hoạt động"
    office = request.office or "cơ quan bảo hiểm xã hội nơi đơn vị đóng trụ sở"
    return [
        f"{batch.agency} chúc mừng quý đơn vị{_coded(request)}{began} trên địa bàn {settings.PROVINCE_NAME}. Để quyền lợi của người lao "
        "động được bảo đảm ngay từ đầu và quý đơn vị không bị chậm thủ tục, chúng tôi xin gửi những việc cần làm:",
        "- Đăng ký cho ai: người làm việc theo hợp đồng lao động từ đủ 01 tháng trở lên, kể cả khi hai bên thỏa thuận bằng tên gọi khác "
        "nhưng có nội dung về việc làm có trả công, tiền lương và sự quản lý, điều hành của một bên;",
        f"- Khi nào: trong thời hạn {batch.term_days} ngày kể từ ngày người lao động thuộc đối tượng tham gia, theo {batch.law};",
        f"- Ở đâu: {office}, nộp trực tiếp, qua bưu chính hoặc qua giao dịch điện tử;",
        "- Sau khi đăng ký: đóng hằng tháng chậm nhất vào ngày cuối cùng của tháng tiếp theo; báo tăng, giảm khi lao động thay đổi.",
        "Tại thời điểm soạn văn bản này, số liệu của cơ quan bảo hiểm xã hội chưa có mã đơn vị của quý đơn vị. Nếu quý đơn vị đã đăng ký "
        "hoặc chưa sử dụng lao động, đề nghị cho biết để chúng tôi cập nhật, không cần gửi thêm giấy tờ khác.",
        f"Mọi vướng mắc, xin liên hệ {batch.reply_to}; hướng dẫn thủ tục tại {settings.BASE_URL}/{_GUIDE}. Trân trọng./.",
    ]


_TEXTS: dict[LetterKind, tuple[str, Callable[[Request, LetterBatch], list[Paragraph]]]] = {
    LetterKind.INSURE: ("đề nghị đăng ký tham gia bảo hiểm xã hội cho người lao động", _insure),
    LetterKind.FIRST_DAYS: ("hướng dẫn đăng ký tham gia bảo hiểm xã hội trong 30 ngày đầu sử dụng lao động", _first_days),
}


def _coded(request: Request) -> str:
    return f" (mã số thuế {request.tax_code})" if request.tax_code else ""


def _source(code: str) -> str:
    return str(Source(code).label) if code else ""


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
