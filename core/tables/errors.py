"""What can be wrong with a file or with one value in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


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


def broken() -> UnreadableError:
    """Return the refusal of a file that its format's reader cannot make sense of."""
    return UnreadableError("unreadable", "Không đọc được tệp: tệp bị hỏng, bị cắt ngắn hoặc không phải bảng tính.")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn whatever a library raises about a file into one refusal.

    A native reader that panics raises a bare `BaseException`; only what stops the process passes through.
    """
    try:
        yield
    except (UnreadableError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        log.info("a file cannot be read: %s", type(error).__name__)
        raise broken() from error
