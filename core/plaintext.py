"""The little markup that editors and fixtures write: paragraphs, heads, two kinds of lists. Nothing else is HTML."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

_BULLET = re.compile(r"^- ")
_NUMBER = re.compile(r"^\d+[.)] ")


def _kind(line: str) -> str:
    if line.startswith("## "):
        return "head"
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else "p"


def _listed(tag: str, items: list[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def html(text: str) -> str:
    r"""Return ``text`` as HTML with every sign escaped.

    >>> html("Một\n\n- hai\n- ba")
    '<p>Một</p><ul><li>hai</li><li>ba</li></ul>'
    """
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [escape(line.strip()) for line in block.splitlines() if line.strip()]
        for kind, run in groupby(lines, key=_kind):
            group = list(run)
            if kind == "head":
                out += [f"<h2>{line[3:]}</h2>" for line in group]
            elif kind == "ul":
                out.append(_listed("ul", [_BULLET.sub("", line) for line in group]))
            elif kind == "ol":
                out.append(_listed("ol", [_NUMBER.sub("", line) for line in group]))
            else:
                out.append(f"<p>{'<br>'.join(group)}</p>")
    return "".join(out)
