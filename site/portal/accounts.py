"""Officers' accounts: made by an administrator, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class OfficerAccounts(DefaultAccountAdapter):
    """Closes every door by which a stranger could make an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up here."""
        return False
