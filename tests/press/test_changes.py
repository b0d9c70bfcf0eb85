"""What a correction tells of what it changed."""

from __future__ import annotations

from typing import Any

import pytest

from press.changes import Change, compare

FIELDS = {"firm.name": "Tên", "figures.total_vnd": "Số tiền", "on": "Ngày", "items": "Số đơn vị", "reply": "Ý kiến", "is_new": "Mới"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param({"on": "2026-10-31"}, {"on": "2026-10-31"}, [], id="nothing"),
        pytest.param({"other": 1}, {"other": 2}, [], id="a field without a public name"),
        pytest.param({"figures": {"total_vnd": 8}}, {"figures": {"total_vnd": 7}}, [Change("figures.total_vnd", 8, 7)], id="a number"),
        pytest.param({"on": "2026-10-31"}, {"on": "2026-11-01"}, [Change("on", "2026-10-31", "2026-11-01")], id="a day"),
        pytest.param({"on": ""}, {"on": "2026-11-01"}, [Change("on", None, "2026-11-01")], id="a day that is new"),
        pytest.param({}, {"on": "2026-11-01"}, [Change("on", None, "2026-11-01")], id="a key that is new"),
        pytest.param({"on": "2026-11"}, {}, [Change("on", "2026-11", None)], id="a month that is gone"),
        pytest.param({"firm": {"name": "A"}}, {"firm": {"name": "B"}}, [Change("firm.name")], id="a name is never told"),
        pytest.param({"reply": ""}, {"reply": "Ông A đã nộp."}, [Change("reply")], id="words are never told"),
        pytest.param({"on": "5"}, {"on": "12"}, [Change("on", "5", "12")], id="a short number in figures"),
        pytest.param({"on": "0312345678"}, {"on": "0312345679"}, [Change("on")], id="a tax code is never told"),
        pytest.param({"reply": 5}, {"reply": "Ông A"}, [Change("reply")], id="a number beside words"),
        pytest.param({"items": [1, 2]}, {"items": [1]}, [Change("items", 2, 1)], id="a list that shrank"),
        pytest.param({"items": [1, 2]}, {"items": [1, 3]}, [Change("items")], id="a list of the same length"),
        pytest.param({"is_new": False}, {"is_new": True}, [Change("is_new")], id="a truth is no number"),
        pytest.param({"reply": None}, {"reply": ""}, [], id="two ways to say nothing"),
        pytest.param(
            {"on": "2026-10-31", "items": []}, {"on": "2026-11-01", "items": [1]},
            [Change("on", "2026-10-31", "2026-11-01"), Change("items", 0, 1)], id="in the order of the fields",
        ),
    ],
)  # fmt: skip
def test_compare(before: dict[str, Any], after: dict[str, Any], told: list[Change]) -> None:
    assert compare(before, after, FIELDS) == told
