"""What the public reads of praise: the register, a round, a letter and its picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from core.models import Installation
from firms import services as firms
from press import services as press
from recognition import certificates
from recognition.certificates import Letter
from recognition.models import Certificate, Round

from .conftest import Cast, Small

Make = Callable[..., Round]


def read(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


@pytest.mark.parametrize("address", ["/bieu-duong/", "/en/bieu-duong/", "/xac-thuc/", "/bieu-duong/tin.atom"])
def test_the_pages_stand_before_the_first_round(db: None, address: str) -> None:
    read(address)


def test_the_register_lists_and_finds_firms(make: Make, small: Small) -> None:
    make("published")
    page = read("/bieu-duong/")
    assert small.good.name in page
    assert small.late.name not in page
    found = read("/bieu-duong/?q=SAO+MAI")
    assert small.good.name in found
    assert small.parent.name not in found
    assert small.good.name in read("/bieu-duong/?q=9910000011")
    assert "không có nghĩa là đơn vị vi phạm" in read("/bieu-duong/?q=khong-co-ai")


def test_a_personal_code_finds_nobody_and_is_shown_nowhere(make: Make, small: Small) -> None:
    make("published")
    serial = Certificate.objects.get(honour__firm=small.person).serial
    assert "099999123456" not in read(f"/xac-thuc/{serial}/")
    assert small.person.name not in read("/bieu-duong/?q=099999123456")


def test_the_employer_look_up_finds_who_is_praised(make: Make, small: Small) -> None:
    make("published")
    assert small.good.name in read("/tra-cuu-don-vi/?q=sao+mai")
    assert small.late.name not in read("/tra-cuu-don-vi/?q=tre+hen")


def test_the_register_names_nobody_twice(make: Make, small: Small) -> None:
    make("published")
    make("published")
    assert read("/bieu-duong/").count(f'<th scope="row">{small.good.name}</th>') == 1


def test_a_round_has_its_page(make: Make, small: Small) -> None:
    release = make("published").release
    assert release is not None
    page = read(f"/bieu-duong/{release.public_id}/")
    assert small.good.name in page
    assert "12/BHXH-TST" in page
    assert "09/2026" in page


def test_nothing_of_a_round_in_preparation_shows(make: Make, small: Small) -> None:
    make("decided")
    assert small.good.name not in read("/bieu-duong/")


def test_after_the_withdrawal_no_page_names_the_firms(make: Make, small: Small, cast: Cast) -> None:
    release = make("published").release
    assert release is not None
    serial = Certificate.objects.get(honour__firm=small.good).serial
    press.withdraw(release, by=cast.minh, because="Sai kỳ.", what="Danh sách được thu hồi do sai kỳ số liệu.")
    for address, status in {
        "/bieu-duong/": 200,
        f"/bieu-duong/{release.public_id}/": 410,
        f"/xac-thuc/{serial}/": 200,
        "/bieu-duong/tin.atom": 200,
        "/tin.atom": 200,
        "/dinh-chinh/": 200,
        "/bieu-duong/?q=sao+mai": 200,
    }.items():
        assert small.good.name not in read(address, status), address
    assert Client().get(f"/xac-thuc/{serial}/thu.png").status_code == 404


def test_the_verify_page_says_what_the_letter_is_worth(make: Make, small: Small) -> None:
    make("published")
    serial = Certificate.objects.get(honour__firm=small.good).serial
    page = read(f"/xac-thuc/{serial}/")
    assert "Đang có hiệu lực" in page
    assert small.good.name in page
    firms.place_hold(small.good, kind="notice", reference="notice:1", by=None, because="Hồ sơ.")
    assert read(f"/xac-thuc/{serial}/") == page
    firms.publish_hold("notice:1", by=None, because="Đã công khai.")
    page = read(f"/xac-thuc/{serial}/")
    assert "tạm dừng hiệu lực" in page
    assert small.good.name not in page
    assert "cong-khai/CK" not in page
    assert Client().get(f"/xac-thuc/{serial}/thu.png").status_code == 404
    assert "Không có trong sổ" in read("/xac-thuc/BD-99-2026-000001-99999/", 404)


def test_a_serial_can_be_typed(db: None) -> None:
    response = Client().get("/xac-thuc/?q=bd-99-2026-000001-00001")
    assert (response.status_code, response["Location"]) == (302, "/xac-thuc/BD-99-2026-000001-00001/")


def test_the_picture_is_drawn_once(make: Make, small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    make("published")
    serial = Certificate.objects.get(honour__firm=small.good).serial
    drawn: list[Letter] = []
    draw = certificates.draw

    def counting(said: Letter) -> bytes:
        drawn.append(said)
        return draw(said)

    monkeypatch.setattr(certificates, "draw", counting)
    first = Client().get(f"/xac-thuc/{serial}/thu.png")
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert Client().get(f"/xac-thuc/{serial}/thu.png").content == first.content
    assert len(drawn) == 1
    assert drawn[0].address.endswith(f"/xac-thuc/{serial}/")
    with Image.open(io.BytesIO(first.content)) as picture:
        assert picture.size == (certificates.WIDTH, certificates.HEIGHT)


def test_a_sample_letter_is_marked(make: Make, small: Small) -> None:
    make("published")
    certificate = Certificate.objects.get(honour__firm=small.good)
    plain = certificates.png(certificate)
    Installation.objects.update(is_demo=True)
    assert certificates.letter(certificate).is_sample
    assert certificates.png(certificate) != plain


def test_composed_and_decomposed_names_are_drawn_alike() -> None:
    import unicodedata
    from dataclasses import replace

    said = Letter(
        "UBND tỉnh Mẫu",
        "Công ty Mẫu Đức Hòa",
        "Xã Mẫu",
        "Đợt",
        "09/2026",
        "31/10/2026",
        "02/11/2026",
        "02/11/2027",
        "BD-1",
        "http://x/",
        False,
    )
    assert certificates.draw(said) == certificates.draw(replace(said, name=unicodedata.normalize("NFD", said.name)))


@pytest.mark.parametrize("address", ["/bieu-duong/", "/bieu-duong/BD-99-2026-000001/"])
def test_a_register_costs_the_same_whatever_its_length(make: Make, small: Small, address: str, django_assert_max_num_queries: Any) -> None:
    make("published")
    read(address)
    with django_assert_max_num_queries(12):
        read(address)
