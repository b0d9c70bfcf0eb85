"""A string told in confidence is found nowhere: not in the database, the logs, the files, or anybody's page."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from complaints import services
from complaints.models import Complaint
from tests.complaints.conftest import HANDLER, PASSPHRASE
from tests.complaints.test_web import fields, photograph, shown_code

CANARY = "chimhoangyen7391"
NAME = "bichngoc5284"
ANSWER = "traloikin6402"
NOTE = "ghichukin1177"
TYPED = "chuyendotrochuyen8833"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, arguments and tracebacks included."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def rows() -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield (
                        table,
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else json.dumps(value, default=str, ensure_ascii=False).encode(),
                    )


def files() -> Iterator[tuple[str, bytes]]:
    """Yield every file that the run wrote, the database and its log of writes among them."""
    for path in Path(settings.VAR).rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()


@pytest.mark.django_db(transaction=True)
def test_what_is_told_in_confidence_is_found_nowhere(hire: Any, browse: Any, log: io.StringIO) -> None:
    lan = hire("lan", *HANDLER, "complaints.reveal_identity")
    services.enrol_first_officer(lan, PASSPHRASE)
    reporter: Client = browse()
    told = {"wants": "denunciation", "content": f"Công ty {CANARY} trốn đóng.", "name": NAME, "contact": f"{NAME}@example.vn"}
    preview = reporter.post("/phan-anh/", told | {"step": "preview"}).content.decode()
    code = shown_code(preview)
    papers = [SimpleUploadedFile(f"{CANARY}.jpg", photograph(4_000)), SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + CANARY.encode() * 300_000)]
    sent = reporter.post("/phan-anh/", fields(preview, "send") | {"last": code[-5:], "papers": papers})
    assert sent.status_code == 200
    draft = services.start_draft("chat")
    services.add_to_draft(draft, TYPED)
    chat = services.send_draft(draft)

    officer: Client = browse(lan)
    officer.post("/quan-tri/phan-anh/", {"passphrase": PASSPHRASE})
    case = Complaint.objects.get(channel="web")
    address = f"/quan-tri/phan-anh/{case.pk}/"
    assert CANARY in officer.get(address).content.decode()
    officer.post(address, {"act": "note", "note-text": NOTE})
    officer.post(address, {"act": "answer", "answer-text": ANSWER})
    assert NAME in officer.post(address, {"act": "reveal", "reveal-motive": "Cần hẹn gặp người gửi"}).content.decode()
    assert ANSWER in reporter.post("/phan-anh/theo-doi/", {"code": code}).content.decode()

    secrets = [
        CANARY,
        NAME,
        ANSWER,
        NOTE,
        TYPED,
        PASSPHRASE,
        code,
        code.replace("-", ""),
        chat.code,
        officer.cookies["ban_tiep_nhan"].value,
    ]
    secrets += ["AGE-SECRET-KEY-", "%PDF-1.7 ", "CANARY-CAMERA", "CANARY-COMMENT"]
    stored = [*rows(), *files(), ("log", log.getvalue().encode())]
    assert len(stored) > 1_000
    assert [(where, secret) for where, data in stored for secret in secrets if secret.encode() in data] == []
    stranger = browse(hire("quang", "press.draft_release", "core.view_story"))
    pages = ["/", "/phan-anh/", "/phan-anh/theo-doi/", f"/tim-kiem/?q={CANARY}", "/sitemap.xml", "/quan-tri/", "/quan-tri/nhat-ky/"]
    for page in pages:
        shown = stranger.get(page).content.decode().replace(f'value="{CANARY}"', "")
        assert [secret for secret in secrets if secret in shown and not page.endswith(secret)] == []


@pytest.mark.django_db
def test_a_crash_in_the_form_logs_no_word(officer: Any, browse: Any, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(services, "file", crash)
    client: Client = browse()
    client.raise_request_exception = False
    preview = client.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": CANARY}).content.decode()
    code = shown_code(preview)
    answer = client.post("/phan-anh/", fields(preview, "send") | {"last": code[-5:]})
    assert answer.status_code == 500
    assert "disk full" in log.getvalue()
    assert CANARY not in log.getvalue()
    assert code not in log.getvalue()
