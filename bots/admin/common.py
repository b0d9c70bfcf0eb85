"""What the editors' screens share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.menu import MenuItem

from core import limits
from core.errors import NotAllowed, Refused, Stale
from core.models import Officer

#: Training costs seconds of a processor: so many trials an officer may ask for.
_TRIALS, _PER = 30, dt.timedelta(minutes=10)
PER_PAGE = 20
View = Callable[..., HttpResponse]


class EditorsItem(MenuItem):
    """A menu item for those who hold a permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer has the permission."""
        return isinstance(request.user, Officer) and request.user.has_perm(self._permission)


def allowed(permission: str) -> Callable[[View], View]:
    """Let in whoever holds ``permission``."""

    def guard(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not officer(request).has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return guard


def officer(request: HttpRequest) -> Officer:
    """Return who is asking; the office lets nobody else in."""
    return cast("Officer", request.user)


def spend_trial(request: HttpRequest) -> None:
    """Count one trial of the officer who asks."""
    limits.spend("bench", str(officer(request).pk), limit=_TRIALS, per=_PER)


def attempt(form: forms.Form, work: Callable[[], Any]) -> Any:
    """Do the work of a valid form and return what came of it; what is refused is said above the form, and nothing returned."""
    try:
        return work()
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(None, refusal.sentence)
    except Stale:
        form.add_error(None, "Vừa có người khác sửa hoặc xử lý; hãy mở lại trang để xem bản mới nhất rồi làm tiếp.")
    except NotAllowed:
        form.add_error(None, "Anh/chị chưa được giao quyền làm việc này.")
    return None
