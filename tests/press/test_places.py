"""Cursors: every text that fits a register's pattern is a place in it, and no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.opendata import places, registers
from press.opendata.places import MONTH, NUMBER, WORD


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        pytest.param((NUMBER,), (12,), id="a number"),
        pytest.param((NUMBER, WORD), (7, "BD-99-2026-000001-00004"), id="a serial"),
        pytest.param((MONTH, WORD, WORD, WORD), ("2026-10-01", "commune", "", "xã Đông Hải ~ 1"), id="a text with signs of ours"),
    ],
)
def test_a_cursor_is_read_as_it_was_written(parts: tuple[places.Part, ...], key: tuple[object, ...]) -> None:
    sent = places.cursor("tin", parts, key)
    assert re.search(places.pattern("tin", parts), sent)
    assert places.key("tin", parts, sent) == key
    assert places.key("dinh-chinh", parts, sent) is None


@pytest.mark.parametrize(
    "sent", ["", "12", "tin~", "tin~x", "tin~1\n", "tin~1~2", "tin~" + "9" * 19, "tin~٣", "TIN~1", "so-lieu~2026-13-01~~~"]
)
def test_what_fits_no_pattern_is_no_place(sent: str) -> None:
    assert places.key("tin", (NUMBER,), sent) is None
    assert places.key("so-lieu", (MONTH, WORD, WORD, WORD), sent) is None


@given(st.data())
def test_whatever_fits_the_pattern_of_a_register_can_be_read(data: st.DataObject) -> None:
    for each in registers.every():
        sent = data.draw(st.from_regex(places.pattern(each.code, each.source.place).replace("$", r"\Z"), fullmatch=True))
        key = places.key(each.code, each.source.place, sent)
        assert (key is None) == (sent == "")
        assert "\0" not in "".join(part for part in key or () if isinstance(part, str))
