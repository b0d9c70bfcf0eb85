"""Services ask here whether an officer may do what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import NotAllowed

if TYPE_CHECKING:
    from .models import Officer


def demand(by: Officer | None, permission: str) -> None:
    """Raise `NotAllowed` unless ``by`` has ``permission``; nobody (``None``) is the system itself, in a sweep."""
    if by is not None and not by.has_perm(permission):
        raise NotAllowed(permission)
