"""A large upload is never spooled to the disk in the clear."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints import evidence, services
from core import clock
from tests.complaints.test_web import TEXT, fields, shown_code

pytestmark = pytest.mark.django_db


def _send(client: Any, papers: list[SimpleUploadedFile]) -> Any:
    preview = client.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    return client.post("/phan-anh/", fields(preview, "send") | {"last": shown_code(preview)[-5:], "papers": papers})


def test_no_temporary_file_is_made(officer: Any, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("an upload went to the disk")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    assert _send(browse(), [SimpleUploadedFile("don.pdf", b"%PDF-" + b"0" * 5_000_000)]).status_code == 200


def test_one_file_too_many_is_refused(officer: Any, browse: Any) -> None:
    papers = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7") for n in range(evidence.MOST_AT_ONCE + 1)]
    answer = _send(browse(), papers)
    assert answer.status_code == 422
    assert "tối đa 5 tệp" in answer.content.decode()


def test_a_file_that_no_row_names_is_swept_away_after_a_day(officer: Any) -> None:
    path = storages["private"].save("complaints/lost.age", ContentFile(b"x"))
    written = storages["private"].get_modified_time(path)
    with clock.at(written + dt.timedelta(hours=1)):
        assert services.forget_orphans() == 0
    with clock.at(written + dt.timedelta(days=2)):
        assert services.forget_orphans() >= 1
    assert not storages["private"].exists(path)
