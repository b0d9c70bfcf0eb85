"""Charts: what they say without being seen, and that nothing in them runs."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import charts
from core.charts import Band, Series

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_a_chart_tells_its_title_and_what_it_shows() -> None:
    svg = drawn(charts.lines("a", "Lao động & tham gia", "Mười hai tháng.", ["01/26", "02/26"], [Series("Lao động", [10, 20])]))
    assert svg.get("role") == "img"
    named = {each.get("id"): each.text for each in svg if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert [named[each] for each in svg.get("aria-labelledby", "").split()] == ["Lao động & tham gia", "Mười hai tháng."]


def test_a_missing_figure_leaves_a_gap() -> None:
    svg = charts.lines("a", "t", "d", list("abcde"), [Series("s", [1, 2, None, 4, 5])])
    assert len(re.findall(r'stroke-width="2.5"', svg)) == 1 + 2


def test_every_bar_has_its_figure_beside_it() -> None:
    svg = charts.bars("a", "t", "d", ["xã A"], [Series("Lao động", [1234]), Series("Tham gia", [None])], tails=["92 %"])
    assert "1.234" in svg
    assert "92 %" in svg
    assert "1,234" in charts.bars("a", "t", "d", ["xã A"], [Series("s", [1234])], language="en")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><a href="x">', "A & B"])
def test_names_are_text_and_nothing_else(text: str) -> None:
    svg = drawn(charts.bars("a", text, text, [text], [Series(text, [1])]))
    allowed = {f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "text", "path")}
    assert {each.tag for each in svg.iter()} <= allowed
    assert "style" not in {name for each in svg.iter() for name in each.keys()}  # noqa: SIM118 - an element is no mapping


@given(st.lists(st.none() | st.integers(0, 10**7), max_size=40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=3))
def test_nothing_is_drawn_outside_the_paper(values: list[int | None], spans: list[tuple[int, int]]) -> None:
    labels = [str(place) for place in range(len(values))]
    bands = [Band(min(span), max(span), "x") for span in spans if max(span) < len(values)]
    svg = drawn(charts.lines("a", "t", "d", labels, [Series("s", values)], bands=bands))
    high = float(svg.get("viewBox", "").split()[3])
    for each in svg.iter():
        assert 0 <= float(each.get("x", 0)) <= 400
        assert 0 <= float(each.get("y", 0)) <= high
    for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", " ".join(each.get("d", "") for each in svg.iter())):
        assert 0 <= float(x) <= 400
        assert 0 <= float(y) <= high
