"""Other ways to ask, as an editor types them: one a line, checked for what names a person. Pure."""

from __future__ import annotations

from core import text
from core.errors import Refusal, Refused

from .. import masking

LONGEST, MOST = 500, 80


def read(written: str) -> tuple[str, ...]:
    """Return the lines of ``written``, each once, or raise `Refused` naming those that may not stand."""
    lines = [line for raw in written.splitlines() if (line := text.nfc(raw))]
    known: dict[str, str] = {}
    for line in lines:
        known.setdefault(line.casefold(), line)
    refusals = [refusal for place, line in enumerate(known.values(), start=1) for refusal in _against(place, line)]
    if len(known) > MOST:
        refusals.append(Refusal("too_many", f"Có {len(known)} cách hỏi, tối đa {MOST}; hãy giữ những câu khác nhau nhất."))
    if refusals:
        raise Refused(refusals)
    return tuple(known.values())


def _against(place: int, line: str) -> list[Refusal]:
    if masking.mask(line) != line or any(mark in line for mark in (masking.HIDDEN, masking.HIDDEN_CODE, masking.HIDDEN_MAIL)):
        return [
            Refusal(
                "personal", f"Dòng {place} có số, mã hoặc địa chỉ thư riêng của một người, hoặc chỗ đã ẩn: “{line[:60]}”. Hãy viết lại."
            )
        ]
    if len(line) > LONGEST:
        return [Refusal("long", f"Dòng {place} dài {len(line)} ký tự, tối đa {LONGEST}; hãy viết ngắn như một câu hỏi.")]
    return []
