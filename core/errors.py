"""What can go wrong in an office, one class for each thing that a caller can do something about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something may not be done: a code for programs, a Vietnamese sentence for the officer."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class Refused(Exception):
    """What was asked is forbidden now; ``refusals`` says why and can be shown to the officer."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(f"{refusal.code}: {refusal.sentence}" for refusal in self.refusals))


class IllegalMove(Exception):
    """The lifecycle knows no such move from this state."""

    def __init__(self, state: str, move: str) -> None:
        self.state, self.move = state, move
        super().__init__(f"no move {move} from state {state}")


class Stale(Exception):
    """Somebody else changed the record first; read it again."""


class NotAllowed(Exception):
    """The officer lacks a permission."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(f"permission {permission} is needed")


class TooMany(Exception):
    """A caller spent what it may spend; it may come back in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"try again in {seconds} s")
