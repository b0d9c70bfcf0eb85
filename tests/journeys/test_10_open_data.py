"""Open data of the fictional province, as the programs of others read it over HTTP: without a complaint."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from core import clock
from firms.services import place_hold
from notices.models import Notice
from notices.services import correct
from outreach.models import Answer
from portal.demo import build, people
from press.lifecycle import PUBLIC
from press.models import Release
from press.opendata import changes, doors, registers
from press.services import withdraw
from recognition.models import Certificate
from tests import feeds, schema_org, world
from tests.conftest import TODAY
from tests.web import asked_by

DAY = dt.datetime(2026, 11, 20, 9, tzinfo=clock.VIETNAM)
RULES = Path(__file__).resolve().parents[1] / "schemathesis.toml"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def _cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[build.Cast]:
    """Put notices, honours and corrections before the public once for the module, in a transaction that is rolled back after it."""
    with django_db_blocker.unblock(), clock.at(TODAY):
        left = world.enter()
        with transaction.atomic():
            cast = people.hire()
            call_command("content", verbosity=0)
            for step in (build._agreement, build._sanctioned, build._praised, build._taken_back, build._late, build._still_heard):
                step(cast)
            yield cast
            transaction.set_rollback(True)
        world.leave(left)


@pytest.fixture
def province(_cast: build.Cast, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[build.Cast]:
    """The province with notices, honours and corrections in public."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    monkeypatch.setattr(doors, "LIMIT", 1_000_000)
    with clock.at(DAY):
        changes.note()
        yield _cast


def body(response: Any) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode("utf-8-sig")


def ask(address: str) -> str:
    return body(Client().get(address))


def validated() -> dict[str, int]:
    """Let a program judge the data package that the server sends, and return how many rows it read of each file."""
    said = asked_by("-m", "frictionless", "validate", "{site}/du-lieu/datapackage.json", "--json", "--trusted")
    assert said.returncode == 0, said.stdout + said.stderr
    report = json.loads(said.stdout)
    assert report["valid"]
    return {task["name"]: task["stats"].get("rows", 0) for task in report["tasks"]}


def test_a_program_validates_the_data_package_of_an_office_that_published_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    assert validated() == {each.code: 0 for each in registers.every()}
    assert all(json.loads(ask(f"/du-lieu/{each.code}.json"))["data"] == [] for each in registers.every())


def test_a_program_validates_the_data_package_after_everything_was_taken_back(province: build.Cast) -> None:
    for release in Release.objects.filter(state__in=PUBLIC):
        withdraw(release, by=province["minh"], because="Nhầm.", what="Số liệu chưa chính xác.")
    checked = validated()
    assert [checked[code] for code in ("cong-khai", "bieu-duong", "tin")] == [0, 0, 0]
    assert min(checked[code] for code in ("dinh-chinh", "nhat-ky", "thay-doi")) > 0


def test_a_program_validates_the_data_package_that_the_server_sends(province: build.Cast) -> None:
    checked = validated()
    assert checked.keys() == {name for each in registers.every() for name in (each.code, f"{each.code}-json")}
    assert all(checked[code] > 0 for code in ("cong-khai", "bieu-duong", "tin", "dinh-chinh", "nhat-ky", "so-lieu", "thay-doi"))
    assert all(checked[each.code] == checked[f"{each.code}-json"] for each in registers.every())


def test_every_register_is_the_same_in_each_form(province: build.Cast) -> None:
    for register in registers.every():
        rows = json.loads(ask(f"/du-lieu/{register.code}.json"))["data"]
        assert [tuple(row) for row in rows] == [register.names] * len(rows)
        lines = list(csv.DictReader(io.StringIO(ask(f"/du-lieu/{register.code}.csv"))))
        assert [line[register.key] for line in lines] == [str(row[register.key]) for row in rows]
        paged: list[dict[str, Any]] = []
        following = f"/api/v1/{register.code}/?limit=100"
        while following:
            page = json.loads(ask(following))
            paged, following = paged + page["data"], (page["next"] or "").removeprefix(settings.BASE_URL)
        assert paged == rows
        for row in (rows[0], rows[-1]):
            assert json.loads(ask(f"/api/v1/{register.code}/{row[register.key]}/"))["data"] == row


