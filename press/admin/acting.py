"""Buttons of the office: what an officer may do with a record now, each with its form, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from wagtail.admin import messages

from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.events import Event
from core.models import Officer


def reason(said: str = "Ghi vào diễn biến hồ sơ; chỉ cán bộ đọc được.", *, longest: int = 2_000) -> forms.CharField:
    """Return the field that asks why, with what is said of it."""
    return forms.CharField(label="Lý do", help_text=said, max_length=longest, widget=forms.Textarea(attrs={"rows": 2}))


class Because(forms.Form):
    """Asks for the reason that every move needs."""

    because = reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "because"), "because"])


class Briefly(Because):
    """Asks for a reason that stands on the record itself, and is short."""

    because = reason(longest=300)


class Told(Because):
    """Asks also for what the public is told."""

    what = forms.CharField(
        label="Thông báo cho người đọc",
        help_text="Hiện trên trang Đính chính; không nêu tên đơn vị hay mã số.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _moment(label: str, help_text: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class Appointed(Because):
    """Asks also for the minute in which it goes out."""

    at = _moment("Phát hành lúc", "Giờ Việt Nam. Đúng phút đó tin được xét lại lần nữa; không đạt thì bị giữ lại.")


class Embargoed(Because):
    """Asks also for the minute until which the press keeps it to itself."""

    until = _moment("Báo chí giữ kín đến", "Giờ Việt Nam. Đúng phút đó tin tự phát hành nếu vẫn đạt mọi điều kiện.")


@dataclass(frozen=True, slots=True)
class Action:
    """One button: a service with the form of its arguments."""

    code: str
    label: str
    permission: str
    work: Callable[..., Any]
    form: type[forms.Form] = Because
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A button together with its empty form, whose fields carry ids of their own."""

    action: Action
    form: forms.Form


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a record's story, in the words of the office."""

    event: Event
    move: str
    state: str


def story(events: Iterable[Event], moves: Mapping[str, str], states: Mapping[Any, str]) -> list[Step]:
    """Return the story of a record, its codes put into words."""
    return [Step(event, moves.get(event.move, event.move), states.get(event.becomes, event.becomes)) for event in events]


def officer(request: HttpRequest) -> Officer:
    """Return who is asking; the office lets nobody else in."""
    return cast("Officer", request.user)


def offers(request: HttpRequest, actions: Sequence[Action]) -> list[Offer]:
    """Return those of ``actions`` that the officer may take; the one that was just tried keeps what was typed."""
    return [Offer(each, _form(request, each)) for each in actions if officer(request).has_perm(each.permission)]


def _form(request: HttpRequest, action: Action) -> forms.Form:
    """Return the form of ``action``, filled if it was tried; what it hides tells what was on the screen, and is never filled again."""
    form = action.form(auto_id=f"{action.code}_%s")
    if request.POST.get("act") != action.code or form.hidden_fields():
        return form
    return action.form(request.POST, request.FILES, auto_id=f"{action.code}_%s")


def attempt(request: HttpRequest, record: Any, actions: Sequence[Action]) -> bool:
    """Do what the officer's button asks of ``record`` and say how it went; false where its form is to be put right and sent again."""
    asked = next((each for each in actions if each.code == request.POST.get("act")), None)
    if asked is None:
        messages.error(request, "Hồ sơ đã đổi trạng thái; việc này không còn làm được.")
        return True
    form = asked.form(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()))
        return False
    was = getattr(record, "state", None)
    try:
        asked.work(record, by=officer(request), **form.cleaned_data)
    except (Refused, Stale, IllegalMove, NotAllowed) as error:
        messages.error(request, reasons(error))
        return not isinstance(error, Refused) or _has_moved(record, was)
    messages.success(request, f"{asked.label}: đã ghi nhận.")
    return True


def _has_moved(record: Any, was: str | None) -> bool:
    """Tell whether a record left the state ``was``: the gate refuses and holds in one."""
    return was is not None and not type(record).objects.filter(pk=record.pk, state=was).exists()


def reasons(error: Exception) -> str:
    """Return the Vietnamese sentence for an error of the services."""
    match error:
        case Refused():
            return " ".join(refusal.sentence for refusal in error.refusals)
        case NotAllowed():
            return "Anh/chị chưa được giao quyền làm việc này."
        case _:
            return "Hồ sơ vừa được người khác xử lý; hãy xem lại."
