"""Pictures and papers that come with a complaint: cleaned in memory, sealed, and only then written."""

from __future__ import annotations

import datetime as dt
import io
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Refusal, Refused

from . import sealing
from .models import Complaint, Evidence

MOST_AT_ONCE = 5
MOST_PER_CASE = 20
LARGEST = 8 * 1024 * 1024
#: A picture with more is a bomb; a phone's camera makes 12 to 50 million.
MOST_PIXELS = 64_000_000
#: Longest side of what is kept: a page stays readable.
SIDE = 2400
FOLDER = "complaints"
_FORMATS = ("JPEG", "PNG", "WEBP")


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
    if len(data) > LARGEST:
        raise _refused("large", _("Tệp lớn hơn %(largest)d MB.") % {"largest": LARGEST // 1024 // 1024})
    stem = "".join(sign for sign in name.rpartition(".")[0] if sign.isprintable() and sign not in '/\\"<>')[:80] or "tep"
    if data.startswith(b"%PDF-"):
        return Clean(f"{stem}.pdf", Evidence.Kind.PDF, data)
    return Clean(f"{stem}.jpg", Evidence.Kind.IMAGE, _redrawn(data))


def store(complaint: Complaint, file: Clean) -> Evidence:
    """Seal ``file`` to the desk and write it; the row follows, and a file without a row is swept away."""
    head = json.dumps({"name": file.name}, ensure_ascii=False).encode()
    sealed = sealing.seal(head + b"\n" + file.data, bound=f"{complaint.reference}/evidence", to=[complaint.desk_key.recipient])
    path = _storage().save(f"{FOLDER}/{secrets.token_hex(16)}.age", ContentFile(sealed))
    return Evidence.objects.create(complaint=complaint, kind=file.kind, path=path)


def fetch(row: Evidence, *, identity: str) -> Clean:
    """Open a sealed file with the desk's key."""
    with _storage().open(row.path) as file:
        plain = sealing.unseal(file.read(), bound=f"{row.complaint.reference}/evidence", identity=identity)
    head, data = plain.split(b"\n", 1)
    return Clean(json.loads(head)["name"], Evidence.Kind(row.kind), data)


def delete(paths: Iterable[str]) -> None:
    """Delete sealed files; one that is gone already is no harm."""
    for path in paths:
        _storage().delete(path)


def forget_unknown(known: set[str], *, older_than: dt.datetime) -> int:
    """Delete sealed files that are not among ``known`` and older than a moment."""
    storage = _storage()
    if not storage.exists(FOLDER):
        return 0
    paths = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    lost = [path for path in paths if path not in known and storage.get_modified_time(path) < older_than]
    delete(lost)
    return len(lost)


def _redrawn(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _refused("pixels", _("Ảnh có quá nhiều điểm ảnh."))
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused("kind", _("Chỉ nhận ảnh JPEG, PNG, WebP và tệp PDF.")) from error
    upright.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(out, "JPEG", quality=85)
    return out.getvalue()


def _storage() -> Storage:
    return storages["private"]


def _refused(code: str, sentence: str) -> Refused:
    return Refused((Refusal(code, sentence),))
