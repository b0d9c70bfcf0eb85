"""The chat on the site."""

from __future__ import annotations

from typing import ClassVar

from .. import Channel


class Web(Channel):
    """A form on a page of ours; its replies stand in the page that answers it."""

    code: ClassVar[str] = "web"
    label: ClassVar[str] = "Trang web"
    is_messenger: ClassVar[bool] = False
    has_page: ClassVar[bool] = True
    door: ClassVar[str] = "chat"


channel = Web()
