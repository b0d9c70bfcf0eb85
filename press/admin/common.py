"""What the desk's screens share: who may enter, how a list is cut, how a form is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer

from .acting import officer, reasons

DESK = ("press.draft_release", "press.approve_release", "press.publish_release", "press.withdraw_release")
#: Who has a task with the press, beside the desk itself.
SPEAKING = ("press.speak", "press.appoint_spokesperson")
PER_PAGE = 30
#: Of which years an officer may ask; every day of them is one in every zone of time.
YEARS = range(2000, 2200)

View = Callable[..., HttpResponse]


def allowed(*permissions: str) -> Callable[[View], View]:
    """Let in whoever holds one of ``permissions``."""

    def guard(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(map(officer(request).has_perm, permissions)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return guard


at_the_desk = allowed(*DESK, *SPEAKING)


def page_of(request: HttpRequest, rows: QuerySet[Any], *, key: str = "p") -> Page[Any]:
    """Return the part of a list that was asked for."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(key))


def status(request: HttpRequest) -> int:
    """Return how a record's page is answered: what was sent and did not go through comes back to be put right."""
    return 422 if request.method == "POST" else 200


def done(request: HttpRequest, form: forms.Form, work: Callable[[], Any], said: str) -> Any:
    """Do the work of a valid form and return what came of it; what the services refuse is said above the form, and nothing returned."""
    try:
        result = work()
    except (Refused, Stale, IllegalMove, NotAllowed) as error:
        form.add_error(None, reasons(error))
        return None
    messages.success(request, said)
    return result


class OfficeItem(MenuItem):
    """A menu item for those who hold one of some permissions."""

    def __init__(self, *args: Any, permissions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer has one of the permissions."""
        return isinstance(request.user, Officer) and any(map(request.user.has_perm, self._permissions))
