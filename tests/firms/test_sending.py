"""Lists that agencies send from their own seat: in their own name, of their own kinds, with a letter, and never applied by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from core.errors import NotAllowed, Refused
from core.models import Agency
from core.tables import UnreadableError
from firms import sending, services
from firms.intake.kinds import KINDS
from firms.models import ImportBatch
from firms.services import Origin
from tests.firms.conftest import REGISTER, MakeFirm, arrears

LETTER: dict[str, Any] = {"letter_no": "12/BHXH-QLT", "letter_on": dt.date(2026, 11, 2)}
SEAT = ("firms.view_register", "firms.import_list", "firms.answer_confirmation")


@pytest.fixture
def bao(hire: Any) -> Any:
    return hire("bao", *SEAT, agency=Agency.objects.get(code="bhxh"))


def test_the_table_names_every_body_and_known_kinds_alone() -> None:
    assert set(sending.SENDS) == set(Agency.Kind)
    assert set().union(*sending.SENDS.values()) - {"c12"} <= set(KINDS)


def test_a_guests_list_bears_its_own_name_and_waits_for_the_data_officer(make_firm: MakeFirm, bao: Any, hire: Any) -> None:
    make_firm()
    other = Agency.objects.get(code="thanh-tra")
    outcome = services.import_file(arrears(), name="ds.csv", origin=Origin("Sở khác", agency=other, **LETTER), by=bao)
    batch = outcome.batch
    assert batch is not None
    assert (batch.agency, batch.sender, batch.state, batch.letter_no) == (bao.agency, bao.agency.name, "staged", "12/BHXH-QLT")
    with pytest.raises(NotAllowed):
        services.apply_batch(batch, by=bao, because="Tự áp dụng.")
    assert services.apply_batch(batch, by=hire("quang", "firms.apply_batch"), because="Đã đối chiếu.").state == "applied"


@pytest.mark.parametrize("wrong", [{"letter_no": ""}, {"letter_on": None}, {"letter_on": dt.date(2026, 11, 3)}])
def test_a_guest_sends_with_a_letter(bao: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        services.import_file(arrears(), name="ds.csv", origin=Origin(**{**LETTER, **wrong}), by=bao)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("code", "content", "taken"), [("so-tai-chinh", REGISTER, True), ("so-tai-chinh", "", False), ("ldld", "", False)])
def test_each_body_sends_the_figures_that_it_keeps(hire: Any, code: str, content: str, taken: bool) -> None:
    by = hire("ai", *SEAT, agency=Agency.objects.get(code=code))
    given: dict[str, Any] = {"name": "ds.csv", "as_of": dt.date(2026, 10, 31), "origin": Origin(**LETTER), "by": by}
    if taken:
        assert services.import_file(content.encode(), **given).state == "staged"
    else:
        with pytest.raises((UnreadableError, Refused)):
            services.import_file(arrears(), **given)
        assert not ImportBatch.objects.exists()


def test_nobody_but_the_si_agency_claims_to_have_published(hire: Any) -> None:
    by = hire("tai", *SEAT, agency=Agency.objects.get(code="so-tai-chinh"))
    origin = Origin("", "published", "https://stc.example/ds", "Danh bạ", dt.date(2026, 11, 1), **LETTER)
    with pytest.raises(Refused, match="Điều 35"):
        services.import_file(REGISTER.encode(), name="ds.csv", origin=origin, by=by)


def test_a_guest_uploads_on_a_form_without_another_sender_and_sees_its_rows(make_firm: MakeFirm, bao: Any, browse: Any, hire: Any) -> None:
    make_firm()
    client, path = browse(bao), reverse("firms_upload")
    page = client.get(path).content.decode()
    assert 'name="sender"' not in page
    assert "Danh bạ đăng ký" not in page
    sent = {"kind": "auto", "received_under": "internal", "letter_no": "12/BHXH-QLT", "letter_on": "02/11/2026"}
    assert client.post(path, {**sent, "letter_no": "", "file": SimpleUploadedFile("ds.csv", arrears())}).status_code == 422
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(path, {**sent, "file": SimpleUploadedFile("ds.csv", arrears(total=1))})
    batch = ImportBatch.objects.get()
    shown = client.get(reverse("firms_batch", args=[batch.pk]))
    assert batch.agency == bao.agency
    assert "Giữ lại" in shown.content.decode()
    stranger = browse(hire("tai", *SEAT, agency=Agency.objects.get(code="so-tai-chinh")))
    assert stranger.get(reverse("firms_batch", args=[batch.pk])).status_code == 404
    assert batch.file_name not in stranger.get(reverse("firms_batches")).content.decode()
