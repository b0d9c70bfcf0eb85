"""Seventh step: what goes out is in ledger and feed; what is taken back leaves every page and a correction behind."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from core.models import Officer
from press.models import LedgerEntry
from tests.notices.conftest import EVERY, Cast, Office, release_of

NAME = "Công ty TNHH Mẫu Sao Mai"
ASKED = quote("sao mai")


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> Cast:
    return Cast(*(hire(name, *EVERY) for name in ("lan", "hoa", "minh")))


def read(address: str) -> str:
    return Client().get(address).content.decode()


def test_a_notice_goes_out_and_is_taken_back_through_the_desk(cast: Cast, browse: Callable[..., Client]) -> None:
    release = release_of(Office(cast).art72("approved"))
    desk, minh = f"/quan-tri/ban-truyen-thong/{release.pk}/", browse(cast.minh)
    everywhere = [
        "/cong-khai/",
        f"/cong-khai/?q={ASKED}",
        f"/cong-khai/{release.public_id}/",
        "/tin.atom",
        "/cong-khai/tin.atom",
        f"/tim-kiem/?q={ASKED}",
        f"/tra-cuu-don-vi/?q={ASKED}",
    ]
    assert not [address for address in everywhere if NAME in read(address)], "nothing shows before the release"

    minh.post(desk, {"act": "release", "because": "Đến giờ."})
    assert NAME in read(f"/cong-khai/{release.public_id}/")
    assert NAME in read("/cong-khai/")
    assert NAME in read("/tin.atom")
    assert LedgerEntry.objects.get().public_id == release.public_id
    call_command("verify_ledger")

    what = "Tin được thu hồi vì căn cứ không còn hiệu lực."
    minh.post(desk, {"act": "withdraw", "because": "Quyết định bị hủy.", "what": what})
    assert [address for address in [*everywhere, "/dinh-chinh/", "/nhat-ky-cong-khai/", "/sitemap.xml"] if NAME in read(address)] == []
    assert Client().get(f"/cong-khai/{release.public_id}/").status_code == 410
    assert f"Đã thu hồi: {release.public_id}" in read("/tin.atom")
    assert what in read("/dinh-chinh/")
    assert list(LedgerEntry.objects.values_list("act", flat=True)) == ["published", "withdrawn"]
    call_command("verify_ledger")
