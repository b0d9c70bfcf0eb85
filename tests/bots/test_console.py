"""The whole bot in the terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_the_terminal_holds_the_same_conversation(desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = iter(["nghỉ thai sản được mấy tháng", "/phananh", "Công ty không đóng bảo hiểm 6 tháng", "1"])

    def typed(prompt: str = "") -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    call_command("chat")
    shown = capsys.readouterr().out
    assert "Căn cứ:" in shown
    assert re.search(r"^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$", shown, re.MULTILINE)
