"""The files of a batch of letters: every letter as DOCX in one ZIP, and all of them in one PDF."""

from __future__ import annotations

import io
import zipfile

from core import clock, uploads
from core.documents import letter_docx, letters_pdf

from .letters import compose
from .models import LetterBatch
from .requesting import State

FOLDER = "letters"


def build(batch: LetterBatch) -> bool:
    """Print the files of ``batch`` and return whether they were still wanted as they are.

    The files are written first and named in one conditional update, so that a worker killed half-way leaves at most a file without
    a row, which is swept away, and two workers at once leave one set.
    """
    letters = [
        (f"{place:03d}-{request.tax_code or request.pk}.docx", compose(request))
        for place, request in enumerate(
            batch.requests.exclude(state=State.WITHDRAWN).select_related("batch", "signed_by").order_by("pk"), start=1
        )
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, letter in letters:
            archive.writestr(name, letter_docx(letter))
    zip_path = uploads.keep(FOLDER, packed.getvalue(), "zip")
    pdf_path = uploads.keep(FOLDER, letters_pdf([letter for _, letter in letters]), "pdf") if letters else ""
    before = {batch.zip_path, batch.pdf_path} - {""}
    hit = LetterBatch.objects.filter(pk=batch.pk, wanted_at=batch.wanted_at, built_at=None).update(
        zip_path=zip_path, pdf_path=pdf_path, built_at=clock.now()
    )
    uploads.delete(before if hit else {zip_path, pdf_path} - {""})
    return bool(hit)
