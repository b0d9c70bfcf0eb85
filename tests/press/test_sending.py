"""Whole files over real HTTP: taken once, asked for again, compressed, and never shown by a cache that did not ask."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from core import clock
from press import ledger, services
from press.opendata import changes, registers, sending
from tests.web import asked_by

from .conftest import Letters, Make

FILES = [
    *(f"/du-lieu/{code}.{ending}" for code in ("tin", "dinh-chinh", "so-lieu", "nhat-ky", "thay-doi") for ending in ("csv", "json")),
    "/nhat-ky-cong-khai/nhat-ky.jsonl",
    "/nhat-ky-cong-khai/dau-chuoi.jsonl",
]
DOCUMENTS = ["/du-lieu/datapackage.json", "/du-lieu/catalog.jsonld", "/api/v1/tin/"]

#: A client as anyone has one asks for each address in turn: plainly, compressed, for its head alone, and whether it holds.
ASKS = """
import hashlib, json, sys
import httpx
site, told = sys.argv[1], {}
def said(answer):
    body = hashlib.sha256(answer.content).hexdigest() if answer.content else ""
    told = ("etag", "last-modified", "cache-control", "vary", "content-encoding", "content-disposition")
    headers = {name: answer.headers[name] for name in told if name in answer.headers}
    return {"status": answer.status_code, "headers": headers, "body": body}
with httpx.Client(base_url=site) as ask:
    for path in sys.argv[2:]:
        plain = ask.get(path, headers={"Accept-Encoding": "identity"})
        packed = ask.get(path, headers={"Accept-Encoding": "gzip"})
        known = {"Accept-Encoding": "identity", "If-None-Match": plain.headers["ETag"]}
        since = {"Accept-Encoding": "identity", "If-Modified-Since": plain.headers.get("Last-Modified", "")}
        told[path] = {
            "plain": said(plain),
            "packed": said(packed),
            "head": said(ask.head(path, headers={"Accept-Encoding": "identity"})),
            "known": said(ask.get(path, headers=known)),
            "known head": said(ask.head(path, headers=known)),
            "since": said(ask.get(path, headers=since)),
            "other": said(ask.get(path, headers={"Accept-Encoding": "identity", "If-None-Match": '"other"'})),
        }
print(json.dumps(told))
"""


@pytest.fixture
def asked(make: Make, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a client was told of every file, an hour after the last change."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    make("live")
    make("withdrawn", name="Công ty Mẫu Khác")
    ledger.publish_head()
    changes.note()
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        said = asked_by("-c", ASKS, "{site}", *FILES, *DOCUMENTS)
    assert said.returncode == 0, said.stderr
    told: dict[str, Any] = json.loads(said.stdout)
    return told


def test_a_client_that_has_a_file_is_told_so_and_takes_nothing(asked: dict[str, Any]) -> None:
    for path, told in asked.items():
        assert told["plain"]["status"] == told["packed"]["status"] == told["head"]["status"] == told["other"]["status"] == 200, path
        assert (told["known"]["status"], told["known"]["body"]) == (304, ""), path
        assert told["known"]["headers"]["etag"] == told["plain"]["headers"]["etag"], path
        assert (told["known head"]["status"], told["head"]["body"]) == (304, ""), path
        assert told["head"]["headers"]["etag"] == told["plain"]["headers"]["etag"], path
        assert told["packed"]["body"] == told["plain"]["body"] == told["other"]["body"], path
        keeping = {each.strip() for each in told["plain"]["headers"]["cache-control"].split(",")}
        assert {"public", "max-age=0", "must-revalidate"} <= keeping, path


def test_a_file_has_a_strong_tag_a_date_and_another_tag_when_compressed(asked: dict[str, Any]) -> None:
    for path in FILES:
        plain, packed = asked[path]["plain"]["headers"], asked[path]["packed"]["headers"]
        assert plain["etag"].startswith('"'), path
        assert (packed["etag"], packed["content-encoding"]) == (plain["etag"][:-1] + '-gz"', "gzip"), path
        assert "content-encoding" not in plain
        assert "Accept-Encoding" in plain["vary"], path
        assert plain["content-disposition"].endswith(f'"{path.rpartition("/")[2]}"'), path
        if "so-lieu" not in path:  # no figure was ever public here
            assert plain["last-modified"] == packed["last-modified"], path
            assert asked[path]["since"]["status"] == 304, path


@pytest.mark.parametrize("path", ["/du-lieu/tin.csv", "/du-lieu/tin.json", "/du-lieu/thay-doi.csv", "/nhat-ky-cong-khai/nhat-ky.jsonl"])
def test_a_file_that_changed_has_another_tag_and_the_same_one_the_same_bytes(make: Make, letters: Letters, path: str) -> None:
    def taken() -> tuple[str, bytes]:
        answer = Client().get(path)
        return answer.headers["ETag"], b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    release = make("live")
    seen = [taken()]
    assert taken() == seen[0]
    with clock.at(clock.now() + dt.timedelta(days=1)):
        services.correct(release, by=release.approved_by, because="Sai ngày.", what="Ngày trong thư đã được sửa.")
        seen.append(taken())
        services.withdraw(release, by=release.approved_by, because="Nhầm.", what="Số liệu chưa chính xác.")
        seen.append(taken())
        assert taken() == seen[2]
    assert len({tag for tag, _ in seen}) == len({said for _, said in seen}) == 3


def test_a_row_that_is_hidden_changes_the_file_before_anyone_wrote_it_down(make: Make, letters: Letters) -> None:
    release = make("live")
    tag = Client().get("/du-lieu/tin.csv").headers["ETag"]
    letters.hidden = {release.subject_id}
    assert Client().get("/du-lieu/tin.csv", headers={"If-None-Match": tag}).status_code == 200


def test_a_date_is_given_only_when_no_other_change_can_share_its_second(make: Make) -> None:
    make("live")
    assert "Last-Modified" not in Client().get("/du-lieu/tin.csv").headers
    with clock.at(clock.now() + dt.timedelta(minutes=2)):
        assert "Last-Modified" in Client().get("/du-lieu/tin.csv").headers


def test_every_open_register_has_a_tag(db: None) -> None:
    for each in registers.every():
        assert Client().get(f"/du-lieu/{each.code}.json").headers["ETag"].startswith('"')


@pytest.mark.parametrize(
    ("asked", "is_packed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("identity", False),
        ("", False),
        ("xgzip", False),
    ],
)
def test_a_file_is_compressed_for_who_takes_that(db: None, asked: str, is_packed: bool) -> None:
    answer = Client().get("/nhat-ky-cong-khai/verify_ledger.py", headers={"Accept-Encoding": asked})
    assert answer.has_header("Content-Encoding") is is_packed


def test_what_is_compressed_piece_by_piece_is_whole_and_always_the_same() -> None:
    lines = [f"{number} {number * 7919 % 1_000_003}\n".encode() for number in range(60_000)]
    pieces = list(sending.squeeze(lines))
    assert len(pieces) > 1
    assert gzip.decompress(b"".join(pieces)) == b"".join(lines)
    assert list(sending.squeeze(lines)) == pieces


def test_nothing_is_written_for_a_head(db: None) -> None:
    def never() -> Any:
        raise AssertionError("written")
        yield b""

    request = HttpRequest()
    request.method = "HEAD"
    assert sending.send(request, never(), "text/csv", "x.csv", made_of=["x"], changed_at=None).status_code == 200
