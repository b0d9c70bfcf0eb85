"""The licence of the open data is planned until an officer confirms it, and every door says which of both it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.errors import NotAllowed, Refused
from core.models import Officer
from press.models import OpenLicence
from press.opendata import licence


@pytest.fixture
def chi(hire: Callable[..., Officer]) -> Officer:
    """Who answers for the law."""
    return hire("chi", licence.CONFIRM)


def ask(path: str) -> Any:
    response: Any = Client().get(path)
    return json.loads(b"".join(response) if response.streaming else response.content)


def licences() -> Iterator[tuple[str, bool]]:
    """The licence at each door for programs, and whether the door calls it confirmed."""
    for told in (ask("/api/v1/")["licence"], ask("/du-lieu/tin.json")["licence"], *ask("/du-lieu/datapackage.json")["licenses"]):
        assert ("note" in told) is not bool(told["confirmed_on"])
        yield told["path"], bool(told["confirmed_on"])
    about = ask("/api/v1/openapi.json")["info"]["license"]
    yield about["url"], "chờ" not in about["name"]
    catalogue = ask("/du-lieu/catalog.jsonld")
    for told in (catalogue, catalogue["dcat:dataset"][0], catalogue["dcat:dataset"][0]["dcat:distribution"][0]):
        yield told["dct:license"]["@id"], "dct:rights" not in told


def test_every_door_says_whether_the_licence_was_confirmed(chi: Officer) -> None:
    planned = licence.LICENCES[licence.PLANNED][1]
    assert set(licences()) == {(planned, False)}
    assert "đang chờ xác nhận" in Client().get("/du-lieu/").content.decode()
    assert '"license"' not in Client().get("/du-lieu/tin/").content.decode()
    licence.confirm("CC0-1.0", by=chi, because="Ý kiến pháp chế số 12.")
    confirmed = licence.LICENCES["CC0-1.0"][1]
    assert set(licences()) == {(confirmed, True)}
    for page in ("/du-lieu/", "/du-lieu/tin/", "/en/du-lieu/"):
        said = Client().get(page).content.decode()
        assert re.search(f'href="{confirmed}"', said)
        assert "đang chờ xác nhận" not in said
    assert f'"license": "{confirmed}"' in Client().get("/du-lieu/tin/").content.decode()


def test_the_last_confirmation_counts_and_the_earlier_ones_stay(chi: Officer) -> None:
    licence.confirm("CC0-1.0", by=chi, because="Ý kiến pháp chế số 12.")
    tag = Client().get("/du-lieu/tin.json").headers["ETag"]
    licence.confirm("CC-BY-4.0", by=chi, because="Ý kiến pháp chế số 13.")
    assert licence.current()["name"] == "CC-BY-4.0"
    assert list(OpenLicence.objects.values_list("name", flat=True)) == ["CC-BY-4.0", "CC0-1.0"]
    assert Client().get("/du-lieu/tin.json").headers["ETag"] != tag


def test_nobody_confirms_without_the_right_a_ground_or_a_known_licence(chi: Officer, hire: Callable[..., Officer]) -> None:
    with pytest.raises(NotAllowed):
        licence.confirm("CC-BY-4.0", by=hire("lan"), because="Ý kiến.")
    for name, because in (("CC-BY-4.0", " "), ("tự do", "Ý kiến.")):
        with pytest.raises(Refused):
            licence.confirm(name, by=chi, because=because)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenLicence.objects.create(name="CC-BY-4.0", because="", confirmed_by=chi)
    assert not OpenLicence.objects.exists()


def test_the_legal_officer_confirms_it_on_a_screen(chi: Officer, browse: Callable[..., Client], hire: Callable[..., Officer]) -> None:
    assert browse(hire("quang")).get("/quan-tri/giay-phep-du-lieu/").status_code in (302, 403)
    client = browse(chi)
    assert "đang chờ xác nhận" in client.get("/quan-tri/giay-phep-du-lieu/").content.decode()
    assert client.post("/quan-tri/giay-phep-du-lieu/", {"name": "CC-BY-4.0", "because": ""}).status_code == 422
    answer = client.post("/quan-tri/giay-phep-du-lieu/", {"name": "CC-BY-4.0", "because": "Ý kiến pháp chế số 12."}, follow=True)
    said = answer.content.decode()
    assert "Ý kiến pháp chế số 12." in said
    assert "Chưa ai xác nhận" not in said
