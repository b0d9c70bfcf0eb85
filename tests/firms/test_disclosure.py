"""What is published can never be turned back into the figures of one firm."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firms.disclosure import DIMENSIONS, TOTAL, Atom, Group, Key, cells, hidden, primary, total


def firm(commune: str = "a", zone: str = "", section: str = "C", employed: int = 10, insured: int = 8, is_branch: bool = False) -> Atom:
    return Atom(commune, zone, section, Group(1, int(not is_branch), employed, insured, employed, insured))


def merged(firms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms of some firms."""
    groups: dict[tuple[str, str, str], Group] = {}
    for each in firms:
        key = (each.commune, each.zone, each.section)
        groups[key] = groups.get(key, Group()) + each.group
    return [Atom(*key, group) for key, group in groups.items()]


@pytest.mark.parametrize(
    ("group", "is_safe"),
    [
        pytest.param(Group(), True, id="nobody"),
        pytest.param(Group(2, 2, 100, 100, 50, 50), False, id="two firms"),
        pytest.param(Group(3, 3, 100, 100, 50, 50), True, id="three firms"),
        pytest.param(Group(3, 2, 100, 100, 50, 50), False, id="two firms and a branch"),
        pytest.param(Group(9, 9, 100, 100, 85, 20), True, id="one has 85 percent of the work"),
        pytest.param(Group(9, 9, 100, 100, 86, 20), False, id="one has more"),
        pytest.param(Group(9, 9, 100, 100, 20, 86), False, id="one has more of the insured"),
        pytest.param(Group(9, 9, 0, 0, 0, 0), True, id="nobody works there"),
    ],
)
def test_a_group_is_safe(group: Group, is_safe: bool) -> None:
    assert group.is_safe is is_safe


def test_a_lone_small_cell_takes_the_smallest_other_with_it() -> None:
    firms = [firm("a")] * 2 + [firm("b", employed=20)] * 5 + [firm("c", employed=90)] * 5
    assert {key for key in hidden(merged(firms)) if key[0] == "commune"} == {("commune", "a"), ("commune", "b")}


def test_two_small_cells_that_are_three_firms_together_do_not_cover_each_other() -> None:
    """The one firm of the second knows its own figures, and would read those of the other two."""
    firms = [firm("a")] * 2 + [firm("b")] + [firm("c", employed=20)] * 5 + [firm("d", employed=90)] * 5
    assert {key[1] for key in hidden(merged(firms)) if key[0] == "commune"} == {"a", "b", "c"}


def test_a_large_cell_of_one_firm_is_not_covered_by_a_handful_of_people() -> None:
    firms = [firm("a", employed=1000, insured=900)] + [firm("b", employed=2, insured=1)] * 5 + [firm("c", employed=500, insured=400)] * 5
    assert {key[1] for key in hidden(merged(firms)) if key[0] == "commune"} == {"a", "b", "c"}


def test_a_commune_less_the_zone_in_it_tells_of_nobody() -> None:
    """Five firms in a commune, four of them in its zone: to subtract one from the other leaves one firm."""
    firms = [firm("a", "khu")] * 4 + [firm("a")] + [firm("b")] * 6 + [firm("c")] * 6
    gone = hidden(merged(firms))
    assert primary(merged(firms)) == set()
    assert gone & {("commune", "a"), ("zone", "khu"), ("zone", "")}


def test_what_is_asked_to_stay_hidden_stays_hidden_and_is_covered() -> None:
    firms = [firm("a")] * 5 + [firm("b")] * 5 + [firm("c")] * 5
    gone = hidden(merged(firms), also=[("commune", "b"), ("commune", "nowhere")])
    assert ("commune", "b") in gone
    assert len({key for key in gone if key[0] == "commune"}) >= 2
    assert ("commune", "nowhere") not in gone


def test_nothing_at_all_is_told_of_a_province_of_two_firms() -> None:
    atoms = merged([firm("a"), firm("b")])
    assert hidden(atoms) == set(cells(atoms))


def test_nothing_is_hidden_without_need() -> None:
    atoms = merged([firm(commune, zone, section) for commune in "abc" for zone in ("", "khu") for section in "CG" for _ in range(4)])
    assert hidden(atoms) == set()


FIRMS = st.lists(
    st.builds(
        firm,
        st.sampled_from("abcd"),
        st.sampled_from(["", "khu 1", "khu 2"]),
        st.sampled_from("CFG"),
        st.integers(0, 400),
        st.integers(0, 400),
        st.booleans(),
    ),
    max_size=40,
)


def spans(vectors: Sequence[Sequence[int]], wanted: Sequence[int]) -> bool:
    """Tell whether ``wanted`` is a sum of ``vectors`` with any weights, by fractions: no arithmetic of ours is trusted here."""
    rows = [[Fraction(value) for value in vector] for vector in vectors]
    target = [Fraction(value) for value in wanted]
    for column in range(len(target)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in [*rows, target]:
            factor = row[column] / pivot[column]
            if factor:
                row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
    return not any(target)


def shown_over(atoms: Sequence[Atom], gone: set[Key]) -> list[list[int]]:
    return [[int(key in atom.where()) for atom in atoms] for key in cells(atoms) if key not in gone]


@settings(max_examples=150, deadline=None)
@given(FIRMS)
def test_no_hidden_cell_can_be_recomputed_from_what_is_shown(firms: list[Atom]) -> None:
    atoms = merged(firms)
    gone = hidden(atoms)
    shown = shown_over(atoms, gone)
    assert primary(atoms) <= gone
    for key in primary(atoms) - {TOTAL}:
        assert not spans(shown, [int(key in atom.where()) for atom in atoms]), key


@settings(max_examples=150, deadline=None)
@given(FIRMS)
def test_no_firm_and_no_two_firms_can_be_recomputed_from_what_is_shown(firms: list[Atom]) -> None:
    atoms = merged(firms)
    shown = shown_over(atoms, hidden(atoms))
    lone = [place for place, atom in enumerate(atoms) if atom.group.firms == 1]
    for place, atom in enumerate(atoms):
        if not atom.group.is_safe:
            assert not spans(shown, [int(each == place) for each in range(len(atoms))]), atom
    for one in lone:
        for other in lone:
            if one < other:
                assert not spans(shown, [int(each in (one, other)) for each in range(len(atoms))]), (atoms[one], atoms[other])


@settings(max_examples=150, deadline=None)
@given(FIRMS)
def test_what_is_hidden_in_one_dimension_is_safe_as_a_whole(firms: list[Atom]) -> None:
    atoms = merged(firms)
    table, gone = cells(atoms), hidden(atoms)
    for dimension in DIMENSIONS:
        inside = [table[key] for key in gone if key[0] == dimension]
        if inside and TOTAL not in gone:
            assert total(inside).is_safe


@settings(max_examples=60, deadline=None)
@given(FIRMS, st.randoms(use_true_random=False))
def test_the_order_of_the_firms_never_matters(firms: list[Atom], chance: object) -> None:
    mixed = list(firms)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert hidden(merged(mixed)) == hidden(merged(firms))
