"""How a conversation looks in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ...dialogue.events import Choice, Say


def buttons(shown: Sequence[Say]) -> list[Choice]:
    """Return every button on the screen, in order."""
    return [choice for say in shown for choice in say.choices]


def show(shown: Sequence[Say]) -> str:
    """Return the messages with their buttons numbered."""
    lines = []
    number = 0
    for say in shown:
        lines.append(say.as_text())
        for choice in say.choices:
            number += 1
            lines.append(f"  [{number}] {choice.label}")
        lines.append("")
    return "\n".join(lines)


def read(line: str, shown: Sequence[Say]) -> tuple[str, str]:
    """Return what ``line`` says: (text, "") or, for the number of a button, ("", action)."""
    choices = buttons(shown)
    if line.strip().isdigit() and 1 <= int(line) <= len(choices):
        return "", choices[int(line) - 1].action
    return line, ""
