"""kombu's broker in a folder, with messages that appear whole.

kombu writes a message under the name by which workers take it, so a worker that looks at that very moment takes an empty
file: the message is lost and the worker falls.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Puts a message down beside the queue and moves it in."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # two names above
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out, name)
        part = whole.with_suffix(".part")
        try:
            part.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(part, whole)
        except OSError as why:
            raise ChannelError(f"cannot put {whole} into the queue: {why}") from why


class Transport(filesystem.Transport):
    """The folder as a broker."""

    Channel = Channel
