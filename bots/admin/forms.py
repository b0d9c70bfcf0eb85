"""What editors type at the bench and for questions without an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from outreach.models import Answer, Group

from ..learning import phrasings

#: A question is as long as a message may be.
_LONGEST = 4_000
_TEXTS = "Mỗi dòng một cách hỏi, bằng lời của người dân. Không để lại số, tên hay địa chỉ của ai."


def _lines(label: str, help_text: str, *, rows: int, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class QuestionForm(forms.Form):
    """Asks for one message, as a person would write it."""

    q = forms.CharField(
        label="Câu hỏi",
        help_text="Viết như người dân viết: có dấu hay không, viết tắt, tiếng Anh. Không được ghi lại ở đâu.",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ChoiceForm(forms.Form):
    """Asks for the answer whose phrasings are to be tried."""

    answer = forms.ChoiceField(label="Câu trả lời")

    def __init__(self, *args: Any, nearest: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = answer_choices(nearest)  # type: ignore[attr-defined]


def answer_choices(nearest: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """Return every answer, drafts too, by subject; the ``nearest`` Vietnamese ones first."""
    rows = list(Answer.objects.select_related("locale").order_by("group", "question"))
    first = {slug: place for place, slug in enumerate(nearest)}
    near = sorted((row for row in rows if row.slug in first and row.locale.language_code == "vi"), key=lambda row: first[row.slug])
    by_group = [(label, [_choice(row) for row in rows if row.group == code]) for code, label in Group.choices]
    return [("", "Chọn câu trả lời"), *((("Gần nhất", [_choice(row) for row in near]),) if near else ()), *by_group]


def _choice(row: Answer) -> tuple[str, str]:
    marks = [mark for mark, is_so in (("English", row.locale.language_code == "en"), ("bản nháp", not row.live)) if is_so]
    return str(row.pk), row.question + (f" ({', '.join(marks)})" if marks else "")


class PhrasingsForm(forms.Form):
    """Asks for all phrasings of one answer, and for questions to watch."""

    phrasings = _lines("Cách hỏi", f"{_TEXTS} Tối đa {phrasings.MOST} dòng.", rows=12, required=False)
    also = _lines(
        "Câu hỏi muốn xem thử", "Không bắt buộc; mỗi dòng một câu, tối đa 10. Chỉ để xem, không ghi vào bản nháp.", rows=3, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def watched(self) -> list[str]:
        """Return the questions to watch."""
        return [line.strip() for line in self.cleaned_data["also"].splitlines() if line.strip()][:10]


class AddForm(ChoiceForm):
    """Asks to which answer a group's questions are added, in which words."""

    texts = _lines("Cách hỏi thêm vào", _TEXTS, rows=5)
    field_order = ("answer", "texts")


class BeginForm(forms.Form):
    """Asks for the question and the subject of a new answer."""

    question = forms.CharField(label="Câu hỏi của câu trả lời mới", max_length=200)
    group = forms.ChoiceField(label="Nhóm", choices=Group.choices)
    texts = _lines("Cách hỏi khác", _TEXTS, rows=4)


class DecoyForm(forms.Form):
    """Asks for the wordings of a topic that is none of our business, and who answers for it."""

    texts = _lines("Cách hỏi", _TEXTS, rows=4)
    because = forms.CharField(label="Vì sao ngoài phạm vi, nên chỉ đi đâu", max_length=300)


class DropForm(forms.Form):
    """Asks why nothing needs to be done."""

    because = forms.CharField(label="Lý do", max_length=300)
