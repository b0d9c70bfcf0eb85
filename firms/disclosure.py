"""Which figures of a table may be published: no cell of fewer than three firms, none that one firm fills, none to be recomputed.

A table tells one month: for each commune, each zone and each section of industry how many firms, people at work and people insured
it has, and the sums of the province. Two passes hide what would tell of a single firm:

1. *primary*: a cell of fewer than `FEWEST` legal entities, or of which one firm has more than `MOST` percent;
2. *secondary*: more cells of the same dimension, until what is hidden in it, which everyone can sum up by subtracting what is shown
   from the total, is safe as a whole, even for a firm that knows its own figures; then more cells wherever the dimensions together
   would give a hidden cell away, or any group of fewer than three firms (a commune less the zone that lies in it).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Fewer legal entities than this are no statistics.
FEWEST = 3
#: One firm, or one hidden cell, may have so many percent of a figure, and no more.
MOST = 85

#: A cell: its dimension, and which value of it. The sums of the province are ``TOTAL``.
Key: TypeAlias = tuple[str, str]
TOTAL: Key = ("all", "")
DIMENSIONS = ("commune", "zone", "section")

#: Arithmetic modulo a prime is exact and never overflows: products stay below 2^62.
_PRIME = 2_147_483_629

_Matrix: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """Some firms that have both numbers; ``heads`` are those that are no branch, ``top`` is the largest figure of one firm."""

    firms: int = 0
    heads: int = 0
    employed: int = 0
    insured: int = 0
    top_employed: int = 0
    top_insured: int = 0

    def __add__(self, other: Group) -> Group:
        return Group(
            self.firms + other.firms,
            self.heads + other.heads,
            self.employed + other.employed,
            self.insured + other.insured,
            max(self.top_employed, other.top_employed),
            max(self.top_insured, other.top_insured),
        )

    @property
    def size(self) -> int:
        """Return how much is lost when the group is hidden."""
        return self.employed + self.insured

    @property
    def is_safe(self) -> bool:
        """Tell whether the figures of the group tell nothing of one firm; an empty group tells nothing."""
        if not self.firms:
            return True
        return self.heads >= FEWEST and _is_spread(self.top_employed, self.employed) and _is_spread(self.top_insured, self.insured)


@dataclass(frozen=True, slots=True)
class Atom:
    """The firms of one commune, one zone and one section: the smallest group that the dimensions tell apart."""

    commune: str
    zone: str
    section: str
    group: Group

    def where(self) -> tuple[Key, ...]:
        """Return the cells in which these firms are counted."""
        return (TOTAL, ("commune", self.commune), ("zone", self.zone), ("section", self.section))


def _is_spread(top: int, whole: int) -> bool:
    return top * 100 <= whole * MOST


def total(groups: Iterable[Group]) -> Group:
    """Return what the groups have together."""
    return sum(groups, Group())


def cells(atoms: Iterable[Atom]) -> dict[Key, Group]:
    """Return every cell that has a firm, and the total."""
    found: defaultdict[Key, Group] = defaultdict(Group)
    for atom in atoms:
        for key in atom.where():
            found[key] += atom.group
    return dict(found)


def primary(atoms: Iterable[Atom]) -> set[Key]:
    """Return the cells that by themselves would tell of one firm or two."""
    return {key for key, group in cells(atoms).items() if not group.is_safe}


def hidden(atoms: Sequence[Atom], also: Collection[Key] = ()) -> set[Key]:
    """Return the cells of one month that must not be published; ``also`` are kept secret whatever they hold.

    Where the province as a whole is not safe, everything is hidden.
    """
    atoms = [atom for atom in atoms if atom.group.firms]
    table = cells(atoms)
    risky = {key for key, group in table.items() if not group.is_safe}
    if TOTAL in risky:
        return set(table)
    risky |= {key for key in also if key in table and key != TOTAL}
    gone = set(risky)
    while True:
        for dimension in DIMENSIONS:
            _cover(dimension, table, gone, risky)
        leak = _leak(atoms, table, gone, risky)
        if leak is None:
            return gone
        gone.add(leak)


def _cover(dimension: str, table: Mapping[Key, Group], gone: set[Key], risky: Collection[Key]) -> None:
    """Hide the smallest cells of a dimension until what is hidden in it is safe as a whole, or nothing is left to hide."""
    shown = sorted((key for key in table if key[0] == dimension and key not in gone), key=lambda key: (table[key].size, key), reverse=True)
    while shown and not _is_covered([(table[key], key in risky) for key in gone if key[0] == dimension]):
        gone.add(shown.pop())


def _is_covered(cells: Sequence[tuple[Group, bool]]) -> bool:
    """Tell whether the sum of the hidden cells protects each of them, also from a firm that fills one of them alone."""
    groups = [group for group, _ in cells]
    if not _is_cover(groups, [group for group, is_risky in cells if is_risky]):
        return False
    rests = ([each for each in groups if each is not alone] for alone in groups if alone.firms == 1)
    return all(total(rest).is_safe for rest in rests)


def _is_cover(groups: Sequence[Group], risky: Sequence[Group]) -> bool:
    whole = total(groups)
    spread = all(_is_spread(each.employed, whole.employed) and _is_spread(each.insured, whole.insured) for each in risky)
    return whole.is_safe and spread


def _leak(atoms: Sequence[Atom], table: Mapping[Key, Group], gone: Collection[Key], risky: Collection[Key]) -> Key | None:
    """Return a shown cell without which one secret fewer could be computed; ``None`` when nothing leaks.

    What can be computed is every sum of shown cells with any signs and weights: the row space of the matrix of shown cells over
    atoms. A hidden cell in it leaks, and so does any group in it that is not safe.
    """
    shown = [key for key in table if key not in gone]
    places = {key: place for place, key in enumerate(shown)}
    matrix = np.zeros((len(shown), len(atoms) + len(shown)), dtype=np.int64)
    for column, atom in enumerate(atoms):
        for key in atom.where():
            if key in places:
                matrix[places[key], column] = 1
    matrix[np.arange(len(shown)), len(atoms) + np.arange(len(shown))] = 1
    rows, pivots = _reduce(matrix, len(atoms))
    for how in _secrets(rows, pivots, atoms, [key for key in risky if key in gone]):
        used = [key for place, key in enumerate(shown) if how[place] % _PRIME and key != TOTAL]
        if used:
            return min(used, key=lambda key: (table[key].size, key))
    return None


def _reduce(matrix: _Matrix, width: int) -> tuple[_Matrix, list[int]]:
    """Return the reduced rows of ``matrix`` over its first ``width`` columns, and the column in which each begins."""
    pivots: list[int] = []
    top = 0
    for column in range(width):
        found = np.flatnonzero(matrix[top:, column])
        if not found.size:
            continue
        first = top + int(found[0])
        matrix[[top, first]] = matrix[[first, top]]
        matrix[top] = matrix[top] * pow(int(matrix[top, column]), -1, _PRIME) % _PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != top]
        matrix[others] = (matrix[others] - matrix[others, column][:, None] * matrix[top]) % _PRIME
        pivots.append(column)
        top += 1
        if top == len(matrix):
            break
    return matrix[:top], pivots


def _secrets(rows: _Matrix, pivots: Sequence[int], atoms: Sequence[Atom], risky: Iterable[Key]) -> Iterable[_Matrix]:
    """Yield, for each secret that can be computed, the weights of the shown cells that give it."""
    width = len(atoms)
    told, how = rows[:, :width], rows[:, width:]
    for key in risky:
        wanted = np.array([key in atom.where() for atom in atoms], dtype=np.int64)
        weights = wanted[list(pivots)]
        if not ((weights @ told - wanted) % _PRIME).any():
            yield (weights @ how) % _PRIME
    for row, weights in zip(told, how, strict=True):
        members = np.flatnonzero(row)
        if (row[members] == 1).all() and not total(atoms[int(member)].group for member in members).is_safe:
            yield weights
    yield from _pairs(told, how, pivots, atoms)


def _pairs(told: _Matrix, how: _Matrix, pivots: Sequence[int], atoms: Sequence[Atom]) -> Iterable[_Matrix]:
    """Yield the weights that give two firms together, where each of two rows begins with one and their rests cancel out."""
    rests = told.copy()
    rests[np.arange(len(pivots)), list(pivots)] = 0
    alone = [place for place, pivot in enumerate(pivots) if atoms[pivot].group.firms == 1]
    seen = {((-rests[place]) % _PRIME).tobytes(): place for place in alone}
    for place in alone:
        other = seen.get(rests[place].tobytes())
        if other is not None and other != place:
            yield (how[place] + how[other]) % _PRIME