def test_a_notice_and_an_honour_leave_every_door_the_very_second_they_are_taken_back(province: build.Cast) -> None:
    notice = Notice.objects.filter(state="published").order_by("pk")[0]
    honours = json.loads(ask("/du-lieu/bieu-duong.json"))["data"]
    a_round = Release.objects.get(public_id=honours[0]["round_id"])
    doors = ["/tin.atom", "/tin.json", "/cong-khai/tin.json", "/bieu-duong/tin.json", "/du-lieu/datapackage.json"]
    doors += [f"/du-lieu/{each.code}.{end}" for each in registers.every() for end in ("csv", "json")]
    doors += [f"/api/v1/{each.code}/?limit=100" for each in registers.every()] + [f"/api/v1/cong-khai/{notice.public_id}/"]
    names = {notice.firm.name, notice.release.title, *(row["name"] for row in honours)}  # type: ignore[union-attr]
    said = {door: ask(door) for door in doors}
    before = {door for door in doors if any(json.dumps(name, ensure_ascii=False)[1:-1] in said[door] for name in names)}
    assert {"/du-lieu/cong-khai.csv", "/du-lieu/bieu-duong.json", "/tin.json", f"/api/v1/cong-khai/{notice.public_id}/"} <= before
    shown = json.loads(ask("/du-lieu/cong-khai.json"))["data"]
    minh, cursor = notice.release.approved_by, changes.head()  # type: ignore[union-attr]
    for release in (notice.release, a_round):
        withdraw(release, by=minh, because="Nhầm.", what="Số liệu chưa chính xác.")  # type: ignore[arg-type]
    still = {row["name"] for row in shown if row["id"] != notice.public_id}
    said = {door: ask(door) for door in doors}
    assert [(door, name) for door in doors for name in names - still if name in said[door]] == []
    assert Client().get(f"/api/v1/cong-khai/{notice.public_id}/").status_code == 410
    assert Client().get(f"/api/v1/bieu-duong/{honours[0]['id']}/").status_code == 410
    told = json.loads(ask(f"/api/v1/thay-doi/?limit=1000&cursor={cursor}"))["data"]
    gone = {(each["register"], each["id"], each["reason"]) for each in told if each["change"] == "deleted"}
    assert {("cong-khai", notice.public_id, "withdrawn"), ("tin", notice.public_id, "withdrawn")} <= gone
    assert {("bieu-duong", row["id"], "withdrawn") for row in honours} <= gone


def test_the_changes_name_columns_of_their_register_and_no_firm(province: build.Cast) -> None:
    notice = Notice.objects.filter(state="published", reply_shown="").order_by("pk")[0]
    correct(notice, by=province["minh"], because="Bên kia trả lời.", what="Đăng ý kiến của bên được nêu.", reply_shown="Ông A xin lỗi.")
    told = json.loads(ask("/du-lieu/thay-doi.json"))["data"]
    mine = [each for each in told if each["id"] == notice.public_id and each["change"] == "changed"]
    assert [(each["register"], each["fields"]) for each in mine] == [
        ("cong-khai", ["reply", "changed_at"]),
        ("tin", ["state", "changed_at"]),
    ]
    (row,) = [row for row in json.loads(ask("/du-lieu/dinh-chinh.json"))["data"] if row["release_id"] == notice.public_id]
    assert [(each["field"], each["before"], each["after"]) for each in row["changes"]] == [("reply", None, None)]
    said = ask("/du-lieu/thay-doi.csv") + ask("/du-lieu/dinh-chinh.csv")
    assert [name for name in ("Ông A", notice.firm.name) if name in said] == []


def test_a_firm_that_a_public_notice_names_is_given_away_as_praised_no_longer(province: build.Cast) -> None:
    honours = json.loads(ask("/du-lieu/bieu-duong.json"))["data"]
    firm = Certificate.objects.get(serial=honours[0]["id"]).honour.firm
    place_hold(firm, kind="notice", reference="notice:mẫu", by=None, because="Đã công khai.", is_public=True)
    assert [row["id"] for row in json.loads(ask("/du-lieu/bieu-duong.json"))["data"]] == [row["id"] for row in honours[1:]]
    assert Client().get(f"/api/v1/bieu-duong/{honours[0]['id']}/").status_code == 410
    cursor = changes.head()
    changes.note()
    (gone,) = json.loads(ask(f"/api/v1/thay-doi/?cursor={cursor}"))["data"]
    assert (gone["id"], gone["change"], gone["reason"]) == (honours[0]["id"], "deleted", "hidden")


