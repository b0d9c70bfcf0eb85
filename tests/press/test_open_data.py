"""What anyone may take away: whole registers, their changes and the API; never a name that was taken back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from core import clock
from core.models import Agency
from press import services
from press.models import OpenChange, Release
from press.opendata import changes, doors, registers

from .conftest import Letters, Make

NAME = "Công ty Mẫu Sao Mai"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def ask(address: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(address, headers=headers)
    assert response.status_code == status, body(response)
    return json.loads(body(response)) if status != 304 else None


def rows_of_csv(code: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(Client().get(f"/du-lieu/{code}.csv")).decode("utf-8-sig"))))


def doors_that_name() -> Iterator[str]:
    """Every door through which the name of a live release may be read."""
    public_id = Release.objects.latest("pk").public_id
    yield from ("/tin.atom", "/tin.json", "/thu-ngo/tin.json", "/du-lieu/tin.csv", "/du-lieu/tin.json")
    yield from ("/api/v1/tin/", f"/api/v1/tin/{public_id}/")


def test_a_live_release_is_told_at_every_door_and_taken_back_at_every_door_at_once(make: Make) -> None:
    release = make("live")
    assert [door for door in doors_that_name() if NAME not in body(Client().get(door)).decode()] == []
    services.withdraw(release, by=release.approved_by, because="Nhầm.", what="Số liệu chưa chính xác.")
    assert [door for door in doors_that_name() if NAME in body(Client().get(door)).decode()] == []
    ask(f"/api/v1/tin/{release.public_id}/", 410)


def test_a_hidden_subject_leaves_every_door_but_its_release_stays(make: Make, letters: Letters) -> None:
    release = make("live")
    letters.hidden = {release.subject_id}
    assert [door for door in doors_that_name() if NAME in body(Client().get(door)).decode()] == []
    ask(f"/api/v1/tin/{release.public_id}/", 410)
    changes.note()
    assert [(each.what, each.why) for each in OpenChange.objects.filter(register="tin")] == [("added", ""), ("deleted", "hidden")]


def test_every_act_is_told_in_its_own_transaction_by_its_id_and_the_columns_that_changed(make: Make) -> None:
    release = make("live")
    assert changes.head() == 1
    release.refresh_from_db()
    agency = Agency.objects.get(pk=release.subject_id)
    agency.name = "Công ty Mẫu Sao Khuê"
    for hours in (1, 2):
        with clock.at(clock.now() + dt.timedelta(hours=hours)):
            services.correct(release, by=release.approved_by, because="Sai tên.", what="Tên trong thư đã được sửa.")
        agency.save()
    services.withdraw(release, by=release.approved_by, because="Nhầm.", what="Số liệu chưa chính xác.")
    assert changes.note() == 0
    told = ask("/api/v1/thay-doi/")
    assert [(each["change"], each["reason"], each["fields"]) for each in told["data"] if each["register"] == "tin"] == [
        ("added", None, None),
        ("changed", None, ["state", "changed_at"]),
        ("changed", None, ["title", "changed_at"]),
        ("deleted", "withdrawn", None),
    ]
    assert {each["id"] for each in told["data"] if each["register"] == "tin"} == {release.public_id}
    assert [each["change"] for each in told["data"] if each["register"] == "dinh-chinh"] == ["added"] * 3
    assert ask("/du-lieu/thay-doi.json")["data"] == told["data"]
    assert [row["fields"] for row in rows_of_csv("thay-doi") if row["register"] == "tin"][2] == '["title", "changed_at"]'
    assert "Mẫu" not in json.dumps(told, ensure_ascii=False)


def test_an_act_that_is_undone_changed_nothing(make: Make) -> None:
    release = make("approved")
    with transaction.atomic():
        services.release(release, by=release.approved_by, because="Đến giờ.")
        assert OpenChange.objects.exists()
        transaction.set_rollback(True)
    assert not OpenChange.objects.exists()
    assert changes.head() == 0


def test_what_the_clock_alone_ends_is_told_by_the_next_look(make: Make, letters: Letters) -> None:
    letters.ends = clock.now() + dt.timedelta(hours=1)
    release = make("live")
    with clock.at(clock.now() + dt.timedelta(hours=2)):
        assert changes.note() == 1
        services.expire(release, because="Hết thời hạn công khai.")
    assert [(each.what, each.why) for each in OpenChange.objects.filter(register="tin")] == [("added", ""), ("deleted", "hidden")]


def test_corrections_tell_numbers_and_days_before_and_after_and_of_words_that_they_changed(make: Make, letters: Letters) -> None:
    release = make("live")
    letters.as_of = "2026-11-30"
    letters.fields = {**letters.fields, "feed.title": "Tiêu đề"}
    Agency.objects.filter(pk=release.subject_id).update(name="Công ty Mẫu Sao Khuê")
    services.correct(release, by=release.approved_by, because="Sai ngày.", what="Ngày và tên trong thư đã được sửa.")
    (row,) = ask("/du-lieu/dinh-chinh.json")["data"]
    assert row["changes"] == [
        {"field": "items", "label": "Đơn vị", "before": None, "after": None},
        {"field": "as_of", "label": "Số liệu tính đến ngày", "before": "2026-10-31", "after": "2026-11-30"},
        {"field": "feed.title", "label": "Tiêu đề", "before": None, "after": None},
    ]
    assert json.loads(rows_of_csv("dinh-chinh")[0]["changes"]) == row["changes"]


def test_who_keeps_the_cursor_gets_each_change_once(make: Make) -> None:
    for number in range(5):
        make("live", f"Công ty Mẫu Số {number}")
    cursor, seen = "0", []
    while True:
        told = ask(f"/api/v1/thay-doi/?limit=2&cursor={cursor}")
        seen += [each["seq"] for each in told["data"]]
        cursor = told["cursor"]
        if told["next"] is None:
            break
    assert seen == list(range(1, changes.head() + 1))
    assert ask(f"/api/v1/thay-doi/?cursor={cursor}")["data"] == []
    make("live", "Công ty Mẫu Tới Sau")
    assert len(ask(f"/api/v1/thay-doi/?cursor={cursor}")["data"]) == 1
    assert ask("/du-lieu/tin.json")["cursor"] == str(changes.head())


def test_pages_of_rows_follow_each_other_while_rows_come_and_go(make: Make) -> None:
    made = [make("live", f"Công ty Mẫu Số {number}") for number in range(5)]
    first = ask("/api/v1/tin/?limit=2")
    services.withdraw(made[2], by=made[2].approved_by, because="Nhầm.", what="Số liệu chưa chính xác.")
    make("live", "Công ty Mẫu Tới Sau")
    seen, following = [each["id"] for each in first["data"]], first["next"]
    while following:
        told = ask(following.removeprefix("http://localhost:8000"))
        seen, following = seen + [each["id"] for each in told["data"]], told["next"]
    assert seen == [made[number].public_id for number in (4, 3, 1, 0)]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/khong-co/", 404),
        ("/api/v1/khong-co/x/", 404),
        ("/api/v1/tin/TX-99-2026-999999/", 404),
        ("/api/v1/nhat-ky/99999999999999999999999/", 404),
        ("/api/v1/nhat-ky/BD-99-2026-000001/", 404),
        ("/api/v1/dinh-chinh/x/", 404),
        ("/api/v1/so-lieu/2026-13-all-0123456789/", 404),
        ("/api/v1/tin/?limit=0", 400),
        ("/api/v1/tin/?limit=101", 400),
        ("/api/v1/tin/?limit=x", 400),
        ("/api/v1/tin/?cursor=WzFd", 400),
        ("/api/v1/thay-doi/?cursor=-1", 400),
        ("/api/v2/", 404),
        ("/du-lieu/khong-co.csv", 404),
    ],
)
def test_what_goes_wrong_is_told_so_that_a_program_understands(db: None, address: str, status: int) -> None:
    response = Client().get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    told = response.json()
    assert told["status"] == status
    assert told["detail"]
    assert told["detail_en"]
    assert "no-store" in response.headers["Cache-Control"]


def test_a_cursor_of_one_register_opens_no_other(make: Make) -> None:
    make("withdrawn")
    make("live")
    make("live", "Công ty Mẫu Thứ Hai")
    cursor = ask("/api/v1/tin/?limit=1")["next"].partition("cursor=")[2]
    ask(f"/api/v1/tin/?cursor={cursor}")
    ask(f"/api/v1/dinh-chinh/?cursor={cursor}", 400)


@pytest.mark.parametrize(
    "address", ["/api/v1/", "/api/v1/tin/", "/api/v1/thay-doi/", "/du-lieu/datapackage.json", "/du-lieu/catalog.jsonld"]
)
def test_who_has_it_already_is_told_so(make: Make, address: str) -> None:
    make("live")
    tag = Client().get(address).headers["ETag"]
    response = Client().get(address, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert Client().get(address, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_pages_of_other_sites_may_read_and_nobody_may_write(db: None) -> None:
    response = Client().get("/api/v1/tin/", headers={"Origin": "https://bao.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert not response.cookies
    asked = Client().options("/api/v1/tin/", headers={"Origin": "https://bao.example", "Access-Control-Request-Headers": "If-None-Match"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Headers"]) == (204, "If-None-Match, If-Modified-Since")
    assert "POST" not in asked.headers["Access-Control-Allow-Methods"]
    refused = Client(enforce_csrf_checks=True).post("/api/v1/tin/")
    assert (refused.status_code, refused.headers["Allow"], refused.json()["status"]) == (405, "GET, HEAD, OPTIONS", 405)


def test_a_caller_who_comes_too_often_is_told_when_to_come_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "LIMIT", 2)
    assert [Client().get("/api/v1/tin/").status_code for _ in range(3)] == [200, 200, 429]
    response = Client().get("/du-lieu/tin.csv")
    assert (response.status_code, response.headers["Content-Type"]) == (429, "application/problem+json")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84 Mẫu", "-Mẫu", "@Mẫu", "\tMẫu"])
def test_no_spreadsheet_runs_a_cell(make: Make, letters: Letters, name: str) -> None:
    make("live", name)
    letters.label = name
    (row,) = rows_of_csv("tin")
    assert row["kind_label"] == f"'{name}"
    assert ask("/du-lieu/tin.json")["data"][0]["kind_label"] == name


def test_an_answer_takes_few_queries_however_many_rows_there_are(make: Make, django_assert_max_num_queries: Any) -> None:
    def ask_all() -> None:
        for address in ("/du-lieu/", "/du-lieu/tin/", "/api/v1/tin/", "/api/v1/thay-doi/", "/du-lieu/tin.csv", "/du-lieu/tin.json"):
            with django_assert_max_num_queries(12):
                assert body(Client().get(address))

    ask_all()
    for number in range(30):
        make("live", f"Công ty Mẫu Số {number}")
    changes.note()
    ask_all()


def test_every_register_says_what_each_of_its_columns_means() -> None:
    for register in registers.every():
        assert register.key in register.names
        assert len(set(register.names)) == len(register.names)
        assert all(field.about for field in register.fields)
    assert {each.code for each in registers.every()} == {"cong-khai", "bieu-duong", "tin", "dinh-chinh", "so-lieu", "nhat-ky", "thay-doi"}
