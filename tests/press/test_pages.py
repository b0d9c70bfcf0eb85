"""What the public reads of the desk: corrections and feeds, never a name that was taken back."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from press import services
from press.models import Release

from .conftest import Letters, Make

ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "Công ty Mẫu Sao Mai"


def entries(address: str) -> list[ET.Element]:
    response = Client().get(address)
    assert response.status_code == 200
    return ET.fromstring(response.content).findall(f"{ATOM}entry")


@pytest.mark.parametrize("address", ["/tin.atom", "/thu-ngo/tin.atom"])
def test_a_live_release_is_in_the_feeds(make: Make, address: str) -> None:
    release = make("live")
    (entry,) = entries(address)
    assert entry.findtext(f"{ATOM}title") == f"Thư ngỏ gửi {NAME}"
    assert entry.find(f"{ATOM}link").get("href").endswith(release.path)  # type: ignore[union-attr]


def test_a_draft_is_in_no_feed(make: Make) -> None:
    make("approved")
    assert entries("/tin.atom") == []


def test_a_withdrawn_release_becomes_a_line_without_names(make: Make) -> None:
    live = make("live")
    (before,) = entries("/tin.atom")
    services.withdraw(Release.objects.get(), by=live.approved_by, because="Nhầm.", what="Số liệu chưa chính xác.")
    (after,) = entries("/tin.atom")
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert after.findtext(f"{ATOM}title") == f"Đã thu hồi: {live.public_id}"
    assert NAME not in ET.tostring(after, encoding="unicode")


def test_a_correction_says_which_figures_changed_and_no_words(make: Make, letters: Letters) -> None:
    release = make("live")
    agency = letters.subject(release.subject_id)
    type(agency).objects.filter(pk=agency.pk).update(name="Công ty Mẫu Sao Hôm")
    letters.as_of = "2026-11-01"
    services.correct(release, by=release.approved_by, because="Gõ sai.", what="Ngày số liệu được ghi lại.")
    page = Client().get("/dinh-chinh/").content.decode()
    assert "<del>31/10/2026</del> → <ins>01/11/2026</ins>" in page
    assert "đã sửa" in page
    assert "Mẫu Sao" not in page
    assert release.path in page
    (entry,) = entries("/tin.atom")
    assert (entry.findtext(f"{ATOM}summary") or "").endswith("Đã đính chính: Ngày số liệu được ghi lại.")
    assert "Đã đính chính" in [each.get("term") for each in entry.findall(f"{ATOM}category")]
    services.withdraw(release, by=release.approved_by, because="Nhầm.", what="Không còn căn cứ.")
    page = Client().get("/dinh-chinh/").content.decode()
    assert "01/11/2026</ins>" in page
    assert release.path not in page
    assert "Không còn căn cứ." in (entries("/tin.atom")[0].findtext(f"{ATOM}summary") or "")


def test_what_was_pasted_with_control_signs_stops_no_feed(make: Make) -> None:
    release = make("live", "Công ty\x0bMẫu\x01 Sao")
    services.correct(release, by=release.approved_by, because="Ghi lại.", what="Dòng một.\x0cDòng\x1f hai.")
    (entry,) = entries("/tin.atom")
    assert entry.findtext(f"{ATOM}title") == "Thư ngỏ gửi Công ty Mẫu Sao"
    assert (entry.findtext(f"{ATOM}summary") or "").endswith("Dòng một.\nDòng hai.")


def test_a_subject_that_is_hidden_is_hidden_in_the_feed_too(make: Make, letters: Letters) -> None:
    letters.hidden = {make("live").subject_id}
    (entry,) = entries("/thu-ngo/tin.atom")
    assert NAME not in ET.tostring(entry, encoding="unicode")


def test_a_section_without_a_kind_has_no_feed(db: None) -> None:
    assert Client().get("/khong-co/tin.atom").status_code == 404


def test_a_withdrawal_stands_on_the_corrections_page(make: Make) -> None:
    release = make("withdrawn")
    page = Client().get("/dinh-chinh/").content.decode()
    assert release.public_id in page
    assert "Số liệu chưa chính xác." in page
    assert NAME not in page


def test_the_ledger_page_shows_acts_and_head(make: Make) -> None:
    release = make("live")
    page = Client().get("/nhat-ky-cong-khai/").content.decode()
    assert release.public_id in page
    assert "Công khai" in page
    assert NAME not in page
    assert b"def verify" in b"".join(Client().get("/nhat-ky-cong-khai/verify_ledger.py").streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/dinh-chinh/", "/nhat-ky-cong-khai/", "/tin.atom", "/en/dinh-chinh/"])
def test_the_pages_stand_when_nothing_happened_and_set_no_cookie(db: None, address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 200
    assert not response.cookies
