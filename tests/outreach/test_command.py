"""`manage.py content` on an empty house."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import Article
from outreach.models import Answer

pytestmark = pytest.mark.django_db


def test_an_unknown_citation_stops_the_whole_load() -> None:
    Article.objects.filter(instrument__number="283/2026/NĐ-CP", number="44").update(number="4444")
    with pytest.raises(CommandError, match=r"283/2026"):
        call_command("content", stdout=StringIO())
    assert not Answer.objects.exists()
