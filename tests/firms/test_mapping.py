"""A list that nobody knows is placed once by an officer, and known from then on for that sender."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import NotAllowed, Refused
from core.tables import UnreadableError, open_table
from firms import services
from firms.models import Arrears, ColumnMapping, ImportBatch
from firms.staging import Origin
from tests.firms import variants
from tests.firms.conftest import MakeFirm

ALL = ("firms.view_register", "firms.import_list", "firms.apply_batch")
TITLE = ["Số liệu tính đến hết ngày 31/10/2026", "", "", "", ""]
HEAD = ["Ký hiệu", "Tên", "Số kỳ treo", "Phần còn thiếu", "Điện thoại"]
SENDER = "BHXH cơ sở Hưng Lẫm"


def strange(amount: str = "1234", day: str = "31/10/2026") -> bytes:
    title = [TITLE[0].replace("31/10/2026", day), *TITLE[1:]]
    rows = [title, HEAD, ["9917169268", "Công ty TNHH Long Tây Mẫu", "5", amount, "0000 000 1"], ["", "Tổng cộng", "", amount, ""]]
    return variants.xlsx(rows)


@pytest.fixture
def unread(make_firm: MakeFirm, hire: Any, browse: Any) -> tuple[Any, ImportBatch]:
    make_firm()
    client = browse(hire("lan", *ALL))
    file = SimpleUploadedFile("la.xlsx", strange())
    client.post(reverse("firms_upload"), {"file": file, "kind": "auto", "received_under": "internal", "sender": SENDER})
    services.read_waiting()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.refusal_code) == ("unread", "unknown_layout")
    return client, batch


def answer(batch: ImportBatch, **more: str) -> dict[str, str]:
    said = {"kind": "arrears", "sheet": "1", "first": "2", "depth": "1", "scale": "1000"}
    return said | {"cot-0": "tax", "cot-1": "name", "cot-2": "months", "cot-3": "total"} | more


def test_the_page_shows_the_file_and_its_guesses(unread: tuple[Any, ImportBatch]) -> None:
    client, batch = unread
    assert reverse("firms_map_columns", args=[batch.pk]) in client.get(reverse("firms_batch", args=[batch.pk])).content.decode()
    page = client.get(
        reverse("firms_map_columns", args=[batch.pk]), {"kind": "arrears", "sheet": 1, "first": 2, "depth": 1}
    ).content.decode()
    assert "Phần còn thiếu" in page
    assert '<option value="name" selected>' in page
    assert SENDER in page
    assert client.get(reverse("firms_map_columns", args=[batch.pk])).status_code == 200
    assert client.get(reverse("firms_map_columns", args=[batch.pk]), {"kind": "arrears", "sheet": "²"}).status_code == 422


def test_the_answer_reads_this_list_and_the_next_one_alone(unread: tuple[Any, ImportBatch]) -> None:
    client, batch = unread
    assert client.post(reverse("firms_map_columns", args=[batch.pk]), answer(batch)).status_code == 302
    services.read_waiting()
    batch.refresh_from_db()
    assert batch.state == "staged", batch.refusal
    row = Arrears.objects.get(batch=batch)
    assert (row.total_vnd, row.months_said, row.firm_id is not None) == (1_234_000, "5", True)
    services.apply_batch(batch, by=None, because="Đã xem.")
    outcome = services.import_file(strange("2.000", "30/09/2026"), name="la-2.xlsx", origin=Origin(SENDER))
    assert outcome.state == "applied"
    assert Arrears.objects.get(batch=outcome.batch).total_vnd == 2_000_000
    with pytest.raises(UnreadableError, match="Không nhận ra"):
        services.import_file(strange("3.000", "31/12/2026"), name="la-3.xlsx", origin=Origin("Một nơi khác"))


@pytest.mark.parametrize(
    ("head", "kind", "said"),
    [
        (["MST", "Tên đơn vị", "Địa chỉ", "Số tháng chậm đóng", "Phần treo"], "arrears", "Gần nhất là “Danh sách chậm đóng”"),
        (["MST", "Tên đơn vị", "Phần treo", "Diễn giải", "Khoản A"], "", "hoặc đặt lại tên cột"),
        (["ID", "Chủ thể", "Kỳ tồn", "Diễn giải", "Cộng dồn"], "", "Hãy ghép cột"),
    ],
)
def test_the_page_proposes_the_kind_that_the_refusal_names_and_asks_where_it_names_none(
    hire: Any, browse: Any, head: list[str], kind: str, said: str
) -> None:
    client = browse(hire("lan", *ALL))
    file = SimpleUploadedFile("la.xlsx", variants.xlsx([TITLE, head, ["9917169268", "Công ty A Mẫu", "x", "5", "1"]]))
    client.post(reverse("firms_upload"), {"file": file, "kind": "auto", "received_under": "internal", "sender": SENDER})
    services.read_waiting()
    batch = ImportBatch.objects.get()
    assert (batch.refusal_code, said in batch.refusal) == ("unknown_layout", True), batch.refusal
    page = client.get(reverse("firms_map_columns", args=[batch.pk]))
    assert page.status_code == 200
    assert f'<option value="{kind}" selected>' in page.content.decode()
    assert ('name="cot-0"' in page.content.decode()) == bool(kind)
    assert 'name="first" value="2"' in page.content.decode(), "no title is a heading"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"cot-3": ""}, "Tổng cộng", id="a needed column is missing"),
        pytest.param({"cot-4": "tax"}, "hai cột", id="two columns are one thing"),
    ],
)
def test_an_answer_that_is_not_whole_is_sent_back(unread: tuple[Any, ImportBatch], change: dict[str, str], said: str) -> None:
    client, batch = unread
    page = client.post(reverse("firms_map_columns", args=[batch.pk]), answer(batch, **change))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not ColumnMapping.objects.exists()


def test_a_new_answer_takes_the_place_of_the_old_and_the_old_is_kept(unread: tuple[Any, ImportBatch]) -> None:
    client, batch = unread
    client.post(reverse("firms_map_columns", args=[batch.pk]), answer(batch, scale="1"))
    ImportBatch.objects.update(state="unread", refusal_code="unknown_layout", refusal="x")
    client.post(reverse("firms_map_columns", args=[batch.pk]), answer(batch))
    assert list(ColumnMapping.objects.order_by("version").values_list("version", "is_live", "scale")) == [(1, False, 1), (2, True, 1000)]


def test_who_may_not_import_may_not_answer(unread: tuple[Any, ImportBatch], hire: Any, browse: Any) -> None:
    _, batch = unread
    quang = hire("quang", "firms.view_register")
    assert browse(quang).get(reverse("firms_map_columns", args=[batch.pk])).status_code in (302, 403)
    table = open_table(strange(), "la.xlsx")
    how: dict[str, Any] = {"kind": "arrears", "sheet": 1, "first": 2, "depth": 1}
    with pytest.raises(NotAllowed):
        services.remember_columns(batch, table, columns={"tax": 0, "name": 1, "total": 3}, by=quang, **how)
    with pytest.raises(Refused):
        services.remember_columns(batch, table, columns={"tax": 0, "name": 0, "total": 3}, by=None, **how)


@pytest.mark.parametrize("head", ["Điện thoại", "Người liên hệ", "Địa chỉ email", "Số nhà riêng giám đốc"])
@pytest.mark.parametrize("field", ["address", "note", "unit"])
def test_a_column_of_people_is_nothing_that_is_read_whoever_says_so(hire: Any, browse: Any, head: str, field: str) -> None:
    client = browse(hire("lan", *ALL))
    rows = [TITLE, [*HEAD[:4], head], ["9917169268", "Công ty A Mẫu", "5", "1234", "0000 000 1"]]
    file = SimpleUploadedFile("la.xlsx", variants.xlsx(rows))
    client.post(reverse("firms_upload"), {"file": file, "kind": "auto", "received_under": "internal", "sender": SENDER})
    services.read_waiting()
    batch = ImportBatch.objects.get()
    page = client.post(reverse("firms_map_columns", args=[batch.pk]), answer(batch, **{"cot-4": field}))
    assert (page.status_code, ColumnMapping.objects.count()) == (422, 0)
    assert f"Cột “{head}” là thông tin cá nhân hoặc liên hệ" in page.content.decode()
    assert client.post(reverse("firms_map_columns", args=[batch.pk]), answer(batch)).status_code == 302