def test_a_program_that_makes_up_questions_finds_no_fault_with_the_api(province: build.Cast) -> None:
    how = ("--max-examples=15", "--phases=examples,coverage,fuzzing")
    address = ("{site}/api/v1/openapi.json", "--url={site}/api/v1")
    said = asked_by(
        "-m", "schemathesis.cli", "--config-file", str(RULES), "run", *address, *how, "--generation-deterministic", "--no-color", within=240
    )
    assert said.returncode == 0, said.stdout[-6000:] + said.stderr
    asked = re.search(r"Operations:\s+(\d+) selected / (\d+) total", said.stdout)
    assert asked is not None
    assert int(asked[1]) == int(asked[2]) > 2 * len(registers.every())


@pytest.mark.parametrize("where", ["", "cong-khai/", "bieu-duong/", "en/"])
def test_both_feeds_keep_to_their_rules_and_tell_the_same(province: build.Cast, where: str) -> None:
    said = ask(f"/{where}tin.atom")
    atom, told = ET.fromstring(said), json.loads(ask(f"/{where}tin.json"))
    entries = atom.findall(f"{ATOM}entry")
    assert feeds.grammar_faults(said) == []
    assert feeds.faults_of_atom(atom) == []
    assert feeds.faults_of_json(told) == []
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [item["id"] for item in told["items"]]
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [item["title"] for item in told["items"]]
    assert len(entries) > 0


def test_a_feed_reader_reads_both_without_a_complaint(province: build.Cast) -> None:
    said = asked_by("-c", READS_FEEDS, "{site}")
    assert said.returncode == 0, said.stderr
    read = json.loads(said.stdout)
    assert read["bozo"] == 0
    assert read["parsed"] == read["/tin.atom"]
    assert read["/tin.atom"] == read["/tin.json"]
    assert len(read["parsed"]) == len(json.loads(ask("/tin.json"))["items"]) > 0


def test_a_feed_reader_follows_what_was_corrected_and_forgets_what_was_taken_back(province: build.Cast, tmp_path: Path) -> None:
    def shelf() -> dict[str, dict[str, Any]]:
        said = asked_by("-c", KEEPS_FEEDS, "{site}", str(tmp_path / "shelf.sqlite3"))
        assert said.returncode == 0, said.stderr
        found: dict[str, dict[str, Any]] = json.loads(said.stdout)
        return found

    notice, other = Notice.objects.filter(state="published").order_by("pk")[:2]
    minh, first = province["minh"], shelf()
    with clock.at(DAY + dt.timedelta(hours=1)):
        correct(notice, by=minh, because="Bên kia trả lời.", what="Đăng ý kiến của bên được nêu.", reply_shown="Đã nộp đủ.")
        withdraw(other.release, by=minh, because="Nhầm.", what="Số liệu chưa chính xác.")  # type: ignore[arg-type]
        second = shelf()
    assert first.keys() == second.keys() == {"/tin.atom", "/tin.json"}
    for path, before in first.items():
        after = second[path]
        assert after.keys() == before.keys()
        (kept,) = [key for key in after if key.endswith(f":{notice.public_id}")]
        (gone,) = [key for key in after if key.endswith(f":{other.public_id}")]
        assert after[kept]["title"] == before[kept]["title"]
        assert "Đăng ý kiến của bên được nêu." in after[kept]["text"]
        assert after[kept]["updated"] > before[kept]["updated"]
        assert other.firm.name in before[gone]["title"]
        assert after[gone]["title"] == f"Đã thu hồi: {other.public_id}"
        assert other.firm.name not in json.dumps(after, ensure_ascii=False)


