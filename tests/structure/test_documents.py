"""What documents say of the code is what the code says."""

from __future__ import annotations

from portal import describe


def test_the_table_of_settings_is_current() -> None:
    assert describe.DOCUMENT.read_text(encoding="utf-8") == describe.settings_table(), "run manage.py describe_settings"
