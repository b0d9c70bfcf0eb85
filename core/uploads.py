"""Files that somebody hands in, checked before they are kept in the private storage: known kind, known size, no bomb, no metadata."""

from __future__ import annotations

import datetime as dt
import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import Refusal, Refused

LARGEST = 8 * 1024 * 1024
#: A picture with more is a bomb; a phone's camera makes 12 to 50 million.
MOST_PIXELS = 64_000_000
#: Longest side of what is kept: a page stays readable.
SIDE = 2400
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept, under a name that is safe to offer again."""

    name: str
    data: bytes

    @property
    def is_pdf(self) -> bool:
        """Tell whether it is a PDF; everything else is a picture."""
        return self.name.endswith(".pdf")


def accept(data: bytes, name: str, *, largest: int = LARGEST) -> Upload:
    """Return what may be kept of an uploaded file, or raise `Refused`.

    A picture is drawn anew, so nothing remains of place, time or camera. A PDF is kept as it is, with any signature in it.
    """
    if len(data) > largest:
        raise _refused("large", _("Tệp lớn hơn %(largest)d MB.") % {"largest": largest // 1024 // 1024})
    stem = "".join(sign for sign in name.rpartition(".")[0] if sign.isprintable() and sign not in '/\\"<>')[:80] or "tep"
    if data.startswith(b"%PDF-"):
        return Upload(f"{stem}.pdf", data)
    return Upload(f"{stem}.jpg", _redrawn(data))


def keep(folder: str, data: bytes, ending: str) -> str:
    """Write a file under a name that tells nothing and return its path; the row follows, and a file without a row is swept away."""
    return _storage().save(f"{folder}/{secrets.token_hex(16)}.{ending}", ContentFile(data))


def fetch(path: str) -> bytes:
    """Return the content of a kept file."""
    with _storage().open(path) as file:
        content: bytes = file.read()
    return content


def delete(paths: Iterable[str]) -> None:
    """Delete kept files; one that is gone already is no harm."""
    for path in paths:
        _storage().delete(path)


def forget_unknown(folder: str, known: set[str], *, older_than: dt.datetime) -> int:
    """Delete files of ``folder`` that are not among ``known`` and older than a moment."""
    storage = _storage()
    if not storage.exists(folder):
        return 0
    paths = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
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
