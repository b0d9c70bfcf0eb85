"""Uploads to this room stay in memory: what a reporter sends never touches the disk before it is sealed."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from core.uploads import LARGEST

from .evidence import MOST_AT_ONCE

_PATHS = ("/phan-anh/", "/en/phan-anh/")


class InMemory(FileUploadHandler):
    """Takes the files of this room's forms before a handler that would spool large ones to the disk.

    A file that is too large, or one too many, is cut short: the form then refuses it, and memory stays bounded.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._is_ours = False
        self._files = 0
        self._data = io.BytesIO()

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None) -> None:  # noqa: N803 - Django names it so
        """Look at the address that the form is sent to."""
        self._is_ours = META.get("PATH_INFO", "").startswith(_PATHS)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, and keep it from every other handler."""
        super().new_file(*args, **kwargs)
        if self._is_ours:
            self._files += 1
            self._data = io.BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece of the file, up to one byte too many."""
        if not self._is_ours:
            return raw_data
        if self._files <= MOST_AT_ONCE:
            self._data.write(raw_data[: LARGEST + 1 - self._data.tell()])
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """Return the file."""
        if not self._is_ours:
            return None
        size = self._data.tell()
        self._data.seek(0)
        return InMemoryUploadedFile(
            self._data, self.field_name, self.file_name or "", self.content_type or "", size, self.charset, self.content_type_extra
        )
