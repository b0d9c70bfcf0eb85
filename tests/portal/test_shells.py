"""Editors change the words of a register's page in the page tree, and nothing that would take its address away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from core.models import Officer
from core.shell import Shell

Browse = Callable[..., Client]


@pytest.fixture
def editor(hire: Callable[..., Officer]) -> Officer:
    hoa = hire("hoa")
    hoa.groups.add(Group.objects.get(name="Biên tập viên"))
    return hoa


def _shells() -> list[Any]:
    return [page for kind in Shell.__subclasses__() for page in kind._default_manager.all()]


def test_editors_open_the_page_tree_and_every_shell(editor: Officer, browse: Browse) -> None:
    client = browse(editor)
    shells = _shells()
    assert shells
    assert {client.get(f"/quan-tri/pages/{shell.get_parent().pk}/").status_code for shell in shells} == {200}
    assert {client.get(f"/quan-tri/pages/{shell.pk}/edit/").status_code for shell in shells} == {200}


def test_a_shell_is_edited_and_never_moved_unpublished_or_deleted(editor: Officer) -> None:
    for shell in _shells():
        may = shell.permissions_for_user(editor)
        assert may.can_edit()
        assert (may.can_delete(), may.can_unpublish(), may.can_move()) == (False, False, False)
