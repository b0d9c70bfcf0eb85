"""When an answer may be public, and how texts are cut."""

from __future__ import annotations

import pytest

from outreach.rules import CHAT_LIMIT, LONG_CHAT, NO_CHAT, NO_LAW, may_go_live, summary


@pytest.mark.parametrize(
    ("chat", "citations", "refusals"),
    [
        pytest.param("Có.", 1, (), id="one citation in force is enough"),
        pytest.param("Có.", 0, (NO_LAW,), id="no law, no answer"),
        pytest.param(" ", 1, (NO_CHAT,), id="an empty chat text"),
        pytest.param("a" * CHAT_LIMIT, 1, (), id="exactly as long as a message"),
        pytest.param("a" * (CHAT_LIMIT + 1), 1, (LONG_CHAT,), id="one sign too long"),
        pytest.param("", 0, (NO_LAW, NO_CHAT), id="every reason is told"),
    ],
)
def test_may_go_live(chat: str, citations: int, refusals: tuple[object, ...]) -> None:
    assert may_go_live(chat, citations) == refusals


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("Một hai", 7, "Một hai", id="fits"),
        pytest.param("Một hai ba", 8, "Một hai…", id="cut after a whole word"),
        pytest.param("Một\n\nhai", 20, "Một hai", id="lines are joined"),
    ],
)
def test_summary(text: str, limit: int, expected: str) -> None:
    assert summary(text, limit) == expected
