"""Draws ``docs/settings.md`` from the environment's own description."""

from __future__ import annotations

from pathlib import Path

from .environment import ROOT, Environment

DOCUMENT = ROOT / "docs" / "settings.md"

HEAD = """# Settings

Every variable that the site reads. An unknown `PORTAL_` name or a bad value stops the start with a sentence that names it.
`./run` reads `PORT` (8000) and `HOST` (127.0.0.1) besides; `PORTAL_BASE_URL` follows the port unless it is set.
`PORTAL_PYTHON` names the Python of at least 3.11 from which `./run` and `./test` make the virtual environment.

Drawn from `site/portal/environment.py` by `manage.py describe_settings`.

| variable | default | meaning |
|---|---|---|
"""


def settings_table() -> str:
    """Return the document, one line for each variable."""
    lines = []
    for name, field in Environment.model_fields.items():
        variable = field.validation_alias or f"PORTAL_{name.upper()}"
        default = field.default
        shown = f"`{_said(default)}`" if default not in ("", None) else "empty"
        lines.append(f"| `{variable}` | {shown} | {field.description} |\n")
    return HEAD + "".join(lines)


def _said(default: object) -> str:
    """Return a default as one writes it into the environment."""
    if isinstance(default, bool):
        return "1" if default else "0"
    if isinstance(default, Path) and default.is_relative_to(ROOT):
        return f"{default.relative_to(ROOT)}/"
    return str(default)
