"""Pictures and papers that come with a complaint: cleaned in memory, sealed, and only then written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from core import uploads

from . import sealing
from .models import Complaint, Evidence

MOST_AT_ONCE = 5
MOST_PER_CASE = 20
FOLDER = "complaints"


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept: no metadata in pictures, known kind, known size."""

    name: str
    kind: Evidence.Kind
    data: bytes

    @property
    def content_type(self) -> str:
        """Return the media type."""
        return "application/pdf" if self.kind == Evidence.Kind.PDF else "image/jpeg"


def clean(data: bytes, name: str) -> Clean:
    """Return what may be kept of an uploaded file, or raise `Refused`.

    A picture is drawn anew, so nothing remains of place, time or camera. A PDF is kept as it is: its own
    metadata (author, program) stays inside the seal, and the page says so.
    """
    upload = uploads.accept(data, name)
    return Clean(upload.name, Evidence.Kind.PDF if upload.is_pdf else Evidence.Kind.IMAGE, upload.data)


def store(complaint: Complaint, file: Clean) -> Evidence:
    """Seal ``file`` to the desk and write it; the row follows, and a file without a row is swept away."""
    head = json.dumps({"name": file.name}, ensure_ascii=False).encode()
    sealed = sealing.seal(head + b"\n" + file.data, bound=f"{complaint.reference}/evidence", to=[complaint.desk_key.recipient])
    path = uploads.keep(FOLDER, sealed, "age")
    return Evidence.objects.create(complaint=complaint, kind=file.kind, path=path)


def fetch(row: Evidence, *, identity: str) -> Clean:
    """Open a sealed file with the desk's key."""
    plain = sealing.unseal(uploads.fetch(row.path), bound=f"{row.complaint.reference}/evidence", identity=identity)
    head, data = plain.split(b"\n", 1)
    return Clean(json.loads(head)["name"], Evidence.Kind(row.kind), data)


def delete(paths: Iterable[str]) -> None:
    """Delete sealed files; one that is gone already is no harm."""
    uploads.delete(paths)


def forget_unknown(known: set[str], *, older_than: dt.datetime) -> int:
    """Delete sealed files that are not among ``known`` and older than a moment."""
    return uploads.forget_unknown(FOLDER, known, older_than=older_than)
