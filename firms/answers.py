"""Requests to confirm as a workbook that goes to an agency and comes back with its answers: one row, one request.

What we wrote in a row is compared with the request when it returns, and a check value ties the row to it, so that an answer cannot
slip to another firm by sorting, copying or a slip of the hand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core import keys
from core.models import Agency
from core.tables import Cell, Table, UnreadableError, ValueProblemError, values
from core.tables.writing import Sheet, neutral, xlsx_bytes
from core.text import fold

from . import asking, register, requests, scope
from .asking import ANSWERS, FIELDS, OPEN, Answer, Reply
from .models import Confirmation, Request

SHEET = "Trả lời"
_PAPER = "Hồ sơ, chứng từ"
ASKED = (
    "Mã dòng",
    "Mã kiểm tra",
    "Mã số thuế",
    "Mã đơn vị",
    "Tên đơn vị",
    "Nội dung đề nghị",
    "Đơn vị trình bày",
    _PAPER,
    "Hạn trả lời",
)
ANSWERED = ("Trả lời", *FIELDS.values())
HEAD = (*ASKED, *ANSWERED)
_BY_LABEL = {fold(label): answer for answer, label in ANSWERS.items()}
_HELP = (
    ("Trả lời", "Chọn một trong: " + "; ".join(ANSWERS.values()) + ". Để trống: chưa trả lời dòng này."),
    (FIELDS["paid_on"], "Chỉ ghi khi trả lời “Đã nộp đủ”, dạng ngày/tháng/năm."),
    (FIELDS["right_vnd"], "Chỉ ghi khi trả lời “Số liệu sai”: số tiền đúng, tính bằng đồng."),
    ("Kế hoạch từ ngày, đến ngày", "Chỉ ghi khi trả lời “Có kế hoạch nộp dần”."),
    (FIELDS["note"], "Phải ghi khi trả lời “Không xác nhận được”."),
    ("Các cột khác", "Không sửa, không xóa; có thể xóa cả dòng chưa trả lời."),
)
_HINTS = {
    "paid_on": "Ghi ngày/tháng/năm, ví dụ 05/11/2026.",
    "plan_from": "Ghi ngày/tháng/năm, ví dụ 05/11/2026.",
    "plan_to": "Ghi ngày/tháng/năm, ví dụ 05/11/2026.",
    "right_vnd": "Ghi số đồng, ví dụ 70.000.000.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken: where, what, and what to do."""

    row: int
    column: str
    sentence: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a returned file says: answers to take, or problems."""

    replies: tuple[tuple[Confirmation, Reply], ...]
    problems: tuple[Problem, ...]
    left_blank: int
    already: int


def workbook(asked: Iterable[Confirmation]) -> bytes:
    """Return the requests as a workbook with empty columns for the answers."""
    asked = list(asked)
    meant = requests.meant(asked)
    rows = ((*_key_cells(each, meant.get(each.pk)), *([None] * len(ANSWERED))) for each in asked)
    choices = {HEAD.index("Trả lời"): tuple(ANSWERS.values())}
    return xlsx_bytes([Sheet(SHEET, HEAD, rows, choices), Sheet("Hướng dẫn", ("Cột", "Cách ghi"), _HELP)])


def _key_cells(asked: Confirmation, letter: Request | None) -> tuple[str, ...]:
    firm, paper = asked.firm, letter.title if letter else asked.reference
    units = ", ".join(str(unit) for unit in firm.unit_codes.all() if unit.valid_to is None)
    told = (register.tax_code(firm), units, firm.name, asked.get_kind_display(), asked.says, paper, f"{asked.due_on:%d/%m/%Y}")
    return (asked.number, check_value(asked), *told)


def check_value(asked: Confirmation) -> str:
    """Return what ties a row to its request: nobody makes one up for another."""
    key = keys.make_or_read(settings.KEYS, "confirmations")
    told = "\x1f".join((asked.number, str(asked.firm_id), str(asked.agency_id), asked.kind, asked.says, asked.reference))
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:12].upper()


def read(table: Table, agency: Agency, *, on: dt.date) -> Read:
    """Read a returned workbook, strictly: one wrong row, and its problems are all that is returned."""
    lines = list(table.sheets[0].rows())
    start = next((place for place, (_, row) in enumerate(lines) if _is_head(row)), None)
    if start is None:
        raise UnreadableError("not_ours", "Tệp không theo mẫu trả lời; hãy tải lại tệp từ mục Đề nghị xác nhận và giữ nguyên các cột.")
    known = {each.number: each for each in _asked(agency)}
    letters = requests.meant(known.values())
    seen: dict[str, int] = {}
    replies, problems, left_blank, already = [], [], 0, 0
    for number, cells in lines[start + 1 :]:
        row = _Row(number, cells)
        if row.is_blank:
            continue
        found = row.request(known, seen, letters)
        if isinstance(found, Problem):
            problems.append(found)
        elif not row.text("Trả lời"):
            left_blank += 1
            problems += row.without_answer()
        else:
            reply, wrong = row.reply(agency, on)
            if reply and found.state not in OPEN:
                wrong = [] if _as_answered(found) == reply else [row.problem("Trả lời", "Đề nghị này đã được trả lời khác hoặc đã rút.")]
                already += not wrong
            elif reply and not wrong:
                replies.append((found, reply))
            problems += wrong
    return Read(() if problems else tuple(replies), tuple(problems), left_blank, already)


def _asked(agency: Agency) -> Any:
    rows = Confirmation.objects.filter(agency=agency).select_related("firm", "agency")
    return rows.prefetch_related("firm__tax_codes", "firm__unit_codes")


def _is_head(row: Sequence[Cell]) -> bool:
    return [fold(values.text(cell)) for cell in row[: len(HEAD)]] == [fold(title) for title in HEAD]


def _as_answered(asked: Confirmation) -> Reply | None:
    if not asked.answer:
        return None
    return Reply(Answer(asked.answer), asked.paid_on, asked.right_vnd, asked.plan_from, asked.plan_to, asked.note)


class _Row:
    """One row as it came back."""

    def __init__(self, number: int, cells: Sequence[Cell]) -> None:
        self.number = number
        self.cells = dict(zip(HEAD, [*cells, *([""] * len(HEAD))], strict=False))

    @property
    def is_blank(self) -> bool:
        return not any(self.text(title) for title in HEAD)

    def text(self, title: str) -> str:
        return values.text(self.cells[title]).strip()

    def problem(self, column: str, sentence: str, hint: str = "") -> Problem:
        return Problem(self.number, column, sentence, hint)

    def request(self, known: dict[str, Confirmation], seen: dict[str, int], letters: Mapping[int, Request]) -> Confirmation | Problem:
        """Return the request of the row, if what we wrote in it is as it was."""
        name = self.text("Mã dòng")
        asked = known.get(name)
        if asked is None:
            return self.problem("Mã dòng", f"Không có đề nghị nào mang mã “{name}”.", "Tải lại tệp và chép câu trả lời sang.")
        if name in seen:
            return self.problem("Mã dòng", f"Mã này đã có ở dòng {seen[name]}.", "Mỗi đề nghị chỉ trả lời một lần.")
        seen[name] = self.number
        written = zip(ASKED, _key_cells(asked, letters.get(asked.pk)), strict=True)
        for title, told in written:
            if title == "Hạn trả lời" or (title == _PAPER and self.text(title) == asked.reference):  # as earlier files named a letter
                continue
            if values.text(neutral(told)).strip() != self.text(title):
                return self.problem(title, "Ô này đã bị sửa so với đề nghị.", f"Ghi lại “{told}” hoặc tải lại tệp.")
        return asked

    def without_answer(self) -> list[Problem]:
        """Find what was filled beside an empty answer."""
        return [
            self.problem(title, "Có số liệu nhưng cột Trả lời để trống.", "Chọn câu trả lời, hoặc xóa ô này.")
            for title in FIELDS.values()
            if self.text(title)
        ]

    def reply(self, agency: Agency, on: dt.date) -> tuple[Reply | None, list[Problem]]:
        """Return the answer of the row, or why it cannot be taken."""
        answer = _BY_LABEL.get(fold(self.text("Trả lời")))
        if answer is None:
            hint = "Chọn một trong: " + "; ".join(ANSWERS.values()) + "."
            return None, [self.problem("Trả lời", f"Không có câu trả lời “{self.text('Trả lời')}”.", hint)]
        given: dict[str, Any] = {}
        problems = []
        for name, title in FIELDS.items():
            try:
                given[name] = self._value(name, title)
            except ValueProblemError as error:
                problems.append(self.problem(title, f"Không đọc được “{error.value}”.", _HINTS[name]))
        is_si_agency = agency.kind == Agency.Kind.INSURANCE
        unread = [name for name in FIELDS if name not in given]
        reply = Reply(answer, **given)
        for refusal in asking.refusals(reply, on=on, is_si_agency=is_si_agency, besides=unread):
            problems.append(self.problem(FIELDS.get(refusal.code, "Trả lời"), refusal.sentence, _HINTS.get(refusal.code, "")))
        return (None if problems else reply), problems

    def _value(self, name: str, title: str) -> Any:
        if name == "note":
            return self.text(title)[:500]
        if not self.text(title):
            return None
        if name == "right_vnd":
            return values.amount(self.cells[title])
        return values.day(self.cells[title])


def waiting(by: Any) -> Any:
    """Return the open requests that ``by`` may see, ready to be written into a workbook."""
    return (
        scope.confirmations(by)
        .filter(state__in=OPEN)
        .select_related("firm", "agency")
        .prefetch_related("firm__tax_codes", "firm__unit_codes")
        .order_by("due_on", "pk")
    )
