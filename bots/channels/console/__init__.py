"""The chat in a terminal."""

from __future__ import annotations

from typing import ClassVar

from .. import Channel


class Console(Channel):
    """Standard input and output of the machine itself."""

    code: ClassVar[str] = "console"
    label: ClassVar[str] = "Dòng lệnh"
    is_messenger: ClassVar[bool] = False
    door: ClassVar[str] = "console"


channel = Console()
