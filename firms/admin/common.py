"""What the officers' screens of the register share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from wagtail.admin.menu import MenuItem

from core.models import Officer

PER_PAGE = 50


def officer(request: HttpRequest) -> Officer:
    """Return the officer who asks; nobody else gets here."""
    if not isinstance(request.user, Officer):
        raise Http404
    return request.user


def whole(text: str) -> int | None:
    """Return the key, place or page that an address or a form names; nothing where it names none that could be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class PermittedItem(MenuItem):
    """A menu item for officers who hold a permission and, where the screen tells only some bodies, are of one of them."""

    def __init__(self, *args: Any, permission: str, within: Callable[[Officer], bool] = lambda _: True, **kwargs: Any) -> None:
        self.permission, self.within = permission, within
        super().__init__(*args, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer may see what it leads to."""
        by = request.user
        return isinstance(by, Officer) and by.has_perm(self.permission) and self.within(by)
