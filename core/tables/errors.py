"""What can be wrong with a file or with one value in it."""

from __future__ import annotations


class UnreadableError(Exception):
    """The file as a whole cannot be taken: a code for programs, one Vietnamese sentence for the sender."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence)


class ValueProblemError(ValueError):
    """One value is not what its column says; ``code`` tells in which way."""

    def __init__(self, code: str, value: object = "") -> None:
        self.code, self.value = code, str(value)
        super().__init__(f"{code}: {value}")
