"""What a benchmark found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """Our figure beside the reference's, both of the same run; more is better."""

    what: str
    ours: float
    reference_name: str
    reference: float
    unit: str
    bar: float

    @property
    def ratio(self) -> float:
        """Our figure as a share of the reference's."""
        return self.ours / self.reference

    @property
    def holds(self) -> bool:
        """Tell whether the ratio reaches the bar."""
        return self.ratio >= self.bar
