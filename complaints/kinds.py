"""What a person may bring to the desk, and what a term is for."""

from __future__ import annotations

from enum import StrEnum

from core.text import gettext_noop


class Petition(StrEnum):
    """Which of the routes of the law a matter takes (loại đơn)."""

    QUESTION = "question"
    FEEDBACK = "feedback"
    COMPLAINT = "complaint"
    LABOUR = "labour"
    DENUNCIATION = "denunciation"


class Channel(StrEnum):
    """Where a matter came from."""

    WEB = "web"
    LINK = "link"
    CHAT = "chat"
    TELEGRAM = "telegram"
    CONSOLE = "console"
    ZALO = "zalo"
    MESSENGER = "messenger"


class Purpose(StrEnum):
    """What a term is for: our answer, checking a signed petition, a person's own limit, how long a file is kept."""

    ANSWER = "answer"
    ACCEPT = "accept"
    RESOLVE = "resolve"
    OWN = "own"
    KEEP = "keep"


class Unit(StrEnum):
    """What a term is counted in."""

    WORKDAYS = "workdays"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


PETITIONS: dict[Petition, str] = {
    Petition.FEEDBACK: gettext_noop("Phản ánh, kiến nghị"),
    Petition.QUESTION: gettext_noop("Hỏi đáp"),
    Petition.LABOUR: gettext_noop("Khiếu nại lao động"),
    Petition.COMPLAINT: gettext_noop("Khiếu nại hành chính"),
    Petition.DENUNCIATION: gettext_noop("Tố cáo"),
}
#: These begin with a signed petition or an oral statement taken down; until then what came is information.
FORMAL = frozenset({Petition.COMPLAINT, Petition.LABOUR, Petition.DENUNCIATION})
CHANNELS: dict[Channel, str] = {
    Channel.WEB: "Trang web",
    Channel.LINK: "Liên kết dùng một lần",
    Channel.CHAT: "Trợ lý trên trang web",
    Channel.TELEGRAM: "Telegram",
    Channel.CONSOLE: "Dòng lệnh",
    Channel.ZALO: "Zalo",
    Channel.MESSENGER: "Ứng dụng nhắn tin khác",
}
PURPOSES: dict[Purpose, str] = {
    Purpose.ANSWER: "Trả lời người gửi",
    Purpose.ACCEPT: "Kiểm tra điều kiện, thụ lý",
    Purpose.RESOLVE: "Giải quyết",
    Purpose.OWN: "Thời hạn của người lao động",
    Purpose.KEEP: "Lưu giữ hồ sơ",
}
UNITS: dict[Unit, str] = {
    Unit.WORKDAYS: gettext_noop("ngày làm việc"),
    Unit.DAYS: gettext_noop("ngày"),
    Unit.MONTHS: gettext_noop("tháng"),
    Unit.YEARS: gettext_noop("năm"),
}