#: A reader that keeps what it read between two visits; the site answers at another port each time, so it follows the feeds' own names.
KEEPS_FEEDS = """
import json, sys
import reader
site, shelf = sys.argv[1], reader.make_reader(sys.argv[2])
told = {}
for path in ("/tin.atom", "/tin.json"):
    old = next((each.url for each in shelf.get_feeds() if each.url.endswith(path)), None)
    if old is None:
        shelf.add_feed(site + path)
    elif old != site + path:
        shelf.change_feed_url(old, site + path)
    shelf.update_feed(site + path)
    told[path] = {
        each.id: {
            "title": each.title,
            "text": each.summary or each.content[0].value,
            "updated": each.updated.isoformat(),
        }
        for each in shelf.get_entries(feed=site + path)
    }
print(json.dumps(told))
"""

#: A feed reader and a parser of feeds, as anyone has them, print what they made of ours.
READS_FEEDS = """
import json, sys, urllib.request
import feedparser, reader
site, read = sys.argv[1], {}
found = feedparser.parse(site + "/tin.atom")
read["bozo"], read["parsed"] = int(found.bozo), sorted([each.id, each.title] for each in found.entries)
shelf = reader.make_reader(":memory:")
for path in ("/tin.atom", "/tin.json"):
    shelf.add_feed(site + path)
    shelf.update_feed(site + path)
    read[path] = sorted([each.id, each.title] for each in shelf.get_entries(feed=site + path))
print(json.dumps(read))
"""


def pages_with_data() -> dict[str, str]:
    """Return a page of each kind, and what it says that it is."""
    notice = Notice.objects.filter(state="published").order_by("pk")[0]
    a_round = Release.objects.filter(kind="honour_round").order_by("pk")[0]
    answer = Answer.objects.filter(live=True, locale__language_code="vi").order_by("pk")[0]
    pages = {
        "/": "WebSite",
        f"/cong-khai/{notice.public_id}/": "NewsArticle",
        a_round.path: "NewsArticle",
        "/dinh-chinh/": "CollectionPage",
        f"/hoi-dap/{answer.slug}/": "FAQPage",
    }
    pages |= {f"/du-lieu/{each.code}/": "Dataset" for each in registers.every()}
    return pages | {f"/en{path}": kind for path, kind in pages.items()}


def test_every_kind_of_page_says_what_it_is_in_words_that_schema_org_knows(province: build.Cast) -> None:
    for path, kind in pages_with_data().items():
        page = ask(path)
        told = schema_org.blocks(page)
        assert [each["@type"] for each in told] == [kind], path
        assert schema_org.faults(told[0]) == [], path


def test_a_page_whose_notice_is_over_says_nothing_of_it(province: build.Cast) -> None:
    notice = Notice.objects.filter(state="published").order_by("pk")[0]
    assert notice.release is not None
    withdraw(notice.release, by=notice.release.approved_by, because="Nhầm.", what="Số liệu chưa chính xác.")
    gone = Client().get(f"/cong-khai/{notice.public_id}/")
    assert gone.status_code == 410
    assert schema_org.blocks(gone.content.decode()) == []


def test_the_catalogue_has_what_dcat_demands(province: build.Cast) -> None:
    told = json.loads(ask("/du-lieu/catalog.jsonld"))
    assert told["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"
    names = {word.partition(":")[0] for word in words_of(told) if ":" in word and not word.startswith("http")}
    assert names <= told["@context"].keys()
    assert all(told[name] for name in ("dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset"))
    assert {each["dct:identifier"] for each in told["dcat:dataset"]} == {each.code for each in registers.every()}
    for dataset in told["dcat:dataset"]:
        wanted = ("dct:title", "dct:description", "dct:publisher", "dct:temporal", "dct:license", "dcat:contactPoint", "dcat:distribution")
        assert [name for name in wanted if not dataset.get(name)] == []
        assert {title["@language"] for title in dataset["dct:title"]} == {"vi", "en"}
        for distribution in dataset["dcat:distribution"]:
            address = distribution["dcat:downloadURL"]["@id"].removeprefix(settings.BASE_URL)
            assert distribution["dcat:mediaType"]["@id"].endswith(Client().get(address).headers["Content-Type"].partition(";")[0])


def words_of(value: Any) -> Iterator[str]:
    """Yield the keys and kinds of JSON-LD, which a context must know."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "@context":
                continue
            if not key.startswith("@"):
                yield key
            if key == "@type":
                yield str(inner)
            yield from words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner)
