"""Steps that officers take on a record: each with its right, its form and its service, in one table per screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from core.errors import IllegalMove, Refused, Stale
from core.models import Officer

from .common import officer
from .forms import BecauseForm

GONE = "Bước này đã xong hoặc không thuộc phần việc của anh/chị; hãy xem trạng thái hiện tại."
STALE = "Hồ sơ đã được người khác xử lý; hãy xem lại."


@dataclass(frozen=True, slots=True)
class Act:
    """One step: ``runs`` is called with the record, ``by`` and what the form holds."""

    code: str
    label: str
    permission: str
    form: type[forms.Form]
    runs: Callable[..., Any]
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that an officer may take now, with the form as it stands."""

    act: Act
    form: forms.Form


def offers(acts: Sequence[Act], by: Officer, tried: Offer | None = None) -> list[Offer]:
    """Return the steps that ``by`` may take; the one just tried keeps its form with what was wrong."""
    mine = (act for act in acts if by.has_perm(act.permission))
    return [tried if tried and tried.act.code == act.code else Offer(act, act.form(prefix=act.code)) for act in mine]


def take(acts: Sequence[Act], record: Any, request: HttpRequest) -> tuple[Any, Offer | None]:
    """Take the step that was posted: what came of it, or the offer with what was wrong."""
    by = officer(request)
    act = next((each for each in acts if each.code == request.POST.get("act") and by.has_perm(each.permission)), None)
    if act is None:
        messages.error(request, GONE)
        return None, Offer(Act("", "", "", BecauseForm, lambda: None), BecauseForm())
    form = act.form(request.POST, prefix=act.code)
    if not form.is_valid():
        return None, Offer(act, form)
    try:
        return act.runs(record, by=by, **form.cleaned_data), None
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(None, refusal.sentence)
    except (IllegalMove, Stale):
        form.add_error(None, STALE)
    return None, Offer(act, form)
